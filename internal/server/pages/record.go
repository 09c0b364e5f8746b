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
	Details []fact
	History []historyRow
	Pager   pager
	Parts   []view.Asset
	Pairs   []view.Asset
	Labels  []labelRow
}

// labelRow is a label with its state in words, icon and class.
type labelRow struct {
	asset.Label
	StateText, Icon, Class string
}

var tabs = []struct{ name, key string }{
	{"history", "tab.history"}, {"details", "tab.details"}, {"parts", "tab.parts"}, {"labels", "tab.labels"}, {"pairs", "tab.pairs"},
}

const historyRows = 50

func (p *Pages) record(c echo.Context) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	r, actions, err := p.App.Record(ctx, actor, c.Param("id"))
	if err != nil {
		return err
	}
	out := recordPage{Frame: p.frame(c, "record.title"), Card: *s.card(r), Request: s.request(r, actions), Parts: r.Parts, Pairs: r.Pairs, Tab: "history"}
	out.Frame.Title = r.Code + " " + r.Name
	out.Legal, out.Illegal = s.split(r.ID, actions)
	out.Frame.Notice = s.done(c.QueryParam("done"), r)
	for _, t := range tabs {
		if c.QueryParam("tab") == t.name {
			out.Tab = t.name
		}
	}
	counts := map[string]int{"parts": len(r.Parts), "labels": len(r.Labels), "pairs": len(r.Pairs)}
	for _, t := range tabs {
		text := s.t(t.key)
		if n, ok := counts[t.name]; ok {
			text += " " + s.t("tab.count", n)
		}
		out.Tabs = append(out.Tabs, link{Text: text, Href: "/assets/" + r.ID + "?tab=" + t.name, Current: t.name == out.Tab})
	}
	switch out.Tab {
	case "history":
		if out.History, out.Pager, err = p.history(c, r); err != nil {
			return err
		}
	case "details":
		out.Details = s.details(r)
	case "labels":
		if err := p.App.Store().CountFetches(ctx, r.Labels); err != nil {
			return err
		}
		out.Labels = s.labelRows(r.Labels)
	}
	return p.render(c, http.StatusOK, "record", out)
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
	Articles     []string
}
