-- +goose Up

-- Files of labels that were handed out (domain.md §7): of a whole job, or of one
-- label. Whoever prints the file puts controlled labels on paper, so each is
-- counted like an export.
CREATE TABLE label_fetch (
    id        text   COLLATE "C" PRIMARY KEY,
    event_id  bigint NOT NULL REFERENCES ledger_event (id),
    at        timestamptz NOT NULL,
    actor     text   COLLATE "C" NOT NULL,
    job_id    text   COLLATE "C" REFERENCES print_job (id) DEFERRABLE INITIALLY DEFERRED,
    token     text   COLLATE "C" REFERENCES label (token) DEFERRABLE INITIALLY DEFERRED,
    format    text   COLLATE "C" NOT NULL,
    stock     text   COLLATE "C" NOT NULL,
    labels    bigint NOT NULL
);
CREATE UNIQUE INDEX label_fetch_event ON label_fetch (event_id);
CREATE INDEX label_fetch_job ON label_fetch (job_id);
CREATE INDEX label_fetch_token ON label_fetch (token);

CREATE TRIGGER label_fetch_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON label_fetch
    FOR EACH STATEMENT EXECUTE FUNCTION sealbook_append_only();
