-- +goose Up

CREATE SEQUENCE asset_num AS bigint CACHE 1;

-- One row an asset. What a list shows or filters by is a column here, so that
-- no list row joins or counts anything; names of others are copies that the
-- store keeps true in the transaction that changes them.
CREATE TABLE asset (
    num             bigint  NOT NULL DEFAULT nextval('asset_num'),
    id              text    COLLATE "C" PRIMARY KEY,
    code            text    COLLATE "C" NOT NULL,
    code_key        text    COLLATE "C" NOT NULL,
    class           text    COLLATE "C" NOT NULL,
    kind            text    COLLATE "C" NOT NULL,
    book            text    COLLATE "C" NOT NULL,
    name            text    COLLATE "C" NOT NULL,
    serial          text    COLLATE "C" NOT NULL,
    serial_key      text    COLLATE "C" NOT NULL,
    alive           boolean NOT NULL,
    brand           text    COLLATE "C" NOT NULL,
    model           text    COLLATE "C" NOT NULL,
    network         text    COLLATE "C" NOT NULL,
    wireless        text    COLLATE "C" NOT NULL,
    checked         timestamptz,
    details         text    COLLATE "C" NOT NULL,
    claim           text    COLLATE "C" NOT NULL,
    claim_keeper    text    COLLATE "C" NOT NULL,
    source          text    COLLATE "C" NOT NULL,
    life            text    COLLATE "C" NOT NULL,
    before_life     text    COLLATE "C" NOT NULL,
    holder          text    COLLATE "C" NOT NULL,
    keeper_id       text    COLLATE "C" REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    keeper_name     text    COLLATE "C" NOT NULL,
    department_id   text    COLLATE "C" REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    department_name text    COLLATE "C" NOT NULL,
    room_id         text    COLLATE "C" REFERENCES room (id) DEFERRABLE INITIALLY DEFERRED,
    room_name       text    COLLATE "C" NOT NULL,
    since           timestamptz,
    level           bigint  NOT NULL,
    term            bigint  NOT NULL,
    scope           text    COLLATE "C" NOT NULL,
    basis           text    COLLATE "C" NOT NULL,
    decided         boolean NOT NULL,
    marking_version bigint  NOT NULL,
    content_level   bigint  NOT NULL,
    content_since   timestamptz,
    clear_by        timestamptz,
    held            boolean NOT NULL,
    hold_incident   boolean NOT NULL,
    hold_discrepancy boolean NOT NULL,
    hold_frozen     boolean NOT NULL,
    holds           text    COLLATE "C" NOT NULL,
    high_water      bigint  NOT NULL,
    host_id         text    COLLATE "C" REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    host_code       text    COLLATE "C" NOT NULL,
    parts           text    COLLATE "C" NOT NULL,
    pairs           text    COLLATE "C" NOT NULL,
    label_issued    bigint  NOT NULL,
    label_applied   bigint  NOT NULL,
    label_marking   bigint  NOT NULL,
    label_due       boolean NOT NULL,
    request         text    COLLATE "C" NOT NULL,
    request_by      text    COLLATE "C",
    receiver_id     text    COLLATE "C",
    giver_id        text    COLLATE "C",
    wait_verb       text    COLLATE "C" NOT NULL,
    wait_seat       text    COLLATE "C" NOT NULL,
    wait_department text    COLLATE "C" NOT NULL,
    wait_person     text    COLLATE "C",
    request_due     timestamptz,
    changed         timestamptz NOT NULL,
    version         bigint  NOT NULL,
    head_hash       bytea   NOT NULL,
    last_event_id   bigint  NOT NULL
);
CREATE UNIQUE INDEX asset_by_num ON asset (num);
-- ORG 9: a code is never used twice, not even after the asset is destroyed.
CREATE UNIQUE INDEX asset_code ON asset (code_key);
CREATE UNIQUE INDEX asset_serial ON asset (serial_key) WHERE alive AND serial_key <> '';
-- A sheet row is imported once (an import run again changes nothing).
CREATE UNIQUE INDEX asset_source ON asset (source) WHERE source <> '';
CREATE INDEX asset_changed ON asset (changed, id);
CREATE INDEX asset_level ON asset (level, id);
CREATE INDEX asset_life ON asset (life, id);
CREATE INDEX asset_department_name ON asset (department_name, id);
CREATE INDEX asset_keeper_name ON asset (keeper_name, id);
CREATE INDEX asset_department ON asset (department_id, code_key);
CREATE INDEX asset_room ON asset (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX asset_keeper ON asset (keeper_id) WHERE keeper_id IS NOT NULL;
CREATE INDEX asset_host ON asset (host_id) WHERE host_id IS NOT NULL;
CREATE INDEX asset_request_by ON asset (request_by) WHERE request_by IS NOT NULL;
CREATE INDEX asset_receiver ON asset (receiver_id) WHERE receiver_id IS NOT NULL;
CREATE INDEX asset_giver ON asset (giver_id) WHERE giver_id IS NOT NULL;
CREATE INDEX asset_waiting ON asset (wait_seat, wait_department) WHERE wait_verb <> '';
CREATE INDEX asset_wait_person ON asset (wait_person) WHERE wait_person IS NOT NULL;
CREATE INDEX asset_request_due ON asset (request_due) WHERE request_due IS NOT NULL;
CREATE INDEX asset_label_due ON asset (code_key) WHERE label_due;
CREATE INDEX asset_held ON asset (code_key) WHERE held;
CREATE INDEX asset_clear_by ON asset (clear_by) WHERE clear_by IS NOT NULL;
CREATE TRIGGER asset_kept BEFORE DELETE OR TRUNCATE ON asset FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();

CREATE TABLE print_job (
    id            text   COLLATE "C" PRIMARY KEY,
    key           text   COLLATE "C" NOT NULL,
    stock         text   COLLATE "C" NOT NULL,
    start         bigint NOT NULL,
    labels        bigint NOT NULL,
    copies        bigint NOT NULL,
    by_id         text   COLLATE "C" NOT NULL,
    at            timestamptz NOT NULL,
    version       bigint NOT NULL,
    head_hash     bytea  NOT NULL,
    last_event_id bigint NOT NULL
);
-- A print job asked for twice under one key is one job.
CREATE UNIQUE INDEX print_job_key ON print_job (by_id, key) WHERE key <> '';
CREATE INDEX print_job_at ON print_job (at, id);
CREATE TRIGGER print_job_kept BEFORE DELETE OR TRUNCATE ON print_job FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();

CREATE TABLE label (
    token         text   COLLATE "C" PRIMARY KEY,
    asset_id      text   COLLATE "C" NOT NULL REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    number        bigint NOT NULL,
    marking       bigint NOT NULL,
    state         text   COLLATE "C" NOT NULL,
    copies        bigint NOT NULL,
    shows         text   COLLATE "C" NOT NULL,
    job_id        text   COLLATE "C" REFERENCES print_job (id) DEFERRABLE INITIALLY DEFERRED,
    reason        text   COLLATE "C" NOT NULL,
    printed       timestamptz,
    applied       timestamptz,
    version       bigint NOT NULL,
    head_hash     bytea  NOT NULL,
    last_event_id bigint NOT NULL
);
CREATE UNIQUE INDEX label_asset ON label (asset_id, number);
CREATE INDEX label_job ON label (job_id);

CREATE TABLE print_item (
    job_id text    COLLATE "C" NOT NULL REFERENCES print_job (id) DEFERRABLE INITIALLY DEFERRED,
    item   bigint  NOT NULL,
    token  text    COLLATE "C" NOT NULL REFERENCES label (token) DEFERRABLE INITIALLY DEFERRED,
    copy   boolean NOT NULL,
    shows  text    COLLATE "C" NOT NULL,
    PRIMARY KEY (job_id, item)
);
CREATE INDEX print_item_token ON print_item (token);
CREATE TRIGGER label_kept BEFORE DELETE OR TRUNCATE ON label FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
CREATE TRIGGER print_item_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON print_item
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
