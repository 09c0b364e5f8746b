package store

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"time"
	"unicode"

	"sealbook/internal/domain/account"
)

// HalfLetters is the length of half a code: letters of base32, 75 bits.
const HalfLetters = 15

// codeHash is what the database keeps of a one-time code. A code has 100 bits of
// chance, half of one 75, so that a plain hash cannot be searched.
func codeHash(typed string) []byte {
	code := letters(typed)
	if len(code) == 2*HalfLetters {
		return bothHash(halfHash(code[:HalfLetters]), halfHash(code[HalfLetters:]))
	}
	sum := sha256.Sum256([]byte("sealbook activation\n" + code))
	return sum[:]
}

func halfHash(half string) []byte {
	sum := sha256.Sum256([]byte("sealbook activation half\n" + letters(half)))
	return sum[:]
}

// bothHash is that of two halves, in either order: nobody has to tell their owner
// which one comes first.
func bothHash(a, b []byte) []byte {
	if bytes.Compare(a, b) > 0 {
		a, b = b, a
	}
	sum := sha256.Sum256(append(append([]byte("sealbook activation halves\n"), a...), b...))
	return sum[:]
}

// letters leaves out what only divides a code into groups.
func letters(typed string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
}

// SetActivation gives the account a one-time code; older ones of it end.
func (x *Tx) SetActivation(of, code string, expires time.Time) error {
	return x.setCode(of, codeHash(code), expires)
}

func (x *Tx) setCode(account string, hash []byte, expires time.Time) error {
	if err := x.endCodes(account); err != nil {
		return err
	}
	return x.addCode(account, "", hash, expires)
}

func (x *Tx) endCodes(account string) error {
	_, err := x.do("UPDATE activation SET used = ? WHERE account_id = ? AND used IS NULL", x.clock, account)
	return err
}

func (x *Tx) addCode(account, waits string, hash []byte, expires time.Time) error {
	_, err := x.do("INSERT INTO activation (id, code_hash, account_id, created, expires, waits) VALUES "+marks(6, 1),
		x.NewID(), hash, account, x.clock, expires, waits)
	return err
}

// SetHalf keeps half of a code that a deed of another's is to complete: waits is
// the id of what is waited for, and a half from before that waits for the same
// counts no more. By itself it opens nothing, and what else opens the account stays
// as it is.
func (x *Tx) SetHalf(account, waits, half string) error {
	if err := x.DropHalf(account, waits); err != nil {
		return err
	}
	return x.addCode(account, waits, halfHash(half), x.clock)
}

// DropHalf ends the half that waits, if one does.
func (x *Tx) DropHalf(account, waits string) error {
	_, err := x.do("UPDATE activation SET waits = '', used = ? WHERE account_id = ? AND waits = ?", x.clock, account, waits)
	return err
}

// HalfMaker is the person who last made a code of the account, or half of one.
func (x *Tx) HalfMaker(of string) (string, error) {
	var by string
	_, err := x.first([]any{&by}, `SELECT e.actor FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		WHERE s.kind = ? AND s.subject = ? AND e.type = ? ORDER BY s.seq DESC LIMIT 1`, account.KindSubject, of, (account.SecretSet{}).EventType())
	return by, err
}

// JoinHalf completes the code that waits, with its other half: both together can
// be used until it expires, and older codes of the account end. It is false when
// no half waits.
func (x *Tx) JoinHalf(account, waits, half string, expires time.Time) (bool, error) {
	var id string
	var first []byte
	found, err := x.first([]any{&id, &first}, "SELECT id, code_hash FROM activation WHERE account_id = ? AND waits = ? ORDER BY created DESC LIMIT 1", account, waits)
	if err != nil || !found {
		return false, err
	}
	if _, err := x.do("UPDATE activation SET waits = '', used = ? WHERE account_id = ? AND waits = ?", x.clock, account, waits); err != nil {
		return false, err
	}
	return true, x.setCode(account, bothHash(first, halfHash(half)), expires)
}

// UseActivation uses up the account's code, typed as it was handed out or, of one
// in two halves, one half after the other in whichever order. It is false for a code that is not
// this account's, was used before or has expired.
func (x *Tx) UseActivation(account, code string) (bool, error) {
	n, err := x.do("UPDATE activation SET used = ? WHERE code_hash = ? AND account_id = ? AND waits = '' AND used IS NULL AND expires > ?",
		x.clock, codeHash(code), account, x.clock)
	return n == 1, err
}
