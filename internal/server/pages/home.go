package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type homePage struct {
	Frame      frame
	Admin      bool
	AdminLinks []link
	Todo       []counter
	Duals      []ownDual // what an administrator asked another one for
	Papers     []counter // agreements and licences that end, for who keeps them
	Inbox      []waitingRow
	MoreInbox  bool
	Waiting    int64
	Asked      []waitingRow
	MoreAsked  bool
	Import     *unfinished // an import that was left halfway
	Soon       []soonRow
	Levels     []counter
	Lives      []counter
	Recent     []view.Asset
}

// waitingRow is one request, with the verb by which the reader settles it.
type waitingRow struct {
	view.Asset
	Matter matter
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
	tell, err := p.accessNotice(c)
	if err != nil {
		return err
	}
	if out.Frame.Notice = tell; tell == nil {
		switch done := c.QueryParam("done"); done {
		case "factor": // what had to be done first
			out.Frame.Notice = okNotice(s.t("factor.added"))
		case "password":
			out.Frame.Notice = okNotice(s.t("password.done"))
		default:
			out.Frame.Notice = s.doneGone(done)
		}
	}
	if out.Admin {
		for _, n := range navigation(actor)[1:] {
			out.AdminLinks = append(out.AdminLinks, link{Text: s.t(n.key), Href: n.href})
		}
		if out.Todo, err = p.adminTodo(c); err != nil {
			return err
		}
		if out.Duals, err = p.ownDuals(c, false); err != nil {
			return err
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
	if out.Papers, err = p.papersDue(c); err != nil {
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
	inbox, err := st.Assets(ctx, actor, view.AssetFilter{WaitsFor: true, Told: true, Sort: "changed", Limit: inboxRows})
	if err != nil {
		return err
	}
	asked, err := st.Assets(ctx, actor, view.AssetFilter{Asked: true, Told: true, Sort: "changed", Limit: askedRows})
	if err != nil {
		return err
	}
	for _, a := range inbox.Rows {
		out.Inbox = append(out.Inbox, waitingRow{a, p.of(c).matter(a.Asked), signsHow(a.Waiting)})
	}
	for _, a := range asked.Rows {
		out.Asked = append(out.Asked, waitingRow{a, p.of(c).matter(a.Asked), asset.VerbWithdraw})
	}
	out.MoreInbox, out.MoreAsked = inbox.Next != "", asked.Next != ""
	if out.Import, err = p.unfinished(c); out.Import != nil && out.Import.Next == "/import/result" {
		out.Import = nil // done; the import page still has its result
	}
	return err
}
