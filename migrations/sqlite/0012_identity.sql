-- +goose Up

-- What proves the holder of an account beside his password: a one-time code, whose
-- secret is sealed under the password, or a security key, of which only the
-- public half is here (ASVS 5.0 6.5, 6.6). An ended one stays, for what it signed.
CREATE TABLE factor (
    id               TEXT PRIMARY KEY,
    account_id       TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    kind             TEXT NOT NULL CHECK (kind IN ('totp', 'key')),
    name             TEXT NOT NULL,
    handle           BLOB NOT NULL,
    secret           BLOB NOT NULL,
    counter          INTEGER NOT NULL,
    created          INTEGER NOT NULL,
    used             INTEGER,
    ended            INTEGER
) STRICT;
CREATE INDEX factor_account ON factor (account_id);
CREATE UNIQUE INDEX factor_handle ON factor (handle) WHERE kind = 'key';
CREATE UNIQUE INDEX factor_one_totp ON factor (account_id) WHERE kind = 'totp' AND ended IS NULL;

-- A question a security key has to answer, once: of one session, for one purpose.
CREATE TABLE ceremony (
    session_id       TEXT NOT NULL REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED,
    purpose          TEXT NOT NULL,
    data             BLOB NOT NULL,
    expires          INTEGER NOT NULL,
    PRIMARY KEY (session_id, purpose)
) STRICT;

-- Passwords an account had, so that none comes back while the policy says so.
CREATE TABLE former_password (
    account_id       TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    set_at           INTEGER NOT NULL,
    hash             TEXT NOT NULL,
    PRIMARY KEY (account_id, set_at)
) STRICT;

-- Tokens for programs. permissions and departments are JSON lists.
CREATE TABLE api_token (
    id               TEXT PRIMARY KEY,
    token_hash       BLOB NOT NULL,
    account_id       TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    name             TEXT NOT NULL,
    permissions      TEXT NOT NULL,
    departments      TEXT NOT NULL,
    created          INTEGER NOT NULL,
    expires          INTEGER NOT NULL,
    used             INTEGER,
    addr             TEXT NOT NULL,
    ended            INTEGER,
    reason           TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX api_token_hash ON api_token (token_hash);
CREATE INDEX api_token_account ON api_token (account_id);

-- What takes two administrators: one asks, another one decides (REG 34). The row
-- is what its events say.
CREATE TABLE dual (
    id               TEXT PRIMARY KEY,
    kind             TEXT NOT NULL CHECK (kind IN ('unlock', 'recover')),
    account_id       TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    reason           TEXT NOT NULL,
    asked_by         TEXT NOT NULL,
    asked            INTEGER NOT NULL,
    expires          INTEGER NOT NULL,
    decided_by       TEXT,
    decided          INTEGER,
    state            TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused')),
    CHECK (decided_by IS NULL OR decided_by <> asked_by),
    CHECK ((state = 'open') = (decided_by IS NULL))
) STRICT;
CREATE INDEX dual_account ON dual (account_id);
CREATE UNIQUE INDEX dual_one_open ON dual (account_id, kind) WHERE state = 'open';

-- Where a session was opened, what was given for it, and what its holder has to do
-- before anything else ('' for nothing; password, factor, enrol).
ALTER TABLE session ADD COLUMN addr TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN given TEXT NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN must TEXT NOT NULL DEFAULT '';

-- REG 34: the auditor holds neither of the other two seats, whatever the policy
-- says; system and security administrator are one person only where it allows
-- that (admin.join). An administrator holds no business seat.
DROP INDEX seat_one_admin;
CREATE UNIQUE INDEX seat_system_or_auditor ON seat (person_id) WHERE NOT ended AND seat IN ('system_admin', 'auditor');
CREATE UNIQUE INDEX seat_security_or_auditor ON seat (person_id) WHERE NOT ended AND seat IN ('security_admin', 'auditor');

DROP TRIGGER seat_no_replace_admin;
-- +goose StatementBegin
CREATE TRIGGER seat_one_insert BEFORE INSERT ON seat WHEN (NOT NEW.ended AND NEW.seat IN ('system_admin', 'auditor') AND EXISTS (SELECT 1 FROM seat o WHERE o.person_id = NEW.person_id
        AND NOT o.ended AND o.seat IN ('system_admin', 'auditor')))
      OR (NOT NEW.ended AND NEW.seat IN ('security_admin', 'auditor') AND EXISTS (SELECT 1 FROM seat o WHERE o.person_id = NEW.person_id
        AND NOT o.ended AND o.seat IN ('security_admin', 'auditor'))) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: adm.three-distinct');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seat_join_insert BEFORE INSERT ON seat WHEN NOT NEW.ended AND NEW.seat IN ('system_admin', 'security_admin')
      AND EXISTS (SELECT 1 FROM seat o WHERE o.person_id = NEW.person_id AND o.id <> NEW.id AND NOT o.ended
        AND o.seat IN ('system_admin', 'security_admin') AND o.seat <> NEW.seat)
      AND coalesce((SELECT raw FROM policy_value WHERE key = 'admin.join' ORDER BY version DESC LIMIT 1), 'false') <> 'true' BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: adm.three-distinct');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seat_join_update BEFORE UPDATE ON seat WHEN NOT NEW.ended AND NEW.seat IN ('system_admin', 'security_admin')
      AND EXISTS (SELECT 1 FROM seat o WHERE o.person_id = NEW.person_id AND o.id <> NEW.id AND NOT o.ended
        AND o.seat IN ('system_admin', 'security_admin') AND o.seat <> NEW.seat)
      AND coalesce((SELECT raw FROM policy_value WHERE key = 'admin.join' ORDER BY version DESC LIMIT 1), 'false') <> 'true' BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: adm.three-distinct');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seat_mix_insert BEFORE INSERT ON seat WHEN NOT NEW.ended AND EXISTS (SELECT 1 FROM seat o WHERE o.person_id = NEW.person_id AND o.id <> NEW.id AND NOT o.ended
        AND (o.seat IN ('system_admin', 'security_admin', 'auditor')) <> (NEW.seat IN ('system_admin', 'security_admin', 'auditor'))
        AND (o.until_day = '' OR o.until_day >= NEW.from_day) AND (NEW.until_day = '' OR NEW.until_day >= o.from_day)) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: adm.no-business');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seat_mix_update BEFORE UPDATE ON seat WHEN NOT NEW.ended AND EXISTS (SELECT 1 FROM seat o WHERE o.person_id = NEW.person_id AND o.id <> NEW.id AND NOT o.ended
        AND (o.seat IN ('system_admin', 'security_admin', 'auditor')) <> (NEW.seat IN ('system_admin', 'security_admin', 'auditor'))
        AND (o.until_day = '' OR o.until_day >= NEW.from_day) AND (NEW.until_day = '' OR NEW.until_day >= o.from_day)) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: adm.no-business');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER factor_no_delete BEFORE DELETE ON factor BEGIN
    SELECT RAISE(ABORT, 'factor keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER factor_no_replace BEFORE INSERT ON factor WHEN EXISTS (SELECT 1 FROM factor WHERE id = NEW.id OR rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: factor.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER api_token_no_delete BEFORE DELETE ON api_token BEGIN
    SELECT RAISE(ABORT, 'api_token keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER api_token_no_replace BEFORE INSERT ON api_token WHEN EXISTS (SELECT 1 FROM api_token WHERE id = NEW.id OR rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: api_token.id');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dual_no_delete BEFORE DELETE ON dual BEGIN
    SELECT RAISE(ABORT, 'dual keeps every row: DELETE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dual_no_replace BEFORE INSERT ON dual WHEN EXISTS (SELECT 1 FROM dual WHERE id = NEW.id OR rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: dual.id');
END;
-- +goose StatementEnd
