-- +goose Up

-- Repair orders (ORG 18, 19). The order itself is the document; the columns beside
-- it are for lists only. due is the day by which what is out is back, 9999-12-31
-- where nothing is.
CREATE TABLE repair_order (
    id               TEXT PRIMARY KEY,
    number           TEXT NOT NULL,
    asset_id         TEXT NOT NULL REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    state            TEXT NOT NULL,
    vendor_id        TEXT REFERENCES vendor (id) DEFERRABLE INITIALLY DEFERRED,
    agreement_id     TEXT REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED,
    on_site          INTEGER NOT NULL CHECK (on_site IN (0, 1)),
    due              TEXT NOT NULL,
    approved         INTEGER,
    started          INTEGER,
    ended            INTEGER,
    doc              TEXT NOT NULL,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL REFERENCES ledger_event (id)
) STRICT;
CREATE UNIQUE INDEX repair_order_number ON repair_order (number);
CREATE INDEX repair_order_asset ON repair_order (asset_id);
CREATE INDEX repair_order_vendor ON repair_order (vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX repair_order_agreement ON repair_order (agreement_id) WHERE agreement_id IS NOT NULL;
CREATE INDEX repair_order_state ON repair_order (state, due, id);
CREATE INDEX repair_order_due ON repair_order (due, id);
CREATE INDEX repair_order_last_event ON repair_order (last_event_id);

-- What the asset's own verbs know of its open order, how many orders there were,
-- and the open one by its id, for who has work on it.
ALTER TABLE asset ADD COLUMN repair TEXT NOT NULL DEFAULT '';
ALTER TABLE asset ADD COLUMN repairs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE asset ADD COLUMN repair_id TEXT REFERENCES repair_order (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX asset_repair ON asset (repair_id) WHERE repair_id IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER repair_order_no_delete BEFORE DELETE ON repair_order BEGIN
    SELECT RAISE(ABORT, 'repair_order keeps every row: DELETE refused');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER repair_order_no_replace BEFORE INSERT ON repair_order WHEN EXISTS (SELECT 1 FROM repair_order WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: repair_order.id');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER repair_order_no_replace2 BEFORE INSERT ON repair_order WHEN EXISTS (SELECT 1 FROM repair_order WHERE number = NEW.number) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: repair_order.number');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER repair_order_no_replace_rowid BEFORE INSERT ON repair_order WHEN EXISTS (SELECT 1 FROM repair_order WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: repair_order.rowid');
END;
-- +goose StatementEnd
