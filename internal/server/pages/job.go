package pages

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
	"sealbook/labels"
)

type jobPage struct {
	Frame    frame
	Hidden   hidden
	Problem  *errs.Error
	Job      view.PrintJob
	Roll     bool
	Inline   bool // few enough to be printed from a page
	Labels   []labelRow
	Ticked   map[string]bool
	Reason   input
	Outcomes []outcome // of the labels just voided
	Done     int
	Failed   int
}

func (p *Pages) job(c echo.Context) error {
	return p.jobAgain(c, http.StatusOK, jobPage{Hidden: p.hidden(c)})
}

// jobAgain draws the page of a job around what has just become of it.
func (p *Pages) jobAgain(c echo.Context, status int, out jobPage) error {
	job, list, err := p.jobLabels(c)
	if err != nil {
		return err
	}
	s := p.of(c)
	out.Frame, out.Job, out.Labels = p.frame(c, "job.title"), job, s.labelRows(list)
	out.Roll, out.Inline = stockOf(job.Stock).Kind == labels.Roll, job.Labels <= app.MaxInline
	out.Frame.Style = "labels.css"
	if out.Reason.Name == "" {
		out.Reason = s.voidReason("")
	}
	return p.render(c, status, "job", out)
}

func (p *Pages) jobLabels(c echo.Context) (view.PrintJob, []asset.Label, error) {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	job, err := p.App.Store().PrintJob(ctx, actor, c.Param("job"))
	if err != nil {
		return job, nil, err
	}
	list, err := p.App.Store().PrintJobItems(ctx, actor, job.ID)
	return job, list, err
}

func (s *set) voidReason(value string) input {
	return input{Name: "reason", Kind: "text", Label: s.t("label.reason"), Required: true, Value: value}
}

// jobDo prints labels of the job again, or takes them out of force.
func (p *Pages) jobDo(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	job, list, err := p.jobLabels(c)
	if err != nil {
		return err
	}
	do, ticked := form.Get("do"), map[string]bool{}
	for _, token := range form["token"] {
		ticked[token] = true
	}
	var some []asset.Label
	for _, l := range list {
		if do == "all" || ticked[l.Token] {
			some = append(some, l)
		}
	}
	if len(some) == 0 {
		bad := errs.New(errs.Invalid, "job.none", "请先勾选标签。", "Tick labels first.")
		return p.jobAgain(c, problem.Status(bad), jobPage{Hidden: p.hidden(c), Problem: bad})
	}
	if do == "void" {
		return p.voidEach(c, some, ticked, form.Get("reason"))
	}
	// The sheet and the place are chosen anew: the rest of this one may be used up.
	form["picked"], form["which"], form["stock"] = nil, []string{"picked"}, []string{job.Stock}
	for _, l := range some {
		if !slices.Contains(form["picked"], l.Asset) {
			form["picked"] = append(form["picked"], l.Asset)
		}
	}
	return p.labelsAgain(c, http.StatusOK, nil)
}

// voidEach takes every ticked label out of force by itself: one that is refused
// stops no other.
func (p *Pages) voidEach(c echo.Context, some []asset.Label, ticked map[string]bool, reason string) error {
	s := p.of(c)
	if strings.TrimSpace(reason) == "" {
		bad := errs.InvalidField("reason", "请填写作废原因。", "Give the reason.")
		fields := []input{s.voidReason(reason)}
		bad = shown(bad, s.blame(bad, fields))
		return p.jobAgain(c, problem.Status(bad), jobPage{Hidden: p.hidden(c), Problem: bad, Ticked: ticked, Reason: fields[0]})
	}
	out, err := p.voided(c.Request().Context(), c, some, reason)
	if err != nil {
		return err
	}
	out.Hidden = p.nextKey(c)
	return p.jobAgain(c, http.StatusOK, out)
}

func (p *Pages) voided(ctx context.Context, c echo.Context, some []asset.Label, reason string) (jobPage, error) {
	var out jobPage
	cmds := make([]app.Command, 0, len(some))
	for _, l := range some {
		cmds = append(cmds, app.VoidLabel{Token: l.Token, Reason: reason})
	}
	for i, r := range p.App.ExecuteEach(ctx, reqctx.Actor(c), cmds, p.hidden(c).Key) {
		o := outcome{ID: some[i].Asset, Code: some[i].Shows.Code}
		if r.Err != nil {
			bad, fault := failed(r.Err)
			if fault != nil {
				return out, fault
			}
			o.Problem = bad
			out.Failed++
		} else {
			out.Done++
		}
		out.Outcomes = append(out.Outcomes, o)
	}
	return out, nil
}
