package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type homePage struct {
	Frame      frame
	Admin      bool
	AdminLinks []link
	Inbox      []waitingRow
	MoreInbox  bool
	Waiting    int64
	Due        []counter
	Levels     []counter
	Lives      []counter
	Recent     []view.Asset
}

// waitingRow is one request that waits for the reader, with the verb that settles it.
type waitingRow struct {
	view.Asset
	Decide asset.Verb
}

// counter is a figure that opens the list behind it.
type counter struct {
	Text, Href, Class, Icon string
	Count                   int64
}

const (
	inboxRows  = 20
	recentRows = 8
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
	inbox, err := st.Assets(ctx, actor, view.AssetFilter{WaitsFor: true, Limit: inboxRows})
	if err != nil {
		return err
	}
	recent, err := st.Assets(ctx, actor, view.AssetFilter{Sort: "changed", Desc: true, Limit: recentRows})
	if err != nil {
		return err
	}
	for _, a := range inbox.Rows {
		out.Inbox = append(out.Inbox, waitingRow{a, signsHow(a.Waiting)})
	}
	out.MoreInbox, out.Waiting, out.Recent = inbox.Next != "", counts.Waiting, recent.Rows
	out.Due, out.Levels, out.Lives = s.due(counts), s.byLevel(counts), s.byLife(counts)
	return p.render(c, http.StatusOK, "home", out)
}

func (s *set) due(n view.Counters) []counter {
	out := []counter{
		{Text: s.t("quick.waits"), Href: "/assets?waits=1", Icon: "pen", Count: n.Waiting},
		{Text: s.t("quick.label_due"), Href: "/assets?label=due", Icon: "label", Count: n.Due},
		{Text: s.t("home.held"), Href: "/assets?hold=any", Icon: "lock", Count: n.Held},
		{Text: s.t("home.total"), Href: "/assets", Icon: "info", Count: n.Total},
	}
	for i := range out[:2] {
		if out[i].Count > 0 {
			out[i].Class = "due"
		}
	}
	if n.Held > 0 {
		out[2].Class = "bad"
	}
	return out
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
