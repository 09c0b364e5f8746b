package pages

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

// auditLogPage is one of the two views of the history.
type auditLogPage struct {
	Frame         frame
	Tabs          []link
	Action, About string
	Filters       []input
	Narrowed      bool
	Problem       *errs.Error
	Rows          []auditRow
	Pager         pager

	View    string // of the export
	Keep    []kept // what the export is narrowed by
	Fields  []input
	Refused *errs.Error // of the export
}

// kept is a parameter that a form hands on.
type kept struct{ Name, Value string }

type auditRow struct {
	Number          int64
	At              time.Time
	By, Who         string // Who is the id of a person, "" of nobody
	Group, What     string
	Refused         bool
	Assets, Details []string
}

// auditPaths are where the two views are.
var auditPaths = map[view.AuditView]string{view.UsersActs: "/audit/users", view.AdministratorsActs: "/audit/administrators"}

// auditKeys are the parameters that narrow a view, in its address.
var auditKeys = []string{"by", "group", "from", "until", "refused"}

func (p *Pages) usersActs(c echo.Context) error {
	return p.auditLog(c, view.UsersActs, http.StatusOK, nil)
}

func (p *Pages) administratorsActs(c echo.Context) error {
	return p.auditLog(c, view.AdministratorsActs, http.StatusOK, nil)
}

// auditLogFilter reads the filter of a view from an address.
func auditLogFilter(v view.AuditView, q url.Values) view.AuditLogFilter {
	return view.AuditLogFilter{
		View: v, By: q.Get("by"), Group: view.AuditGroup(q.Get("group")), From: org.Date(q.Get("from")), Until: org.Date(q.Get("until")),
		Refused: q.Get("refused") == "1",
	}
}

// auditLog draws one view, and above it the form that carries it away; refused
// is what an export of it was refused for.
func (p *Pages) auditLog(c echo.Context, v view.AuditView, status int, refused *errs.Error) error {
	ctx, actor, s, q := c.Request().Context(), reqctx.Actor(c), p.of(c), c.QueryParams()
	if err := store.MayAudit(actor, v); err != nil {
		return err
	}
	f := auditLogFilter(v, q)
	if pending(q, "by") {
		f.By = "" // somebody else is being looked for
	}
	found, err := p.found(c, "persons", f.By, q.Get("by_q"))
	if err != nil {
		return err
	}
	by := s.picker("persons", "by", fill{form: q, choices: map[string][]choice{"by": found}})
	by.Name, by.Label = "by", s.t("audit.by")
	if f.By == "" && len(found) == 1 && q.Get("by_q") != "" {
		f.By = found[0].ID // the only one of that name
	}
	out := auditLogPage{
		Frame: p.frame(c, "audit.title"), Tabs: p.auditTabs(c), Action: auditPaths[v], View: string(v),
		About: s.auditAbout(v), Narrowed: f != view.AuditLogFilter{View: v},
		Filters: []input{
			by, selection("group", s.t("audit.group"), s.auditGroups()).choose(string(f.Group)),
			{Name: "from", Kind: "date", Label: s.t("person.from"), Value: string(f.From)},
			{Name: "until", Kind: "date", Label: s.t("person.until"), Value: string(f.Until)},
			selection("refused", s.t("audit.outcome"), []option{{Value: "1", Text: s.t("audit.refused_only")}}).choose(q.Get("refused")),
		},
		Fields: s.auditExportFields(q),
	}
	out.Frame.Title = s.auditTitle(v)
	out.Refused = shown(refused, s.blame(refused, out.Fields))
	for _, k := range auditKeys {
		value := q.Get(k)
		if k == "by" {
			value = f.By
		}
		if value != "" {
			out.Keep = append(out.Keep, kept{k, value})
		}
	}
	list, next, err := p.App.Store().AuditLog(ctx, actor, f, q.Get("cursor"), auditRows)
	if err != nil {
		e := errs.As(err)
		if e.Kind != errs.Invalid {
			return err
		}
		out.Problem = shown(e, s.blame(e, out.Filters))
		return p.render(c, problem.Status(e), "audit_log", out)
	}
	for _, e := range list {
		out.Rows = append(out.Rows, s.auditRow(e))
	}
	out.Pager = turned(c, auditPaths[v], append([]string{"by_q", "by_for"}, auditKeys...)...).pager("", next, len(list))
	return p.render(c, status, "audit_log", out)
}

func (s *set) auditRow(e view.AuditEvent) auditRow {
	row := auditRow{
		Number: e.Event, At: e.At, By: s.head(e.Who()), Group: s.head(e.Kind.Group.Text()), What: s.head(e.Kind.Text), Refused: e.Kind.Refused, Assets: e.Assets,
	}
	if row.By != "" {
		row.Who = e.By.ID
	} else {
		row.By = s.actorWord(e.By.ID)
	}
	for _, d := range e.Details {
		row.Details = append(row.Details, d.In(s.lang))
	}
	return row
}

// actorWord names who acts without being a person.
func (s *set) actorWord(id string) string {
	switch id {
	case "nobody":
		return s.t("audit.nobody")
	case "founder":
		return s.t("audit.founder")
	case store.SystemActor:
		return s.t("audit.system")
	}
	return id
}

func (s *set) auditGroups() []option {
	var out []option
	for _, g := range view.AuditGroups() {
		out = append(out, option{Value: string(g), Text: s.head(g.Text())})
	}
	return out
}

func (s *set) auditExportFields(q url.Values) []input {
	format := selection("format", s.t("audit.format"), []option{{Value: "xlsx", Text: "XLSX"}, {Value: "csv", Text: "CSV"}}).choose(written(q, "format", "xlsx"))
	format.Blank = false
	return []input{
		{Name: "purpose", Kind: "text", Label: s.t("export.purpose"), Required: true, Value: q.Get("purpose")}, format,
	}
}

// exportAudit hands a view out as a file: marked, counted, and on record before
// its first byte. A refusal comes back to the view.
func (p *Pages) exportAudit(c echo.Context) error {
	q := c.QueryParams()
	v := view.AuditView(q.Get("view"))
	x, err := p.App.PrepareAuditExport(c.Request().Context(), reqctx.Actor(c), auditLogFilter(v, q), q.Get("purpose"), q.Get("format"), p.of(c).lang)
	if err != nil {
		bad := errs.As(err)
		if bad.Kind != errs.Invalid && bad.Kind != errs.Refused || store.MayAudit(reqctx.Actor(c), v) != nil {
			return bad
		}
		return p.auditLog(c, v, problem.Status(bad), bad)
	}
	return p.handOut(c, x, q.Get("format"), "sealbook-audit-"+string(v), "器簿审计日志"+view.AuditWord(string(v)).ZH)
}

// auditTabs are what there is to audit, as far as the reader may.
func (p *Pages) auditTabs(c echo.Context) []link {
	s, actor := p.of(c), reqctx.Actor(c)
	var out []link
	add := func(text, path string) {
		out = append(out, link{Text: text, Href: path, Current: c.Path() == path})
	}
	for _, v := range []view.AuditView{view.UsersActs, view.AdministratorsActs} {
		if store.MayAudit(actor, v) == nil {
			add(s.auditTitle(v), auditPaths[v])
		}
	}
	if !actor.Holds(org.SecurityAdmin) {
		add(s.t("audit.refusals"), "/audit")
		add(s.t("audit.findings"), "/audit/findings")
	}
	if actor.Holds(org.Auditor) {
		add(s.t("audit.verify"), "/audit/verify")
	}
	return out
}

func (s *set) auditTitle(v view.AuditView) string {
	if v == view.AdministratorsActs {
		return s.t("audit.administrators")
	}
	return s.t("audit.users")
}

func (s *set) auditAbout(v view.AuditView) string {
	if v == view.AdministratorsActs {
		return s.t("audit.about_administrators")
	}
	return s.t("audit.about_users")
}
