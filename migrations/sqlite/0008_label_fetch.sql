-- +goose Up

-- Files of labels that were handed out (domain.md §7): of a whole job, or of one
-- label. Whoever prints the file puts controlled labels on paper, so each is
-- counted like an export.
CREATE TABLE label_fetch (
    id               TEXT PRIMARY KEY,
    event_id         INTEGER NOT NULL REFERENCES ledger_event (id),
    at               INTEGER NOT NULL,
    actor            TEXT NOT NULL,
    job_id           TEXT REFERENCES print_job (id) DEFERRABLE INITIALLY DEFERRED,
    token            TEXT REFERENCES label (token) DEFERRABLE INITIALLY DEFERRED,
    format           TEXT NOT NULL,
    stock            TEXT NOT NULL,
    labels           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX label_fetch_event ON label_fetch (event_id);
CREATE INDEX label_fetch_job ON label_fetch (job_id);
CREATE INDEX label_fetch_token ON label_fetch (token);

-- +goose StatementBegin
CREATE TRIGGER label_fetch_no_update BEFORE UPDATE ON label_fetch BEGIN
    SELECT RAISE(ABORT, 'label_fetch is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER label_fetch_no_delete BEFORE DELETE ON label_fetch BEGIN
    SELECT RAISE(ABORT, 'label_fetch is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER label_fetch_no_replace BEFORE INSERT ON label_fetch WHEN EXISTS (SELECT 1 FROM label_fetch WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: label_fetch.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER label_fetch_no_replace2 BEFORE INSERT ON label_fetch WHEN EXISTS (SELECT 1 FROM label_fetch WHERE event_id = NEW.event_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: label_fetch.event_id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER label_fetch_no_replace_rowid BEFORE INSERT ON label_fetch WHEN EXISTS (SELECT 1 FROM label_fetch WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: label_fetch.rowid');
END;
-- +goose StatementEnd
