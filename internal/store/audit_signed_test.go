package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/level"
	"sealbook/internal/ledger"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// A verification looks at every signature: that it fits its event, that the key it
// names was the account's then, and what the check of the key's answer says.
func TestVerificationChecksSignatures(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append("founder", "", accountEvent("acc1", "lin", o.persons["keeper"]))
		}))
		factor := func(what string) {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				return x.Append("p", "", account.FactorEvent(account.FactorSet{Account: "acc1", Factor: "f1", What: what, Kind: "key", Key: "AA"}))
			}))
		}
		n := 0
		sign := func(spoil byte) {
			n++
			must(t, s.Write(ctx, func(x *store.Tx) error {
				x.Sign(func(item []byte) (*ledger.Signature, error) {
					root, _, err := ledger.Tree([][]byte{item})
					must(t, err)
					sig := &ledger.Signature{Account: "acc1", Method: "password+key", At: noon, Count: 1, Root: root, Key: &ledger.KeyAnswer{
						Factor: "f1", Handle: []byte("h"), AuthenticatorData: []byte("d"), ClientData: []byte("c"), Signature: []byte("s"),
					}}
					sig.Digest, err = ledger.Statement{Account: "acc1", Person: "p", At: noon, Count: 1, Root: root}.Digest()
					sig.Digest[0] ^= spoil
					return sig, err
				})
				defer x.Sign(nil)
				return x.Append("p", "", personEvent(fmt.Sprintf("signed%d", n), "卞", o.east, level.Unclassified))
			}))
		}
		check := func(key account.FactorSet, sig ledger.Signature) error {
			if key.Key != "AA" || sig.Key.Factor != "f1" {
				return errors.New("not this one")
			}
			return nil
		}
		look := func(after int64, check store.AnswerCheck) view.AuditCheck {
			c, err := s.VerifyHistory(ctx, auditor, after, check, func(view.AuditCheck) bool { return true })
			must(t, err)
			return c
		}
		before := look(0, check)
		after := before.To
		due := func(what string, faults int64, why string, check store.AnswerCheck) {
			t.Helper()
			if c := look(after, check); c.Signed != 1 || c.Faults != faults || !strings.Contains(c.First.What.EN, why) {
				t.Errorf("%s: %+v", what, c)
			}
			after = look(after, check).To
		}
		sign(0)
		due("no such key yet", 1, "not entered", check)
		factor(account.FactorAdded)
		sign(0)
		last := after
		due("as it should be", 0, "", check)
		after = last
		due("a key's answer that does not hold", 1, "answer", func(account.FactorSet, ledger.Signature) error { return errors.New("no") })
		after = last
		due("without a check", 1, "answer", nil)
		sign(1)
		due("another digest", 1, "does not fit", check)
		factor(account.FactorEnded)
		sign(0)
		due("after the key had ended", 1, "had ended", check)
		if c := look(0, check); c.Signed != before.Signed+4 || c.Keys != before.Keys+3 || c.Faults != 3 {
			t.Errorf("in all: %+v", c)
		}
	})
}
