-- +goose Up

-- Repair orders (ORG 18, 19). The order itself is the document; the columns beside
-- it are for lists only. due is the day by which what is out is back, 9999-12-31
-- where nothing is.
CREATE TABLE repair_order (
    id               text   COLLATE "C" PRIMARY KEY,
    number           text   COLLATE "C" NOT NULL,
    asset_id         text   COLLATE "C" NOT NULL REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    state            text   COLLATE "C" NOT NULL,
    vendor_id        text   COLLATE "C" REFERENCES vendor (id) DEFERRABLE INITIALLY DEFERRED,
    agreement_id     text   COLLATE "C" REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED,
    on_site          boolean NOT NULL,
    due              text   COLLATE "C" NOT NULL,
    approved         timestamptz,
    started          timestamptz,
    ended            timestamptz,
    doc              text   COLLATE "C" NOT NULL,
    version          bigint NOT NULL,
    head_hash        bytea NOT NULL,
    last_event_id    bigint NOT NULL REFERENCES ledger_event (id)
);
CREATE UNIQUE INDEX repair_order_number ON repair_order (number);
CREATE INDEX repair_order_asset ON repair_order (asset_id);
CREATE INDEX repair_order_vendor ON repair_order (vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX repair_order_agreement ON repair_order (agreement_id) WHERE agreement_id IS NOT NULL;
CREATE INDEX repair_order_state ON repair_order (state, due, id);
CREATE INDEX repair_order_due ON repair_order (due, id);
CREATE INDEX repair_order_last_event ON repair_order (last_event_id);

-- What the asset's own verbs know of its open order, how many orders there were,
-- and the open one by its id, for who has work on it.
ALTER TABLE asset ADD COLUMN repair text   COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE asset ADD COLUMN repairs bigint NOT NULL DEFAULT 0;
ALTER TABLE asset ADD COLUMN repair_id text   COLLATE "C" REFERENCES repair_order (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX asset_repair ON asset (repair_id) WHERE repair_id IS NOT NULL;

CREATE TRIGGER repair_order_kept BEFORE DELETE OR TRUNCATE ON repair_order
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
