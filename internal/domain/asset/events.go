package asset

import (
	"time"

	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// The events of an asset. Every payload is stated in values, so that a later
// change elsewhere cannot change what was recorded.
type (
	// AssetRegistered opens the record of one asset, as a draft.
	AssetRegistered struct {
		Asset      string   `json:"asset"`
		Code       string   `json:"code"`
		Class      Class    `json:"class"`
		Kind       Kind     `json:"kind"`
		Serial     string   `json:"serial,omitempty"`
		Brand      string   `json:"brand,omitempty"`
		Model      string   `json:"model,omitempty"`
		Book       Book     `json:"book"`
		Department string   `json:"department,omitempty"`
		Room       string   `json:"room,omitempty"`
		Network    Network  `json:"network,omitempty"`
		Wireless   Wireless `json:"wireless,omitempty"`
		Details    Details  `json:"details"`
		Claim      Claim    `json:"claim"`
		Source     string   `json:"source,omitempty"`
		Sheet      int      `json:"sheet,omitempty"` // where Source stood in its file
		Row        int      `json:"row,omitempty"`
		Host       string   `json:"host,omitempty"`
		Parts      []string `json:"parts,omitempty"`
	}
	// DraftVoided ends a draft that should not have been.
	DraftVoided struct {
		Asset  string `json:"asset"`
		Reason string `json:"reason"`
	}
	// Corrected changes descriptive fields; Old keeps what they said before.
	Corrected struct {
		Asset  string     `json:"asset"`
		New    Correction `json:"new"`
		Old    Correction `json:"old"`
		Reason string     `json:"reason"`
	}
	// Marked states a decided level: the first (classify), a higher or a lower.
	Marked struct {
		Asset   string  `json:"asset"`
		Verb    Verb    `json:"verb"`
		Marking Marking `json:"marking"`
		Special string  `json:"special,omitempty"`
	}
	// CheckedTech records a technical secrecy check and what it found.
	CheckedTech struct {
		Asset    string   `json:"asset"`
		Network  Network  `json:"network"`
		Wireless Wireless `json:"wireless"`
		Note     string   `json:"note,omitempty"`
	}
	// CustodyChanged moves the asset into other hands or another place.
	CustodyChanged struct {
		Asset   string  `json:"asset"`
		Verb    Verb    `json:"verb"` // issue, return, hand-over, move
		Life    Life    `json:"life"`
		Custody Custody `json:"custody"`
		Use     string  `json:"use,omitempty"`
		Reason  string  `json:"reason,omitempty"`
	}
	// Paired connects two assets; Unpaired parts them.
	Paired struct {
		Asset string `json:"asset"`
		Other string `json:"other"`
	}
	// Unpaired parts two connected assets.
	Unpaired struct {
		Asset  string `json:"asset"`
		Other  string `json:"other"`
		Reason string `json:"reason,omitempty"`
	}
	// TakenOut moves a part out of its host into the store.
	TakenOut struct {
		Asset     string        `json:"asset"` // host
		Part      string        `json:"part"`
		Custody   Custody       `json:"custody"`             // of the part, from now
		Condition PartCondition `json:"condition,omitempty"` // other than good: it is only to be destroyed
		Order     string        `json:"order,omitempty"`     // of repair
		Reason    string        `json:"reason,omitempty"`
	}
	// PutIn moves a part from the store into a host.
	PutIn struct {
		Asset   string  `json:"asset"` // host
		Part    string  `json:"part"`
		Custody Custody `json:"custody"`         // of the part, from now: the host's
		Life    Life    `json:"life"`            // of the part, from now: the host's
		Marking Marking `json:"marking"`         // of the part, from now: at least the host's
		Order   string  `json:"order,omitempty"` // of repair
		Reason  string  `json:"reason,omitempty"`
	}
	// RepairGranted says that the whole chain has signed for a repair: the order
	// is open, or the emergency that was begun ahead of it is approved.
	RepairGranted struct {
		Asset   string      `json:"asset"`
		Order   string      `json:"order"` // id of the request
		Number  string      `json:"number"`
		Ask     RepairAsk   `json:"ask"`
		By      string      `json:"by"` // who asked
		Signers []string    `json:"signers,omitempty"`
		Life    Life        `json:"life"` // in which it was asked for
		Level   level.Level `json:"level"`
	}
	// RepairOpened opens the order of an emergency, ahead of its approval.
	RepairOpened struct {
		Asset  string      `json:"asset"`
		Order  string      `json:"order"`
		Number string      `json:"number"`
		Ask    RepairAsk   `json:"ask"`
		By     string      `json:"by"` // who asked
		Life   Life        `json:"life"`
		Level  level.Level `json:"level"`
	}
	// RepairMoved brings an order to another stage, and its asset where it belongs
	// in that.
	RepairMoved struct {
		Asset   string      `json:"asset"`
		Order   string      `json:"order"`
		Stage   RepairStage `json:"stage"`
		Life    Life        `json:"life"`    // of the asset, from now
		Custody Custody     `json:"custody"` // of the asset, from now
		Reason  string      `json:"reason,omitempty"`
	}
	// Loaded and Cleared tell of files on a medium, never which.
	Loaded struct {
		Asset   string  `json:"asset"`
		Content Content `json:"content"`
	}
	// Cleared says that the files were removed; it is no sanitization.
	Cleared struct {
		Asset string `json:"asset"`
		Note  string `json:"note,omitempty"`
	}
	// Held opens a hold; Unheld ends it.
	Held struct {
		Asset  string `json:"asset"`
		Hold   Hold   `json:"hold"`
		Reason string `json:"reason,omitempty"`
	}
	// Unheld ends a hold.
	Unheld struct {
		Asset  string   `json:"asset"`
		Kind   HoldKind `json:"kind"`
		Ref    string   `json:"ref,omitempty"`
		Reason string   `json:"reason,omitempty"`
	}
	// LostReported records a report of loss, in any state, by anyone (ORG 21).
	LostReported struct {
		Asset    string    `json:"asset"`
		Life     Life      `json:"life"` // from now: lost, or the terminal state it was in
		Deadline time.Time `json:"deadline"`
		Reason   string    `json:"reason,omitempty"`
	}
	// RequestOpened starts a request for signatures.
	RequestOpened struct {
		Asset   string  `json:"asset"`
		Request Request `json:"request"`
		Life    Life    `json:"life"` // from now
		Reason  string  `json:"reason,omitempty"`
	}
	// RequestSigned adds one signature.
	RequestSigned struct {
		Asset   string   `json:"asset"`
		Request string   `json:"request"`
		Step    int      `json:"step"` // from 0
		Seat    org.Seat `json:"seat"`
		For     string   `json:"for,omitempty"`
		Note    string   `json:"note,omitempty"`
		Last    bool     `json:"last,omitempty"` // the request is through
	}
	// RequestClosed ends a request without its deed.
	RequestClosed struct {
		Asset   string `json:"asset"`
		Request string `json:"request"`
		Verb    Verb   `json:"verb"` // refuse, withdraw, lapse, or what overrode it
		Life    Life   `json:"life"` // from now
		Reason  string `json:"reason,omitempty"`
	}
	// LabelMade records one printing: a new label, or a copy of the current one.
	LabelMade struct {
		Asset   string    `json:"asset"`
		Label   string    `json:"label"` // token
		Number  int       `json:"number"`
		Marking int       `json:"marking"`
		Shows   LabelText `json:"shows"`
		Job     string    `json:"job"`
		Item    int       `json:"item"` // place in the job, from 1
		Copy    bool      `json:"copy,omitempty"`
	}
	// LabelApplied records the read-back of a label that is now on the thing.
	LabelApplied struct {
		Asset    string   `json:"asset"`
		Label    string   `json:"label"` // token
		Number   int      `json:"number"`
		Marking  int      `json:"marking"`
		Replaced []string `json:"replaced,omitempty"` // tokens of older labels
		Life     Life     `json:"life"`               // of the asset, from now
	}
	// LabelVoided takes a label out of force.
	LabelVoided struct {
		Asset  string `json:"asset"`
		Label  string `json:"label"` // token
		Number int    `json:"number"`
		Reason string `json:"reason"`
	}
)

// EventType names the payload in the ledger; the names never change.
func (AssetRegistered) EventType() string { return "asset.registered" }
func (DraftVoided) EventType() string     { return "asset.voided" }
func (Corrected) EventType() string       { return "asset.corrected" }
func (Marked) EventType() string          { return "asset.marked" }
func (CheckedTech) EventType() string     { return "asset.checked" }
func (CustodyChanged) EventType() string  { return "asset.custody" }
func (Paired) EventType() string          { return "asset.paired" }
func (Unpaired) EventType() string        { return "asset.unpaired" }
func (TakenOut) EventType() string        { return "asset.taken_out" }
func (PutIn) EventType() string           { return "asset.put_in" }
func (RepairGranted) EventType() string   { return "asset.repair_approved" }
func (RepairOpened) EventType() string    { return "asset.repair_opened" }
func (RepairMoved) EventType() string     { return "asset.repair_moved" }
func (Loaded) EventType() string          { return "asset.loaded" }
func (Cleared) EventType() string         { return "asset.cleared" }
func (Held) EventType() string            { return "asset.held" }
func (Unheld) EventType() string          { return "asset.unheld" }
func (LostReported) EventType() string    { return "asset.lost_reported" }
func (RequestOpened) EventType() string   { return "request.opened" }
func (RequestSigned) EventType() string   { return "request.signed" }
func (RequestClosed) EventType() string   { return "request.closed" }
func (LabelMade) EventType() string       { return "label.printed" }
func (LabelApplied) EventType() string    { return "label.applied" }
func (LabelVoided) EventType() string     { return "label.voided" }
