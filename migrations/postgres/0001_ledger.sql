-- +goose Up

-- The history (docs: ledger). Ids are drawn after the last row lock and one by
-- one: a cached range would let one session's ids overtake another's.
CREATE SEQUENCE ledger_event_id AS bigint CACHE 1;

CREATE TABLE ledger_log (
    origin      text   COLLATE "C" PRIMARY KEY,
    epoch       bigint NOT NULL,
    prev_origin text   COLLATE "C" NOT NULL DEFAULT '',
    prev_size   bigint NOT NULL DEFAULT 0,
    prev_root   bytea,
    created     timestamptz NOT NULL
);

CREATE TABLE ledger_event (
    id        bigint PRIMARY KEY,
    uid       text   COLLATE "C" NOT NULL,
    type      text   COLLATE "C" NOT NULL,
    version   bigint NOT NULL,
    actor     text   COLLATE "C" NOT NULL,
    at        timestamptz NOT NULL,
    leaf      bytea  NOT NULL,
    leaf_hash bytea  NOT NULL
);
CREATE UNIQUE INDEX ledger_event_uid ON ledger_event (uid);

CREATE TABLE ledger_subject (
    event_id  bigint NOT NULL REFERENCES ledger_event (id),
    kind      text   COLLATE "C" NOT NULL,
    subject   text   COLLATE "C" NOT NULL,
    seq       bigint NOT NULL,
    prev_hash bytea  NOT NULL,
    PRIMARY KEY (kind, subject, seq)
);
CREATE INDEX ledger_subject_event ON ledger_subject (event_id);

CREATE TABLE ledger_pending (
    event_id bigint PRIMARY KEY REFERENCES ledger_event (id)
);

CREATE TABLE ledger_leaf (
    log       text   COLLATE "C" NOT NULL REFERENCES ledger_log (origin),
    idx       bigint NOT NULL,
    event_id  bigint NOT NULL REFERENCES ledger_event (id),
    leaf_hash bytea  NOT NULL,
    sealed_at timestamptz NOT NULL,
    PRIMARY KEY (log, idx)
);
CREATE UNIQUE INDEX ledger_leaf_event ON ledger_leaf (event_id);

CREATE TABLE ledger_subtree (
    log    text   COLLATE "C" NOT NULL REFERENCES ledger_log (origin),
    level  bigint NOT NULL,
    idx    bigint NOT NULL,
    hashes bytea  NOT NULL,
    PRIMARY KEY (log, level, idx)
);

CREATE TABLE ledger_head (
    log  text   COLLATE "C" PRIMARY KEY REFERENCES ledger_log (origin),
    size bigint NOT NULL,
    root bytea  NOT NULL,
    edge bytea  NOT NULL
);

CREATE TABLE ledger_checkpoint (
    log  text   COLLATE "C" NOT NULL REFERENCES ledger_log (origin),
    size bigint NOT NULL,
    note text   NOT NULL,
    at   timestamptz NOT NULL,
    PRIMARY KEY (log, size)
);

CREATE TABLE ledger_cosig (
    log     text   COLLATE "C" NOT NULL,
    size    bigint NOT NULL,
    witness text   COLLATE "C" NOT NULL,
    line    text   NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (log, size, witness),
    FOREIGN KEY (log, size) REFERENCES ledger_checkpoint (log, size)
);

-- Personal data, of which a leaf holds commitments only. Erasing value and salt
-- leaves every proof valid.
CREATE TABLE ledger_private (
    event_id bigint NOT NULL REFERENCES ledger_event (id),
    name     text   COLLATE "C" NOT NULL,
    value    text   NOT NULL,
    salt     bytea  NOT NULL,
    erased   timestamptz,
    PRIMARY KEY (event_id, name)
);

CREATE TABLE ledger_quarantine (
    event_id bigint PRIMARY KEY REFERENCES ledger_event (id),
    reason   text   NOT NULL,
    at       timestamptz NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION sealbook_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION sealbook_only_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.event_id <> OLD.event_id OR NEW.name <> OLD.name OR NEW.value <> '' OR length(NEW.salt) <> 0
       OR NEW.erased IS NULL OR OLD.erased IS NOT NULL THEN
        RAISE EXCEPTION 'ledger_private is append-only: only erasing is possible' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER ledger_log_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_log
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_event_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_subject_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_subject
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_pending_frozen BEFORE UPDATE OR TRUNCATE ON ledger_pending
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_leaf_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_subtree_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_subtree
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_head_frozen BEFORE DELETE OR TRUNCATE ON ledger_head
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_checkpoint_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_cosig_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_cosig
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_private_frozen BEFORE DELETE OR TRUNCATE ON ledger_private
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER ledger_private_erase BEFORE UPDATE ON ledger_private
    FOR EACH ROW EXECUTE FUNCTION sealbook_only_erase();
CREATE TRIGGER ledger_quarantine_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_quarantine
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
