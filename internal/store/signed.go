package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
	"sealbook/internal/view"
)

// Signer answers for an event that has to be signed: it is given what the event
// contributes to the signed statement (ledger.Leaf.Item), and gives the
// signature, or the error that nothing may be written with. nil without an error
// leaves the event unsigned: in a rehearsal.
type Signer func(item []byte) (*ledger.Signature, error)

// Sign has the next event of this transaction signed; nil takes that back. It is
// asked when the event's place in the history is known, under the locks of
// everything it touches.
func (x *Tx) Sign(by Signer) { x.signs = by }

func signed(leaf ledger.Leaf, by Signer) (map[string]any, error) {
	item, err := leaf.Item()
	if err != nil {
		return nil, errs.Wrap(err, "store.sign")
	}
	s, err := by(item)
	if s == nil || err != nil {
		return nil, err
	}
	s.Names = len(leaf.PII) > 0
	return s.Members(), nil
}

// nextSalt is the salt of a private value in an event that is to be signed, the
// same each time it is worked out. Where there is none before it (of what is new
// nothing is signed) it is drawn, and no statement will fit.
func (x *Tx) nextSalt(of ledger.Ref, name string) (salt [16]byte, err error) {
	for _, e := range slices.Backward(x.queue.events) {
		if !slices.ContainsFunc(e.subjects, func(r ledger.Ref) bool { return r.Kind == of.Kind && r.ID == of.ID }) {
			continue
		}
		for _, p := range e.private {
			if p.name == name {
				return ledger.NextSalt(p.salt, of.Prev), nil
			}
		}
	}
	var last []byte
	found, err := x.first([]any{&last}, `SELECT p.salt FROM ledger_subject s JOIN ledger_private p ON p.event_id = s.event_id
		WHERE s.kind = ? AND s.subject = ? AND p.name = ? AND p.erased IS NULL ORDER BY s.seq DESC LIMIT 1`, of.Kind, of.ID, name)
	if err != nil {
		return salt, err
	}
	if !found || len(last) != len(salt) {
		return salt, x.store.read(salt[:])
	}
	return ledger.NextSalt([16]byte(last), of.Prev), nil
}

// signedBy reads how the event of a leaf was signed, nil when it was not.
func signedBy(b []byte) *view.SignedBy {
	if !bytes.Contains(b, []byte(`"sig":{`)) { // most are not
		return nil
	}
	leaf, err := ledger.Decode(b)
	if err != nil {
		return &view.SignedBy{} // it does not fit, whatever it is
	}
	s, signed, err := leaf.Signed()
	if !signed {
		return nil
	}
	return &view.SignedBy{
		Account: s.Account, Method: s.Method, At: s.At, Desk: s.Desk, Count: s.Count, Digest: hex.EncodeToString(s.Digest[:]), Fits: err == nil,
	}
}

// Leaves gives the leaves of one subject's events, oldest first, byte for byte:
// what a check of signatures and chains starts from. Only the auditor, and for an
// asset whoever sees it.
func (s *Store) Leaves(ctx context.Context, actor org.Actor, kind, id string) ([][]byte, error) {
	if !actor.Holds(org.Auditor) {
		if kind != asset.KindSubject {
			return nil, forbidden()
		}
		if err := s.seen(ctx, actor, id); err != nil {
			return nil, err
		}
	}
	var out [][]byte
	err := s.reads().scan(ctx, func(r scanner) error {
		var b []byte
		err := r.Scan(&b)
		out = append(out, slices.Clone(b))
		return err
	}, "SELECT e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id WHERE s.kind = ? AND s.subject = ? ORDER BY s.seq", kind, id)
	return out, err
}
