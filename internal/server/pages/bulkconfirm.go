package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// shownPicked is how many of those that are ready stand in a table; the others
// are there with their codes. Five hundred rows make no light page.
const shownPicked = 40

// chosenRow is one asset that was chosen, and what stands against the command.
type chosenRow struct {
	view.Asset
	Problem *errs.Error
	record  view.Record
}

// coded leads to a record by its code.
type coded struct{ ID, Code string }

// outcomes are the assets of which the same is to be said: why the command is
// not for them, or what became of them.
type outcomes struct {
	Problem *errs.Error
	Detail  string
	Items   []coded
}

// gather adds an asset to those of which the same is said.
func (s *set) gather(list []outcomes, x coded, problem *errs.Error, detail string) []outcomes {
	if problem != nil {
		detail = problem.Rule + s.say(problem.Text)
		for _, m := range problem.Missing {
			detail += "\n" + s.say(m)
		}
		for _, f := range problem.Fields {
			detail += "\n" + s.say(f.Text)
		}
	}
	for i := range list {
		if list[i].Detail == detail && (list[i].Problem == nil) == (problem == nil) {
			list[i].Items = append(list[i].Items, x)
			return list
		}
	}
	return append(list, outcomes{Problem: problem, Detail: detail, Items: []coded{x}})
}

type confirmPage struct {
	Frame       frame
	Hidden      hidden
	Name, Query string
	Picks       string // of those that are ready
	Others      string // of those that what was filled in is not for
	Weighed     string // what was filled in when that was found
	Back        string
	Ready       []view.Asset
	MoreReady   []coded
	Decided     []decidedRow // instead of these, where requests are decided
	MoreDecided []alike
	Count       int // of those that are ready
	Blocked     []outcomes
	LeftOut     int // of those that are not
	Problem     *errs.Error
	Fields      []input
	Chain       []string
	Submit      string
	Danger      bool
	Means       string // of a grave verb
}

// confirming is a command on many on its way to being done.
type confirming struct {
	verb   asset.Verb
	picks  []pickOne
	form   url.Values
	hidden hidden
	bad    *errs.Error

	against map[string]*errs.Error // by asset: why what was filled in is not for it
	weighed string
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
		Danger: grave[x.verb], Means: s.means(x.verb),
	}
	var ready []view.Record
	var picks, others []string
	for _, r := range rows {
		if bad := x.against[r.ID]; r.Problem == nil && bad != nil {
			r.Problem = bad
			others = append(others, pickOne{r.ID, r.Version}.String())
		}
		switch {
		case r.Problem != nil:
			out.Blocked = s.gather(out.Blocked, coded{r.ID, r.Code}, r.Problem, "")
			out.LeftOut++
			continue
		case len(out.Ready) < shownPicked:
			out.Ready = append(out.Ready, r.Asset)
		default:
			out.MoreReady = append(out.MoreReady, coded{r.ID, r.Code})
		}
		ready = append(ready, r.record)
		picks = append(picks, pickOne{r.ID, r.Version}.String())
	}
	if decides(x.verb) {
		out.Decided, out.MoreDecided = s.deciding(ready)
	}
	out.Count, out.Picks = len(picks), strings.Join(picks, " ")
	out.Others, out.Weighed = strings.Join(others, " "), x.weighed
	out.Frame.Title, out.Frame.FocusScan = s.t("bulk.confirm", s.bulkText(x.verb)), false
	out.Submit = s.t("bulk.submit", s.bulkText(x.verb), out.Count)
	if out.Count == 0 {
		out.Submit = s.t("bulk.weigh_again") // with something else filled in
	}
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
	if choices["as"], err = p.bulkDelegators(c, spec, ready); err != nil {
		return nil, nil, err
	}
	chain, err := p.chain(c, acting{spec: spec})
	return p.bulkInputs(s, spec, fill{form: x.form, choices: choices}), chain, err
}

// bulkDelegators are those in whose name the command may be given for any of
// the assets.
func (p *Pages) bulkDelegators(c echo.Context, spec asset.Spec, ready []view.Record) ([]choice, error) {
	if !slices.ContainsFunc(reqctx.Actor(c).Held, func(h org.Held) bool { return h.For != "" }) {
		return nil, nil
	}
	var out []choice
	for _, r := range ready {
		list, err := p.delegators(c, acting{spec: spec, record: r})
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			if !slices.ContainsFunc(out, func(o choice) bool { return o.ID == d.ID }) {
				out = append(out, d)
			}
		}
	}
	return out, nil
}

// bulkGo does what the page before asked about: each has an outcome of its own,
// and one that is refused stops no other.
func (p *Pages) bulkGo(c echo.Context, v asset.Verb, form url.Values) error {
	picks, err := picksSent(form)
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
	args, bad := bulkArgs(spec, form)
	if bad != nil {
		x.bad = bad
		return p.confirm(c, problem.Status(bad), x)
	}
	if x.shownBefore(args) {
		if x.picks, err = picksOf(strings.Fields(form.Get("picks"))); err != nil {
			return err
		}
	}
	results, against, err := p.execute(c, x, args)
	if err != nil {
		return err
	}
	if x.against = against; len(against) > 0 {
		x.weighed = weight(args)
		return p.confirm(c, http.StatusOK, x)
	}
	return p.bulkDone(c, x, results)
}

// bulkDone shows what became of each.
func (p *Pages) bulkDone(c echo.Context, x confirming, results []app.Result) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	q, err := queryOf(x.form)
	if err != nil {
		return err
	}
	out := bulkPage{Frame: p.frame(c, "bulk.title"), Back: listAddress(q)}
	out.Frame.Title = s.t("bulk.title", s.bulkText(x.verb))
	var refused, done []outcomes
	for i, r := range results {
		item := coded{x.picks[i].ID, r.Outcome.Code}
		if r.Err == nil {
			done = s.gather(done, item, nil, s.became(r.Outcome))
			out.Done++
			continue
		}
		bad := errs.As(r.Err)
		if bad.Kind == errs.Internal {
			reqctx.Of(c).Err = r.Err // for the log: what was done before it stays done, and says so
		}
		item.Code = item.ID
		if now, err := p.App.Store().Asset(ctx, actor, item.ID); err == nil {
			item.Code = now.Code
		}
		refused = s.gather(refused, item, bad, "")
		out.Failed++
	}
	out.Groups = append(refused, done...)
	return p.render(c, http.StatusOK, "bulk", out)
}

// became says what a command has come to.
func (s *set) became(o app.Outcome) string {
	if w := o.Waiting; w != nil {
		return s.t("done.waits", s.say(w.Verb.Text()), s.say(w.Seat.Text()))
	}
	return s.head(o.Life.Text())
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
	Groups       []outcomes // the refused ones first
}

// outcome is what became of one item of many.
type outcome struct {
	ID, Code, Detail string
	Problem          *errs.Error
}
