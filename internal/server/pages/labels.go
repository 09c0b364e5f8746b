package pages

import (
	"math"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
	"sealbook/labels"
)

// The label station: what to print, on which paper, from which place, and what
// was printed. Looking ahead is free; a job is made by one command.

type labelsPage struct {
	Frame   frame
	Problem *errs.Error
	Hidden  hidden
	Figures []counter
	Which   string
	ToPrint int64
	Picked  []string
	Codes   input
	End     string // key that ends a scan
	Stocks  []stockChoice
	Draft   labelDraft
	Jobs    []view.PrintJob
	Pager   pager
}

type stockChoice struct {
	Name, Text string
	PerPage    int
	Chosen     bool
}

const jobRows = 20

func (p *Pages) labels(c echo.Context) error { return p.labelsAgain(c, http.StatusOK, nil) }

// labelsAgain draws the page from the address (first) or the form (after a
// preview or a refusal).
func (p *Pages) labelsAgain(c echo.Context, status int, bad *errs.Error) error {
	out, err := p.labelStation(c)
	if err != nil {
		return err
	}
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	jobs, next, err := p.App.Store().PrintJobs(ctx, actor, c.QueryParam("cursor"), jobRows)
	if err != nil {
		return err
	}
	out.Jobs, out.Pager = jobs, pager{Rows: len(jobs)}
	if next != "" {
		out.Pager.Next = "/labels?cursor=" + escape(next)
	}
	set, err := p.App.Store().Settings(ctx, actor.Account)
	if err != nil {
		return err
	}
	out.End = set.End()
	fields := []input{out.Codes, {Name: "start"}}
	out.Problem = shown(bad, s.blame(bad, fields))
	out.Codes, out.Draft.Wrong = fields[0], fields[1].Err
	return p.render(c, status, "labels", out)
}

// labelStation is the form as it stands, and what would come of it.
func (p *Pages) labelStation(c echo.Context) (labelsPage, error) {
	s := p.of(c)
	form, err := c.FormParams() // with the address's parameters
	if err != nil {
		return labelsPage{}, err
	}
	out := labelsPage{Frame: p.frame(c, "labels.title"), Hidden: p.nextKey(c), Which: whichOf(form), Picked: pickedOf(form)}
	if c.Path() == "/labels/print" { // refused: sent again it is still the same job
		out.Hidden = p.hidden(c)
	}
	out.Frame.FocusScan, out.Frame.Style = false, "labels.css" // the list's own box has the keyboard here
	if out.Figures, err = p.labelFigures(c); err != nil {
		return out, err
	}
	out.ToPrint = out.Figures[1].Count
	stock := stockOf(form.Get("stock"))
	for _, st := range labels.Stocks() {
		out.Stocks = append(out.Stocks, stockChoice{Name: st.Name, Text: s.say(errs.T(st.ZH, st.EN)), PerPage: st.PerPage(), Chosen: st.Name == stock.Name})
	}
	chosen, err := p.toPrint(c, form, out.Which)
	if err != nil {
		return out, err
	}
	out.Codes = input{Name: "codes", Kind: "area", Label: s.t("labels.codes_field"), Value: chosen.codes, Hint: s.t("labels.codes_hint")}
	out.Draft, err = p.draft(c, stock, form.Get("start"), chosen)
	out.Draft.Codes = chosen.codes
	return out, err
}

// labelFigures are the labels that are due (as on the home page), and of them
// those that wait for a print and those that wait for the scan on the thing.
func (p *Pages) labelFigures(c echo.Context) ([]counter, error) {
	s := p.of(c)
	out := []counter{
		{Text: s.t("quick.label_due"), Href: "/assets?label=due", Icon: "label"},
		{Text: s.t("labels.to_print"), Href: "/assets?label=unprinted", Icon: "print"},
		{Text: s.t("labels.to_read"), Href: "/labels/readback", Icon: "scan"},
	}
	for i, f := range []view.AssetFilter{{Unlabelled: true}, {Unprinted: true}, {Unread: true}} {
		n, err := p.App.Store().CountAssets(c.Request().Context(), reqctx.Actor(c), f, math.MaxInt32)
		if err != nil {
			return nil, err
		}
		if out[i].Count = int64(n); n > 0 {
			out[i].Class = "due"
		}
	}
	return out, nil
}

// stockOf is the label paper of that name, else the first.
func stockOf(name string) label.Stock {
	if st, ok := labels.Find(name); ok {
		return st
	}
	return labels.Stocks()[0]
}

// print makes the job.
func (p *Pages) print(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	start, err := strconv.Atoi(form.Get("start"))
	if err != nil {
		return p.labelsAgain(c, http.StatusUnprocessableEntity, errs.InvalidField("start", "请选择起始位置。", "Choose the place to start at."))
	}
	// The key is looked at before the choice: sent twice, «all without a print»
	// would find none the second time.
	key, stock, which := p.hidden(c).Key, form.Get("stock"), whichOf(form)
	asked := struct {
		Which, Codes, Stock string
		Picked              []string
		Start               int
	}{which, form.Get("codes"), stock, form["picked"], start}
	out, err := p.App.ExecuteChosen(c.Request().Context(), reqctx.Actor(c), "page.print", asked, key, func() (app.Command, error) {
		chosen, err := p.toPrint(c, form, which)
		if err == nil && len(chosen.missing) > 0 {
			err = errs.InvalidField("codes", "以下编号没有找到，或不在您的权限范围内。", "These codes were not found, or are outside your scope.").WithMissing(chosen.missing...)
		}
		return app.Print{Assets: chosen.ids, Stock: stock, Start: start, Key: key}, err
	})
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/labels/jobs/"+out.ID)
	}
	bad := errs.As(err)
	if bad.Kind == errs.Internal || bad.Kind == errs.Unavailable {
		return bad
	}
	return p.labelsAgain(c, problem.Status(bad), bad)
}
