-- +goose Up

-- These tables have a hidden rowid beside their key. An INSERT OR REPLACE that
-- names the rowid of another row, under a new key, would put itself in that
-- row's place past every trigger above: from a connection without recursive
-- triggers no DELETE trigger fires. Where an insert names no rowid, NEW.rowid
-- is -1 here, which no row has.
-- +goose StatementBegin
CREATE TRIGGER ledger_log_no_replace_rowid BEFORE INSERT ON ledger_log WHEN EXISTS (SELECT 1 FROM ledger_log WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_log.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_leaf_no_replace_rowid BEFORE INSERT ON ledger_leaf WHEN EXISTS (SELECT 1 FROM ledger_leaf WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_leaf.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_subtree_no_replace_rowid BEFORE INSERT ON ledger_subtree WHEN EXISTS (SELECT 1 FROM ledger_subtree WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_subtree.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_head_no_replace_rowid BEFORE INSERT ON ledger_head WHEN EXISTS (SELECT 1 FROM ledger_head WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_head.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_checkpoint_no_replace_rowid BEFORE INSERT ON ledger_checkpoint WHEN EXISTS (SELECT 1 FROM ledger_checkpoint WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_checkpoint.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_cosig_no_replace_rowid BEFORE INSERT ON ledger_cosig WHEN EXISTS (SELECT 1 FROM ledger_cosig WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_cosig.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_private_no_replace_rowid BEFORE INSERT ON ledger_private WHEN EXISTS (SELECT 1 FROM ledger_private WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_private.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER department_no_replace_rowid BEFORE INSERT ON department WHEN EXISTS (SELECT 1 FROM department WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: department.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER room_no_replace_rowid BEFORE INSERT ON room WHEN EXISTS (SELECT 1 FROM room WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: room.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER person_no_replace_rowid BEFORE INSERT ON person WHEN EXISTS (SELECT 1 FROM person WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: person.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER seat_no_replace_rowid BEFORE INSERT ON seat WHEN EXISTS (SELECT 1 FROM seat WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: seat.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER delegation_no_replace_rowid BEFORE INSERT ON delegation WHEN EXISTS (SELECT 1 FROM delegation WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: delegation.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_no_replace_rowid BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: account.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER print_job_no_replace_rowid BEFORE INSERT ON print_job WHEN EXISTS (SELECT 1 FROM print_job WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: print_job.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER label_no_replace_rowid BEFORE INSERT ON label WHEN EXISTS (SELECT 1 FROM label WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: label.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER print_item_no_replace_rowid BEFORE INSERT ON print_item WHEN EXISTS (SELECT 1 FROM print_item WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: print_item.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refusal_no_replace_rowid BEFORE INSERT ON refusal WHEN EXISTS (SELECT 1 FROM refusal WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: refusal.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER finding_no_replace_rowid BEFORE INSERT ON finding WHEN EXISTS (SELECT 1 FROM finding WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: finding.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER import_batch_no_replace_rowid BEFORE INSERT ON import_batch WHEN EXISTS (SELECT 1 FROM import_batch WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: import_batch.rowid');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER export_log_no_replace_rowid BEFORE INSERT ON export_log WHEN EXISTS (SELECT 1 FROM export_log WHERE rowid = NEW.rowid) BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: export_log.rowid');
END;
-- +goose StatementEnd
