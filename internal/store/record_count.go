package store

import (
	"context"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// The kinds of findings of a scan that found nothing to show: because nobody has
// such a label or code, or because it is outside the scope of who scanned.
const (
	FindingUnknown = "scan.unknown"
	FindingBeyond  = "scan.out_of_scope"
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
	beyond := scannedBeyond(actor)
	switch {
	case f.Kind == "":
	case f.Kind == FindingUnknown && len(beyond.parts) > 0:
		w.and("(f.kind = ? OR "+beyond.parts[0]+")", append([]any{f.Kind}, beyond.args...)...)
	default:
		w.and("f.kind = ?", f.Kind)
	}
	switch {
	case actor.System || actor.Holds(org.Auditor):
	case actor.Holds(org.SecrecyOffice) && len(beyond.parts) > 0 && (f.Kind == "" || f.Kind == FindingUnknown):
		var in where
		in.scopeIfAny(actor)
		w.and("("+in.parts[0]+" OR "+beyond.parts[0]+")", append(in.args, beyond.args...)...)
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

// scannedBeyond are the findings of scans that found something outside the scope
// of a secrecy office that does not see the whole organ: at most one condition. To
// it they are scans of what nobody has, and listed as such: were they left out, an
// unknown code could be told from another's by who lists the findings afterwards.
func scannedBeyond(actor org.Actor) (w where) {
	var in where
	if !actor.System && !actor.Holds(org.Auditor) && actor.Holds(org.SecrecyOffice) {
		in.scopeIfAny(actor)
	}
	for i := range in.parts {
		w.and("(f.kind = '"+FindingBeyond+"' AND CASE WHEN "+in.parts[i]+" THEN 0 ELSE 1 END = 1)", in.args...)
	}
	return w
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
		w.scopeIfNamed(actor)
	default:
		w.and("f.actor = ?", actor.Person)
	}
	return w, nil
}
