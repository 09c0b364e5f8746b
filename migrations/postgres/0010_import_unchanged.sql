-- +goose Up

-- Rows of a file that were on record already: with them a new record of an
-- import accounts for every row. Of imports recorded before, they are not known.
ALTER TABLE import_batch ADD COLUMN unchanged bigint NOT NULL DEFAULT 0;
