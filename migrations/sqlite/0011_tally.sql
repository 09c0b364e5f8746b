-- +goose Up

-- How many assets there are of each sort, kept in the transaction that changes
-- them, so that no page has to walk through them to count. A line adds n, which
-- may be negative: transactions only ever add lines, so none waits for another,
-- and now and then those of one sort are added up into one. The columns bear the
-- names they have in asset, so that one condition serves both.
CREATE TABLE asset_tally (
    department_id TEXT,
    class         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    book          TEXT NOT NULL,
    life          TEXT NOT NULL,
    alive         INTEGER NOT NULL,
    level         INTEGER NOT NULL,
    high_water    INTEGER NOT NULL,
    decided       INTEGER NOT NULL,
    label_due     INTEGER NOT NULL,
    held          INTEGER NOT NULL,
    n             INTEGER NOT NULL
) STRICT;

-- The same by time. Three sorts of lines, so that there are as many as there are
-- months and years and not as many as there are assets: by month of registration
-- (entered, as 203105); of what is alive by year of purchase (bought, -1 where
-- what is on record has no year) or, where that is not on record, of registration
-- (entered, as 203100); of what is not, by the month in which it left (gone).
-- What a line is not by is 0.
CREATE TABLE asset_flow (
    department_id TEXT,
    level         INTEGER NOT NULL,
    high_water    INTEGER NOT NULL,
    bought        INTEGER NOT NULL,
    entered       INTEGER NOT NULL,
    gone          INTEGER NOT NULL,
    n             INTEGER NOT NULL
) STRICT;

-- 0 until what is on record already has been counted once.
INSERT INTO counters (name, value) VALUES ('tally', 0);

-- Checks that run out, with what the count of them asks for.
CREATE INDEX asset_checked ON asset (checked, class, department_id, level, high_water) WHERE alive AND checked IS NOT NULL;

-- The year of purchase that the details say, 0 without, -1 where it cannot be
-- read; rows of before are filled in when they are counted. No move changes it.
ALTER TABLE asset ADD COLUMN bought INTEGER NOT NULL DEFAULT 0;
CREATE INDEX asset_bought ON asset (bought, code_key) WHERE bought <> 0;
