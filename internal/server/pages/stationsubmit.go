package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

func formatVersion(v int64) string { return strconv.FormatInt(v, 10) }

// stationSubmit sends the basket: each thing has an outcome of its own. What is
// refused stays in the basket with its blocker; the rest leaves it.
func (p *Pages) stationSubmit(c echo.Context, v asset.Verb, form url.Values) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	held := form["row"]
	if !collects(v) || len(held) == 0 || len(held) > mostScanned {
		return p.stationAgain(c, v, form, errs.InvalidField("row", "清单是空的或超过1000件，请先扫描。", "The basket is empty or holds more than 1000 things; scan first."))
	}
	spec, _ := asset.SpecOf(v)
	if p.searching(spec, form) {
		return p.stationAgain(c, v, form, nil)
	}
	args, bad := argsOf(spec, form, view.Record{})
	if bad == nil {
		bad = lacking(spec, form)
	}
	if bad != nil {
		return p.stationAgain(c, v, form, bad)
	}
	cmds := make([]app.Command, len(held))
	for i, raw := range held {
		id, version, err := pickOf(raw)
		if err != nil {
			return err
		}
		cmds[i] = app.Act{Command: asset.Command{Asset: id, Verb: v, Version: version, Args: args}}
	}
	out, err := p.station(c, v, form)
	if err != nil {
		return err
	}
	results := p.App.ExecuteEach(ctx, actor, cmds, out.Hidden.Key)
	for i, r := range results {
		row, err := p.sent(c, v, held[i], r)
		if err != nil {
			return err
		}
		if r.Err != nil {
			out.Failed++
			out.Count++
		} else {
			out.Done++
			if w := r.Outcome.Waiting; w != nil {
				out.Undo = append(out.Undo, undoable{Asset: r.Outcome.ID, Request: w.Request})
			}
		}
		out.Rows = append(out.Rows, row)
	}
	out.Hidden = p.nextKey(c)
	out.Frame.Notice = &notice{Kind: "ok", Text: s.t("station.sum", out.Done, out.Failed)}
	if out.Failed > 0 {
		out.Frame.Notice.Kind = "warn"
	}
	return p.render(c, http.StatusOK, "station", out)
}

// lacking names the fields that must be filled in: said once at the field, it
// need not be refused thing by thing.
func lacking(spec asset.Spec, form url.Values) *errs.Error {
	var bad *errs.Error
	for _, f := range spec.Fields {
		if !f.Required || strings.TrimSpace(form.Get(f.Name)) != "" {
			continue
		}
		if bad == nil {
			bad = errs.New(errs.Invalid, "input.required", "缺少必填内容，尚未提交。", "Required input is missing; nothing was submitted.")
		}
		bad = bad.WithField(f.Name, "请填写"+f.Text.ZH+"。", "Give the "+f.Text.EN+".")
	}
	return bad
}

// sent is the row of one command's outcome.
func (p *Pages) sent(c echo.Context, v asset.Verb, raw string, r app.Result) (stationRow, error) {
	s := p.of(c)
	id, _, _ := strings.Cut(raw, ".")
	row := stationRow{State: "done"}
	now, err := p.App.Store().Asset(c.Request().Context(), reqctx.Actor(c), id)
	switch {
	case err == nil:
		row.Asset = &now.Asset
	case !errs.IsKind(err, errs.NotFound):
		return row, err
	default:
		row.Typed = r.Outcome.Code // it has left the actor's scope
	}
	if r.Err != nil {
		e, fault := failed(r.Err)
		if fault != nil {
			return row, fault
		}
		row.State, row.Problem, row.Text = "refused", e, s.t("station.not_legal", s.say(v.Text()))
		if row.Asset != nil {
			row.Pick = pick(now) // as it is now: what changed meanwhile is seen and sent again
		}
		return row, nil
	}
	row.Text = s.head(r.Outcome.Life.Text())
	if w := r.Outcome.Waiting; w != nil {
		row.Text = s.t("done.waits", s.head(w.Verb.Text()), s.say(w.Seat.Text()))
	}
	return row, nil
}

// stationAgain draws the page with the basket as it was sent.
func (p *Pages) stationAgain(c echo.Context, v asset.Verb, form url.Values, bad *errs.Error) error {
	out, err := p.station(c, v, form)
	if err != nil {
		return err
	}
	if out.Rows, err = p.held(c, v, form["row"], nil); err != nil {
		return err
	}
	out.Count = len(out.Rows)
	out.Problem = shown(bad, p.of(c).blame(bad, out.Fields))
	status := http.StatusOK
	if bad != nil {
		status = problem.Status(bad)
	}
	return p.render(c, status, "station", out)
}

// stationWithdraw takes back what the last submission asked for, where nobody
// has decided yet.
func (p *Pages) stationWithdraw(c echo.Context, v asset.Verb, form url.Values) error {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	asked := form["undo"]
	if len(asked) > mostScanned {
		return errs.New(errs.TooLarge, "station.full", "一次最多处理1000件。", "1000 things at most at a time.")
	}
	cmds := make([]app.Command, len(asked))
	for i, raw := range asked {
		id, request, _ := strings.Cut(raw, ".")
		cmds[i] = app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbWithdraw, Request: request}}
	}
	out, err := p.station(c, v, form)
	if err != nil {
		return err
	}
	for i, r := range p.App.ExecuteEach(ctx, actor, cmds, out.Hidden.Key) {
		row, err := p.sent(c, asset.VerbWithdraw, asked[i], r)
		if err != nil {
			return err
		}
		row.Pick = "" // a withdrawal is no row of the basket
		if r.Err != nil {
			out.Failed++
		} else {
			out.Done++
		}
		out.Rows = append(out.Rows, row)
	}
	rest, err := p.held(c, v, form["row"], nil) // what had been refused is still there
	if err != nil {
		return err
	}
	out.Rows, out.Count = append(out.Rows, rest...), len(rest)
	out.Hidden = p.nextKey(c)
	out.Frame.Notice = &notice{Kind: "ok", Text: p.of(c).t("station.withdrawn", out.Done, out.Failed)}
	if out.Failed > 0 {
		out.Frame.Notice.Kind = "warn"
	}
	return p.render(c, http.StatusOK, "station", out)
}
