package pages

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type auditPage struct {
	Frame    frame
	Tabs     []link
	Action   string
	Filters  []input
	Narrowed bool
	Problem  *errs.Error
	Refusals []refusalRow
	Findings []findingRow
	Pager    pager
}

type refusalRow struct {
	At                                time.Time
	By, Who, What, Asset, Rule, Words string // Words are the rule's
	Articles, Missing                 []string
}

type findingRow struct {
	At                         time.Time
	By, Who, What, Asset, Note string
}

const auditRows = 100

// today is the organ's calendar day.
func (p *Pages) today() org.Date { return p.App.Today(time.Now()) }

// audited draws what both lists have in common: who, from when, until when, and
// the fields that only one of them has.
func (p *Pages) audited(c echo.Context, own ...input) (auditPage, view.AuditFilter, error) {
	s, q := p.of(c), c.QueryParams()
	f := view.AuditFilter{
		By: q.Get("by"), Verb: q.Get("verb"), Rule: q.Get("rule"), Kind: q.Get("kind"), From: org.Date(q.Get("from")), Until: org.Date(q.Get("until")),
	}
	if pending(q, "by") {
		f.By = "" // somebody else is being looked for
	}
	found, err := p.found(c, "persons", f.By, q.Get("by_q"))
	if err != nil {
		return auditPage{}, f, err
	}
	by := s.picker("persons", "by", fill{form: q, choices: map[string][]choice{"by": found}})
	by.Name, by.Label = "by", s.t("audit.by")
	if f.By == "" && len(found) == 1 && q.Get("by_q") != "" {
		f.By = found[0].ID // the only one of that name
	}
	out := auditPage{
		Frame: p.frame(c, "audit.title"), Tabs: p.auditTabs(c), Action: c.Request().URL.Path, Narrowed: f != view.AuditFilter{},
		Filters: append([]input{by,
			{Name: "from", Kind: "date", Label: s.t("person.from"), Value: string(f.From)},
			{Name: "until", Kind: "date", Label: s.t("person.until"), Value: string(f.Until)},
		}, own...),
	}
	return out, f, nil
}

// auditRefused puts what is wrong with the filter beside its fields.
func (p *Pages) auditRefused(c echo.Context, out auditPage, err error) error {
	e := errs.As(err)
	if e.Kind != errs.Invalid {
		return err
	}
	out.Problem = shown(e, p.of(c).blame(e, out.Filters))
	return p.render(c, problem.Status(e), "audit", out)
}

// refusals lists what was refused, to whom and by which rule.
func (p *Pages) refusals(c echo.Context) error {
	s := p.of(c)
	out, f, err := p.audited(c, selection("verb", s.t("history.what"), s.verbOptions()).choose(c.QueryParam("verb")),
		selection("rule", s.t("audit.rule"), s.ruleOptions()).choose(c.QueryParam("rule")))
	if err != nil {
		return err
	}
	list, next, err := p.App.Store().RefusalsBy(c.Request().Context(), reqctx.Actor(c), f, c.QueryParam("cursor"), auditRows)
	if err != nil {
		return p.auditRefused(c, out, err)
	}
	for _, r := range list {
		row := refusalRow{At: r.At, By: r.By.Name, Who: r.By.ID, What: s.verb(r.Verb), Asset: cmp.Or(r.Asset.Name, r.Asset.ID), Rule: r.Rule, Articles: r.Articles, Missing: s.sayAll(r.Missing)}
		if rule, ok := rulebook.Get(r.Rule); ok {
			row.Words = s.say(rule.Text)
		}
		out.Refusals = append(out.Refusals, row)
	}
	out.Pager = turned(c, c.Path(), "by", "by_q", "by_for", "verb", "rule", "from", "until").pager("", next, len(list))
	return p.render(c, http.StatusOK, "audit", out)
}

// verb says a command's name in words; one that is not known is shown as it is.
func (s *set) verb(name string) string { return s.head(view.CommandText(name)) }

func (s *set) verbOptions() []option {
	var out []option
	for _, spec := range asset.Specs() {
		out = append(out, option{Value: string(spec.Verb), Text: s.head(spec.Verb.Text())})
	}
	for _, name := range view.Commands() {
		if !slices.ContainsFunc(out, func(o option) bool { return o.Value == name }) {
			out = append(out, option{Value: name, Text: s.verb(name)})
		}
	}
	return out
}

// ruleOptions lists the rules by which something can be refused today.
func (s *set) ruleOptions() []option {
	var out []option
	for _, r := range append(rulebook.All(), rulebook.House()...) {
		if r.Enforced && !r.Text.IsZero() {
			out = append(out, option{Value: r.ID, Text: r.ID + " · " + s.say(r.Text)})
		}
	}
	return out
}

var findingKeys = map[string]string{
	"label.stale": "finding.stale", "scan.unknown": "finding.unknown", "scan.out_of_scope": "finding.out_of_scope",
	"keeper.clearance": "finding.keeper_clearance",
}

func (s *set) findingOptions() []option {
	return []option{
		{Value: "label.stale", Text: s.t("finding.stale")}, {Value: "scan.unknown", Text: s.t("finding.unknown")},
		{Value: "scan.out_of_scope", Text: s.t("finding.out_of_scope")}, {Value: "keeper.clearance", Text: s.t("finding.keeper_clearance")},
	}
}

// findings lists what did not fit: scans of labels out of force and the like.
func (p *Pages) findings(c echo.Context) error {
	s := p.of(c)
	out, f, err := p.audited(c, selection("kind", s.t("audit.finding"), s.findingOptions()).choose(c.QueryParam("kind")))
	if err != nil {
		return err
	}
	list, next, err := p.App.Store().FindingsBy(c.Request().Context(), reqctx.Actor(c), f, c.QueryParam("cursor"), auditRows)
	if err != nil {
		return p.auditRefused(c, out, err)
	}
	for _, x := range list {
		what := x.Kind
		if key := findingKeys[x.Kind]; key != "" {
			what = s.t(key)
		}
		if x.Kind == "label.stale" { // the note is the label's state
			if words := s.labelRow(asset.Label{State: asset.LabelState(x.Note)}).StateText; words != "" {
				x.Note = words
			}
		}
		out.Findings = append(out.Findings, findingRow{At: x.At, By: x.By.Name, Who: x.By.ID, What: what, Asset: cmp.Or(x.Asset.Name, x.Asset.ID), Note: x.Note})
	}
	out.Pager = turned(c, c.Path(), "by", "by_q", "by_for", "kind", "from", "until").pager("", next, len(list))
	return p.render(c, http.StatusOK, "audit", out)
}
