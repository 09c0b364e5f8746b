package store

import (
	"context"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// CountFindings counts what FindingsBy lists, most at most.
func (s *Store) CountFindings(ctx context.Context, actor org.Actor, f view.AuditFilter, most int) (n int, err error) {
	w, err := findingsFor(actor, f)
	if err != nil {
		return 0, err
	}
	_, err = s.reads().one(ctx, []any{&n}, `SELECT count(*) FROM (SELECT 1 FROM finding f LEFT JOIN asset a ON a.id = f.asset_id
		LEFT JOIN person k ON f.kind = '`+FindingClearance+`' AND k.id = f.note`+w.sql()+" LIMIT ?) AS few", append(w.args, most)...)
	return n, err
}

// CountRefusals counts what RefusalsBy lists, most at most.
func (s *Store) CountRefusals(ctx context.Context, actor org.Actor, f view.AuditFilter, most int) (n int, err error) {
	w, err := refusalsFor(actor, f)
	if err != nil {
		return 0, err
	}
	_, err = s.reads().one(ctx, []any{&n}, "SELECT count(*) FROM (SELECT 1 FROM refusal f LEFT JOIN asset a ON a.id = f.asset_id"+
		w.sql()+" LIMIT ?) AS few", append(w.args, most)...)
	return n, err
}

// findingsFor are the findings (f, with their assets a and the keepers k they
// tell of) that the actor may read and the filter lets through.
func findingsFor(actor org.Actor, f view.AuditFilter) (w where, err error) {
	if err := w.audited(f); err != nil {
		return w, err
	}
	if f.Kind != "" {
		w.and("f.kind = ?", f.Kind)
	}
	switch {
	case actor.System || actor.Holds(org.Auditor):
	case actor.Holds(org.SecrecyOffice):
		w.scopeIfAny(actor)
	default:
		w.and("a.id IS NOT NULL")
		w.scope(actor)
	}
	if known, args := knows(actor, "k"); !actor.System {
		w.and("(f.kind <> '"+FindingClearance+"' OR "+known+")", args...)
	}
	return w, nil
}

// refusalsFor are the refused commands (f, with their assets a) that the actor
// may read and the filter lets through.
func refusalsFor(actor org.Actor, f view.AuditFilter) (w where, err error) {
	if err := w.audited(f); err != nil {
		return w, err
	}
	if f.Verb != "" {
		w.and("f.verb = ?", f.Verb)
	}
	if f.Rule != "" {
		w.and("f.rule = ?", f.Rule)
	}
	switch {
	case actor.System || actor.Holds(org.Auditor):
	case actor.Holds(org.SecrecyOffice):
		w.scopeIfAny(actor)
	default:
		w.and("f.actor = ?", actor.Person)
	}
	return w, nil
}
