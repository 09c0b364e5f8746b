// Package labelissue holds the print jobs of labels: controlled things are
// counted when they are made (domain.md §7).
package labelissue

import (
	"time"

	"sealbook/internal/domain/event"
)

// KindSubject names this package's subject in events.
const KindSubject = "printjob"

// Job is one run of labels onto one stock.
type Job struct {
	ID      string
	Key     string // idempotency key of the person who printed
	Stock   string
	Start   int // place on the first sheet, from 1
	Labels  int
	Copies  int // of them copies of labels that exist already
	By      string
	At      time.Time
	Version int64
}

// Printed records the job; its labels are events of their own and name it.
type Printed struct {
	Job    string `json:"job"`
	Key    string `json:"key,omitempty"`
	Stock  string `json:"stock"`
	Start  int    `json:"start"`
	Labels int    `json:"labels"`
	Copies int    `json:"copies,omitempty"`
}

// EventType names the payload in the ledger; the name never changes.
func (Printed) EventType() string { return "printjob.printed" }

// Payloads lists a zero value of every event of this package, for decoding.
func Payloads() []event.Payload { return []event.Payload{Printed{}, Fetched{}} }

// Open states the job as an event.
func Open(j Job, at time.Time, by string) event.Event {
	p := Printed{Job: j.ID, Key: j.Key, Stock: j.Stock, Start: j.Start, Labels: j.Labels, Copies: j.Copies}
	e := event.Of(p, event.Subject{Kind: KindSubject, ID: j.ID})
	e.At, e.By = at, by
	return e
}

// Fold answers with the job after e.
func Fold(j Job, e event.Event) Job {
	p, ok := e.Data.(Printed)
	if !ok || (j.ID != "" && j.ID != p.Job) {
		return j
	}
	return Job{
		ID: p.Job, Key: p.Key, Stock: p.Stock, Start: p.Start, Labels: p.Labels, Copies: p.Copies,
		By: e.By, At: e.At, Version: j.Version + 1,
	}
}
