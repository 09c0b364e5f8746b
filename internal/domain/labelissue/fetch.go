package labelissue

import "sealbook/internal/domain/event"

// KindFetch names a file that was handed out, as a subject of events.
const KindFetch = "labelfetch"

// Fetched records that a file from which labels can be put on paper was handed
// out, before its first byte goes: all labels of a job, or one label. It changes
// neither job nor label; copies are counted from these records.
type Fetched struct {
	Fetch  string `json:"fetch"`
	Job    string `json:"job,omitempty"`   // one of the two
	Label  string `json:"label,omitempty"` // token
	Format string `json:"format"`          // pdf, svg, png, zpl
	Stock  string `json:"stock"`
	Labels int    `json:"labels"` // on the file
}

// EventType names the payload in the ledger; the name never changes.
func (Fetched) EventType() string { return "label.fetched" }

// HandOut states the fetch as an event.
func HandOut(f Fetched) event.Event {
	return event.Of(f, event.Subject{Kind: KindFetch, ID: f.Fetch})
}
