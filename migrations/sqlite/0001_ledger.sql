-- +goose Up

-- The history (docs: ledger). Ids are drawn by the one writer.

CREATE TABLE ledger_log (
    origin           TEXT PRIMARY KEY,
    epoch            INTEGER NOT NULL,
    prev_origin      TEXT NOT NULL DEFAULT '',
    prev_size        INTEGER NOT NULL DEFAULT 0,
    prev_root        BLOB,
    created          INTEGER NOT NULL
) STRICT;

CREATE TABLE ledger_event (
    id               INTEGER PRIMARY KEY,
    uid              TEXT NOT NULL,
    type             TEXT NOT NULL,
    version          INTEGER NOT NULL,
    actor            TEXT NOT NULL,
    at               INTEGER NOT NULL,
    leaf             BLOB NOT NULL,
    leaf_hash        BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX ledger_event_uid ON ledger_event (uid);

CREATE TABLE ledger_subject (
    event_id         INTEGER NOT NULL REFERENCES ledger_event (id),
    kind             TEXT NOT NULL,
    subject          TEXT NOT NULL,
    seq              INTEGER NOT NULL,
    prev_hash        BLOB NOT NULL,
    PRIMARY KEY (kind, subject, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_subject_event ON ledger_subject (event_id);

CREATE TABLE ledger_pending (
    event_id         INTEGER PRIMARY KEY REFERENCES ledger_event (id)
) STRICT;

CREATE TABLE ledger_leaf (
    log              TEXT NOT NULL REFERENCES ledger_log (origin),
    idx              INTEGER NOT NULL,
    event_id         INTEGER NOT NULL REFERENCES ledger_event (id),
    leaf_hash        BLOB NOT NULL,
    sealed_at        INTEGER NOT NULL,
    PRIMARY KEY (log, idx)
) STRICT;
CREATE UNIQUE INDEX ledger_leaf_event ON ledger_leaf (event_id);

CREATE TABLE ledger_subtree (
    log              TEXT NOT NULL REFERENCES ledger_log (origin),
    level            INTEGER NOT NULL,
    idx              INTEGER NOT NULL,
    hashes           BLOB NOT NULL,
    PRIMARY KEY (log, level, idx)
) STRICT;

CREATE TABLE ledger_head (
    log              TEXT PRIMARY KEY REFERENCES ledger_log (origin),
    size             INTEGER NOT NULL,
    root             BLOB NOT NULL,
    edge             BLOB NOT NULL
) STRICT;

CREATE TABLE ledger_checkpoint (
    log              TEXT NOT NULL REFERENCES ledger_log (origin),
    size             INTEGER NOT NULL,
    note             TEXT NOT NULL,
    at               INTEGER NOT NULL,
    PRIMARY KEY (log, size)
) STRICT;

CREATE TABLE ledger_cosig (
    log              TEXT NOT NULL,
    size             INTEGER NOT NULL,
    witness          TEXT NOT NULL,
    line             TEXT NOT NULL,
    at               INTEGER NOT NULL,
    PRIMARY KEY (log, size, witness),
    FOREIGN KEY (log, size) REFERENCES ledger_checkpoint (log, size)
) STRICT;

-- Personal data, of which a leaf holds commitments only. Erasing value and salt
-- leaves every proof valid.
CREATE TABLE ledger_private (
    event_id         INTEGER NOT NULL REFERENCES ledger_event (id),
    name             TEXT NOT NULL,
    value            TEXT NOT NULL,
    salt             BLOB NOT NULL,
    erased           INTEGER,
    PRIMARY KEY (event_id, name)
) STRICT;

CREATE TABLE ledger_quarantine (
    event_id         INTEGER PRIMARY KEY REFERENCES ledger_event (id),
    reason           TEXT NOT NULL,
    at               INTEGER NOT NULL
) STRICT;

-- INSERT OR REPLACE deletes without firing DELETE triggers, so inserts over an
-- existing key are refused too, in the words of the constraint they run into.
-- +goose StatementBegin
CREATE TRIGGER ledger_log_no_update BEFORE UPDATE ON ledger_log BEGIN
    SELECT RAISE(ABORT, 'ledger_log is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_log_no_delete BEFORE DELETE ON ledger_log BEGIN
    SELECT RAISE(ABORT, 'ledger_log is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_log_no_replace BEFORE INSERT ON ledger_log WHEN EXISTS (SELECT 1 FROM ledger_log WHERE origin = NEW.origin) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_log.origin');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_event_no_update BEFORE UPDATE ON ledger_event BEGIN
    SELECT RAISE(ABORT, 'ledger_event is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_event_no_delete BEFORE DELETE ON ledger_event BEGIN
    SELECT RAISE(ABORT, 'ledger_event is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_event_no_replace BEFORE INSERT ON ledger_event WHEN EXISTS (SELECT 1 FROM ledger_event WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_event.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_event_no_replace2 BEFORE INSERT ON ledger_event WHEN EXISTS (SELECT 1 FROM ledger_event WHERE uid = NEW.uid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_event.uid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_subject_no_update BEFORE UPDATE ON ledger_subject BEGIN
    SELECT RAISE(ABORT, 'ledger_subject is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_subject_no_delete BEFORE DELETE ON ledger_subject BEGIN
    SELECT RAISE(ABORT, 'ledger_subject is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_subject_no_replace BEFORE INSERT ON ledger_subject WHEN EXISTS (SELECT 1 FROM ledger_subject WHERE kind = NEW.kind AND subject = NEW.subject AND seq = NEW.seq) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_subject.kind, ledger_subject.subject, ledger_subject.seq');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_pending_no_update BEFORE UPDATE ON ledger_pending BEGIN
    SELECT RAISE(ABORT, 'ledger_pending is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_pending_no_replace BEFORE INSERT ON ledger_pending WHEN EXISTS (SELECT 1 FROM ledger_pending WHERE event_id = NEW.event_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_pending.event_id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_leaf_no_update BEFORE UPDATE ON ledger_leaf BEGIN
    SELECT RAISE(ABORT, 'ledger_leaf is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_leaf_no_delete BEFORE DELETE ON ledger_leaf BEGIN
    SELECT RAISE(ABORT, 'ledger_leaf is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_leaf_no_replace BEFORE INSERT ON ledger_leaf WHEN EXISTS (SELECT 1 FROM ledger_leaf WHERE log = NEW.log AND idx = NEW.idx) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_leaf.log, ledger_leaf.idx');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_leaf_no_replace2 BEFORE INSERT ON ledger_leaf WHEN EXISTS (SELECT 1 FROM ledger_leaf WHERE event_id = NEW.event_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_leaf.event_id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_subtree_no_update BEFORE UPDATE ON ledger_subtree BEGIN
    SELECT RAISE(ABORT, 'ledger_subtree is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_subtree_no_delete BEFORE DELETE ON ledger_subtree BEGIN
    SELECT RAISE(ABORT, 'ledger_subtree is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_subtree_no_replace BEFORE INSERT ON ledger_subtree WHEN EXISTS (SELECT 1 FROM ledger_subtree WHERE log = NEW.log AND level = NEW.level AND idx = NEW.idx) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_subtree.log, ledger_subtree.level, ledger_subtree.idx');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head BEGIN
    SELECT RAISE(ABORT, 'ledger_head is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_head_no_replace BEFORE INSERT ON ledger_head WHEN EXISTS (SELECT 1 FROM ledger_head WHERE log = NEW.log) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_head.log');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_checkpoint_no_update BEFORE UPDATE ON ledger_checkpoint BEGIN
    SELECT RAISE(ABORT, 'ledger_checkpoint is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_checkpoint_no_delete BEFORE DELETE ON ledger_checkpoint BEGIN
    SELECT RAISE(ABORT, 'ledger_checkpoint is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_checkpoint_no_replace BEFORE INSERT ON ledger_checkpoint WHEN EXISTS (SELECT 1 FROM ledger_checkpoint WHERE log = NEW.log AND size = NEW.size) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_checkpoint.log, ledger_checkpoint.size');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_cosig_no_update BEFORE UPDATE ON ledger_cosig BEGIN
    SELECT RAISE(ABORT, 'ledger_cosig is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_cosig_no_delete BEFORE DELETE ON ledger_cosig BEGIN
    SELECT RAISE(ABORT, 'ledger_cosig is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_cosig_no_replace BEFORE INSERT ON ledger_cosig WHEN EXISTS (SELECT 1 FROM ledger_cosig WHERE log = NEW.log AND size = NEW.size AND witness = NEW.witness) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_cosig.log, ledger_cosig.size, ledger_cosig.witness');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_private_no_delete BEFORE DELETE ON ledger_private BEGIN
    SELECT RAISE(ABORT, 'ledger_private is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_private_no_replace BEFORE INSERT ON ledger_private WHEN EXISTS (SELECT 1 FROM ledger_private WHERE event_id = NEW.event_id AND name = NEW.name) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_private.event_id, ledger_private.name');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_private_erase BEFORE UPDATE ON ledger_private
WHEN NEW.event_id <> OLD.event_id OR NEW.name <> OLD.name OR NEW.value <> '' OR length(NEW.salt) <> 0
     OR NEW.erased IS NULL OR OLD.erased IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'ledger_private is append-only: only erasing is possible');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_quarantine_no_update BEFORE UPDATE ON ledger_quarantine BEGIN
    SELECT RAISE(ABORT, 'ledger_quarantine is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_quarantine_no_delete BEFORE DELETE ON ledger_quarantine BEGIN
    SELECT RAISE(ABORT, 'ledger_quarantine is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_quarantine_no_replace BEFORE INSERT ON ledger_quarantine WHEN EXISTS (SELECT 1 FROM ledger_quarantine WHERE event_id = NEW.event_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_quarantine.event_id');
END;
-- +goose StatementEnd
