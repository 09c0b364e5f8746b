-- +goose Up

-- Who activated an account last: never who created it, never its owner (REG 34).
ALTER TABLE account ADD COLUMN activator TEXT NOT NULL DEFAULT '';
UPDATE account SET activator = coalesce((SELECT e.actor FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
    WHERE s.kind = 'account' AND s.subject = account.id AND e.type = 'account.state' AND instr(e.leaf, CAST('"state":"active"' AS BLOB)) > 0
    ORDER BY s.seq DESC LIMIT 1), '');

-- +goose StatementBegin
CREATE TRIGGER account_two_insert BEFORE INSERT ON account WHEN NEW.state = 'active' AND NEW.activator IN ('', NEW.creator, NEW.person_id) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: flow.account');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_two_update BEFORE UPDATE ON account WHEN NEW.state = 'active' AND NEW.activator IN ('', NEW.creator, NEW.person_id) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: flow.account');
END;
-- +goose StatementEnd

-- Half of a code in one hand, half in another's: for what the first waits; '' is a
-- code that can be used.
ALTER TABLE activation ADD COLUMN waits TEXT NOT NULL DEFAULT '';

-- A request of two is asked for and decided by others than the account's owner; a
-- decided one stays as it is, an open one changes in nothing but its decision.
-- +goose StatementBegin
CREATE TRIGGER dual_two_insert BEFORE INSERT ON dual WHEN (SELECT person_id FROM account WHERE id = NEW.account_id) IN (NEW.asked_by, coalesce(NEW.decided_by, '')) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: flow.dual');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dual_two_update BEFORE UPDATE ON dual WHEN (SELECT person_id FROM account WHERE id = NEW.account_id) IN (NEW.asked_by, coalesce(NEW.decided_by, '')) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: flow.dual');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dual_stays BEFORE UPDATE ON dual WHEN OLD.state <> 'open'
    OR (NEW.id, NEW.kind, NEW.account_id, NEW.reason, NEW.asked_by, NEW.asked, NEW.expires)
        IS NOT (OLD.id, OLD.kind, OLD.account_id, OLD.reason, OLD.asked_by, OLD.asked, OLD.expires) BEGIN
    SELECT RAISE(ABORT, 'dual stays as it was asked and decided: UPDATE refused');
END;
-- +goose StatementEnd

-- A factor and a token stay whose and what they were made, and ended once ended;
-- a security key's counter never goes back.
-- +goose StatementBegin
CREATE TRIGGER factor_stays BEFORE UPDATE ON factor WHEN OLD.ended IS NOT NULL OR NEW.counter < OLD.counter
    OR (NEW.kind = 'key' AND NEW.secret IS NOT OLD.secret)
    OR (NEW.id, NEW.account_id, NEW.kind, NEW.name, NEW.handle, NEW.created) IS NOT (OLD.id, OLD.account_id, OLD.kind, OLD.name, OLD.handle, OLD.created) BEGIN
    SELECT RAISE(ABORT, 'factor stays as it was made and ended: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER api_token_stays BEFORE UPDATE ON api_token WHEN OLD.ended IS NOT NULL
    OR (NEW.id, NEW.token_hash, NEW.account_id, NEW.name, NEW.permissions, NEW.departments, NEW.created, NEW.expires)
        IS NOT (OLD.id, OLD.token_hash, OLD.account_id, OLD.name, OLD.permissions, OLD.departments, OLD.created, OLD.expires) BEGIN
    SELECT RAISE(ABORT, 'api_token stays as it was made and ended: UPDATE refused');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER session_stays BEFORE UPDATE ON session WHEN (OLD.ended IS NOT NULL AND NEW.ended IS NULL)
    OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id BEGIN
    SELECT RAISE(ABORT, 'session stays whose it is and ended: UPDATE refused');
END;
-- +goose StatementEnd
