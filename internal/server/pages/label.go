package pages

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
	"sealbook/labels"
)

type labelPage struct {
	Frame   frame
	Card    card
	Label   labelRow
	Stock   input
	Picture string
	CanVoid bool
	Copy    string // where a copy is printed, "" if not by this person or not any more
	Fetches []view.LabelFetch
	Hidden  hidden
	Reason  input
	Problem *errs.Error
}

type readbackPage struct {
	Frame   frame
	Hidden  hidden
	Applied *view.Asset
	Problem *errs.Error
	Waiting []view.Asset
}

// labelOf finds one label of an asset the actor may see.
func (p *Pages) labelOf(c echo.Context) (view.Record, asset.Label, error) {
	r, err := p.App.Store().Asset(c.Request().Context(), reqctx.Actor(c), c.Param("id"))
	if err != nil {
		return r, asset.Label{}, err
	}
	for _, l := range r.Labels {
		if l.Token == c.Param("token") {
			one := []asset.Label{l}
			err := p.App.Store().CountFetches(c.Request().Context(), one)
			return r, one[0], err
		}
	}
	return r, asset.Label{}, asset.NotFound()
}

func (p *Pages) label(c echo.Context) error { return p.labelAgain(c, http.StatusOK, nil) }

func (p *Pages) labelAgain(c echo.Context, status int, bad *errs.Error) error {
	r, l, err := p.labelOf(c)
	if err != nil {
		return err
	}
	s, stock := p.of(c), stockName(c)
	var options []option
	for _, st := range labels.Stocks() {
		options = append(options, option{Value: st.Name, Text: s.say(errs.T(st.ZH, st.EN))})
	}
	choose := selection("stock", s.t("labels.stock"), options).choose(stock)
	choose.Blank = false
	reason := []input{{Name: "reason", Kind: "text", Label: s.t("label.reason"), Required: true, Value: c.Request().PostFormValue("reason")}}
	out := labelPage{
		Frame: p.frame(c, "label.title"), Card: *s.card(r), Label: s.labelRow(l), Stock: choose, Hidden: p.hidden(c),
		Picture: "/assets/" + r.ID + "/labels/" + l.Token + "/picture.svg?stock=" + escape(stock),
		CanVoid: prints(reqctx.Actor(c)) && (l.State == asset.LabelPrinted || l.State == asset.LabelOn),
		Problem: shown(bad, s.blame(bad, reason)), Reason: reason[0],
	}
	if out.CanVoid {
		out.Copy = "/labels?pick=" + escape(r.ID)
	}
	if out.Fetches, err = p.App.Store().LabelFetches(c.Request().Context(), l.Token, pageRows); err != nil {
		return err
	}
	return p.render(c, status, "label", out)
}

func stockName(c echo.Context) string {
	if st, ok := labels.Find(c.QueryParam("stock")); ok {
		return st.Name
	}
	return labels.Stocks()[0].Name
}

// picture is the label as it prints, but for the code: what is looked at on a
// page is not on record as handed out, so it must be of no use on a thing. A
// browser embeds it from this site only.
func (p *Pages) picture(c echo.Context) error {
	_, l, err := p.labelOf(c)
	if err != nil {
		return err
	}
	stock, err := label.FindStock(stockName(c))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := label.SVG(&b, stock, app.LabelItem(l), label.Options{Specimen: true}); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/svg+xml", b.Bytes())
}

func (p *Pages) voidLabel(c echo.Context) error {
	cmd := app.VoidLabel{Token: c.Param("token"), Reason: c.FormValue("reason")}
	_, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key)
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/assets/"+c.Param("id")+"?tab=labels&done="+string(asset.VerbVoidLabel))
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.NotFound || e.Kind == errs.Unavailable {
		return e
	}
	return p.labelAgain(c, problem.Status(e), e)
}

func (p *Pages) readbackForm(c echo.Context) error { return p.readbackAgain(c, http.StatusOK, nil) }

// readback takes the token of a label that is now on the thing.
func (p *Pages) readback(c echo.Context) error {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	r, err := p.App.Scan(ctx, actor, c.FormValue("q"))
	if err == nil && r.Label == nil {
		err = errs.New(errs.Invalid, "readback.token", "请扫描标签上的二维码；输入编号不能证明标签已贴好。",
			"Scan the code on the label; a typed asset code does not prove that the label is on.")
	}
	if err == nil {
		cmd := app.Act{Command: asset.Command{Asset: r.Record.ID, Verb: asset.VerbLabel, Args: asset.Args{Token: r.Label.Token}}}
		if _, err = p.App.Execute(ctx, actor, cmd, p.hidden(c).Key); err == nil {
			return c.Redirect(http.StatusSeeOther, "/labels/readback?done="+r.Record.ID)
		}
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		return e
	}
	return p.readbackAgain(c, problem.Status(e), e)
}

func (p *Pages) readbackAgain(c echo.Context, status int, bad *errs.Error) error {
	ctx, actor, st := c.Request().Context(), reqctx.Actor(c), p.App.Store()
	out := readbackPage{Frame: p.frame(c, "readback.title"), Hidden: p.hidden(c), Problem: bad}
	out.Frame.FocusScan = false
	waiting, err := st.Assets(ctx, actor, view.AssetFilter{Unlabelled: true, Limit: pageRows})
	if err != nil {
		return err
	}
	out.Waiting = waiting.Rows
	if id := c.QueryParam("done"); id != "" && bad == nil {
		r, err := st.Asset(ctx, actor, id)
		if err != nil {
			return err
		}
		if r.State.LabelApplied > 0 {
			out.Applied = &r.Asset
		}
	}
	return p.render(c, status, "readback", out)
}
