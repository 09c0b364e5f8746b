package pages

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type homePage struct {
	Frame      frame
	Admin      bool
	AdminLinks []link
	Todo       []counter
	Inbox      []waitingRow
	MoreInbox  bool
	Waiting    int64
	Asked      []view.Asset
	MoreAsked  bool
	Import     *unfinished // an import that was left halfway
	Soon       []soonRow
	Levels     []counter
	Lives      []counter
	Recent     []view.Asset
}

// waitingRow is one request that waits for the reader, with the verb that settles it.
type waitingRow struct {
	view.Asset
	Decide asset.Verb
}

// soonRow is one thing that falls due in the days to come.
type soonRow struct {
	view.DueItem
	What string
	Day  bool // At is a day, without an hour
	On   link
}

// counter is a figure that opens the list behind it.
type counter struct {
	Text, Href, Class, Icon string
	Count                   int64
}

const (
	inboxRows  = 20
	askedRows  = 10
	recentRows = 8
	soonRows   = 10
	soonDays   = 14
)

func (p *Pages) home(c echo.Context) error {
	actor, s := reqctx.Actor(c), p.of(c)
	out := homePage{Frame: p.frame(c, "home.title"), Admin: actor.Admin()}
	if out.Admin {
		for _, n := range navigation(actor)[1:] {
			out.AdminLinks = append(out.AdminLinks, link{Text: s.t(n.key), Href: n.href})
		}
		return p.render(c, http.StatusOK, "home", out)
	}
	ctx, st := c.Request().Context(), p.App.Store()
	counts, err := st.Counters(ctx, actor)
	if err != nil {
		return err
	}
	todo, err := st.Home(ctx, actor)
	if err != nil {
		return err
	}
	if out.Todo, err = p.todo(c, todo, counts.Total); err != nil {
		return err
	}
	if err := p.inHand(c, &out); err != nil {
		return err
	}
	soon, err := st.DueSoon(ctx, actor, st.Now().AddDate(0, 0, soonDays), soonRows)
	if err != nil {
		return err
	}
	for _, d := range soon {
		out.Soon = append(out.Soon, s.soon(d))
	}
	recent, err := st.Assets(ctx, actor, view.AssetFilter{Sort: "changed", Desc: true, Limit: recentRows})
	if err != nil {
		return err
	}
	out.Waiting, out.Recent = counts.Waiting, recent.Rows
	out.Levels, out.Lives = s.byLevel(counts), s.byLife(counts)
	return p.render(c, http.StatusOK, "home", out)
}

// inHand is what waits for the reader's decision, what he has asked for, and
// an import that he left halfway.
func (p *Pages) inHand(c echo.Context, out *homePage) error {
	ctx, st, actor := c.Request().Context(), p.App.Store(), reqctx.Actor(c)
	inbox, err := st.Assets(ctx, actor, view.AssetFilter{WaitsFor: true, Limit: inboxRows})
	if err != nil {
		return err
	}
	asked, err := st.Assets(ctx, actor, view.AssetFilter{Asked: true, Sort: "changed", Limit: askedRows})
	if err != nil {
		return err
	}
	for _, a := range inbox.Rows {
		out.Inbox = append(out.Inbox, waitingRow{a, signsHow(a.Waiting)})
	}
	out.MoreInbox, out.Asked, out.MoreAsked = inbox.Next != "", asked.Rows, asked.Next != ""
	if out.Import, err = p.unfinished(c); out.Import != nil && out.Import.Next == "/import/result" {
		out.Import = nil // done; the import page still has its result
	}
	return err
}

// todo are the counters of what there is to do, each over the list it opens.
// What is nobody's duty here is left out, except when it is not nothing.
func (p *Pages) todo(c echo.Context, n view.Home, total int64) ([]counter, error) {
	actor, s := reqctx.Actor(c), p.of(c)
	list := []struct {
		counter
		always bool
	}{
		{counter{Text: s.t("home.accept"), Href: "/assets?waits=accept", Class: "due", Icon: "check", Count: n.Accept}, true},
		{counter{Text: s.t("home.approve"), Href: "/assets?waits=approve", Class: "due", Icon: "pen", Count: n.Approve}, true},
		{counter{Text: s.t("home.return"), Href: "/assets?waits=return", Class: "bad", Icon: "prev", Count: n.Return}, true},
		{counter{Text: s.t("home.overdue"), Href: "/assets?hold=overdue_clear", Class: "bad", Icon: "clock", Count: n.Overdue}, true},
		{counter{Text: s.t("quick.label_due"), Href: "/assets?label=due", Class: "due", Icon: "label", Count: n.Labels}, prints(actor)},
		{counter{Text: s.t("home.held"), Href: "/assets?hold=" + anyHold, Class: "bad", Icon: "lock", Count: n.Held}, false},
		{counter{Text: s.t("home.asked"), Href: "/assets?waits=asked", Icon: "clock", Count: n.Asked}, false},
		{counter{Text: s.t("home.keeps"), Href: "/assets?keeper=" + url.QueryEscape(actor.Person), Icon: "info", Count: n.Keeps}, true},
		{counter{Text: s.t("home.total"), Href: "/assets", Icon: "info", Count: total}, false},
	}
	out := make([]counter, 0, len(list)+1)
	for _, l := range list {
		if l.Count == 0 {
			l.Class = ""
		}
		if l.always || l.Count > 0 {
			out = append(out, l.counter)
		}
	}
	if !actor.Holds(org.SecrecyOffice) {
		return out, nil
	}
	found, next, err := p.App.Store().Findings(c.Request().Context(), actor, "", findingRows)
	if err != nil {
		return nil, err
	}
	f := counter{Text: s.t("home.findings"), Href: "/audit/findings", Icon: "warn"}
	since := p.App.Store().Now().AddDate(0, 0, -findingDays)
	for _, x := range found {
		if x.At.After(since) {
			f.Count++
		}
	}
	if next != "" && f.Count == findingRows {
		f.Text = s.t("home.findings_more")
	}
	if f.Count > 0 {
		f.Class = "due"
	}
	return append(out[:4], append([]counter{f}, out[4:]...)...), nil
}

const (
	findingRows = 200
	findingDays = 30
)

var soonKeys = map[string]string{"request": "home.soon_request", "clear": "home.soon_clear", "clearance": "home.soon_clearance"}

func (s *set) soon(d view.DueItem) soonRow {
	row := soonRow{DueItem: d, What: s.t(soonKeys[d.Kind]), On: link{Text: d.Asset.Name, Href: "/assets/" + d.Asset.ID}}
	if d.Kind == "clearance" {
		row.Day, row.On = true, link{Text: d.Who.Name, Href: "/organ/persons/" + d.Who.ID}
	}
	return row
}

// waitFilters are the lists behind the counters of the home page, by the value
// of «waits» in their address, with the text of their chip.
var waitFilters = map[string]struct {
	key string
	set func(*view.AssetFilter)
}{
	"1":       {"quick.waits", func(f *view.AssetFilter) { f.WaitsFor = true }},
	"accept":  {"home.accept", func(f *view.AssetFilter) { f.Accepts = true }},
	"approve": {"home.approve", func(f *view.AssetFilter) { f.Approves = true }},
	"asked":   {"home.asked", func(f *view.AssetFilter) { f.Asked = true }},
	"return":  {"home.return", func(f *view.AssetFilter) { f.Return = true }},
}

// waits reads that value into the filter.
func waits(value string, f *view.AssetFilter) error {
	w, ok := waitFilters[value]
	if !ok {
		return unknown("waits", value)
	}
	w.set(f)
	return nil
}

func (s *set) byLevel(n view.Counters) []counter {
	all := level.All()
	out := make([]counter, 0, len(all))
	for i := len(all) - 1; i >= 0; i-- {
		l := all[i]
		out = append(out, counter{Text: s.head(l.Text()), Href: "/assets?level=" + l.String(), Count: n.ByLevel[l]})
	}
	if n.Undecided > 0 {
		out = append(out, counter{Text: s.t("home.undecided"), Href: "/assets?level=" + undecided, Count: n.Undecided})
	}
	return out
}

func (s *set) byLife(n view.Counters) []counter {
	var out []counter
	for _, l := range asset.Lives() {
		if n.ByLife[l] > 0 {
			out = append(out, counter{Text: s.head(l.Text()), Href: "/assets?life=" + string(l), Count: n.ByLife[l]})
		}
	}
	return out
}
