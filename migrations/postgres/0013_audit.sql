-- +goose Up

-- What the auditor asks the history for: by time, by who did it, and what is no
-- event of an asset by its type. The condition of the last one is a text that
-- the query repeats word for word, so that both databases see that it serves.
CREATE INDEX ledger_event_at ON ledger_event (at, id);
CREATE INDEX ledger_event_actor ON ledger_event (actor, at, id);
CREATE INDEX ledger_event_type ON ledger_event (type, at, id) WHERE type NOT LIKE 'asset.%';
