-- +goose Up

-- What people set for themselves: no record of an asset, so no event (ADR 0012).
CREATE TABLE setting (
    account_id TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    key        TEXT NOT NULL,
    value      TEXT NOT NULL,
    PRIMARY KEY (account_id, key)
) STRICT;

CREATE TABLE saved_view (
    id            TEXT PRIMARY KEY,
    owner_id      TEXT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    department_id TEXT REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    name          TEXT NOT NULL,
    query         TEXT NOT NULL,
    sharing       TEXT NOT NULL CHECK (sharing IN ('own', 'department', 'organ')),
    created       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_view_name ON saved_view (owner_id, name);
CREATE INDEX saved_view_department ON saved_view (department_id, sharing);
CREATE INDEX saved_view_sharing ON saved_view (sharing);
