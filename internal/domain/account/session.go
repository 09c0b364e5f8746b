package account

// KindSession is the subject of the events of a session.
const KindSession = "session"

// VerbEndSessions names the end of another's sessions and tokens in the record of
// refusals.
const VerbEndSessions = "end-sessions"

// SessionClosed says that a session has ended, by its holder or by another.
type SessionClosed struct {
	Account string `json:"account"`
	Session string `json:"session"`
	Reason  string `json:"reason,omitempty"` // none: its holder signed out
	Addr    string `json:"addr,omitempty"`   // from where it was ended, when elsewhere
}

// EventType names the payload in the ledger; the name never changes.
func (SessionClosed) EventType() string { return "session.closed" }
