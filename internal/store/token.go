package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"
)

// Token is what a program acts with for its owner. The database knows only a
// hash of it.
type Token struct {
	ID          string
	TokenHash   []byte
	Account     string // id
	Login       string // of the account; read only
	State       string // of the account, now; read only
	Name        string
	Permissions []string
	Departments []string // ids; none is as its owner
	Created     time.Time
	Expires     time.Time
	Used        time.Time // zero: never
	Addr        string    // of the last use
	Ended       time.Time // zero while open
	Reason      string    // why it ended
	// Since is when the owner's password was last set: no token is older.
	Since time.Time
}

// AddToken keeps a new token.
func (x *Tx) AddToken(v Token) error {
	permissions, err := json.Marshal(v.Permissions)
	if err != nil {
		return err
	}
	departments, err := json.Marshal(v.Departments)
	if err != nil {
		return err
	}
	_, err = x.do(`INSERT INTO api_token (id, token_hash, account_id, name, permissions, departments, created, expires, addr, reason)
		VALUES `+marks(10, 1), v.ID, v.TokenHash, v.Account, v.Name, string(permissions), string(departments), v.Created, v.Expires, "", "")
	return err
}

const tokenSelect = `SELECT t.id, t.token_hash, t.account_id, a.login, a.state, t.name, t.permissions, t.departments, t.created, t.expires,
	t.used, t.addr, t.ended, t.reason, c.changed
	FROM api_token t JOIN account a ON a.id = t.account_id LEFT JOIN credential c ON c.account_id = t.account_id`

func scanToken(r *sql.Rows) (Token, error) {
	var v Token
	var permissions, departments string
	var created, expires, used, ended, since stamp
	if err := r.Scan(&v.ID, &v.TokenHash, &v.Account, &v.Login, &v.State, &v.Name, &permissions, &departments, &created, &expires,
		&used, &v.Addr, &ended, &v.Reason, &since); err != nil {
		return v, err
	}
	v.Created, v.Expires, v.Used, v.Ended, v.Since = created.time(), expires.time(), used.time(), ended.time(), since.time()
	if err := json.Unmarshal([]byte(permissions), &v.Permissions); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(departments), &v.Departments)
}

// TokenByHash finds the token with the hash, an ended one too, with its account
// as it stands now. It is asked of the database each time: a token that was ended
// anywhere opens nothing from then on.
func (s *Store) TokenByHash(ctx context.Context, hash []byte) (v Token, found bool, err error) {
	err = s.reads().rows(ctx, func(r *sql.Rows) error {
		found = true
		v, err = scanToken(r)
		return err
	}, tokenSelect+" WHERE t.token_hash = ?", hash)
	return v, found, err
}

// Tokens lists the tokens of an account that have not ended, the newest first;
// expired ones too, so that their owner sees why a program was refused.
func (s *Store) Tokens(ctx context.Context, account string) (out []Token, err error) {
	err = s.reads().rows(ctx, func(r *sql.Rows) error {
		v, err := scanToken(r)
		out = append(out, v)
		return err
	}, tokenSelect+" WHERE t.account_id = ? AND t.ended IS NULL ORDER BY t.created DESC, t.id DESC", account)
	return out, err
}

// OpenTokens is Tokens in a transaction.
func (x *Tx) OpenTokens(account string) (out []Token, err error) {
	err = x.each(func(r *sql.Rows) error {
		v, err := scanToken(r)
		out = append(out, v)
		return err
	}, tokenSelect+" WHERE t.account_id = ? AND t.ended IS NULL ORDER BY t.created DESC, t.id DESC", account)
	return out, err
}

// TouchToken notes that a token was used, and from where.
func (x *Tx) TouchToken(id string, at time.Time, addr string) error {
	_, err := x.do("UPDATE api_token SET used = ?, addr = ? WHERE id = ? AND ended IS NULL", at, addr, id)
	return err
}

// EndToken ends a token; false when it has ended before or is none.
func (x *Tx) EndToken(id, reason string) (bool, error) {
	n, err := x.do("UPDATE api_token SET ended = ?, reason = ? WHERE id = ? AND ended IS NULL", x.clock, reason, id)
	return n == 1, err
}

// Below unfolds departments: each with all below it, sorted, once each. One that
// is not known stands for itself, so that a list that is not empty never becomes
// empty.
func (s *Store) Below(ctx context.Context, departments []string) ([]string, error) {
	if len(departments) == 0 {
		return nil, nil
	}
	t, err := s.organTree(ctx)
	if err != nil {
		return nil, err
	}
	return unfold(t, departments), nil
}

func unfold(t *organTree, departments []string) []string {
	var out []string
	for _, d := range departments {
		out = append(append(out, d), t.covers[d]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
