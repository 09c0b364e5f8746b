-- +goose Up

-- Who activated an account last: never who created it, never its owner (REG 34).
ALTER TABLE account ADD COLUMN activator text COLLATE "C" NOT NULL DEFAULT '';
UPDATE account SET activator = coalesce((SELECT e.actor FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
    WHERE s.kind = 'account' AND s.subject = account.id AND e.type = 'account.state' AND position(convert_to('"state":"active"', 'UTF8') IN e.leaf) > 0
    ORDER BY s.seq DESC LIMIT 1), '');

-- +goose StatementBegin
CREATE FUNCTION sealbook_account_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'active' AND NEW.activator IN ('', NEW.creator, NEW.person_id) THEN
        RAISE EXCEPTION 'sealbook rule: flow.account' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER account_two BEFORE INSERT OR UPDATE ON account FOR EACH ROW EXECUTE FUNCTION sealbook_account_two();

-- Half of a code in one hand, half in another's: for what the first waits; '' is a
-- code that can be used.
ALTER TABLE activation ADD COLUMN waits text COLLATE "C" NOT NULL DEFAULT '';

-- A request of two is asked for and decided by others than the account's owner; a
-- decided one stays as it is, an open one changes in nothing but its decision.
-- +goose StatementBegin
CREATE FUNCTION sealbook_dual_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT person_id FROM account WHERE id = NEW.account_id) IN (NEW.asked_by, coalesce(NEW.decided_by, '')) THEN
        RAISE EXCEPTION 'sealbook rule: flow.dual' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER dual_two BEFORE INSERT OR UPDATE ON dual FOR EACH ROW EXECUTE FUNCTION sealbook_dual_two();

-- +goose StatementBegin
CREATE FUNCTION sealbook_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% stays as it was made and ended: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER dual_stays BEFORE UPDATE ON dual FOR EACH ROW WHEN (OLD.state <> 'open'
    OR (NEW.id, NEW.kind, NEW.account_id, NEW.reason, NEW.asked_by, NEW.asked, NEW.expires)
        IS DISTINCT FROM (OLD.id, OLD.kind, OLD.account_id, OLD.reason, OLD.asked_by, OLD.asked, OLD.expires))
    EXECUTE FUNCTION sealbook_stays();

-- A factor and a token stay whose and what they were made, and ended once ended;
-- a security key's counter never goes back.
CREATE TRIGGER factor_stays BEFORE UPDATE ON factor FOR EACH ROW WHEN (OLD.ended IS NOT NULL OR NEW.counter < OLD.counter
    OR (NEW.kind = 'key' AND NEW.secret IS DISTINCT FROM OLD.secret)
    OR (NEW.id, NEW.account_id, NEW.kind, NEW.name, NEW.handle, NEW.created)
        IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.kind, OLD.name, OLD.handle, OLD.created))
    EXECUTE FUNCTION sealbook_stays();
CREATE TRIGGER api_token_stays BEFORE UPDATE ON api_token FOR EACH ROW WHEN (OLD.ended IS NOT NULL
    OR (NEW.id, NEW.token_hash, NEW.account_id, NEW.name, NEW.permissions, NEW.departments, NEW.created, NEW.expires)
        IS DISTINCT FROM (OLD.id, OLD.token_hash, OLD.account_id, OLD.name, OLD.permissions, OLD.departments, OLD.created, OLD.expires))
    EXECUTE FUNCTION sealbook_stays();
CREATE TRIGGER session_stays BEFORE UPDATE ON session FOR EACH ROW WHEN ((OLD.ended IS NOT NULL AND NEW.ended IS NULL)
    OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id)
    EXECUTE FUNCTION sealbook_stays();
