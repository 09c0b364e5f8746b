-- +goose Up

-- Substring search: grams are hexadecimal words of two Chinese or three other
-- characters, made by the store, so that no tokenizer can split or stem them.
-- asset_gram keeps only which words stand in which row; num is its rowid.
CREATE TABLE asset_search (
    num              INTEGER PRIMARY KEY,
    asset_id         TEXT NOT NULL REFERENCES asset (id) DEFERRABLE INITIALLY DEFERRED,
    text             TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX asset_search_asset ON asset_search (asset_id);
CREATE VIRTUAL TABLE asset_gram USING fts5(grams, content='', contentless_delete=1, detail=none, tokenize='ascii');
