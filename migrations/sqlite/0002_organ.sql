-- +goose Up

-- State tables: each row is what folding its events gives. version is the count
-- of events, head_hash the hash of the last leaf.
CREATE TABLE department (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    parent_id        TEXT REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    closed           INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL
) STRICT;
CREATE INDEX department_parent ON department (parent_id);

CREATE TABLE room (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    department_id    TEXT REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    level            INTEGER NOT NULL,
    closed           INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL
) STRICT;
CREATE INDEX room_department ON room (department_id);

CREATE TABLE person (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    name_key         TEXT NOT NULL,
    staff_no         TEXT NOT NULL,
    department_id    TEXT REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    title            TEXT NOT NULL,
    clearance        INTEGER NOT NULL,
    clearance_until  TEXT NOT NULL,
    trained_on       TEXT NOT NULL,
    undertaking_on   TEXT NOT NULL,
    status           TEXT NOT NULL,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL
) STRICT;
CREATE INDEX person_department ON person (department_id);
CREATE INDEX person_name ON person (name_key, id);
CREATE UNIQUE INDEX person_staff_no ON person (staff_no) WHERE staff_no <> '';

CREATE TABLE seat (
    id               TEXT PRIMARY KEY,
    person_id        TEXT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    place            INTEGER NOT NULL,
    seat             TEXT NOT NULL,
    department_id    TEXT REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    from_day         TEXT NOT NULL,
    until_day        TEXT NOT NULL,
    ended            INTEGER NOT NULL
) STRICT;
CREATE INDEX seat_person ON seat (person_id);
CREATE INDEX seat_department ON seat (department_id);
CREATE INDEX seat_live ON seat (seat, department_id) WHERE NOT ended;
-- REG 34: nobody holds two of the three administrators' seats.
CREATE UNIQUE INDEX seat_one_admin ON seat (person_id)
    WHERE NOT ended AND seat IN ('system_admin', 'security_admin', 'auditor');

CREATE TABLE delegation (
    id               TEXT PRIMARY KEY,
    person_id        TEXT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    place            INTEGER NOT NULL,
    to_id            TEXT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    seat             TEXT NOT NULL,
    department_id    TEXT REFERENCES department (id) DEFERRABLE INITIALLY DEFERRED,
    from_day         TEXT NOT NULL,
    until_day        TEXT NOT NULL,
    ended            INTEGER NOT NULL
) STRICT;
CREATE INDEX delegation_person ON delegation (person_id);
CREATE INDEX delegation_to ON delegation (to_id);
CREATE INDEX delegation_department ON delegation (department_id);

CREATE TABLE account (
    id               TEXT PRIMARY KEY,
    login            TEXT NOT NULL,
    login_key        TEXT NOT NULL,
    person_id        TEXT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    state            TEXT NOT NULL,
    creator          TEXT NOT NULL,
    created          INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    head_hash        BLOB NOT NULL,
    last_event_id    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX account_login ON account (login_key);
CREATE INDEX account_person ON account (person_id);
CREATE UNIQUE INDEX account_one_open ON account (person_id) WHERE state <> 'closed';

-- Secrets and sessions are in no event; only that they changed is.
CREATE TABLE credential (
    account_id       TEXT PRIMARY KEY REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    hash             TEXT NOT NULL,
    changed          INTEGER NOT NULL,
    failures         INTEGER NOT NULL,
    locked_until     INTEGER,
    last_in          INTEGER
) STRICT;

CREATE TABLE session (
    id               TEXT PRIMARY KEY,
    token_hash       BLOB NOT NULL,
    account_id       TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    kind             TEXT NOT NULL,
    created          INTEGER NOT NULL,
    seen             INTEGER NOT NULL,
    expires          INTEGER NOT NULL,
    proved           INTEGER NOT NULL,
    ended            INTEGER,
    reason           TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX session_token ON session (token_hash);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE activation (
    id               TEXT PRIMARY KEY,
    code_hash        BLOB NOT NULL,
    account_id       TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    created          INTEGER NOT NULL,
    expires          INTEGER NOT NULL,
    used             INTEGER
) STRICT;
CREATE UNIQUE INDEX activation_code ON activation (code_hash);
CREATE INDEX activation_account ON activation (account_id);

-- INSERT OR REPLACE deletes without firing DELETE triggers, so inserts over an
-- existing key are refused too, in the words of the constraint they run into.
-- +goose StatementBegin
CREATE TRIGGER department_no_delete BEFORE DELETE ON department BEGIN
    SELECT RAISE(ABORT, 'department keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER department_no_replace BEFORE INSERT ON department WHEN EXISTS (SELECT 1 FROM department WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: department.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER room_no_delete BEFORE DELETE ON room BEGIN
    SELECT RAISE(ABORT, 'room keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER room_no_replace BEFORE INSERT ON room WHEN EXISTS (SELECT 1 FROM room WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: room.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER person_no_delete BEFORE DELETE ON person BEGIN
    SELECT RAISE(ABORT, 'person keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER person_no_replace BEFORE INSERT ON person WHEN EXISTS (SELECT 1 FROM person WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: person.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER person_no_replace_staff_no BEFORE INSERT ON person WHEN EXISTS (SELECT 1 FROM person WHERE NEW.staff_no <> '' AND staff_no <> '' AND staff_no = NEW.staff_no) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: person.staff_no');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seat_no_delete BEFORE DELETE ON seat BEGIN
    SELECT RAISE(ABORT, 'seat keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seat_no_replace BEFORE INSERT ON seat WHEN EXISTS (SELECT 1 FROM seat WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: seat.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seat_no_replace_admin BEFORE INSERT ON seat WHEN EXISTS (SELECT 1 FROM seat WHERE NOT NEW.ended AND NEW.seat IN ('system_admin', 'security_admin', 'auditor')
      AND NOT ended AND seat IN ('system_admin', 'security_admin', 'auditor') AND person_id = NEW.person_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: seat.person_id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER delegation_no_delete BEFORE DELETE ON delegation BEGIN
    SELECT RAISE(ABORT, 'delegation keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER delegation_no_replace BEFORE INSERT ON delegation WHEN EXISTS (SELECT 1 FROM delegation WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: delegation.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_no_delete BEFORE DELETE ON account BEGIN
    SELECT RAISE(ABORT, 'account keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_no_replace BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: account.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_no_replace2 BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE login_key = NEW.login_key) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: account.login_key');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_no_replace_open BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE NEW.state <> 'closed' AND state <> 'closed' AND person_id = NEW.person_id) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: account.person_id');
END;
-- +goose StatementEnd
