package store

import "database/sql"

// OpenSessions lists the sessions of an account that have not ended and whose
// time has not run out, the last used first.
func (x *Tx) OpenSessions(account string) (out []Session, err error) {
	err = x.each(func(r *sql.Rows) error {
		v, _, err := oneSession(func(dest []any, _ string, _ ...any) (bool, error) { return true, r.Scan(dest...) }, "")
		out = append(out, v)
		return err
	}, sessionSelect+" WHERE s.account_id = ? AND s.ended IS NULL AND s.expires > ? ORDER BY s.seen DESC, s.id DESC", account, x.clock)
	return out, err
}
