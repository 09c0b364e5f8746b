package store

import (
	"context"
	"time"
)

// SetCeremony keeps what a session was asked for one purpose until expires; what
// it was asked for the same purpose before is gone. What has expired, of
// whomever, goes with it.
func (x *Tx) SetCeremony(session, purpose string, data []byte, expires time.Time) error {
	if _, err := x.do("DELETE FROM ceremony WHERE (session_id = ? AND purpose = ?) OR expires <= ?", session, purpose, x.clock); err != nil {
		return err
	}
	_, err := x.do("INSERT INTO ceremony (session_id, purpose, data, expires) VALUES "+marks(4, 1), session, purpose, data, expires)
	return err
}

// Ceremony is what the session was asked for the purpose, nil when nothing is open.
func (x *Tx) Ceremony(session, purpose string) ([]byte, error) {
	var data []byte
	_, err := x.first([]any{&data}, ceremonySelect, session, purpose, x.clock)
	return data, err
}

const ceremonySelect = "SELECT data FROM ceremony WHERE session_id = ? AND purpose = ? AND expires > ?"

// Ceremony is Tx.Ceremony outside a transaction.
func (s *Store) Ceremony(ctx context.Context, session, purpose string) ([]byte, error) {
	var data []byte
	_, err := s.reads().one(ctx, []any{&data}, ceremonySelect, session, purpose, s.Now())
	return data, err
}

// TakeCeremony is Ceremony, which is over with that: it is answered once.
func (x *Tx) TakeCeremony(session, purpose string) ([]byte, error) {
	data, err := x.Ceremony(session, purpose)
	if err != nil || data == nil {
		return nil, err
	}
	n, err := x.do("DELETE FROM ceremony WHERE session_id = ? AND purpose = ?", session, purpose)
	if err != nil || n != 1 {
		return nil, err
	}
	return data, nil
}

// EndCeremonies ends all that the sessions of the account were asked.
func (x *Tx) EndCeremonies(account string) error {
	_, err := x.do("DELETE FROM ceremony WHERE session_id IN (SELECT id FROM session WHERE account_id = ?)", account)
	return err
}
