package pages

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/setting"
	"sealbook/internal/errs"
	"sealbook/internal/server/booklist"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

// countedViews is how many saved views stand above the list with their counts;
// the form lists them all.
const countedViews = 12

// savedLink is a saved view as a link above the list and as a row of its form.
type savedLink struct {
	ID, Name, Href, Owner, Sharing, Count string
	Current, Droppable                    bool
}

// savedLinks lists the views the reader has or is shown; the first few with the
// number of assets that he sees in them.
func (p *Pages) savedLinks(c echo.Context, here string) ([]savedLink, error) {
	actor, s := reqctx.Actor(c), p.of(c)
	list, err := p.App.Store().SavedViews(c.Request().Context(), actor)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	queries := make([]string, min(len(list), countedViews))
	for i := range queries {
		queries[i] = list[i].Query
	}
	counts, err := p.counts.Saved(c.Request().Context(), p.App.Store(), actor, queries)
	if err != nil {
		return nil, err
	}
	out := make([]savedLink, len(list))
	for i, v := range list {
		out[i] = savedLink{
			ID: v.ID, Name: v.Name, Href: "/assets?" + v.Query, Sharing: s.t(sharings[v.Sharing]),
			Current: v.Query == here, Droppable: setting.Drop(actor, v.Saved) == nil,
		}
		if !v.Mine {
			out[i].Owner = v.OwnerName
		}
		if i < len(counts) {
			out[i].Count = countedText(counts[i])
		}
	}
	return out, nil
}

// counted is the number of assets in a list in words.
func (p *Pages) counted(ctx context.Context, actor org.Actor, query string) (string, error) {
	list, err := p.counts.Saved(ctx, p.App.Store(), actor, []string{query})
	if err != nil {
		return "", err
	}
	return countedText(list[0]), nil
}

// countedText is «1000+» where there are more, nothing where it is not known in
// time or the list means nothing.
func countedText(n booklist.Counted) string {
	switch {
	case !n.Known:
		return ""
	case n.More:
		return strconv.Itoa(n.N) + "+"
	}
	return strconv.Itoa(n.N)
}

var sharings = map[setting.Sharing]string{setting.Own: "views.own", setting.Department: "views.department", setting.Organ: "views.organ"}

// saveFields ask for the name of a view and with whom it is shared: only as far
// as the reader may share.
func (p *Pages) saveFields(c echo.Context, form url.Values) ([]input, error) {
	s, actor := p.of(c), reqctx.Actor(c)
	self, err := p.App.Store().Person(c.Request().Context(), actor, actor.Person)
	if err != nil {
		return nil, err
	}
	var options []option
	for _, to := range []setting.Sharing{setting.Own, setting.Department, setting.Organ} {
		if _, err := setting.Save(actor, setting.Saved{Department: self.Department, Name: "x", Sharing: to}); err == nil {
			options = append(options, option{Value: string(to), Text: s.t(sharings[to])})
		}
	}
	share := selection("sharing", s.t("views.sharing"), options).choose(form.Get("sharing"))
	share.Blank = false
	return []input{{Name: "name", Kind: "text", Label: s.t("views.name"), Hint: s.t("views.name_hint"), Required: true, Value: form.Get("name")}, share}, nil
}

// saveView keeps the list under a name.
func (p *Pages) saveView(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	q, err := queryOf(form)
	if err != nil {
		return err
	}
	cmd := app.SaveView{Name: form.Get("name"), Query: q.Encode(), Sharing: setting.Sharing(form.Get("sharing"))}
	if _, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key); err != nil {
		bad := errs.As(err)
		if bad.Kind != errs.Invalid && bad.Kind != errs.Refused {
			return bad
		}
		return p.listAgain(c, problem.Status(bad), listing{q: q, panel: "views", form: form, bad: bad})
	}
	q.Set("done", "saved")
	return c.Redirect(http.StatusSeeOther, listAddress(q))
}

// dropView drops a view; the list stays as it is.
func (p *Pages) dropView(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	q, err := queryOf(form)
	if err != nil {
		return err
	}
	id := c.Param("id")
	if _, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), app.DropView{ID: id}, p.hidden(c).Key+"/"+id); err != nil {
		return err
	}
	q.Set("panel", "views")
	q.Set("done", "dropped")
	return c.Redirect(http.StatusSeeOther, listAddress(q))
}
