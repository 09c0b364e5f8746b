package app

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"

	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// ActivationLife is how long an activation code can be used.
const ActivationLife = 7 * 24 * time.Hour

// NewActivationCode draws a one-time code of 100 bits in groups of five. Only the
// founding hands out a whole one: nobody is there yet to give the other half.
func NewActivationCode() (string, error) { return drawn(20) }

// NewHalf draws half of a one-time code, of 75 bits in groups of five.
func NewHalf() (string, error) { return drawn(store.HalfLetters) }

// drawn draws letters of base32, five bits each.
func drawn(letters int) (string, error) {
	b := make([]byte, (letters*5+7)/8)
	if _, err := rand.Read(b); err != nil {
		return "", errs.Wrap(err, "app.activation")
	}
	s := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)[:letters]
	var groups []string
	for ; s != ""; s = s[5:] {
		groups = append(groups, s[:5])
	}
	return strings.Join(groups, "-"), nil
}

// otherHalf completes the code that waits and returns its second half, which who
// completes it hands to the owner; "" when none waits.
func (a *App) otherHalf(tx *store.Tx, of, waits string) (string, error) {
	half, err := NewHalf()
	if err != nil {
		return "", err
	}
	joined, err := tx.JoinHalf(of, waits, half, tx.Now().Add(ActivationLife))
	if err != nil || !joined {
		return "", err
	}
	return half, nil
}
