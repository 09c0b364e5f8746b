package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// shownPicked is how many rows of a kind stand in a table; the others are there
// with their codes.
const shownPicked = 100

// chosenRow is one asset that was chosen, and what stands against the command.
type chosenRow struct {
	view.Asset
	Problem *errs.Error
	record  view.Record
}

// coded leads to a record by its code.
type coded struct{ ID, Code string }

type confirmPage struct {
	Frame       frame
	Hidden      hidden
	Name, Query string
	Picks       string // of those that are ready
	Back        string
	Ready       []view.Asset
	Blocked     []chosenRow
	MoreReady   []coded
	Count       int // of those that are ready
	Problem     *errs.Error
	Fields      []input
	Chain       []string
	Submit      string
	Danger      bool
}

// confirming is a command on many on its way to being done.
type confirming struct {
	verb   asset.Verb
	picks  []pickOne
	form   url.Values
	hidden hidden
	bad    *errs.Error
}

// confirm shows what was chosen, each blocker with its rule, and asks for what
// the command needs. It changes nothing.
func (p *Pages) confirm(c echo.Context, status int, x confirming) error {
	s := p.of(c)
	rows, err := p.blockers(c, x.verb, x.picks)
	if err != nil {
		return err
	}
	q, err := queryOf(x.form)
	if err != nil {
		return err
	}
	out := confirmPage{
		Frame: p.frame(c, "bulk.confirm"), Hidden: x.hidden, Name: string(x.verb), Query: q.Encode(), Back: listAddress(q),
		Danger: grave[x.verb],
	}
	var ready []view.Record
	var picks []string
	for _, r := range rows {
		switch {
		case r.Problem != nil:
			out.Blocked = append(out.Blocked, r)
			continue
		case len(out.Ready) < shownPicked:
			out.Ready = append(out.Ready, r.Asset)
		default:
			out.MoreReady = append(out.MoreReady, coded{r.ID, r.Code})
		}
		ready = append(ready, r.record)
		picks = append(picks, pickOne{r.ID, r.Version}.String())
	}
	out.Count, out.Picks = len(picks), strings.Join(picks, " ")
	out.Frame.Title, out.Frame.FocusScan = s.t("bulk.confirm", s.bulkText(x.verb)), false
	out.Submit = s.t("bulk.submit", s.bulkText(x.verb), out.Count)
	if out.Fields, out.Chain, err = p.bulkFields(c, x, ready); err != nil {
		return err
	}
	out.Problem = shown(x.bad, s.blame(x.bad, out.Fields))
	focusFirst(out.Fields)
	return p.render(c, status, "bulk_confirm", out)
}

// bulkFields are the inputs of the command, and whose signatures it needs.
func (p *Pages) bulkFields(c echo.Context, x confirming, ready []view.Record) ([]input, []string, error) {
	s, spec := p.of(c), bulkAbout(x.verb)
	choices, err := p.choices(c, spec, x.form)
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for _, r := range ready[:min(len(ready), shownPicked)] { // in whose name: of any of them
		list, err := p.delegators(c, acting{spec: spec, record: r})
		if err != nil {
			return nil, nil, err
		}
		for _, d := range list {
			if !seen[d.ID] {
				seen[d.ID] = true
				choices["as"] = append(choices["as"], d)
			}
		}
	}
	chain, err := p.chain(c, acting{spec: spec})
	return p.inputs(s, spec, fill{form: x.form, choices: choices}), chain, err
}

// bulkGo does what the page before asked about: each has an outcome of its own,
// and one that is refused stops no other.
func (p *Pages) bulkGo(c echo.Context, v asset.Verb, form url.Values) error {
	picks, err := picksOf(strings.Fields(form.Get("picks")))
	if err != nil {
		return err
	}
	x := confirming{verb: v, picks: picks, form: form, hidden: p.hidden(c)}
	spec := bulkAbout(v)
	if p.searching(spec, form) {
		return p.confirm(c, http.StatusOK, x)
	}
	if form.Get("look") != "" {
		// Enter in a field, be it a scanner's, presses the form's first button.
		x.bad = errs.New(errs.Invalid, "form.press",
			"尚未办理：此操作须点击确认按钮，按回车无效。", "Nothing was done yet: this needs the button to be pressed, Enter does not do it.")
		return p.confirm(c, http.StatusOK, x)
	}
	if v == asset.VerbPrint {
		q := url.Values{}
		for _, one := range picks {
			q.Add("pick", one.ID)
		}
		return c.Redirect(http.StatusSeeOther, "/labels?"+q.Encode()) // paper and place are chosen there
	}
	args, bad := argsOf(spec, form, view.Record{})
	if bad == nil {
		bad = lacking(spec, form)
	}
	if bad != nil {
		x.bad = bad
		return p.confirm(c, problem.Status(bad), x)
	}
	return p.bulkDone(c, x, args)
}

// bulkDone carries out the commands and shows what became of each.
func (p *Pages) bulkDone(c echo.Context, x confirming, args asset.Args) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	verbs, err := p.bulkHow(c, x)
	if err != nil {
		return err
	}
	cmds := make([]app.Command, len(x.picks))
	for i, one := range x.picks {
		cmds[i] = app.Act{Command: asset.Command{Asset: one.ID, Verb: asset.Verb(verbs[i]), Version: one.Version, Args: args}}
	}
	q, err := queryOf(x.form)
	if err != nil {
		return err
	}
	out := bulkPage{Frame: p.frame(c, "bulk.title"), Back: listAddress(q)}
	out.Frame.Title = s.t("bulk.title", s.bulkText(x.verb))
	var refused, done []outcome
	for i, r := range p.App.ExecuteEach(ctx, actor, cmds, x.hidden.Key) {
		item := outcome{ID: x.picks[i].ID, Code: r.Outcome.Code}
		if r.Err != nil {
			if item.Problem = errs.As(r.Err); item.Problem.Kind == errs.Internal {
				reqctx.Of(c).Err = r.Err // for the log: what was done before it stays done, and says so
			}
			if now, err := p.App.Store().Asset(ctx, actor, item.ID); err == nil {
				item.Code = now.Code
			}
			refused = append(refused, item)
			continue
		}
		item.Detail = s.say(r.Outcome.Life.Text())
		if w := r.Outcome.Waiting; w != nil {
			item.Detail = s.t("done.waits", s.say(w.Verb.Text()), s.say(w.Seat.Text()))
		}
		done = append(done, item)
	}
	out.Done, out.Failed = len(done), len(refused)
	few := done[:min(len(done), shownPicked)]
	for _, item := range done[len(few):] {
		out.MoreDone = append(out.MoreDone, coded{item.ID, item.Code})
	}
	out.Items = append(refused, few...)
	return p.render(c, http.StatusOK, "bulk", out)
}

// bulkHow is the verb for each. How a request is signed is chosen once: sent
// again, what waited then has moved on.
func (p *Pages) bulkHow(c echo.Context, x confirming) ([]string, error) {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	verbs := make([]string, len(x.picks))
	for i := range verbs {
		verbs[i] = string(x.verb)
	}
	if x.verb != asset.VerbApprove {
		return verbs, nil
	}
	return p.App.ChooseOnce(ctx, actor, "page.approve", x.picks, x.hidden.Key, func() ([]string, error) {
		for i, one := range x.picks {
			if r, err := p.App.Store().Asset(ctx, actor, one.ID); err == nil {
				verbs[i] = string(signsHow(r.Waiting))
			}
		}
		return verbs, nil
	})
}

type bulkPage struct {
	Frame        frame
	Back         string
	Done, Failed int
	Items        []outcome // the refused ones first
	MoreDone     []coded
}

// outcome is what became of one item of many.
type outcome struct {
	ID, Code, Detail string
	Problem          *errs.Error
}
