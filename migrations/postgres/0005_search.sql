-- +goose Up

-- Substring search: grams are hexadecimal words of two Chinese or three other
-- characters, made by the store, so that no parser can split or stem them.
CREATE TABLE asset_search (
    num      bigint   NOT NULL,
    asset_id text     COLLATE "C" PRIMARY KEY REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    text     text     COLLATE "C" NOT NULL,
    grams    tsvector NOT NULL
);
CREATE INDEX asset_search_grams ON asset_search USING gin (grams);
