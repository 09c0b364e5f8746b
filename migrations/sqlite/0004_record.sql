-- +goose Up

-- Records beside the assets. refusal.asset_id may name what does not
-- exist: somebody asked for it all the same.
CREATE TABLE refusal (
    id               TEXT PRIMARY KEY,
    event_id         INTEGER NOT NULL REFERENCES ledger_event (id),
    at               INTEGER NOT NULL,
    actor            TEXT NOT NULL,
    account          TEXT NOT NULL,
    verb             TEXT NOT NULL,
    asset_id         TEXT NOT NULL,
    rule             TEXT NOT NULL,
    articles         TEXT NOT NULL,
    missing          TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX refusal_event ON refusal (event_id);
CREATE INDEX refusal_asset ON refusal (asset_id, event_id);

CREATE TABLE finding (
    id               TEXT PRIMARY KEY,
    event_id         INTEGER NOT NULL REFERENCES ledger_event (id),
    at               INTEGER NOT NULL,
    actor            TEXT NOT NULL,
    kind             TEXT NOT NULL,
    asset_id         TEXT REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    label            TEXT NOT NULL,
    note             TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX finding_event ON finding (event_id);
CREATE INDEX finding_asset ON finding (asset_id);

CREATE TABLE import_batch (
    id               TEXT PRIMARY KEY,
    event_id         INTEGER NOT NULL REFERENCES ledger_event (id),
    at               INTEGER NOT NULL,
    actor            TEXT NOT NULL,
    file             TEXT NOT NULL,
    digest           TEXT NOT NULL,
    rows_read        INTEGER NOT NULL,
    registered       INTEGER NOT NULL,
    refused          INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX import_batch_event ON import_batch (event_id);
CREATE INDEX import_batch_digest ON import_batch (digest);

CREATE TABLE export_log (
    id               TEXT PRIMARY KEY,
    event_id         INTEGER NOT NULL REFERENCES ledger_event (id),
    at               INTEGER NOT NULL,
    actor            TEXT NOT NULL,
    what             TEXT NOT NULL,
    filter           TEXT NOT NULL,
    level            INTEGER NOT NULL,
    rows_out         INTEGER NOT NULL,
    digest           TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX export_log_event ON export_log (event_id);

CREATE TABLE policy_value (
    key              TEXT NOT NULL,
    version          INTEGER NOT NULL,
    raw              TEXT NOT NULL,
    reason           TEXT NOT NULL,
    actor            TEXT NOT NULL,
    at               INTEGER NOT NULL,
    PRIMARY KEY (version)
) STRICT;
CREATE INDEX policy_value_key ON policy_value (key, version);

CREATE TABLE idempotency (
    account          TEXT NOT NULL,
    key              TEXT NOT NULL,
    digest           TEXT NOT NULL,
    outcome          BLOB NOT NULL,
    at               INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE counters (
    name             TEXT PRIMARY KEY,
    value            INTEGER NOT NULL
) STRICT;
INSERT INTO counters (name, value) VALUES
    ('organ', 1), ('number_asset_code', 0), ('number_print_job', 0), ('number_import', 0), ('number_export', 0), ('number_case', 0);

-- INSERT OR REPLACE deletes without firing DELETE triggers, so inserts over an
-- existing key are refused too, in the words of the constraint they run into.
-- +goose StatementBegin
CREATE TRIGGER refusal_no_update BEFORE UPDATE ON refusal BEGIN
    SELECT RAISE(ABORT, 'refusal is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refusal_no_delete BEFORE DELETE ON refusal BEGIN
    SELECT RAISE(ABORT, 'refusal is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refusal_no_replace BEFORE INSERT ON refusal WHEN EXISTS (SELECT 1 FROM refusal WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: refusal.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refusal_no_replace2 BEFORE INSERT ON refusal WHEN EXISTS (SELECT 1 FROM refusal WHERE event_id = NEW.event_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: refusal.event_id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER finding_no_update BEFORE UPDATE ON finding BEGIN
    SELECT RAISE(ABORT, 'finding is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding BEGIN
    SELECT RAISE(ABORT, 'finding is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER finding_no_replace BEFORE INSERT ON finding WHEN EXISTS (SELECT 1 FROM finding WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: finding.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER finding_no_replace2 BEFORE INSERT ON finding WHEN EXISTS (SELECT 1 FROM finding WHERE event_id = NEW.event_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: finding.event_id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER import_batch_no_update BEFORE UPDATE ON import_batch BEGIN
    SELECT RAISE(ABORT, 'import_batch is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER import_batch_no_delete BEFORE DELETE ON import_batch BEGIN
    SELECT RAISE(ABORT, 'import_batch is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER import_batch_no_replace BEFORE INSERT ON import_batch WHEN EXISTS (SELECT 1 FROM import_batch WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: import_batch.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER import_batch_no_replace2 BEFORE INSERT ON import_batch WHEN EXISTS (SELECT 1 FROM import_batch WHERE event_id = NEW.event_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: import_batch.event_id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER export_log_no_update BEFORE UPDATE ON export_log BEGIN
    SELECT RAISE(ABORT, 'export_log is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER export_log_no_delete BEFORE DELETE ON export_log BEGIN
    SELECT RAISE(ABORT, 'export_log is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER export_log_no_replace BEFORE INSERT ON export_log WHEN EXISTS (SELECT 1 FROM export_log WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: export_log.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER export_log_no_replace2 BEFORE INSERT ON export_log WHEN EXISTS (SELECT 1 FROM export_log WHERE event_id = NEW.event_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: export_log.event_id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER policy_value_no_update BEFORE UPDATE ON policy_value BEGIN
    SELECT RAISE(ABORT, 'policy_value is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER policy_value_no_delete BEFORE DELETE ON policy_value BEGIN
    SELECT RAISE(ABORT, 'policy_value is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER policy_value_no_replace BEFORE INSERT ON policy_value WHEN EXISTS (SELECT 1 FROM policy_value WHERE version = NEW.version) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: policy_value.version');
END;
-- +goose StatementEnd
