-- +goose Up

-- What proves the holder of an account beside his password: a one-time code, whose
-- secret is sealed under the password, or a security key, of which only the
-- public half is here (ASVS 5.0 6.5, 6.6). An ended one stays, for what it signed.
CREATE TABLE factor (
    id               text COLLATE "C" PRIMARY KEY,
    account_id       text COLLATE "C" NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    kind             text COLLATE "C" NOT NULL CHECK (kind IN ('totp', 'key')),
    name             text COLLATE "C" NOT NULL,
    handle           bytea NOT NULL,
    secret           bytea NOT NULL,
    counter          bigint NOT NULL,
    created          timestamptz NOT NULL,
    used             timestamptz,
    ended            timestamptz
);
CREATE INDEX factor_account ON factor (account_id);
CREATE UNIQUE INDEX factor_handle ON factor (handle) WHERE kind = 'key';
CREATE UNIQUE INDEX factor_one_totp ON factor (account_id) WHERE kind = 'totp' AND ended IS NULL;

-- A question a security key has to answer, once: of one session, for one purpose.
CREATE TABLE ceremony (
    session_id       text COLLATE "C" NOT NULL REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED,
    purpose          text COLLATE "C" NOT NULL,
    data             bytea NOT NULL,
    expires          timestamptz NOT NULL,
    PRIMARY KEY (session_id, purpose)
);

-- Passwords an account had, so that none comes back while the policy says so.
CREATE TABLE former_password (
    account_id       text COLLATE "C" NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    set_at           timestamptz NOT NULL,
    hash             text COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, set_at)
);

-- Tokens for programs. permissions and departments are JSON lists.
CREATE TABLE api_token (
    id               text COLLATE "C" PRIMARY KEY,
    token_hash       bytea NOT NULL,
    account_id       text COLLATE "C" NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    name             text COLLATE "C" NOT NULL,
    permissions      text COLLATE "C" NOT NULL,
    departments      text COLLATE "C" NOT NULL,
    created          timestamptz NOT NULL,
    expires          timestamptz NOT NULL,
    used             timestamptz,
    addr             text COLLATE "C" NOT NULL,
    ended            timestamptz,
    reason           text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX api_token_hash ON api_token (token_hash);
CREATE INDEX api_token_account ON api_token (account_id);

-- What takes two administrators: one asks, another one decides (REG 34). The row
-- is what its events say.
CREATE TABLE dual (
    id               text COLLATE "C" PRIMARY KEY,
    kind             text COLLATE "C" NOT NULL CHECK (kind IN ('unlock', 'recover')),
    account_id       text COLLATE "C" NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    reason           text COLLATE "C" NOT NULL,
    asked_by         text COLLATE "C" NOT NULL,
    asked            timestamptz NOT NULL,
    expires          timestamptz NOT NULL,
    decided_by       text COLLATE "C",
    decided          timestamptz,
    state            text COLLATE "C" NOT NULL CHECK (state IN ('open', 'done', 'refused')),
    CHECK (decided_by IS NULL OR decided_by <> asked_by),
    CHECK ((state = 'open') = (decided_by IS NULL))
);
CREATE INDEX dual_account ON dual (account_id);
CREATE UNIQUE INDEX dual_one_open ON dual (account_id, kind) WHERE state = 'open';

-- Where a session was opened, what was given for it, and what its holder has to do
-- before anything else ('' for nothing; password, factor, enrol).
ALTER TABLE session ADD COLUMN addr text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN given text COLLATE "C" NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN must text COLLATE "C" NOT NULL DEFAULT '';

-- REG 34: the auditor holds neither of the other two seats, whatever the policy
-- says; system and security administrator are one person only where it allows
-- that (admin.join). An administrator holds no business seat.
DROP INDEX seat_one_admin;
CREATE UNIQUE INDEX seat_system_or_auditor ON seat (person_id) WHERE NOT ended AND seat IN ('system_admin', 'auditor');
CREATE UNIQUE INDEX seat_security_or_auditor ON seat (person_id) WHERE NOT ended AND seat IN ('security_admin', 'auditor');

-- +goose StatementBegin
CREATE FUNCTION sealbook_seat_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ended THEN
        RETURN NEW;
    END IF;
    -- Two who change the seats of one person at once wait for each other here.
    PERFORM 1 FROM person WHERE id = NEW.person_id FOR UPDATE;
    IF NEW.seat IN ('system_admin', 'security_admin')
        AND EXISTS (SELECT 1 FROM seat o WHERE o.person_id = NEW.person_id AND o.id <> NEW.id AND NOT o.ended
            AND o.seat IN ('system_admin', 'security_admin') AND o.seat <> NEW.seat)
        AND coalesce((SELECT raw FROM policy_value WHERE key = 'admin.join' ORDER BY version DESC LIMIT 1), 'false') <> 'true' THEN
        RAISE EXCEPTION 'sealbook rule: adm.three-distinct' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM seat o WHERE o.person_id = NEW.person_id AND o.id <> NEW.id AND NOT o.ended
            AND (o.seat IN ('system_admin', 'security_admin', 'auditor')) <> (NEW.seat IN ('system_admin', 'security_admin', 'auditor'))
            AND (o.until_day = '' OR o.until_day >= NEW.from_day) AND (NEW.until_day = '' OR NEW.until_day >= o.from_day)) THEN
        RAISE EXCEPTION 'sealbook rule: adm.no-business' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER seat_rules BEFORE INSERT OR UPDATE ON seat FOR EACH ROW EXECUTE FUNCTION sealbook_seat_rules();
CREATE TRIGGER factor_kept BEFORE DELETE OR TRUNCATE ON factor FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
CREATE TRIGGER api_token_kept BEFORE DELETE OR TRUNCATE ON api_token FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
CREATE TRIGGER dual_kept BEFORE DELETE OR TRUNCATE ON dual FOR EACH STATEMENT EXECUTE FUNCTION sealbook_no_delete();
