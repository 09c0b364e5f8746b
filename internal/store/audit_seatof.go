package store

import (
	"encoding/json"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// seatOf reads out of a leaf which seat or delegation it is about, and the
// reason that was given.
func seatOf(kind string, leaf []byte) (id, reason string, err error) {
	switch kind {
	case (org.Delegated{}).EventType():
		var l struct{ D org.Delegated }
		err = json.Unmarshal(leaf, &l)
		id = l.D.Delegation.ID
	case (org.DelegationEnded{}).EventType():
		var l struct{ D org.DelegationEnded }
		err = json.Unmarshal(leaf, &l)
		id = l.D.Delegation
	case (org.SeatEnded{}).EventType():
		var l struct{ D org.SeatEnded }
		err = json.Unmarshal(leaf, &l)
		id, reason = l.D.Grant, l.D.Reason
	default:
		var l struct{ D org.SeatGranted }
		err = json.Unmarshal(leaf, &l)
		id = l.D.Grant.ID
	}
	if err != nil {
		err = errs.Wrap(err, "store.leaf")
	}
	return id, reason, err
}
