package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
	"sealbook/internal/view"
)

// HistoryVerified records that somebody recomputed a stretch of the history, and
// what came of it.
type HistoryVerified struct {
	Verification string `json:"verification"`
	From         int64  `json:"from"` // first event looked at, 0 without one
	To           int64  `json:"to"`
	Events       int64  `json:"events"`
	Links        int64  `json:"links"`
	Signed       int64  `json:"signed,omitempty"`
	Keys         int64  `json:"keys,omitempty"` // of these, by security keys
	Faults       int64  `json:"faults"`
	First        int64  `json:"first,omitempty"` // event of the first fault
	What         []lack `json:"what,omitempty"`  // the first fault, in words
}

// EventType names the payload in the ledger; the name never changes.
func (HistoryVerified) EventType() string { return "audit.verified" }

// verifyPage is how many events are in memory at a time.
const verifyPage = 500

// VerifyHistory recomputes the stored history from the event after on, in the
// order of their numbers, until more says that it is enough or the last event
// there was at the beginning is reached. Of each event it recomputes the hash and
// compares the columns that repeat the leaf and the commitments to personal
// data; of each place in the line of an object it compares the leaf's own account
// with the row and with the hash of the leaf before it; of each signature that it
// fits its event and, where a security key made it, that the key did. Memory is that of a page.
//
// It finds what was changed, put in or left out in the middle of a line. What
// was cut off the end of a line shows in the state tables: Refold compares those.
func (s *Store) VerifyHistory(ctx context.Context, actor org.Actor, after int64, check AnswerCheck, more func(view.AuditCheck) bool) (view.AuditCheck, error) {
	var c view.AuditCheck
	if !actor.Holds(org.Auditor) {
		return c, forbidden()
	}
	var end int64
	if _, err := s.reads().one(ctx, []any{&end}, "SELECT coalesce(max(id), 0) FROM ledger_event"); err != nil {
		return c, err
	}
	for {
		n := 0
		if err := s.Read(ctx, func(x *Tx) (err error) {
			n, err = x.verifyPage(after, end, check, &c)
			return err
		}); err != nil {
			return c, err
		}
		if n < verifyPage || c.To >= end {
			c.Next = 0
			return c, nil
		}
		after, c.Next = c.To, c.To
		if !more(c) {
			return c, ctx.Err()
		}
	}
}

// checking counts faults, and keeps the first of them in the order of events.
type checking struct{ *view.AuditCheck }

func (c checking) note(id int64, zh, en string) {
	c.Faults++
	c.Found = append(c.Found, view.AuditFault{Event: id, What: errs.T(zh, en)})
	slices.SortStableFunc(c.Found, func(a, b view.AuditFault) int { return cmp.Compare(a.Event, b.Event) })
	c.Found = c.Found[:min(len(c.Found), view.MostFaults)]
	c.First = c.Found[0]
}

// verifyPage adds what a page of events comes to.
func (x *Tx) verifyPage(after, end int64, check AnswerCheck, c *view.AuditCheck) (int, error) {
	page, err := x.eventsAfter(after, verifyPage)
	if err != nil {
		return 0, err
	}
	for len(page) > 0 && page[len(page)-1].id > end { // came while this one ran
		page = page[:len(page)-1]
	}
	if len(page) == 0 {
		return 0, nil
	}
	leaves := make(map[int64]ledger.Leaf, len(page))
	to := checking{c}
	for _, e := range page {
		if c.From == 0 {
			c.From = e.id
		}
		c.To, c.Events = e.id, c.Events+1
		leaf, err := ledger.Decode(e.leaf)
		if err != nil {
			to.note(e.id, "事件内容无法读取", "the stored event cannot be read")
			continue
		}
		leaves[e.id] = leaf
		faults := e.wrong(leaf)
		if len(leaf.PII) > 0 {
			bad, err := x.commitments(e.id, leaf)
			if err != nil {
				return 0, err
			}
			faults = append(faults, bad...)
		}
		for _, m := range faults {
			to.note(e.id, "与内容不符："+m.Table+"."+m.Column, "does not match its content: "+m.Table+"."+m.Column)
		}
	}
	if err := x.verifySignatures(page, leaves, check, to); err != nil {
		return 0, err
	}
	return len(page), x.verifyLinks(page[0].id, page[len(page)-1].id, leaves, to)
}

// linkSelect reads the places that events have in the lines of objects, each with
// the hash of the leaf before it in the same line.
const linkSelect = `SELECT s.event_id, s.kind, s.subject, s.seq, s.prev_hash, b.id, b.leaf_hash FROM ledger_subject s
	LEFT JOIN ledger_subject p ON p.kind = s.kind AND p.subject = s.subject AND p.seq = s.seq - 1
	LEFT JOIN ledger_event b ON b.id = p.event_id WHERE s.event_id >= ? AND s.event_id <= ? ORDER BY s.event_id, s.kind, s.subject`

func (x *Tx) verifyLinks(from, to int64, leaves map[int64]ledger.Leaf, c checking) error {
	return x.each(func(r *sql.Rows) error {
		var id, seq int64
		var kind, subject string
		var prev, before []byte
		var predecessor sql.NullInt64
		if err := r.Scan(&id, &kind, &subject, &seq, &prev, &predecessor, &before); err != nil {
			return err
		}
		leaf, ok := leaves[id]
		if !ok {
			return nil // told already
		}
		c.Links++
		var zero [32]byte
		switch ref, there := refOf(leaf, kind, subject); {
		case !there:
			c.note(id, "多出一个对象", "it stands in the line of an object that it does not name")
		case ref.Seq != seq || !bytes.Equal(prev, ref.Prev[:]):
			c.note(id, "在对象序列中的位置与内容不符", "its place in the line of an object does not match its content")
		case seq == 1 && ref.Prev != zero:
			c.note(id, "首个事件之前不应有事件", "it is the first of its line, yet names one before it")
		case seq > 1 && (!predecessor.Valid || !bytes.Equal(before, ref.Prev[:])):
			c.note(id, "前一事件缺失或已被改动（第 "+strconv.FormatInt(seq-1, 10)+" 位）",
				"the event before it in its line is missing or was changed (place "+strconv.FormatInt(seq-1, 10)+")")
		case seq > 1 && predecessor.Int64 >= id:
			c.note(id, "前一事件的编号不小于本事件", "the event before it in its line has no lower number")
		}
		return nil
	}, linkSelect, from, to)
}

func refOf(l ledger.Leaf, kind, id string) (ledger.Ref, bool) {
	for _, r := range l.Subjects {
		if r.Kind == kind && r.ID == id {
			return r, true
		}
	}
	return ledger.Ref{}, false
}

// AddVerification records what a verification came to.
func (x *Tx) AddVerification(by string, c view.AuditCheck) error {
	v := HistoryVerified{
		Verification: x.NewID(), From: c.From, To: c.To, Events: c.Events, Links: c.Links, Signed: c.Signed, Keys: c.Keys, Faults: c.Faults, First: c.First.Event,
	}
	if c.Faults > 0 {
		v.What = []lack{lack(c.First.What)}
	}
	return x.Append(by, "", event.Of(v, event.Subject{Kind: "verification", ID: v.Verification}))
}
