package store

import (
	"time"

	"sealbook/internal/domain/account"
)

// mostFormer is how many former passwords are kept at all: as many as the policy
// can forbid.
const mostFormer = 24

// AddFormer keeps the hash of a password that is replaced, set at the time.
func (x *Tx) AddFormer(account, hash string, set time.Time) error {
	if hash == "" {
		return nil
	}
	if _, err := x.do("DELETE FROM former_password WHERE account_id = ? AND set_at = ?", account, stampOf(set)); err != nil {
		return err
	}
	if _, err := x.do("INSERT INTO former_password (account_id, set_at, hash) VALUES "+marks(3, 1), account, stampOf(set), hash); err != nil {
		return err
	}
	_, err := x.do(`DELETE FROM former_password WHERE account_id = ? AND set_at <=
		(SELECT set_at FROM former_password WHERE account_id = ? ORDER BY set_at DESC LIMIT 1 OFFSET ?)`, account, account, mostFormer)
	return err
}

// Formers lists the hashes of the last former passwords, the newest first.
func (x *Tx) Formers(account string, most int) ([]string, error) {
	var out []string
	err := x.ask(func(r scanner) error {
		var hash string
		err := r.Scan(&hash)
		out = append(out, hash)
		return err
	}, "SELECT hash FROM former_password WHERE account_id = ? ORDER BY set_at DESC LIMIT ?", account, most)
	return out, err
}

// EndSecrets takes from an account all that opens it: the password becomes a
// former one, factors, sessions, tokens and activation codes end. Each factor's end
// is an event by the person: what a key answers afterwards is no signature.
func (x *Tx) EndSecrets(by, of, reason string) error {
	c, found, err := x.Credential(of)
	if err != nil {
		return err
	}
	if found {
		if err := x.AddFormer(of, c.Hash, c.Changed); err != nil {
			return err
		}
		c.Hash, c.Failures, c.Changed = "", 0, x.clock
		if err := x.SetCredential(c); err != nil {
			return err
		}
	}
	factors, err := x.Factors(of)
	if err != nil {
		return err
	}
	for _, f := range factors {
		if err := x.EndFactor(f.ID); err != nil {
			return err
		}
		e := account.FactorSet{Account: of, Factor: f.ID, What: account.FactorEnded, Kind: f.Kind, Name: f.Name, Reason: reason}
		if err := x.Append(by, "", account.FactorEvent(e)); err != nil {
			return err
		}
	}
	if err := x.endCodes(of); err != nil {
		return err
	}
	if err := x.EndTokensOf(of, reason); err != nil {
		return err
	}
	return x.EndSessions(of)
}

// EndTokensOf ends the tokens of programs that act for the account.
func (x *Tx) EndTokensOf(account, reason string) error {
	x.state.sessionsChanged = true
	_, err := x.do("UPDATE api_token SET ended = ?, reason = ? WHERE account_id = ? AND ended IS NULL", x.clock, reason, account)
	return err
}

// ClearFailures forgets how often somebody failed at the account.
func (x *Tx) ClearFailures(account string) error {
	_, err := x.do("UPDATE credential SET failures = 0 WHERE account_id = ?", account)
	return err
}
