package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
	"sealbook/labels"
)

type labelsPage struct {
	Frame   frame
	Problem *errs.Error
	Hidden  hidden
	Which   string
	Due     int64
	Picked  []string
	Codes   input
	Stocks  []stockChoice
	Start   input
	Jobs    []view.PrintJob
	Pager   pager
}

type stockChoice struct {
	Name, Text string
	PerPage    int
	Chosen     bool
}

type jobPage struct {
	Frame  frame
	Job    view.PrintJob
	Labels []labelRow
}

const jobRows = 20

func (p *Pages) labels(c echo.Context) error { return p.labelsAgain(c, http.StatusOK, nil) }

// labelsAgain draws the page from the address (first) or the form (after a refusal).
func (p *Pages) labelsAgain(c echo.Context, status int, bad *errs.Error) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	counts, err := p.App.Store().Counters(ctx, actor)
	if err != nil {
		return err
	}
	jobs, next, err := p.App.Store().PrintJobs(ctx, actor, c.QueryParam("cursor"), jobRows)
	if err != nil {
		return err
	}
	form, err := c.FormParams() // with the address's parameters
	if err != nil {
		return err
	}
	out := labelsPage{
		Frame: p.frame(c, "labels.title"), Hidden: p.hidden(c), Due: counts.Due, Jobs: jobs,
		Picked: append(slices.Clone(form["pick"]), form["picked"]...), Which: form.Get("which"), Pager: pager{Rows: len(jobs)},
		Codes: input{Name: "codes", Kind: "area", Label: s.t("labels.codes_field"), Value: form.Get("codes"), Hint: s.t("labels.codes_hint")},
		Start: input{Name: "start", Kind: "number", Label: s.t("labels.start"), Value: form.Get("start"), Hint: s.t("labels.start_hint")},
	}
	if next != "" {
		out.Pager.Next = "/labels?cursor=" + escape(next)
	}
	if out.Start.Value == "" {
		out.Start.Value = "1"
	}
	if out.Which == "" {
		out.Which = "unprinted"
		if len(out.Picked) > 0 {
			out.Which = "picked"
		}
	}
	for i, st := range labels.Stocks() {
		out.Stocks = append(out.Stocks, stockChoice{
			Name: st.Name, Text: s.say(errs.T(st.ZH, st.EN)), PerPage: st.PerPage(),
			Chosen: form.Get("stock") == st.Name || form.Get("stock") == "" && i == 0,
		})
	}
	fields := []input{out.Codes, out.Start}
	out.Problem = shown(bad, s.blame(bad, fields))
	out.Codes, out.Start = fields[0], fields[1]
	return p.render(c, status, "labels", out)
}

func (p *Pages) print(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	start, err := strconv.Atoi(form.Get("start"))
	if err != nil {
		return p.labelsAgain(c, http.StatusUnprocessableEntity, errs.InvalidField("start", "起始位置须为整数。", "The start position is a whole number."))
	}
	// The key is looked at before the choice: sent twice, «all without a print»
	// would find none the second time.
	key, stock := p.hidden(c).Key, form.Get("stock")
	asked := struct {
		Which, Codes, Stock string
		Picked              []string
		Start               int
	}{form.Get("which"), form.Get("codes"), stock, form["picked"], start}
	out, err := p.App.ExecuteChosen(c.Request().Context(), reqctx.Actor(c), "page.print", asked, key, func() (app.Command, error) {
		ids, err := p.toPrint(c)
		return app.Print{Assets: ids, Stock: stock, Start: start, Key: key}, err
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

// toPrint lists the ids the form is about: everything without a print of its
// present marking, typed codes, or what was ticked in the list.
func (p *Pages) toPrint(c echo.Context) ([]string, error) {
	ctx, actor, st := c.Request().Context(), reqctx.Actor(c), p.App.Store()
	form, err := c.FormParams()
	if err != nil {
		return nil, err
	}
	switch form.Get("which") {
	case "picked":
		return form["picked"], nil
	case "codes":
		var ids []string
		var missing []errs.Text
		for _, code := range strings.FieldsFunc(form.Get("codes"), func(r rune) bool { return strings.ContainsRune("\r\n\t ,，;；、", r) }) {
			r, err := st.Asset(ctx, actor, code)
			switch {
			case errs.IsKind(err, errs.NotFound):
				missing = append(missing, errs.T(code, code))
			case err != nil:
				return nil, err
			case !slices.Contains(ids, r.ID):
				ids = append(ids, r.ID)
			}
		}
		if len(missing) > 0 {
			return nil, errs.InvalidField("codes", "以下编号没有找到，或不在您的权限范围内。", "These codes were not found, or are outside your scope.").WithMissing(missing...)
		}
		return ids, nil
	default:
		return st.AssetIDs(ctx, actor, view.AssetFilter{Unprinted: true}, app.MaxPrint)
	}
}

func (p *Pages) job(c echo.Context) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	job, err := p.App.Store().PrintJob(ctx, actor, c.Param("job"))
	if err != nil {
		return err
	}
	list, err := p.App.Store().PrintJobItems(ctx, actor, job.ID)
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "job", jobPage{Frame: p.frame(c, "job.title"), Job: job, Labels: s.labelRows(list)})
}

// sheet hands out the job's file, on record.
func (p *Pages) sheet(c echo.Context) error {
	f, err := p.App.FetchSheet(c.Request().Context(), reqctx.Actor(c), c.Param("job"), p.of(c).lang)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="labels-`+f.Job.At.In(p.Zone).Format("20060102-1504")+`.pdf"`)
	return c.Blob(http.StatusOK, "application/pdf", f.Body)
}
