-- +goose Up

-- One row an asset. What a list shows or filters by is a column here, so that
-- no list row joins or counts anything; names of others are copies that the
-- store keeps true in the transaction that changes them.
CREATE TABLE asset (
    num              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL,
    code             TEXT NOT NULL,
    code_key         TEXT NOT NULL,
    class            TEXT NOT NULL,
    kind             TEXT NOT NULL,
    book             TEXT NOT NULL,
    name             TEXT NOT NULL,
    serial           TEXT NOT NULL,
    serial_key       TEXT NOT NULL,
    alive            INTEGER NOT NULL,
    brand            TEXT NOT NULL,
    model            TEXT NOT NULL,
    network          TEXT NOT NULL,
    wireless         TEXT NOT NULL,
    checked          INTEGER,
    details          TEXT NOT NULL,
    claim            TEXT NOT NULL,
    claim_keeper     TEXT NOT NULL,
    source           TEXT NOT NULL,
    life             TEXT NOT NULL,
    before_life      TEXT NOT NULL,
    holder           TEXT NOT NULL,
    keeper_id        TEXT REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    keeper_name      TEXT NOT NULL,
    department_id    TEXT REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    department_name  TEXT NOT NULL,
    room_id          TEXT REFERENCES room (id) DEFERRABLE INITIALLY DEFERRED,
    room_name        TEXT NOT NULL,
    since            INTEGER,
    level            INTEGER NOT NULL,
    term             INTEGER NOT NULL,
    scope            TEXT NOT NULL,
    basis            TEXT NOT NULL,
    decided          INTEGER NOT NULL,
    marking_version  INTEGER NOT NULL,
    content_level    INTEGER NOT NULL,
    content_since    INTEGER,
    clear_by         INTEGER,
    held             INTEGER NOT NULL,
    hold_incident    INTEGER NOT NULL,
    hold_discrepancy INTEGER NOT NULL,
    hold_frozen      INTEGER NOT NULL,
    holds            TEXT NOT NULL,
    high_water       INTEGER NOT NULL,
    host_id          TEXT REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    host_code        TEXT NOT NULL,
    parts            TEXT NOT NULL,
    pairs            TEXT NOT NULL,
    label_issued     INTEGER NOT NULL,
    label_applied    INTEGER NOT NULL,
    label_marking    INTEGER NOT NULL,
    label_due        INTEGER NOT NULL,
    request          TEXT NOT NULL,
    request_by       TEXT,
    receiver_id      TEXT,
    giver_id         TEXT,
    wait_verb        TEXT NOT NULL,
    wait_seat        TEXT NOT NULL,
    wait_department  TEXT NOT NULL,
    wait_person      TEXT,
    request_due      INTEGER,
    changed          INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX asset_by_id ON asset (id);
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

CREATE TABLE print_job (
    id               TEXT PRIMARY KEY,
    key              TEXT NOT NULL,
    stock            TEXT NOT NULL,
    start            INTEGER NOT NULL,
    labels           INTEGER NOT NULL,
    copies           INTEGER NOT NULL,
    by_id            TEXT NOT NULL,
    at               INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL
) STRICT;
-- A print job asked for twice under one key is one job.
CREATE UNIQUE INDEX print_job_key ON print_job (by_id, key) WHERE key <> '';
CREATE INDEX print_job_at ON print_job (at, id);

CREATE TABLE label (
    token            TEXT PRIMARY KEY,
    asset_id         TEXT NOT NULL REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    number           INTEGER NOT NULL,
    marking          INTEGER NOT NULL,
    state            TEXT NOT NULL,
    copies           INTEGER NOT NULL,
    shows            TEXT NOT NULL,
    job_id           TEXT REFERENCES print_job (id) DEFERRABLE INITIALLY DEFERRED,
    reason           TEXT NOT NULL,
    printed          INTEGER,
    applied          INTEGER,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX label_asset ON label (asset_id, number);
CREATE INDEX label_job ON label (job_id);

CREATE TABLE print_item (
    job_id           TEXT NOT NULL REFERENCES print_job (id) DEFERRABLE INITIALLY DEFERRED,
    item             INTEGER NOT NULL,
    token            TEXT NOT NULL REFERENCES label (token) DEFERRABLE INITIALLY DEFERRED,
    copy             INTEGER NOT NULL,
    shows            TEXT NOT NULL,
    PRIMARY KEY (job_id, item)
) STRICT;
CREATE INDEX print_item_token ON print_item (token);

-- INSERT OR REPLACE deletes without firing DELETE triggers, so inserts over an
-- existing key are refused too, in the words of the constraint they run into.
-- +goose StatementBegin
CREATE TRIGGER asset_no_delete BEFORE DELETE ON asset BEGIN
    SELECT RAISE(ABORT, 'asset keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER asset_no_replace BEFORE INSERT ON asset WHEN EXISTS (SELECT 1 FROM asset WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: asset.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER asset_no_replace2 BEFORE INSERT ON asset WHEN EXISTS (SELECT 1 FROM asset WHERE num = NEW.num) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: asset.num');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER asset_no_replace3 BEFORE INSERT ON asset WHEN EXISTS (SELECT 1 FROM asset WHERE code_key = NEW.code_key) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: asset.code_key');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER asset_no_replace_serial BEFORE INSERT ON asset WHEN EXISTS (SELECT 1 FROM asset WHERE NEW.alive AND NEW.serial_key <> '' AND alive AND serial_key <> '' AND serial_key = NEW.serial_key) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: asset.serial_key');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER asset_no_replace_source BEFORE INSERT ON asset WHEN EXISTS (SELECT 1 FROM asset WHERE NEW.source <> '' AND source <> '' AND source = NEW.source) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: asset.source');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER print_job_no_delete BEFORE DELETE ON print_job BEGIN
    SELECT RAISE(ABORT, 'print_job keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER print_job_no_replace BEFORE INSERT ON print_job WHEN EXISTS (SELECT 1 FROM print_job WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: print_job.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER print_job_no_replace_key BEFORE INSERT ON print_job WHEN EXISTS (SELECT 1 FROM print_job WHERE NEW.key <> '' AND key <> '' AND key = NEW.key AND by_id = NEW.by_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: print_job.by_id, print_job.key');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER label_no_delete BEFORE DELETE ON label BEGIN
    SELECT RAISE(ABORT, 'label keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER label_no_replace BEFORE INSERT ON label WHEN EXISTS (SELECT 1 FROM label WHERE token = NEW.token) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: label.token');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER label_no_replace_number BEFORE INSERT ON label WHEN EXISTS (SELECT 1 FROM label WHERE asset_id = NEW.asset_id AND number = NEW.number) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: label.asset_id, label.number');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER print_item_no_update BEFORE UPDATE ON print_item BEGIN
    SELECT RAISE(ABORT, 'print_item is append-only: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER print_item_no_delete BEFORE DELETE ON print_item BEGIN
    SELECT RAISE(ABORT, 'print_item is append-only: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER print_item_no_replace BEFORE INSERT ON print_item WHEN EXISTS (SELECT 1 FROM print_item WHERE job_id = NEW.job_id AND item = NEW.item) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: print_item.job_id, print_item.item');
END;
-- +goose StatementEnd
