-- +goose Up

-- State tables: each row is what folding its events gives. version is the count
-- of events, head_hash the hash of the last leaf.
CREATE TABLE department (
    id            text    COLLATE "C" PRIMARY KEY,
    name          text    COLLATE "C" NOT NULL,
    parent_id     text    COLLATE "C" REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    closed        boolean NOT NULL,
    version       bigint  NOT NULL,
    head_hash     bytea   NOT NULL,
    last_event_id bigint  NOT NULL
);
CREATE INDEX department_parent ON department (parent_id);

CREATE TABLE room (
    id            text    COLLATE "C" PRIMARY KEY,
    name          text    COLLATE "C" NOT NULL,
    department_id text    COLLATE "C" REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    level         bigint  NOT NULL,
    closed        boolean NOT NULL,
    version       bigint  NOT NULL,
    head_hash     bytea   NOT NULL,
    last_event_id bigint  NOT NULL
);
CREATE INDEX room_department ON room (department_id);

CREATE TABLE person (
    id              text   COLLATE "C" PRIMARY KEY,
    name            text   COLLATE "C" NOT NULL,
    name_key        text   COLLATE "C" NOT NULL,
    staff_no        text   COLLATE "C" NOT NULL,
    department_id   text   COLLATE "C" REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    title           text   COLLATE "C" NOT NULL,
    clearance       bigint NOT NULL,
    clearance_until text   COLLATE "C" NOT NULL,
    trained_on      text   COLLATE "C" NOT NULL,
    undertaking_on  text   COLLATE "C" NOT NULL,
    status          text   COLLATE "C" NOT NULL,
    version         bigint NOT NULL,
    head_hash       bytea  NOT NULL,
    last_event_id   bigint NOT NULL
);
CREATE INDEX person_department ON person (department_id);
CREATE INDEX person_name ON person (name_key, id);
CREATE UNIQUE INDEX person_staff_no ON person (staff_no) WHERE staff_no <> '';

CREATE TABLE seat (
    id            text    COLLATE "C" PRIMARY KEY,
    person_id     text    COLLATE "C" NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    place         bigint  NOT NULL,
    seat          text    COLLATE "C" NOT NULL,
    department_id text    COLLATE "C" REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    from_day      text    COLLATE "C" NOT NULL,
    until_day     text    COLLATE "C" NOT NULL,
    ended         boolean NOT NULL
);
CREATE INDEX seat_person ON seat (person_id);
CREATE INDEX seat_department ON seat (department_id);
CREATE INDEX seat_live ON seat (seat, department_id) WHERE NOT ended;
-- REG 34: nobody holds two of the three administrators' seats.
CREATE UNIQUE INDEX seat_one_admin ON seat (person_id)
    WHERE NOT ended AND seat IN ('system_admin', 'security_admin', 'auditor');

CREATE TABLE delegation (
    id            text    COLLATE "C" PRIMARY KEY,
    person_id     text    COLLATE "C" NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    place         bigint  NOT NULL,
    to_id         text    COLLATE "C" NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    seat          text    COLLATE "C" NOT NULL,
    department_id text    COLLATE "C" REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    from_day      text    COLLATE "C" NOT NULL,
    until_day     text    COLLATE "C" NOT NULL,
    ended         boolean NOT NULL
);
CREATE INDEX delegation_person ON delegation (person_id);
CREATE INDEX delegation_to ON delegation (to_id);
CREATE INDEX delegation_department ON delegation (department_id);

CREATE TABLE account (
    id            text   COLLATE "C" PRIMARY KEY,
    login         text   COLLATE "C" NOT NULL,
    login_key     text   COLLATE "C" NOT NULL,
    person_id     text   COLLATE "C" NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    state         text   COLLATE "C" NOT NULL,
    creator       text   COLLATE "C" NOT NULL,
    created       timestamptz NOT NULL,
    version       bigint NOT NULL,
    head_hash     bytea  NOT NULL,
    last_event_id bigint NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login_key);
CREATE INDEX account_person ON account (person_id);
CREATE UNIQUE INDEX account_one_open ON account (person_id) WHERE state <> 'closed';

-- Secrets and sessions are in no event; only that they changed is.
CREATE TABLE credential (
    account_id   text   COLLATE "C" PRIMARY KEY REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    hash         text   NOT NULL,
    changed      timestamptz NOT NULL,
    failures     bigint NOT NULL,
    locked_until timestamptz,
    last_in      timestamptz
);

CREATE TABLE session (
    id         text  COLLATE "C" PRIMARY KEY,
    token_hash bytea NOT NULL,
    account_id text  COLLATE "C" NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    kind       text  COLLATE "C" NOT NULL,
    created    timestamptz NOT NULL,
    seen       timestamptz NOT NULL,
    expires    timestamptz NOT NULL,
    proved     timestamptz NOT NULL,
    ended      timestamptz,
    reason     text  COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX session_token ON session (token_hash);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE activation (
    id         text  COLLATE "C" PRIMARY KEY,
    code_hash  bytea NOT NULL,
    account_id text  COLLATE "C" NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    created    timestamptz NOT NULL,
    expires    timestamptz NOT NULL,
    used       timestamptz
);
CREATE UNIQUE INDEX activation_code ON activation (code_hash);
CREATE INDEX activation_account ON activation (account_id);

-- +goose StatementBegin
CREATE FUNCTION sealbook_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps every row: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd

CREATE TRIGGER department_kept BEFORE DELETE OR TRUNCATE ON department FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
CREATE TRIGGER room_kept BEFORE DELETE OR TRUNCATE ON room FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
CREATE TRIGGER person_kept BEFORE DELETE OR TRUNCATE ON person FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
CREATE TRIGGER seat_kept BEFORE DELETE OR TRUNCATE ON seat FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
CREATE TRIGGER delegation_kept BEFORE DELETE OR TRUNCATE ON delegation FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
CREATE TRIGGER account_kept BEFORE DELETE OR TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
