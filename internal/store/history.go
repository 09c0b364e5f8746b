package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// History lists what happened to one asset, the newest first: its events,
// the commands on it that were refused, and the files of its labels that were
// handed out. next is the cursor of the page after, ""
// at the end.
func (s *Store) History(ctx context.Context, actor org.Actor, id, at string, limit int) (list []view.Entry, next string, err error) {
	return s.HistoryOf(ctx, actor, id, view.HistoryFilter{}, at, limit)
}

// HistoryOf is History of what the filter lets through.
func (s *Store) HistoryOf(
	ctx context.Context, actor org.Actor, id string, f view.HistoryFilter, at string, limit int,
) (list []view.Entry, next string, err error) {
	if err := s.seen(ctx, actor, id); err != nil {
		return nil, "", err
	}
	before, err := numbered(at)
	if err != nil {
		return nil, "", err
	}
	limit = rowLimit(limit)
	for _, of := range []func(context.Context, string, view.HistoryFilter, int64, int) ([]view.Entry, error){
		s.eventsOf, s.refusalsOf, s.fetchesOf,
	} {
		some, err := of(ctx, id, f, before, limit+1)
		if err != nil {
			return nil, "", err
		}
		list = append(list, some...)
	}
	slices.SortFunc(list, func(a, b view.Entry) int { return cmp.Compare(b.Event, a.Event) })
	if len(list) > limit {
		list = list[:limit]
		next = cursor{Num: list[limit-1].Event}.encode()
	}
	if err := s.nameFiles(ctx, list); err != nil {
		return nil, "", err
	}
	return list, next, s.nameAll(ctx, actor, list)
}

// nameFiles puts the file's name to each entry of an asset that was imported. It
// stands with the import itself, which is recorded behind the rows in the same
// transaction: the first import of the same person after the entry is it.
func (s *Store) nameFiles(ctx context.Context, list []view.Entry) error {
	for i, e := range list {
		if e.Type != (asset.AssetRegistered{}).EventType() {
			continue
		}
		var d struct {
			Source string `json:"source"`
		}
		if err := json.Unmarshal(e.Data, &d); err != nil {
			return errs.Wrap(err, "store.leaf")
		}
		if d.Source == "" {
			continue
		}
		if _, err := s.reads().one(ctx, []any{&list[i].File},
			"SELECT file FROM import_batch WHERE event_id > ? AND actor = ? ORDER BY event_id LIMIT 1", e.Event, e.By.ID); err != nil {
			return err
		}
	}
	return nil
}

// history narrows to what the filter lets through; the columns are those of the
// table called e, and kind is the type of all its rows, "" where a column says it.
func (w *where) history(f view.HistoryFilter, kind string) {
	switch {
	case len(f.Types) == 0:
	case kind == "":
		w.and("e.type IN ?", f.Types)
	case !slices.Contains(f.Types, kind):
		w.and("1 = 0")
	}
	if f.Persons != nil {
		w.and("e.actor IN ?", f.Persons)
	}
	if !f.From.IsZero() {
		w.and("e.at >= ?", f.From)
	}
	if !f.Until.IsZero() {
		w.and("e.at < ?", f.Until)
	}
}

// eventsOf reads the asset's line of events backwards. Ids of one object's
// events rise with their sequence numbers, so the index on the latter serves.
func (s *Store) eventsOf(ctx context.Context, id string, f view.HistoryFilter, before int64, limit int) ([]view.Entry, error) {
	var w where
	w.and("s.kind = ? AND s.subject = ? AND s.event_id < ?", asset.KindSubject, id, before)
	w.history(f, "")
	var out []view.Entry
	err := s.reads().scan(ctx, func(r scanner) error {
		var e view.Entry
		var at stamp
		var leaf []byte
		if err := r.Scan(&e.Event, &e.Seq, &e.Type, &e.By.ID, &at, &leaf); err != nil {
			return err
		}
		e.At = at.time()
		var err error
		e.Data, e.Verb, e.Reason, err = said(leaf)
		e.For.ID, e.Signed = forWhom(leaf), signedBy(leaf)
		out = append(out, e)
		return err
	}, `SELECT e.id, s.seq, e.type, e.actor, e.at, e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id`+
		w.sql()+` ORDER BY s.seq DESC LIMIT ?`, append(w.args, limit)...)
	return out, err
}

// forWhom reads on whose behalf the event of a leaf was done; requests and
// signatures said it in their payload before every leaf did (ADR 22).
func forWhom(leaf []byte) string {
	if !bytes.Contains(leaf, []byte(`"for":`)) {
		return ""
	}
	var l struct {
		For string `json:"for"`
		T   string `json:"t"`
		D   map[string]any
	}
	if json.Unmarshal(leaf, &l) != nil {
		return ""
	}
	if l.For == "" {
		return earlierFor(l.T, l.D)
	}
	return l.For
}

// said takes the payload out of a leaf, with the verb and the reason in it.
func said(leaf []byte) (data []byte, verb asset.Verb, reason string, err error) {
	var l struct {
		D json.RawMessage `json:"d"`
	}
	if err := json.Unmarshal(leaf, &l); err != nil {
		return nil, "", "", errs.Wrap(err, "store.leaf")
	}
	var p struct {
		Verb    asset.Verb `json:"verb"`
		Reason  string     `json:"reason"`
		Request struct {
			Verb asset.Verb `json:"verb"`
		} `json:"request"`
	}
	// Other payloads have a plain id under "request": then there is no verb in it.
	if err := json.Unmarshal(l.D, &p); err != nil {
		var few struct {
			Verb   asset.Verb `json:"verb"`
			Reason string     `json:"reason"`
		}
		if err := json.Unmarshal(l.D, &few); err != nil {
			return nil, "", "", errs.Wrap(err, "store.leaf")
		}
		p.Verb, p.Reason = few.Verb, few.Reason
	}
	if p.Verb == "" {
		p.Verb = p.Request.Verb
	}
	return l.D, p.Verb, p.Reason, nil
}

func (s *Store) refusalsOf(ctx context.Context, id string, f view.HistoryFilter, before int64, limit int) ([]view.Entry, error) {
	var w where
	w.and("e.asset_id = ? AND e.event_id < ?", id, before)
	w.history(f, "refusal")
	var out []view.Entry
	err := s.reads().scan(ctx, func(r scanner) error {
		e := view.Entry{Type: "refusal"}
		var at stamp
		var articles, missing string
		if err := r.Scan(&e.Event, &at, &e.By.ID, &e.Verb, &e.Rule, &articles, &missing); err != nil {
			return err
		}
		e.At = at.time()
		var lacks []lack
		err := errors.Join(fromJSON(articles, &e.Articles), fromJSON(missing, &lacks))
		e.Missing = told(lacks)
		out = append(out, e)
		return err
	}, "SELECT e.event_id, e.at, e.actor, e.verb, e.rule, e.articles, e.missing FROM refusal e"+w.sql()+
		" ORDER BY e.event_id DESC LIMIT ?", append(w.args, limit)...)
	return out, err
}
