package store

import (
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
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
	return s.Members(), nil
}
