-- +goose Up

-- Vendors that work for the organ, with their licences and the people they send
-- (ORG 19; LAW 41-42). Both lists are documents of the row: nothing is looked up
-- by what is in them but the next day on which one of them runs out.
CREATE TABLE vendor (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    name_key         TEXT NOT NULL,
    credit_code      TEXT NOT NULL,
    address          TEXT NOT NULL,
    contact          TEXT NOT NULL,
    phone            TEXT NOT NULL,
    notes            TEXT NOT NULL,
    barred           INTEGER NOT NULL CHECK (barred IN (0, 1)),
    barred_why       TEXT NOT NULL,
    licences         TEXT NOT NULL,
    technicians      TEXT NOT NULL,
    licence_until    TEXT NOT NULL,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL REFERENCES ledger_event (id)
) STRICT;
CREATE UNIQUE INDEX vendor_name ON vendor (name_key);
CREATE UNIQUE INDEX vendor_credit ON vendor (credit_code) WHERE credit_code <> '';
CREATE INDEX vendor_licence_until ON vendor (licence_until) WHERE licence_until <> '';
CREATE INDEX vendor_last_event ON vendor (last_event_id);

-- Secrecy agreements. level, services, from_day and until_day are those of the
-- latest terms; the terms before them are in the documents.
CREATE TABLE agreement (
    id               TEXT PRIMARY KEY,
    vendor_id        TEXT NOT NULL REFERENCES vendor (id) DEFERRABLE INITIALLY DEFERRED,
    number           TEXT NOT NULL,
    number_key       TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('draft', 'signed', 'suspended', 'terminated')),
    level            INTEGER NOT NULL,
    services         TEXT NOT NULL,
    from_day         TEXT NOT NULL,
    until_day        TEXT NOT NULL,
    terms            TEXT NOT NULL,
    requirements     TEXT NOT NULL,
    amendments       TEXT NOT NULL,
    signed_by        TEXT NOT NULL,
    signed_for       TEXT NOT NULL,
    signed_on        TEXT NOT NULL,
    copy_digest      TEXT NOT NULL,
    why              TEXT NOT NULL,
    renews           TEXT REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED,
    renewed_by       TEXT REFERENCES agreement (id) DEFERRABLE INITIALLY DEFERRED,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL REFERENCES ledger_event (id),
    CHECK (state IN ('draft', 'terminated') OR copy_digest <> '')
) STRICT;
CREATE UNIQUE INDEX agreement_number ON agreement (number_key);
CREATE INDEX agreement_vendor ON agreement (vendor_id, until_day);
CREATE INDEX agreement_until ON agreement (until_day, id) WHERE state IN ('signed', 'suspended') AND renewed_by IS NULL;
CREATE INDEX agreement_renews ON agreement (renews) WHERE renews IS NOT NULL;
CREATE INDEX agreement_renewed_by ON agreement (renewed_by) WHERE renewed_by IS NOT NULL;
CREATE INDEX agreement_last_event ON agreement (last_event_id);

-- Files that belong to a record: signed copies, licences. They are known by the
-- digest of their content, are never changed, and are opened through the product only.
CREATE TABLE attachment (
    id               TEXT PRIMARY KEY,
    event_id         INTEGER NOT NULL REFERENCES ledger_event (id),
    at               INTEGER NOT NULL,
    actor            TEXT NOT NULL,
    digest           TEXT NOT NULL,
    size             INTEGER NOT NULL,
    media            TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX attachment_event ON attachment (event_id);
CREATE UNIQUE INDEX attachment_digest ON attachment (digest);

CREATE TABLE attachment_content (
    digest           TEXT PRIMARY KEY,
    content          BLOB NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER attachment_no_update BEFORE UPDATE ON attachment BEGIN
    SELECT RAISE(ABORT, 'attachment is append-only: UPDATE refused');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attachment_no_delete BEFORE DELETE ON attachment BEGIN
    SELECT RAISE(ABORT, 'attachment is append-only: DELETE refused');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attachment_no_replace BEFORE INSERT ON attachment WHEN EXISTS (SELECT 1 FROM attachment WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: attachment.id');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attachment_no_replace2 BEFORE INSERT ON attachment WHEN EXISTS (SELECT 1 FROM attachment WHERE event_id = NEW.event_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: attachment.event_id');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attachment_no_replace3 BEFORE INSERT ON attachment WHEN EXISTS (SELECT 1 FROM attachment WHERE digest = NEW.digest) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: attachment.digest');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attachment_no_replace_rowid BEFORE INSERT ON attachment WHEN EXISTS (SELECT 1 FROM attachment WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: attachment.rowid');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attachment_content_no_update BEFORE UPDATE ON attachment_content BEGIN
    SELECT RAISE(ABORT, 'attachment_content is append-only: UPDATE refused');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attachment_content_no_delete BEFORE DELETE ON attachment_content BEGIN
    SELECT RAISE(ABORT, 'attachment_content is append-only: DELETE refused');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attachment_content_no_replace BEFORE INSERT ON attachment_content WHEN EXISTS (SELECT 1 FROM attachment_content WHERE digest = NEW.digest) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: attachment_content.digest');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attachment_content_no_replace_rowid BEFORE INSERT ON attachment_content WHEN EXISTS (SELECT 1 FROM attachment_content WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: attachment_content.rowid');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER vendor_no_delete BEFORE DELETE ON vendor BEGIN
    SELECT RAISE(ABORT, 'vendor keeps every row: DELETE refused');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER vendor_no_replace BEFORE INSERT ON vendor WHEN EXISTS (SELECT 1 FROM vendor WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: vendor.id');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER vendor_no_replace2 BEFORE INSERT ON vendor WHEN EXISTS (SELECT 1 FROM vendor WHERE name_key = NEW.name_key) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: vendor.name_key');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER vendor_no_replace3 BEFORE INSERT ON vendor WHEN EXISTS (SELECT 1 FROM vendor WHERE NEW.credit_code <> '' AND credit_code = NEW.credit_code) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: vendor.credit_code');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER vendor_no_replace_rowid BEFORE INSERT ON vendor WHEN EXISTS (SELECT 1 FROM vendor WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: vendor.rowid');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER agreement_no_delete BEFORE DELETE ON agreement BEGIN
    SELECT RAISE(ABORT, 'agreement keeps every row: DELETE refused');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER agreement_no_replace BEFORE INSERT ON agreement WHEN EXISTS (SELECT 1 FROM agreement WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: agreement.id');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER agreement_no_replace2 BEFORE INSERT ON agreement WHEN EXISTS (SELECT 1 FROM agreement WHERE number_key = NEW.number_key) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: agreement.number_key');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER agreement_no_replace_rowid BEFORE INSERT ON agreement WHEN EXISTS (SELECT 1 FROM agreement WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: agreement.rowid');
END;
-- +goose StatementEnd
