-- +goose Up

-- What people set for themselves: no record of an asset, so no event (ADR 0012).
CREATE TABLE setting (
    account_id text COLLATE "C" NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    key        text COLLATE "C" NOT NULL,
    value      text COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, key)
);

CREATE TABLE saved_view (
    id            text COLLATE "C" PRIMARY KEY,
    owner_id      text COLLATE "C" NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    department_id text COLLATE "C" REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    name          text COLLATE "C" NOT NULL,
    query         text COLLATE "C" NOT NULL,
    sharing       text COLLATE "C" NOT NULL CHECK (sharing IN ('own', 'department', 'organ')),
    created       timestamptz NOT NULL
);
CREATE UNIQUE INDEX saved_view_name ON saved_view (owner_id, name);
CREATE INDEX saved_view_department ON saved_view (department_id, sharing);
CREATE INDEX saved_view_sharing ON saved_view (sharing);
