package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type actPage struct {
	Frame         frame
	Card          card
	Request       *request
	Verb, Name    string
	Problem       *errs.Error
	Allowed, Many bool
	Danger        bool
	Means         string // what a grave verb does, before it is done
	Hidden        hidden
	Fields        []input
	Chain         []string
	Submit        string
	Instead       *link        // the other decision that is the reader's to take
	Changed       []historyRow // what became of the record since the form was drawn
	Again         bool         // and it may be sent all the same
	Parts         []view.Asset // inside, where they go along or are compared
}

// acting is one verb on one asset, as a form page needs it.
type acting struct {
	spec    asset.Spec
	record  view.Record
	actions []asset.Action
	why     *errs.Error // the verb is not legal now
}

func (p *Pages) acting(c echo.Context) (acting, error) {
	spec, ok := asset.SpecOf(asset.Verb(c.Param("verb")))
	if !ok || spec.Verb == asset.VerbLapse {
		return acting{}, echo.ErrNotFound
	}
	r, actions, err := p.App.Record(c.Request().Context(), reqctx.Actor(c), c.Param("id"))
	if err != nil {
		return acting{}, err
	}
	a := acting{spec: spec, record: r, actions: actions}
	for _, x := range actions {
		if x.Spec.Verb == spec.Verb {
			a.why = x.Why
		}
	}
	return a, nil
}

func (p *Pages) actForm(c echo.Context) error {
	a, err := p.acting(c)
	if err != nil {
		return err
	}
	h := p.hidden(c)
	h.Version = a.record.Version
	if a.record.State.Request != nil {
		h.Request = a.record.State.Request.ID
	}
	return p.actAgain(c, http.StatusOK, a, h, url.Values{}, a.why, nil)
}

func (p *Pages) act(c echo.Context) error {
	a, err := p.acting(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	h := p.hidden(c)
	h.Version, _ = strconv.ParseInt(form.Get("version"), 10, 64) // 0 compares nothing; the domain decides all the same
	h.Request = form.Get("request")
	if p.searching(a.spec, form) {
		return p.actAgain(c, http.StatusOK, a, h, form, lookFirst(form), nil)
	}
	if grave[a.spec.Verb] && form.Get("look") != "" {
		// Enter in a field, be it a scanner's, presses the form's first button; only the last one acts.
		return p.actAgain(c, http.StatusOK, a, h, form, errs.New(errs.Invalid, "form.press",
			"尚未办理：此操作须点击确认按钮，按回车无效。", "Nothing was done yet: this needs the button to be pressed, Enter does not do it."), nil)
	}
	args, bad := argsOf(a.spec, form, a.record)
	if bad == nil {
		cmd := app.Act{Command: asset.Command{Asset: a.record.ID, Verb: a.spec.Verb, Version: h.Version, Request: h.Request, Args: args}}
		_, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, h.Key)
		if err == nil {
			return p.afterDeed(c, a)
		}
		bad = errs.As(err)
	}
	if bad.Kind == errs.Internal || bad.Kind == errs.NotFound || bad.Kind == errs.Unavailable {
		return bad
	}
	if bad.Kind == errs.Conflict {
		return p.actStale(c, h, form, bad)
	}
	return p.actAgain(c, problem.Status(bad), a, h, form, bad, nil)
}

// afterDeed leads to the record, or home where the deed was all that its doer had
// to know the asset for.
func (p *Pages) afterDeed(c echo.Context, a acting) error {
	seen, err := p.App.Store().Sees(c.Request().Context(), reqctx.Actor(c), a.record.ID)
	if err != nil {
		return err
	}
	to := "/"
	if seen {
		to = "/assets/" + a.record.ID
	}
	return c.Redirect(http.StatusSeeOther, to+"?done="+string(a.spec.Verb))
}

// mostChanges is how many changes a stale page tells.
const mostChanges = 20

// actStale draws the form over the record as it is by now and says what happened
// to it since. What was filled in stays; sent again it is sent in the knowledge
// of that, as another deed.
func (p *Pages) actStale(c echo.Context, seen hidden, form url.Values, bad *errs.Error) error {
	a, err := p.acting(c)
	if err != nil {
		return err
	}
	entries, _, err := p.App.Store().History(c.Request().Context(), reqctx.Actor(c), a.record.ID, "", mostChanges)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e view.Entry) bool { return e.Seq <= seen.Version })
	if a.why != nil { // and it cannot be asked for any more
		both := *bad.WithMissing(append([]errs.Text{a.why.Text}, a.why.Missing...)...)
		both.Rule, both.Articles = a.why.Rule, a.why.Articles
		bad = &both
	}
	h := p.nextKey(c)
	h.Version = a.record.Version
	if a.record.State.Request != nil {
		h.Request = a.record.State.Request.ID
	}
	return p.actAgain(c, http.StatusConflict, a, h, form, bad, p.of(c).historyRows(entries, a.record))
}

// withParts are the verbs at which one looks at what is inside.
var withParts = []asset.Verb{
	asset.VerbIssue, asset.VerbReturn, asset.VerbHandOver, asset.VerbAccept, asset.VerbMove, asset.VerbTakeOut, asset.VerbPutIn,
	asset.VerbCheck, asset.VerbRepair, asset.VerbCloseRepair, asset.VerbReportLost, asset.VerbUpgrade, asset.VerbDowngrade, asset.VerbClassify,
}

// searching reports that the form was sent to look for somebody or something
// rather than to act.
func (p *Pages) searching(spec asset.Spec, form url.Values) bool {
	if form.Get("find") != "" {
		return true
	}
	for _, f := range spec.Fields {
		if pending(form, f.Name) {
			return true
		}
	}
	return false
}

// actAgain draws the form with what was filled in and what is wrong with it.
func (p *Pages) actAgain(
	c echo.Context, status int, a acting, h hidden, form url.Values, bad *errs.Error, changed []historyRow,
) error {
	s := p.of(c)
	choices, err := p.choices(c, a.spec, form)
	if err != nil {
		return err
	}
	if choices["as"], err = p.delegators(c, a); err != nil {
		return err
	}
	out := actPage{
		Frame: p.frame(c, "act.title"), Card: *s.card(a.record), Request: s.request(a.record, nil),
		Verb: s.head(a.spec.Verb.Text()), Name: string(a.spec.Verb), Hidden: h,
		Fields: p.inputs(s, a.spec, fill{form: form, record: a.record, choices: choices}),
		Submit: s.t("act.submit", s.say(a.spec.Verb.Text())), Danger: grave[a.spec.Verb], Changed: changed,
		Means: s.means(a.spec.Verb),
		Again: len(changed) > 0 && a.why == nil,
	}
	if a.spec.Verb == asset.VerbApprove || a.spec.Verb == asset.VerbAccept {
		for _, x := range a.actions {
			if x.Spec.Verb == asset.VerbRefuse && x.Legal() {
				refuse := s.actionLink(a.record.ID, asset.VerbRefuse)
				out.Instead = &refuse
			}
		}
	}
	if slices.Contains(withParts, a.spec.Verb) {
		out.Parts = a.record.Parts
	}
	out.Frame.Title, out.Frame.FocusScan = out.Verb+" "+a.record.Code, false
	out.Many = len(out.Fields) > 6
	out.Allowed = a.why == nil || (bad != nil && bad != a.why && bad.Kind != errs.Forbidden)
	out.Problem = shown(bad, s.blame(bad, out.Fields))
	if bad != nil && bad.Rule != "" {
		for i := range out.Fields {
			if out.Fields[i].Name == fieldOf(bad.Rule) {
				out.Fields[i].Err = s.say(bad.Text)
			}
		}
	}
	focusFirst(out.Fields)
	if out.Chain, err = p.chain(c, a); err != nil {
		return err
	}
	return p.render(c, status, "act", out)
}

// chain names whose signatures the verb usually needs. Which persons they are,
// and whether somebody stands in, is decided when it is asked for.
func (p *Pages) chain(c echo.Context, a acting) ([]string, error) {
	if a.spec.Chain == "" || a.record.Life == asset.Draft && a.spec.Verb != asset.VerbClassify {
		return nil, nil
	}
	pol, err := p.App.Store().Policy(c.Request().Context())
	if err != nil {
		return nil, err
	}
	s, out := p.of(c), []string(nil)
	for _, seat := range pol.Seats(a.spec.Chain) {
		out = append(out, s.say(org.Seat(seat).Text()))
		if a.spec.Across == "" || org.Seat(seat) != org.DepartmentHead {
			continue
		}
		for _, other := range pol.Seats(a.spec.Across) {
			out = append(out, s.t("act.across", s.say(org.Seat(other).Text())))
		}
	}
	if a.spec.Verb == asset.VerbIssue || a.spec.Verb == asset.VerbHandOver {
		out = append(out, s.say(org.Receiver.Text()))
	}
	return out, nil
}

// choices finds what each picker of the form offers: what was searched for, or
// what had been chosen.
func (p *Pages) choices(c echo.Context, spec asset.Spec, form url.Values) (map[string][]choice, error) {
	out := map[string][]choice{}
	for _, f := range spec.Fields {
		var err error
		switch f.Type {
		case "person", "room", "asset", "part":
			out[f.Name], err = p.found(c, pickable[f.Type], form.Get(f.Name), form.Get(f.Name+"_q"))
		case "department":
			out[f.Name], err = p.departmentsIn(c, form, f.Name)
		case "repair":
			err = p.repairChoices(c, out)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

var pickable = map[string]string{"person": "persons", "room": "rooms", "asset": "assets", "part": "assets"}

// delegators are those in whose name the actor may do the deed: himself, and
// whoever has delegated a seat that fits. One alone is no choice.
func (p *Pages) delegators(c echo.Context, a acting) ([]choice, error) {
	actor, st := reqctx.Actor(c), a.record.State
	var held []org.Held
	for _, seat := range a.spec.Who {
		held = append(held, actor.SeatsFor(seat, st.Custody.Department)...)
	}
	if len(a.spec.Who) == 0 && st.Request != nil {
		if step, _, ok := st.Request.Next(); ok && step.Person == "" {
			held = actor.SeatsFor(step.Seat, step.Department)
		}
	}
	var out []choice
	for _, h := range held {
		id, name := h.For, ""
		if id == "" {
			id, name = actor.Person, p.of(c).t("act.oneself")
		} else {
			who, err := p.App.Store().Person(c.Request().Context(), actor, id)
			if err != nil {
				return nil, err
			}
			name = who.Name
		}
		if !slices.ContainsFunc(out, func(o choice) bool { return o.ID == id }) {
			out = append(out, choice{ID: id, Name: name})
		}
	}
	return out, nil
}
