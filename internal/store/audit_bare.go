package store

import "sealbook/internal/view"

// What an administrator reads of a record shows nothing of business: of the asset
// its opaque id, and no text that somebody typed or that tells of a level.

// bareRefusal takes business content out of a refusal. What was missing is told
// of commands that are about accounts, seats, policy and the audit alone.
func bareRefusal(r *view.Refusal) {
	r.Asset.Name = ""
	if !opaque(r.Asset.ID) { // it was asked for by what was typed
		r.Asset.ID = ""
	}
	if !view.Administrative(r.Verb) {
		r.Missing = nil
	}
}

// bareFinding takes business content out of a finding. The note of a stale label
// is a state of labels; any other is what was scanned or typed.
func bareFinding(f *view.Finding) {
	f.Asset.Name, f.Label = "", ""
	if f.Kind != "label.stale" {
		f.Note = ""
	}
}
