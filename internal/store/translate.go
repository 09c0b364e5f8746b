package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// errAgain asks Write to run the transaction once more from the start.
type errAgain struct{ cause error }

func (e errAgain) Error() string { return "store: transaction to be repeated: " + e.cause.Error() }
func (e errAgain) Unwrap() error { return e.cause }

// translate turns an error of a database into the product's: a broken unique
// key into the rule it stands for, a lost race into «again», the rest into an
// internal error whose detail goes to the log only.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var mine *errs.Error
	var again errAgain
	if errors.As(err, &mine) || errors.As(err, &again) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return unavailable(err)
	}
	if key, ok := brokenKey(err); ok {
		return duplicate(key, err)
	}
	if rule, ok := brokenRule(err); ok {
		return rulebook.Refuse(rule).WithCause(err)
	}
	if lostRace(err) {
		return errAgain{cause: err}
	}
	if lostConnection(err) {
		return unavailable(err)
	}
	return errs.Wrap(err, "store")
}

func unavailable(cause error) *errs.Error {
	return errs.New(errs.Unavailable, "store.unavailable",
		"数据库暂不可用，请稍后重试。", "The database is not available now; try again later.").WithCause(cause)
}

// brokenRule names the rule that a trigger of the database holds (0012).
func brokenRule(err error) (string, bool) {
	_, rule, ok := strings.Cut(err.Error(), "sealbook rule: ")
	if !ok {
		return "", false
	}
	rule, _, _ = strings.Cut(rule, " ")
	if _, known := rulebook.Get(rule); !known {
		return "", false
	}
	return rule, true
}

// brokenKey names the unique key that a statement would have broken: the name of
// the index on Postgres, the columns on SQLite.
func brokenKey(err error) (string, bool) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.ConstraintName, pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		const words = "UNIQUE constraint failed: "
		if _, columns, ok := strings.Cut(lite.Error(), words); ok {
			columns, _, _ = strings.Cut(columns, " (")
			return columns, true
		}
	}
	return "", false
}

// duplicate says which rule a broken unique key stands for.
func duplicate(key string, cause error) error {
	switch key {
	case "asset_code", "asset.code_key":
		return rulebook.Refuse("reg.code-never-reused").WithCause(cause)
	case "asset_serial", "asset.serial_key":
		return rulebook.Refuse("reg.serial-unique").WithCause(cause)
	case "asset_source", "asset.source":
		return errs.New(errs.Conflict, "import.row_twice",
			"该文件的这一行已经导入过。", "This row of this file was imported before.").WithCause(cause)
	case "seat_one_admin", "seat_system_or_auditor", "seat_security_or_auditor", "seat.person_id":
		return rulebook.Refuse("adm.three-distinct").WithCause(cause)
	case "account_login", "account.login_key":
		return errs.New(errs.Conflict, "account.login_taken",
			"该登录名已被使用，请换一个。", "This login is taken; choose another.").WithCause(cause)
	case "account_one_open", "account.person_id":
		return errs.New(errs.Conflict, "account.one_open",
			"该人员已有未注销的账号。", "This person already has an account that is not closed.").WithCause(cause)
	case "person_staff_no", "person.staff_no":
		return errs.New(errs.Conflict, "person.staff_no_taken",
			"该工号已属于另一人。", "This staff number belongs to another person.").WithCause(cause)
	case "vendor_name", "vendor.name_key":
		return errs.InvalidField("name", "已有同名单位。", "There is a vendor of this name.").WithCause(cause)
	case "vendor_credit", "vendor.credit_code":
		return errs.InvalidField("credit_code", "该信用代码已登记在另一单位。", "Another vendor has this credit code.").WithCause(cause)
	case "agreement_number", "agreement.number_key":
		return errs.InvalidField("number", "该协议编号已登记。", "An agreement of this number is on record.").WithCause(cause)
	case "dual_one_open", "dual.account_id, dual.kind":
		return errs.New(errs.Conflict, "dual.waiting",
			"该账号已有同类申请等待另一管理员办理。", "Such a request waits for another administrator already.").WithCause(cause)
	case "factor_handle", "factor.handle":
		return errs.New(errs.Conflict, "factor.known",
			"该安全密钥已登记。", "This security key is registered already.").WithCause(cause)
	case "idempotency_pkey", "idempotency.account, idempotency.key":
		// The same request is being answered by another transaction, which has
		// committed by now: the next try finds its outcome.
		return errAgain{cause: cause}
	case "print_job_key", "print_job.by_id, print_job.key":
		return errs.New(errs.Conflict, "print_job.twice",
			"该打印任务已存在，不会重复打印。", "This print job exists already; it is not printed twice.").WithCause(cause)
	case "ledger_event_uid", "ledger_event.uid":
		return errs.New(errs.Conflict, "event.twice",
			"该操作已经记录。", "This deed is recorded already.").WithCause(cause)
	case "ledger_subject_pkey", "ledger_subject.kind, ledger_subject.subject, ledger_subject.seq":
		return errAgain{cause: cause}
	default:
		return stale(key).WithCause(cause)
	}
}

// stale is the answer to a write that came too late.
func stale(what string) *errs.Error {
	return errs.New(errs.Conflict, "store.stale",
		"该记录已被他人更新（"+what+"），请刷新后重试。", "Somebody changed this record meanwhile ("+what+"); load it again and retry.")
}

// lostRace reports whether the same transaction may pass at the next try:
// serialization failure, deadlock, lock not available, busy.
func lostRace(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "55P03"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		code := lite.Code() & 0xff
		return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
	}
	return false
}

// lostConnection reports whether the server may or may not have done what was
// asked of it: the connection broke, or it is shutting down.
func lostConnection(err error) bool {
	if errors.Is(err, driver.ErrBadConn) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// Class 57 except 57014 (query cancelled): shutdown or crash; 53: too many connections; 08: connection.
		class := pg.Code[:2]
		return class == "08" || class == "53" || (class == "57" && pg.Code != "57014")
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return false
	}
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || pgconn.Timeout(err) || isNetwork(err)
}
