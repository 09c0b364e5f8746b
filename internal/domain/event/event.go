// Package event holds the envelope in which every part of the domain states
// what happened. An event is immutable, names every object it touches, and is
// the only thing from which state is folded.
package event

import "time"

// Subject names one object an event touches.
type Subject struct {
	Kind string // asset, label, printjob, department, room, person, account, …
	ID   string
}

// Payload is the typed content of an event. Its JSON form is what the ledger
// keeps: no floats, no nulls, no names of persons (those go to Event.Private).
type Payload interface {
	// EventType is the dotted, stable name, for example "asset.issued".
	EventType() string
}

// Event is one thing that happened.
type Event struct {
	Subjects []Subject // the principal first
	Data     Payload
	Private  map[string]string // personal data, in the leaf only as salted commitments
	Files    []string          // digests of attachments it speaks of, hex SHA-256
	At       time.Time         // UTC, microseconds
	By       string            // id of the acting person, or of the system actor
	For      string            // id of who delegated the seat it was done under; "" for one's own
}

// Of makes an event about the subjects.
func Of(data Payload, subjects ...Subject) Event {
	return Event{Subjects: subjects, Data: data}
}

// Touches reports whether the event has the subject.
func (e Event) Touches(kind, id string) bool {
	for _, s := range e.Subjects {
		if s.Kind == kind && s.ID == id {
			return true
		}
	}
	return false
}
