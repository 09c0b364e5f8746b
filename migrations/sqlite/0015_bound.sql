-- +goose Up

-- A delegation is bound to the grant under which its giver holds the seat, and
-- ends with it. Those made before name none: theirs is the last grant of the seat
-- that was there and not taken back when the delegation was made, as the fold has it.
ALTER TABLE delegation ADD COLUMN grant_id TEXT REFERENCES seat (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX delegation_grant ON delegation (grant_id);
UPDATE delegation SET grant_id = (SELECT g.id FROM seat g
    JOIN ledger_subject ms ON ms.kind = 'person' AND ms.subject = delegation.person_id
    JOIN ledger_event m ON m.id = ms.event_id AND m.type = 'org.delegated' AND instr(m.leaf, CAST('"id":"' || delegation.id || '"' AS BLOB)) > 0
    WHERE g.person_id = delegation.person_id AND g.seat = delegation.seat AND coalesce(g.department_id, '') = coalesce(delegation.department_id, '')
      AND EXISTS (SELECT 1 FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
        WHERE s.kind = 'person' AND s.subject = delegation.person_id AND s.seq < ms.seq AND e.type = 'org.seat_granted'
          AND instr(e.leaf, CAST('"id":"' || g.id || '"' AS BLOB)) > 0)
      AND NOT EXISTS (SELECT 1 FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
        WHERE s.kind = 'person' AND s.subject = delegation.person_id AND s.seq < ms.seq AND e.type = 'org.seat_ended'
          AND instr(e.leaf, CAST('"grant":"' || g.id || '"' AS BLOB)) > 0)
    ORDER BY g.place DESC LIMIT 1);

-- REG 34: on no day is an administrator somebody who holds a business seat, be it
-- by delegation. The two tables are held against each other from both sides.
-- +goose StatementBegin
CREATE TRIGGER seat_handed_insert BEFORE INSERT ON seat WHEN NOT NEW.ended AND NEW.seat IN ('system_admin', 'security_admin', 'auditor')
      AND EXISTS (SELECT 1 FROM delegation d WHERE d.to_id = NEW.person_id AND NOT d.ended
        AND d.until_day >= NEW.from_day AND (NEW.until_day = '' OR NEW.until_day >= d.from_day)) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: adm.no-business');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seat_handed_update BEFORE UPDATE ON seat WHEN NOT NEW.ended AND NEW.seat IN ('system_admin', 'security_admin', 'auditor')
      AND EXISTS (SELECT 1 FROM delegation d WHERE d.to_id = NEW.person_id AND NOT d.ended
        AND d.until_day >= NEW.from_day AND (NEW.until_day = '' OR NEW.until_day >= d.from_day)) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: adm.no-business');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER delegation_admin BEFORE INSERT ON delegation WHEN NOT NEW.ended AND NEW.seat IN ('system_admin', 'security_admin', 'auditor') BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: adm.three-distinct');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER delegation_mix BEFORE INSERT ON delegation WHEN NOT NEW.ended AND EXISTS (SELECT 1 FROM seat s WHERE s.person_id = NEW.to_id AND NOT s.ended
        AND s.seat IN ('system_admin', 'security_admin', 'auditor')
        AND NEW.until_day >= s.from_day AND (s.until_day = '' OR s.until_day >= NEW.from_day)) BEGIN
    SELECT RAISE(ABORT, 'sealbook rule: adm.no-business');
END;
-- +goose StatementEnd

-- Whose seat it was, whom it was given to, under which grant and for which days
-- stays as it was made, and what has ended stays ended.
-- +goose StatementBegin
CREATE TRIGGER delegation_stays BEFORE UPDATE ON delegation WHEN OLD.ended
    OR (NEW.id, NEW.person_id, NEW.place, NEW.to_id, NEW.seat, NEW.department_id, NEW.from_day, NEW.until_day, NEW.grant_id)
        IS NOT (OLD.id, OLD.person_id, OLD.place, OLD.to_id, OLD.seat, OLD.department_id, OLD.from_day, OLD.until_day, OLD.grant_id) BEGIN
    SELECT RAISE(ABORT, 'delegation stays as it was given and ended: UPDATE refused');
END;
-- +goose StatementEnd
