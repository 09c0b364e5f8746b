package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// organZone is the zone of the organ's calendar where a query needs «today».
var organZone = time.FixedZone("CST", 8*3600)

// PrintJobs lists runs of labels, the newest first: to the secrecy office all,
// to others their own.
func (s *Store) PrintJobs(ctx context.Context, actor org.Actor, at string, limit int) (list []view.PrintJob, next string, err error) {
	var w where
	ownJobs(&w, actor)
	c, err := decodeAt(at)
	if err != nil {
		return nil, "", err
	}
	if at != "" {
		w.and("(j.at, j.id) < (?, ?)", stamp(c.Num), c.ID)
	}
	limit = rowLimit(limit)
	err = s.reads().rows(ctx, func(r *sql.Rows) error {
		var v view.PrintJob
		var made stamp
		var name text
		err := r.Scan(&v.ID, &v.Key, &v.Stock, &v.Start, &v.Labels, &v.Copies, &v.By.ID, &name, &made, &v.Fetched)
		v.By.Name, v.At = string(name), made.time()
		list = append(list, v)
		return err
	}, `SELECT j.id, j.key, j.stock, j.start, j.labels, j.copies, j.by_id, p.name, j.at,
		(SELECT count(*) FROM label_fetch f WHERE f.job_id = j.id) FROM print_job j
		LEFT JOIN person p ON p.id = j.by_id`+w.sql()+` ORDER BY j.at DESC, j.id DESC LIMIT ?`, append(w.args, limit+1)...)
	if len(list) > limit {
		list = list[:limit]
		last := list[limit-1]
		next = cursor{Num: last.At.UnixMicro(), ID: last.ID}.encode()
	}
	return list, next, err
}

func decodeAt(at string) (cursor, error) {
	if at == "" {
		return cursor{}, nil
	}
	return decodeCursor(at)
}

func ownJobs(w *where, actor org.Actor) {
	if !actor.System && !actor.Holds(org.SecrecyOffice) {
		w.and("j.by_id = ?", actor.Person)
	}
}

// PrintJobItems lists what a job printed, in the order of its places: each label
// with what it said then. Labels of assets that the actor may not see (any more)
// are left out.
func (s *Store) PrintJobItems(ctx context.Context, actor org.Actor, job string) ([]asset.Label, error) {
	var w where
	w.and("j.id = ?", job)
	ownJobs(&w, actor)
	w.scope(actor)
	var out []asset.Label
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var l asset.Label
		var shows string
		var made, applied stamp
		if err := r.Scan(&l.Token, &l.Asset, &l.Number, &l.Marking, &l.State, &l.Copies, &l.Reason, &made, &applied, &shows); err != nil {
			return err
		}
		l.Job, l.Printed, l.Applied = job, made.time(), applied.time()
		err := fromJSON(shows, &l.Shows)
		out = append(out, l)
		return err
	}, `SELECT l.token, l.asset_id, l.number, l.marking, l.state, l.copies, l.reason, l.printed, l.applied, i.shows
		FROM print_job j JOIN print_item i ON i.job_id = j.id JOIN label l ON l.token = i.token
		JOIN asset a ON a.id = l.asset_id`+w.sql()+` ORDER BY i.item`, w.args...)
	if err == nil && len(out) == 0 {
		err = errs.New(errs.NotFound, "print_job.not_found", "没有找到该打印任务，或不在您的权限范围内。",
			"No such print job, or it is outside your scope.")
	}
	return out, err
}

// Findings lists what did not fit, the newest first: to the auditor all, to the
// secrecy office what is about no asset or one in its scope, to others what
// concerns assets they may see. What tells of a keeper's clearance is for who
// may know it (org.Actor.Knows), the auditor not among them: he finds that one
// was recorded in the chain.
func (s *Store) Findings(ctx context.Context, actor org.Actor, at string, limit int) (list []view.Finding, next string, err error) {
	return s.FindingsBy(ctx, actor, view.AuditFilter{}, at, limit)
}

// FindingsBy is Findings of what the filter lets through.
func (s *Store) FindingsBy(ctx context.Context, actor org.Actor, f view.AuditFilter, at string, limit int) (list []view.Finding, next string, err error) {
	before, err := numbered(at)
	if err != nil {
		return nil, "", err
	}
	w, err := findingsFor(actor, f)
	if err != nil {
		return nil, "", err
	}
	w.and("f.event_id < ?", before)
	beyond, outside := scannedBeyond(actor), "0"
	if len(beyond.parts) > 0 {
		outside = "CASE WHEN " + beyond.parts[0] + " THEN 1 ELSE 0 END"
	}
	limit = rowLimit(limit)
	var last int64
	err = s.reads().rows(ctx, func(r *sql.Rows) error {
		if len(list) == limit {
			next = cursor{Num: last}.encode()
			return nil
		}
		var v view.Finding
		var seen stamp
		var id, code, name, about text
		var beyond int64
		err := r.Scan(&last, &v.ID, &v.Kind, &v.Label, &v.Note, &seen, &v.By.ID, &name, &id, &code, &about, &beyond)
		if v.Kind == FindingClearance {
			v.Note = string(about)
		}
		v.At, v.By.Name, v.Asset = seen.time(), string(name), view.Ref{ID: string(id), Name: string(code)}
		if beyond > 0 {
			asUnknown(&v)
		}
		if actor.Admin() {
			bareFinding(&v)
		}
		list = append(list, v)
		return err
	}, `SELECT f.event_id, f.id, f.kind, f.label, f.note, f.at, f.actor, p.name, f.asset_id, a.code, k.name, `+outside+` FROM finding f
		LEFT JOIN asset a ON a.id = f.asset_id LEFT JOIN person p ON p.id = f.actor
		LEFT JOIN person k ON f.kind = '`+FindingClearance+`' AND k.id = f.note`+w.sql()+
		` ORDER BY f.event_id DESC LIMIT ?`, slices.Concat(beyond.args, w.args, []any{limit + 1})...)
	return list, next, err
}

// asUnknown makes a scan of what is out of the reader's scope one of what nobody
// has: what was typed, or the token that was read, and no asset.
func asUnknown(v *view.Finding) {
	if v.Kind, v.Asset = FindingUnknown, (view.Ref{}); v.Note == "" {
		v.Note = v.Label
	}
	v.Label = ""
}

// Refusals lists refused commands, the newest first: to the auditor all, to the
// secrecy office what is about no asset or one in its scope, to others their own.
func (s *Store) Refusals(ctx context.Context, actor org.Actor, at string, limit int) (list []view.Refusal, next string, err error) {
	return s.RefusalsBy(ctx, actor, view.AuditFilter{}, at, limit)
}

// RefusalsBy is Refusals of what the filter lets through.
func (s *Store) RefusalsBy(ctx context.Context, actor org.Actor, f view.AuditFilter, at string, limit int) (list []view.Refusal, next string, err error) {
	before, err := numbered(at)
	if err != nil {
		return nil, "", err
	}
	w, err := refusalsFor(actor, f)
	if err != nil {
		return nil, "", err
	}
	w.and("f.event_id < ?", before)
	limit = rowLimit(limit)
	var last int64
	err = s.reads().rows(ctx, func(r *sql.Rows) error {
		if len(list) == limit {
			next = cursor{Num: last}.encode()
			return nil
		}
		var v view.Refusal
		var seen stamp
		var name, code text
		var articles, missing string
		if err := r.Scan(&last, &v.ID, &seen, &v.By.ID, &name, &v.Verb, &v.Asset.ID, &code, &v.Rule, &articles, &missing); err != nil {
			return err
		}
		v.At, v.By.Name, v.Asset.Name = seen.time(), string(name), string(code)
		if err := fromJSON(articles, &v.Articles); err != nil {
			return err
		}
		var lacks []lack
		err := fromJSON(missing, &lacks)
		v.Missing = told(lacks)
		if actor.Admin() {
			bareRefusal(&v)
		}
		list = append(list, v)
		return err
	}, `SELECT f.event_id, f.id, f.at, f.actor, p.name, f.verb, f.asset_id, a.code, f.rule, f.articles, f.missing FROM refusal f
		LEFT JOIN asset a ON a.id = f.asset_id LEFT JOIN person p ON p.id = f.actor`+w.sql()+
		` ORDER BY f.event_id DESC LIMIT ?`, append(w.args, limit+1)...)
	return list, next, err
}

// audited narrows records of what went wrong by who and when; days are the
// organ's, the last one included.
func (w *where) audited(f view.AuditFilter) error {
	if f.By != "" {
		w.and("f.actor = ?", f.By)
	}
	for _, d := range []struct {
		name, compare string
		day           org.Date
		more          int
	}{{"from", "f.at >= ?", f.From, 0}, {"until", "f.at < ?", f.Until, 1}} {
		if d.day == "" {
			continue
		}
		t, err := time.ParseInLocation("2006-01-02", string(d.day), organZone)
		if err != nil {
			return errs.InvalidField(d.name, "日期应为 2026-01-31。", "A date is written 2026-01-31.")
		}
		w.and(d.compare, stampOf(t.AddDate(0, 0, d.more)))
	}
	return nil
}

// Counters gives the figures of a home page, over what the actor may see.
func (s *Store) Counters(ctx context.Context, actor org.Actor) (view.Counters, error) {
	c := view.Counters{ByLife: map[asset.Life]int64{}, ByLevel: map[level.Level]int64{}}
	if actor.Scope().None {
		return c, nil
	}
	const columns = "a.life, a.level, a.decided, a.label_due, a.held"
	from, args := census(actor, columns, &where{})
	if err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var life asset.Life
		var l level.Level
		var decided, due, held bool
		var n int64
		if err := r.Scan(&life, (*int)(&l), &decided, &due, &held, &n); err != nil {
			return err
		}
		c.ByLife[life] += n
		if decided {
			c.ByLevel[l] += n
		} else {
			c.Undecided += n
		}
		c.Total += n
		if due {
			c.Due += n
		}
		if held {
			c.Held += n
		}
		return nil
	}, "SELECT "+columns+", CAST(sum(a.n) AS bigint) FROM "+from+" GROUP BY "+columns+" HAVING sum(a.n) <> 0", args...); err != nil {
		return c, err
	}
	var w where
	w.scope(actor)
	w.waitsFor(actor)
	_, err := s.reads().one(ctx, []any{&c.Waiting}, "SELECT count(*) FROM asset a"+w.sql(), w.args...)
	return c, err
}
