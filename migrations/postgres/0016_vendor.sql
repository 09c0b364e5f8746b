-- +goose Up

-- Vendors that work for the organ, with their licences and the people they send
-- (ORG 19; LAW 41-42). Both lists are documents of the row: nothing is looked up
-- by what is in them but the next day on which one of them runs out.
CREATE TABLE vendor (
    id               text   COLLATE "C" PRIMARY KEY,
    name             text   COLLATE "C" NOT NULL,
    name_key         text   COLLATE "C" NOT NULL,
    credit_code      text   COLLATE "C" NOT NULL,
    address          text   COLLATE "C" NOT NULL,
    contact          text   COLLATE "C" NOT NULL,
    phone            text   COLLATE "C" NOT NULL,
    notes            text   COLLATE "C" NOT NULL,
    barred           boolean NOT NULL,
    barred_why       text   COLLATE "C" NOT NULL,
    licences         text   COLLATE "C" NOT NULL,
    technicians      text   COLLATE "C" NOT NULL,
    licence_until    text   COLLATE "C" NOT NULL,
    version          bigint NOT NULL,
    head_hash        bytea NOT NULL,
    last_event_id    bigint NOT NULL REFERENCES ledger_event (id)
);
CREATE UNIQUE INDEX vendor_name ON vendor (name_key);
CREATE UNIQUE INDEX vendor_credit ON vendor (credit_code) WHERE credit_code <> '';
CREATE INDEX vendor_licence_until ON vendor (licence_until) WHERE licence_until <> '';
CREATE INDEX vendor_last_event ON vendor (last_event_id);

-- Secrecy agreements. level, services, from_day and until_day are those of the
-- latest terms; the terms before them are in the documents.
CREATE TABLE agreement (
    id               text   COLLATE "C" PRIMARY KEY,
    vendor_id        text   COLLATE "C" NOT NULL REFERENCES vendor (id) DEFERRABLE INITIALLY DEFERRED,
    number           text   COLLATE "C" NOT NULL,
    number_key       text   COLLATE "C" NOT NULL,
    state            text   COLLATE "C" NOT NULL CHECK (state IN ('draft', 'signed', 'suspended', 'terminated')),
    level            bigint NOT NULL,
    services         text   COLLATE "C" NOT NULL,
    from_day         text   COLLATE "C" NOT NULL,
    until_day        text   COLLATE "C" NOT NULL,
    terms            text   COLLATE "C" NOT NULL,
    requirements     text   COLLATE "C" NOT NULL,
    amendments       text   COLLATE "C" NOT NULL,
    signed_by        text   COLLATE "C" NOT NULL,
    signed_for       text   COLLATE "C" NOT NULL,
    signed_on        text   COLLATE "C" NOT NULL,
    copy_digest      text   COLLATE "C" NOT NULL,
    why              text   COLLATE "C" NOT NULL,
    renews           text   COLLATE "C" REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED,
    renewed_by       text   COLLATE "C" REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED,
    version          bigint NOT NULL,
    head_hash        bytea NOT NULL,
    last_event_id    bigint NOT NULL REFERENCES ledger_event (id),
    CHECK (state IN ('draft', 'terminated') OR copy_digest <> '')
);
CREATE UNIQUE INDEX agreement_number ON agreement (number_key);
CREATE INDEX agreement_vendor ON agreement (vendor_id, until_day);
CREATE INDEX agreement_until ON agreement (until_day, id) WHERE state IN ('signed', 'suspended') AND renewed_by IS NULL;
CREATE INDEX agreement_renews ON agreement (renews) WHERE renews IS NOT NULL;
CREATE INDEX agreement_renewed_by ON agreement (renewed_by) WHERE renewed_by IS NOT NULL;
CREATE INDEX agreement_last_event ON agreement (last_event_id);

-- Files that belong to a record: signed copies, licences. They are known by the
-- digest of their content, are never changed, and are opened through the product only.
CREATE TABLE attachment (
    id               text   COLLATE "C" PRIMARY KEY,
    event_id         bigint NOT NULL REFERENCES ledger_event (id),
    at               timestamptz NOT NULL,
    actor            text   COLLATE "C" NOT NULL,
    digest           text   COLLATE "C" NOT NULL,
    size             bigint NOT NULL,
    media            text   COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX attachment_event ON attachment (event_id);
CREATE UNIQUE INDEX attachment_digest ON attachment (digest);

CREATE TABLE attachment_content (
    digest           text   COLLATE "C" PRIMARY KEY,
    content          bytea NOT NULL
);

CREATE TRIGGER attachment_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON attachment
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER attachment_content_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON attachment_content
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
CREATE TRIGGER vendor_kept BEFORE DELETE OR TRUNCATE ON vendor
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
CREATE TRIGGER agreement_kept BEFORE DELETE OR TRUNCATE ON agreement
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
