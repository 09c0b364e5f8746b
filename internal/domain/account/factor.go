package account

import "sealbook/internal/domain/event"

// FactorSet says that the account's holder has entered a second factor or that
// one has ended. Of a security key the public half goes with it, so that what it
// signs can be checked from the history alone; of a code nothing does.
type FactorSet struct {
	Account string `json:"account"`
	Factor  string `json:"factor"`
	What    string `json:"what"` // FactorAdded, FactorEnded
	Kind    string `json:"kind"` // totp, key
	Name    string `json:"name"`
	Handle  string `json:"handle,omitempty"` // of a key, base64url
	Key     string `json:"key,omitempty"`    // its public half as COSE, base64url
	Reason  string `json:"reason,omitempty"` // none: its holder's wish

	// Of a key: the name it is bound to, and whether it asked for a PIN or a finger,
	// as it then has to each time.
	Party    string `json:"rp,omitempty"`
	Verifies bool   `json:"verifies,omitempty"`
}

// What FactorSet says, and why a factor ends without its holder's wish.
const (
	FactorAdded      = "added"
	FactorEnded      = "ended"
	FactorReactivate = "activation" // a password was set with a code of the administrators
	FactorRecovered  = "recovered"  // two administrators have recovered the account
)

// EventType names the payload in the ledger; the name never changes.
func (FactorSet) EventType() string { return "account.factor" }

// FactorEvent makes the event.
func FactorEvent(f FactorSet) event.Event {
	return event.Of(f, event.Subject{Kind: KindSubject, ID: f.Account})
}
