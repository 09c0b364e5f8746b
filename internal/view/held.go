package view

import (
	"time"

	"sealbook/internal/domain/asset"
)

// Held is one asset as its history tells it: who had it when, what stopped it
// when, and what it was at a moment that was asked for.
type Held struct {
	Asked time.Time   // the end of what was asked for, zero if nothing was
	Then  asset.State // what it was before that; no ID if it was not yet on record
	Line  asset.Line  // as of now
	Names map[string]string
}

// Paper is a document that was made of a record: a print job that a label of it
// stands on, a file with one that was handed out, or an export that may hold it.
type Paper struct {
	Event  int64 // ledger id of what states it
	At     time.Time
	By     Ref
	Job    string // print job, "" for a file of one label
	Mine   bool   // the reader may open the job
	Format string // of a file that was handed out, "" for the job itself
	Stock  string
	Label  int    // number of the label
	Token  string // of the label
	Copy   bool   // of a job: a copy of a label printed before

	Export  int64  // number of an export, 0 of any other paper
	Purpose string // of an export
}

// HistoryFilter narrows a history. Zero fields do not filter.
type HistoryFilter struct {
	Types       []string // of events; "refusal" for refused commands
	Persons     []string // ids of those who did it
	From, Until time.Time
}
