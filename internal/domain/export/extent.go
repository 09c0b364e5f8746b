package export

import (
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
)

// Extent is how much an export holds and how high it is.
type Extent struct {
	Rows  int64
	Level level.Level // the highest inside
	Term  int         // the longest term among the rows of that level, years; 0 is none told
}

// Add counts one more row of the level.
func (x *Extent) Add(l level.Level, term int) {
	x.Rows++
	if l > x.Level {
		x.Level, x.Term = l, 0
	}
	if l == x.Level && l.Classified() {
		x.Term = max(x.Term, term)
	}
}

// Marking writes the mark the whole file carries: 机密★20年, or 非密.
func (x Extent) Marking() string {
	if !x.Level.Classified() {
		return x.Level.Text().ZH
	}
	return level.Mark(x.Level, x.Term)
}

// Made records that a list was exported, before its bytes go out.
type Made struct {
	Export  string            `json:"export"`
	Number  int64             `json:"number"`
	Purpose string            `json:"purpose"`
	Format  Format            `json:"format"`
	Level   level.Level       `json:"level"`
	Marking string            `json:"marking"`
	Rows    int64             `json:"rows"`
	Digest  string            `json:"digest"`           // SHA-256 of the file, hex
	Filter  map[string]string `json:"filter,omitempty"` // what narrowed the list
}

// EventType names the payload in the ledger; the name never changes.
func (Made) EventType() string { return "export.made" }

// Payloads lists a zero value of every event of this package, for decoding.
func Payloads() []event.Payload { return []event.Payload{Made{}} }

// State makes the event. searched is the text searched for, which may be a
// person's name and is therefore kept apart.
func State(m Made, searched string) event.Event {
	e := event.Of(m, event.Subject{Kind: KindSubject, ID: m.Export})
	if searched != "" {
		e.Private = map[string]string{"filter.text": searched}
	}
	return e
}
