package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// MayAudit decides who reads which view of the history (REG 34, domain.md §3):
// the auditor both, the security administrator what users did, the system
// administrator and the business seats none.
func MayAudit(actor org.Actor, v view.AuditView) error {
	switch {
	case !v.Known():
		return errs.InvalidField("view", "审计视图只能是 users 或 administrators。", "The view is users or administrators.")
	case actor.May(org.AuditRead), v == view.UsersActs && actor.May(org.AuditUsers):
		return nil
	}
	return forbidden()
}

// AuditLog lists what happened in one of the two views, the newest first. next
// is the cursor of the page after, "" at the end. Business content is in none of
// the rows: see view.AuditEvent.
func (s *Store) AuditLog(ctx context.Context, actor org.Actor, f view.AuditLogFilter, at string, limit int) (list []view.AuditEvent, next string, err error) {
	if err := MayAudit(actor, f.View); err != nil {
		return nil, "", err
	}
	before, err := auditedBefore(at)
	if err != nil {
		return nil, "", err
	}
	sources, err := s.auditSources(ctx, f)
	if err != nil {
		return nil, "", err
	}
	limit = rowLimit(limit)
	var found []audited
	for _, w := range sources {
		some, err := s.auditedOf(ctx, w, before, limit+1)
		if err != nil {
			return nil, "", err
		}
		found = append(found, some...)
	}
	slices.SortFunc(found, func(a, b audited) int { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.id, a.id)) })
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next = cursor{Num: int64(last.at), ID: strconv.FormatInt(last.id, 10)}.encode()
	}
	list, err = s.tellAudited(ctx, actor, found, f.View)
	return list, next, err
}

// audited is one row of the history as it is read for an audit.
type audited struct {
	id          int64
	at          stamp
	kind, actor string
	leaf        []byte
}

// auditedBefore reads the place where a page begins; the end of time without.
func auditedBefore(at string) (audited, error) {
	if at == "" {
		return audited{}, nil
	}
	c, err := decodeCursor(at)
	if err != nil {
		return audited{}, err
	}
	id, err := strconv.ParseInt(c.ID, 10, 64)
	if err != nil || c.Num <= 0 {
		return audited{}, badCursor()
	}
	return audited{id: id, at: stamp(c.Num)}, nil
}

// auditedOf reads the first rows that match, the newest first.
func (s *Store) auditedOf(ctx context.Context, w where, before audited, limit int) ([]audited, error) {
	if before.at != 0 {
		w.and("(e.at, e.id) < (?, ?)", before.at, before.id)
	}
	var out []audited
	err := s.reads().scan(ctx, func(r scanner) error {
		var a audited
		err := r.Scan(&a.id, &a.at, &a.kind, &a.actor, &a.leaf)
		a.leaf = slices.Clone(a.leaf)
		out = append(out, a)
		return err
	}, "SELECT e.id, e.at, e.type, e.actor, e.leaf FROM ledger_event e"+w.sql()+" ORDER BY e.at DESC, e.id DESC LIMIT ?",
		append(slices.Clone(w.args), limit)...)
	return out, err
}

// auditSources are the conditions that together make up the view, as far as the
// filter lets it through. No event matches two of them, and each has an index
// that gives it in the order of time.
func (s *Store) auditSources(ctx context.Context, f view.AuditLogFilter) ([]where, error) {
	var base where
	if err := base.days("e.at", f.From, f.Until); err != nil {
		return nil, err
	}
	kinds, narrowed, err := auditedKinds(f)
	if err != nil {
		return nil, err
	}
	terms, err := s.administered(ctx)
	if err != nil {
		return nil, err
	}
	if f.View == view.UsersActs {
		return usersActs(base, f, kinds, narrowed, terms), nil
	}
	return administratorsActs(base, f, kinds, narrowed, terms), nil
}

// auditedKinds are the types that the filter lets through; narrowed is false
// when those are all.
func auditedKinds(f view.AuditLogFilter) (kinds []string, narrowed bool, err error) {
	if f.Group != "" && f.Group.Text().IsZero() {
		return nil, false, errs.InvalidField("group", "没有这类操作。", "There is no such group of acts.")
	}
	for _, k := range view.AuditKinds(f.Group) {
		if !f.Refused || k.Refused {
			kinds = append(kinds, k.Type)
		}
	}
	return kinds, f.Group != "" || f.Refused, nil
}

// apart is the condition of the index of types, word for word.
const apart = "e.type NOT LIKE 'asset.%'"

func usersActs(base where, f view.AuditLogFilter, kinds []string, narrowed bool, terms []term) []where {
	base.and("e.actor <> ?", founderActor)
	base.and("e.type NOT IN ?", alwaysKinds())
	not, args := acted(terms)
	if not != "" {
		base.and("NOT "+not, args...)
	}
	if f.By != "" {
		base.and("e.actor = ?", f.By)
	}
	if !narrowed {
		return []where{base}
	}
	if f.By == "" && !slices.ContainsFunc(kinds, ofAsset) {
		var out []where
		for _, kind := range kinds {
			w := base.copy()
			w.and("e.type = ? AND "+apart, kind)
			out = append(out, w)
		}
		return out
	}
	base.and("e.type IN ?", kinds)
	return []where{base}
}

func ofAsset(kind string) bool { return len(kind) > 6 && kind[:6] == "asset." }

func administratorsActs(base where, f view.AuditLogFilter, kinds []string, narrowed bool, terms []term) []where {
	own := base.copy()
	own.and("e.type NOT IN ?", alwaysKinds())
	if narrowed {
		own.and("e.type IN ?", kinds)
	}
	byPerson := map[string][]term{}
	var persons []string
	for _, t := range terms {
		if byPerson[t.person] == nil {
			persons = append(persons, t.person)
		}
		byPerson[t.person] = append(byPerson[t.person], t)
	}
	var out []where
	for _, person := range persons {
		if f.By != "" && f.By != person {
			continue
		}
		w := own.copy()
		condition, args := acted(byPerson[person])
		w.and("e.actor = ?", person)
		w.and(condition, args...)
		out = append(out, w)
	}
	if f.By != "" {
		return out
	}
	founding := own.copy()
	founding.and("e.actor = ?", founderActor)
	out = append(out, founding)
	for _, kind := range alwaysKinds() {
		if narrowed && !slices.Contains(kinds, kind) {
			continue
		}
		w := base.copy()
		w.and("e.type = ? AND "+apart, kind)
		out = append(out, w)
	}
	return out
}

func alwaysKinds() []string {
	var out []string
	for _, k := range view.AuditKinds("") {
		if k.Always {
			out = append(out, k.Type)
		}
	}
	return out
}

func (w *where) copy() where { return where{slices.Clone(w.parts), slices.Clone(w.args)} }

// days narrows a column of times to days of the organ, the last one included.
func (w *where) days(column string, from, until org.Date) error {
	for _, d := range []struct {
		name, compare string
		day           org.Date
		more          int
	}{{"from", " >= ?", from, 0}, {"until", " < ?", until, 1}} {
		if d.day == "" {
			continue
		}
		t, err := time.ParseInLocation("2006-01-02", string(d.day), organZone)
		if err != nil {
			return errs.InvalidField(d.name, "日期应为 2026-01-31。", "A date is written 2026-01-31.")
		}
		w.and(column+d.compare, stampOf(t.AddDate(0, 0, d.more)))
	}
	return nil
}
