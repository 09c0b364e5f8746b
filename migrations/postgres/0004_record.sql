-- +goose Up

-- Records beside the assets. refusal.asset_id may name what does not
-- exist: somebody asked for it all the same.
CREATE TABLE refusal (
    id       text   COLLATE "C" PRIMARY KEY,
    event_id bigint NOT NULL REFERENCES ledger_event (id),
    at       timestamptz NOT NULL,
    actor    text   COLLATE "C" NOT NULL,
    account  text   COLLATE "C" NOT NULL,
    verb     text   COLLATE "C" NOT NULL,
    asset_id text   COLLATE "C" NOT NULL,
    rule     text   COLLATE "C" NOT NULL,
    articles text   COLLATE "C" NOT NULL,
    missing  text   COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX refusal_event ON refusal (event_id);
CREATE INDEX refusal_asset ON refusal (asset_id, event_id);

CREATE TABLE finding (
    id       text   COLLATE "C" PRIMARY KEY,
    event_id bigint NOT NULL REFERENCES ledger_event (id),
    at       timestamptz NOT NULL,
    actor    text   COLLATE "C" NOT NULL,
    kind     text   COLLATE "C" NOT NULL,
    asset_id text   COLLATE "C" REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    label    text   COLLATE "C" NOT NULL,
    note     text   COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX finding_event ON finding (event_id);
CREATE INDEX finding_asset ON finding (asset_id);

CREATE TABLE import_batch (
    id         text   COLLATE "C" PRIMARY KEY,
    event_id   bigint NOT NULL REFERENCES ledger_event (id),
    at         timestamptz NOT NULL,
    actor      text   COLLATE "C" NOT NULL,
    file       text   COLLATE "C" NOT NULL,
    digest     text   COLLATE "C" NOT NULL,
    rows_read  bigint NOT NULL,
    registered bigint NOT NULL,
    refused    bigint NOT NULL
);
CREATE UNIQUE INDEX import_batch_event ON import_batch (event_id);
CREATE INDEX import_batch_digest ON import_batch (digest);

CREATE TABLE export_log (
    id        text   COLLATE "C" PRIMARY KEY,
    event_id  bigint NOT NULL REFERENCES ledger_event (id),
    at        timestamptz NOT NULL,
    actor     text   COLLATE "C" NOT NULL,
    what      text   COLLATE "C" NOT NULL,
    filter    text   COLLATE "C" NOT NULL,
    level     bigint NOT NULL,
    rows_out  bigint NOT NULL,
    digest    text   COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX export_log_event ON export_log (event_id);

CREATE TABLE policy_value (
    key     text   COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    raw     text   COLLATE "C" NOT NULL,
    reason  text   COLLATE "C" NOT NULL,
    actor   text   COLLATE "C" NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (version)
);
CREATE INDEX policy_value_key ON policy_value (key, version);

CREATE TABLE idempotency (
    account text  COLLATE "C" NOT NULL,
    key     text  COLLATE "C" NOT NULL,
    digest  text  COLLATE "C" NOT NULL,
    outcome bytea NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE counters (
    name  text   COLLATE "C" PRIMARY KEY,
    value bigint NOT NULL
);
INSERT INTO counters (name, value) VALUES ('organ', 1);

-- Numbers people read come from sequences, never from max()+1.
CREATE SEQUENCE number_asset_code AS bigint CACHE 1;
CREATE SEQUENCE number_print_job AS bigint CACHE 1;
CREATE SEQUENCE number_import AS bigint CACHE 1;
CREATE SEQUENCE number_export AS bigint CACHE 1;
CREATE SEQUENCE number_case AS bigint CACHE 1;

CREATE TRIGGER refusal_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON refusal
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER finding_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON finding
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER import_batch_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON import_batch
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER export_log_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON export_log
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER policy_value_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_value
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
