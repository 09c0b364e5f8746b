package pages

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type recordPage struct {
	Frame   frame
	Card    card
	Request *request
	Legal   []link
	Illegal []refusedAction
	Tabs    []link
	Tab     string
	Body    tabbed
}

// tabbed is what the tabs of a record hold; the printed record holds them all.
type tabbed struct {
	Filter  *historyFilter
	History []historyRow
	Pager   pager
	Custody custodyView
	Details []fact
	Parts   []partRow
	Labels  []labelRow
	Papers  []paperRow
	Holds   holdsView
	Links   connections
}

// labelRow is a label with its state in words, icon and class.
type labelRow struct {
	asset.Label
	StateText, Icon, Class string
}

// tabs in the order of their use.
var tabs = []struct{ name, key string }{
	{"history", "tab.history"}, {"custody", "tab.custody"}, {"details", "tab.details"}, {"parts", "tab.parts"},
	{"labels", "tab.labels"}, {"papers", "tab.papers"}, {"holds", "tab.holds"}, {"connected", "tab.connected"},
}

const historyRows = 50

func (p *Pages) record(c echo.Context) error {
	r, actions, err := p.App.Record(c.Request().Context(), reqctx.Actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	s, asked := p.of(c), c.QueryParam("tab")
	out := recordPage{Frame: p.frame(c, "record.title"), Card: *s.card(r), Request: s.request(r, actions), Tab: "history"}
	out.Frame.Title = r.Code + " " + r.Name
	out.Legal, out.Illegal = s.split(r, actions)
	out.Frame.Notice = s.done(c.QueryParam("done"), r)
	for _, t := range tabs {
		if asked == t.name {
			out.Tab = t.name
		}
	}
	counts := map[string]int{
		"parts": len(r.Parts), "labels": len(r.Labels), "holds": len(r.Holds), "connected": len(r.Pairs),
	}
	for _, t := range tabs {
		text := s.t(t.key)
		if n := counts[t.name]; n > 0 {
			text += " " + s.t("tab.count", n)
		}
		out.Tabs = append(out.Tabs, link{Text: text, Href: "/assets/" + r.ID + "?tab=" + t.name, Current: t.name == out.Tab})
	}
	if err := p.fillTab(c, &out.Body, out.Tab, r); err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "record", out)
}

// fillTab asks for what one tab shows, and for no more.
func (p *Pages) fillTab(c echo.Context, out *tabbed, tab string, r view.Record) (err error) {
	ctx, s := c.Request().Context(), p.of(c)
	switch tab {
	case "history":
		return p.history(c, out, r)
	case "custody":
		out.Custody, err = p.custody(c, r)
	case "details":
		out.Details = s.details(r)
	case "parts":
		out.Parts, err = p.parts(c, r)
	case "labels":
		if err = p.App.Store().CountFetches(ctx, r.Labels); err == nil {
			out.Labels = s.labelRows(r.Labels)
		}
	case "papers":
		out.Papers, out.Pager, err = p.papers(c, r)
	case "holds":
		out.Holds, err = p.holds(c, r)
	case "connected":
		out.Links = s.connections(r)
	}
	return err
}

// done says at the top of a record what has just become of a command, told from
// the record itself, so that a made-up address cannot make it lie.
func (s *set) done(verb string, r view.Record) *notice {
	v := asset.Verb(verb)
	if v.Text().IsZero() {
		return nil
	}
	n := &notice{Kind: "ok", Text: s.t("done.now", s.say(v.Text()), s.say(r.Life.Text()))}
	if r.State.Request != nil {
		n.Text = s.t("done.noted", s.say(v.Text()))
		if step, _, ok := r.State.Request.Next(); ok {
			who := s.say(step.Seat.Text())
			if step.Person != "" {
				who += " " + name(r, step.Person)
			}
			n.More = s.t("done.waits", s.head(r.State.Request.Verb.Text()), who)
		}
	}
	return n
}

// doneGone says the same where the asset is out of the reader's sight by now.
func (s *set) doneGone(verb string) *notice {
	v := asset.Verb(verb)
	if v.Text().IsZero() {
		return nil
	}
	return &notice{Kind: "ok", Text: s.t("done.noted", s.say(v.Text())), More: s.t("done.gone")}
}

func (s *set) details(r view.Record) []fact {
	var out []fact
	for _, d := range details {
		if v := s.detailValue(d, r.State); v != "" {
			out = append(out, fact{Label: s.t(d.key), Value: v, Wide: d.kind == "area"})
		}
	}
	extra := make([]string, 0, len(r.State.Details.Extra))
	for k := range r.State.Details.Extra {
		extra = append(extra, k)
	}
	slices.Sort(extra)
	for _, k := range extra {
		out = append(out, fact{Label: k, Value: r.State.Details.Extra[k]})
	}
	if r.State.Marking.Basis != "" {
		out = append(out, fact{Label: s.t("record.basis"), Value: r.State.Marking.Basis, Wide: true})
	}
	return append(out, s.claims(r.State.Claim)...)
}

// claimedMark is the claimed level in words, with its term.
func (s *set) claimedMark(cl asset.Claim) string {
	l, err := level.Parse(cl.Level)
	if err != nil {
		return cl.Level
	}
	return s.mark(l, cl.Term)
}

// claims are what a ledger that was taken over said, shown as such.
func (s *set) claims(cl asset.Claim) []fact {
	var out []fact
	for _, f := range []fact{
		{Label: s.t("claim.level"), Value: s.claimedMark(cl)}, {Label: s.t("claim.scope"), Value: cl.Scope},
		{Label: s.t("claim.keeper"), Value: cl.Keeper}, {Label: s.t("claim.department"), Value: cl.Department},
		{Label: s.t("claim.room"), Value: cl.Room}, {Label: s.t("claim.status"), Value: cl.Status}, {Label: s.t("claim.host"), Value: cl.Host},
	} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

func (s *set) labelRows(list []asset.Label) []labelRow {
	out := make([]labelRow, len(list))
	for i, l := range list {
		out[i] = s.labelRow(l)
	}
	return out
}

func (s *set) labelRow(l asset.Label) labelRow {
	row := labelRow{Label: l}
	switch l.State {
	case asset.LabelPrinted:
		row.StateText, row.Icon, row.Class = s.t("label.printed"), "clock", "due"
	case asset.LabelOn:
		row.StateText, row.Icon, row.Class = s.t("label.applied"), "ok", "good"
	case asset.LabelReplaced:
		row.StateText, row.Icon, row.Class = s.t("label.replaced"), "x", ""
	case asset.LabelVoid:
		row.StateText, row.Icon, row.Class = s.t("label.voided"), "stop", "hold"
	}
	return row
}

// historyRow is one line of a history in words.
type historyRow struct {
	At           time.Time
	By, What     string
	Refused      bool
	Facts        []fact
	Reason, Rule string
	Words        string   // of the rule that refused
	Missing      []string // of a refusal
	Articles     []string
}
