-- +goose Up

-- A delegation is bound to the grant under which its giver holds the seat, and
-- ends with it. Those made before name none: theirs is the last grant of the seat
-- that was there and not taken back when the delegation was made, as the fold has it.
ALTER TABLE delegation ADD COLUMN grant_id text COLLATE "C" REFERENCES seat (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX delegation_grant ON delegation (grant_id);
UPDATE delegation SET grant_id = (SELECT g.id FROM seat g
    JOIN ledger_subject ms ON ms.kind = 'person' AND ms.subject = delegation.person_id
    JOIN ledger_event m ON m.id = ms.event_id AND m.type = 'org.delegated' AND position(convert_to('"id":"' || delegation.id || '"', 'UTF8') IN m.leaf) > 0
    WHERE g.person_id = delegation.person_id AND g.seat = delegation.seat AND coalesce(g.department_id, '') = coalesce(delegation.department_id, '')
      AND EXISTS (SELECT 1 FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
        WHERE s.kind = 'person' AND s.subject = delegation.person_id AND s.seq < ms.seq AND e.type = 'org.seat_granted'
          AND position(convert_to('"id":"' || g.id || '"', 'UTF8') IN e.leaf) > 0)
      AND NOT EXISTS (SELECT 1 FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
        WHERE s.kind = 'person' AND s.subject = delegation.person_id AND s.seq < ms.seq AND e.type = 'org.seat_ended'
          AND position(convert_to('"grant":"' || g.id || '"', 'UTF8') IN e.leaf) > 0)
    ORDER BY g.place DESC LIMIT 1);

-- REG 34: on no day is an administrator somebody who holds a business seat, be it
-- by delegation. The two tables are held against each other from both sides; two
-- who write about one person at once wait for each other at his row.
-- +goose StatementBegin
CREATE FUNCTION sealbook_seat_handed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ended OR NEW.seat NOT IN ('system_admin', 'security_admin', 'auditor') THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM person WHERE id = NEW.person_id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM delegation d WHERE d.to_id = NEW.person_id AND NOT d.ended
            AND d.until_day >= NEW.from_day AND (NEW.until_day = '' OR NEW.until_day >= d.from_day)) THEN
        RAISE EXCEPTION 'sealbook rule: adm.no-business' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER seat_handed BEFORE INSERT OR UPDATE ON seat FOR EACH ROW EXECUTE FUNCTION sealbook_seat_handed();

-- +goose StatementBegin
CREATE FUNCTION sealbook_delegation_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ended THEN
        RETURN NEW;
    END IF;
    IF NEW.seat IN ('system_admin', 'security_admin', 'auditor') THEN
        RAISE EXCEPTION 'sealbook rule: adm.three-distinct' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM person WHERE id = NEW.to_id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM seat s WHERE s.person_id = NEW.to_id AND NOT s.ended AND s.seat IN ('system_admin', 'security_admin', 'auditor')
            AND NEW.until_day >= s.from_day AND (s.until_day = '' OR s.until_day >= NEW.from_day)) THEN
        RAISE EXCEPTION 'sealbook rule: adm.no-business' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER delegation_rules BEFORE INSERT ON delegation FOR EACH ROW EXECUTE FUNCTION sealbook_delegation_rules();

-- Whose seat it was, whom it was given to, under which grant and for which days
-- stays as it was made, and what has ended stays ended.
CREATE TRIGGER delegation_stays BEFORE UPDATE ON delegation FOR EACH ROW WHEN (OLD.ended
    OR (NEW.id, NEW.person_id, NEW.place, NEW.to_id, NEW.seat, NEW.department_id, NEW.from_day, NEW.until_day, NEW.grant_id)
        IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.place, OLD.to_id, OLD.seat, OLD.department_id, OLD.from_day, OLD.until_day, OLD.grant_id))
    EXECUTE FUNCTION sealbook_stays();
