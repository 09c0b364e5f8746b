-- +goose Up

-- Postgres has neither a hidden row number that a statement could name nor
-- INSERT OR REPLACE: the file keeps the numbers of both dialects the same.
SELECT 1;
