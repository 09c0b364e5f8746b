package store

import (
	"context"
	"database/sql"
	"errors"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// fetchColumns are those of label_fetch that its event states.
var fetchColumns = []string{"job_id", "token", "format", "stock", "labels"}

// AddFetch appends the event of a file of labels that is about to be handed out,
// and keeps the row that it states.
func (x *Tx) AddFetch(by string, e event.Event) error {
	values, ok := statedFetch(e)
	if !ok {
		return errs.Wrap(errors.New("store: "+e.Data.EventType()+" is no fetch"), "store.fetch")
	}
	return x.record1(actorOr(by), e, "label_fetch", "job_id, token, format, stock, labels", values...)
}

func statedFetch(e event.Event) ([]any, bool) {
	d, ok := e.Data.(labelissue.Fetched)
	return []any{text(d.Job), text(d.Label), d.Format, d.Stock, int64(d.Labels)}, ok
}

// fetchedOf names the fetches that had a label of l on them: of its own, and of
// the jobs it stands on.
const fetchedOf = `SELECT f.event_id, f.at, f.actor, f.job_id, f.format, f.stock, l.token, l.asset_id FROM label l
		JOIN label_fetch f ON f.token = l.token
	UNION ALL SELECT f.event_id, f.at, f.actor, f.job_id, f.format, f.stock, l.token, l.asset_id FROM label l
		JOIN print_item i ON i.token = l.token JOIN label_fetch f ON f.job_id = i.job_id`

// CountFetches says of each label, all of one asset, how often files with it
// were handed out.
func (s *Store) CountFetches(ctx context.Context, labels []asset.Label) error {
	if len(labels) == 0 {
		return nil
	}
	at := make(map[string]int, len(labels))
	for i, l := range labels {
		labels[i].Fetched = 0
		at[l.Token] = i
	}
	return s.reads().rows(ctx, func(r *sql.Rows) error {
		var token string
		var n int
		err := r.Scan(&token, &n)
		if i, ok := at[token]; ok && err == nil {
			labels[i].Fetched = n
		}
		return err
	}, "SELECT f.token, count(*) FROM ("+fetchedOf+") f WHERE f.asset_id = ? GROUP BY f.token", labels[0].Asset)
}

// LabelFetches lists when files with the label were handed out, and to whom, the
// newest first. Like LookupToken it applies no scope: its caller has seen the
// label's asset on behalf of the actor.
func (s *Store) LabelFetches(ctx context.Context, token string, limit int) ([]view.LabelFetch, error) {
	var list []view.LabelFetch
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var v view.LabelFetch
		var at stamp
		var job, name text
		err := r.Scan(&at, &v.By.ID, &name, &job, &v.Format, &v.Stock)
		v.At, v.By.Name, v.Job = at.time(), string(name), string(job)
		list = append(list, v)
		return err
	}, "SELECT f.at, f.actor, p.name, f.job_id, f.format, f.stock FROM ("+fetchedOf+`) f LEFT JOIN person p ON p.id = f.actor
		WHERE f.token = ? ORDER BY f.event_id DESC LIMIT ?`, token, rowLimit(limit))
	return list, err
}

// fetchedEvents: a job may hold two copies of one label.
const (
	fetchedEvents = `SELECT e.id, e.type, e.actor, e.at, e.leaf FROM (SELECT DISTINCT f.event_id FROM (` + fetchedOf + `) f
	WHERE f.asset_id = ? AND f.event_id < ?) d JOIN ledger_event e ON e.id = d.event_id`
	newestFirst = " ORDER BY e.id DESC LIMIT ?"
)

// fetchesOf lists the fetches with a label of the asset as lines of its history.
func (s *Store) fetchesOf(ctx context.Context, id string, f view.HistoryFilter, before int64, limit int) ([]view.Entry, error) {
	w := where{args: []any{id, before}}
	w.history(f, "label.fetched")
	var out []view.Entry
	err := s.reads().scan(ctx, func(r scanner) error {
		var e view.Entry
		var at stamp
		var leaf []byte
		if err := r.Scan(&e.Event, &e.Type, &e.By.ID, &at, &leaf); err != nil {
			return err
		}
		e.At = at.time()
		var err error
		e.Data, e.Verb, e.Reason, err = said(leaf)
		e.For.ID = forWhom(leaf)
		out = append(out, e)
		return err
	}, fetchedEvents+w.sql()+newestFirst, append(w.args, limit)...)
	return out, err
}
