package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

type policyPage struct {
	Frame   frame
	Version int64
	Told    bool // who set it, when and why is shown
	CanSet  bool
	Themes  []policyTheme
}

// policyTheme are the values of one theme.
type policyTheme struct {
	Theme, Text string
	Values      []policyLine
}

// policyLine is one value in words.
type policyLine struct {
	Key, Text, Value, Basis, Affects string
	Note                             string // what else counts, "" for nothing
	Set                              bool   // by the organ; else it stands as the sources have it
	Since                            time.Time
	By                               string
}

type policyValuePage struct {
	Frame           frame
	Line            policyLine
	Told, CanSet    bool
	Fixed           bool
	Problem         *errs.Error
	Hidden          hidden
	Saw, Again      string
	Overtaken       *overtaken
	Fields          []input
	Changes         []policyChangeRow
	Pager           pager
	Default, Bounds string
}

type policyChangeRow struct {
	At        time.Time
	By, Value string
	Reason    string
}

// policy shows what the organ has set within what its sources allow.
func (p *Pages) policy(c echo.Context) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	pol, err := p.App.Store().Policy(ctx)
	if err != nil {
		return err
	}
	out := policyPage{Frame: p.frame(c, "policy.title"), Version: pol.Version, Told: store.KnowsPolicy(actor), CanSet: actor.Holds(org.SecurityAdmin)}
	var since map[string]view.PolicyChange
	if out.Told {
		if since, err = p.App.Store().PolicySince(ctx, actor); err != nil {
			return err
		}
	}
	for _, theme := range policy.Themes() {
		one := policyTheme{Theme: string(theme), Text: s.head(theme.Text())}
		for _, v := range pol.Sorted() {
			if a, _ := policy.AffectedBy(v.Key); a.Theme == theme {
				one.Values = append(one.Values, p.policyLine(s, pol, v, since))
			}
		}
		if len(one.Values) > 0 {
			out.Themes = append(out.Themes, one)
		}
	}
	return p.render(c, http.StatusOK, "policy", out)
}

func (p *Pages) policyLine(s *set, pol policy.Policy, v policy.Value, since map[string]view.PolicyChange) policyLine {
	out := policyLine{Key: v.Key, Text: s.head(v.Text), Value: s.policyValue(v), Basis: s.articles(splitBasis(v.Basis)), Affects: s.affects(v.Key)}
	if change, ok := since[v.Key]; ok {
		out.Set, out.Since, out.By = true, change.At, change.By.Name
	}
	if limit, ok := p.Auth.Shortened(pol, v.Key); ok {
		out.Note = s.t("policy.shortened", int64(limit/time.Minute))
	}
	return out
}

// affects says what a value is asked for.
func (s *set) affects(key string) string {
	var verbs []string
	for _, spec := range asset.Specs() {
		if spec.Chain == key || spec.Across == key || (spec.Chain+".secret" == key && spec.Chain != "") {
			verbs = append(verbs, s.say(spec.Verb.Text()))
		}
	}
	if len(verbs) > 0 {
		return s.t("policy.on_verbs", strings.Join(verbs, s.t("frame.comma")))
	}
	if a, _ := policy.AffectedBy(key); !a.Reads.IsZero() {
		return s.head(a.Reads)
	}
	return s.t("policy.on_later")
}

func (p *Pages) policyForm(c echo.Context) error {
	return p.policyAgain(c, http.StatusOK, nil)
}

// policyAgain draws one value with its history and, for the security
// administrator, the form that changes it.
func (p *Pages) policyAgain(c echo.Context, status int, bad *errs.Error) error {
	ctx, actor, s, key := c.Request().Context(), reqctx.Actor(c), p.of(c), c.Param("key")
	pol, err := p.App.Store().Policy(ctx)
	if err != nil {
		return err
	}
	v, ok := pol.Values[key]
	if !ok {
		return errs.New(errs.NotFound, "policy.unknown", "没有这个策略项。", "There is no such policy value.")
	}
	out := policyValuePage{
		Frame: p.frame(c, "policy.title"), Told: store.KnowsPolicy(actor), Fixed: policy.Fixed(key), Hidden: p.hidden(c), Saw: v.Raw,
		CanSet: actor.Holds(org.SecurityAdmin) && !policy.Fixed(key), Default: s.policyValue(policy.Default().Values[key]),
	}
	if least, greatest := policy.Bounds(key); least != "" {
		out.Bounds = s.t("policy.bounds", least, greatest)
	}
	var since map[string]view.PolicyChange
	if out.Told {
		if since, err = p.App.Store().PolicySince(ctx, actor); err != nil {
			return err
		}
		if err := p.policyHistory(c, v, &out); err != nil {
			return err
		}
	}
	out.Line = p.policyLine(s, pol, v, since)
	out.Frame.Title = out.Line.Text
	if c.QueryParam("done") == "1" && bad == nil {
		out.Frame.Notice = okNotice(s.t("policy.done"))
	}
	if out.CanSet {
		form := c.Request().PostForm
		out.Fields = s.policyInputs(v, out.Bounds, form)
		if saw := form.Get("saw"); saw != "" {
			out.Saw = saw
		}
		if bad != nil && bad.Code == "policy.stale" {
			p.policyOvertaken(c, v, since, &out)
		}
		out.Problem = shown(bad, s.blame(renamed(bad, key, out.Fields[0].Name), out.Fields))
	} else {
		out.Problem = shown(bad, s.blame(bad))
	}
	return p.render(c, status, "policy_value", out)
}

// policyOvertaken tells what the value was when the form was drawn, what somebody
// else has made of it, and what was filled in. Sent again it is sent in the
// knowledge of that.
func (p *Pages) policyOvertaken(c echo.Context, v policy.Value, since map[string]view.PolicyChange, out *policyValuePage) {
	s, form := p.of(c), c.Request().PostForm
	said := func(raw string) string {
		v.Raw = raw
		return s.policyValue(v)
	}
	x := changedField{Label: out.Line.Text, Was: said(out.Saw), Own: said(policyRaw(form)), Touched: true}
	now := since[v.Key]
	out.Overtaken = &overtaken{Deeds: []view.Deed{{By: now.By, At: now.At}}}
	out.Saw, out.Hidden, out.Again = now.Raw, p.nextKey(c), "/policy/"+v.Key
	x.Now = said(now.Raw)
	out.Overtaken.Fields = []changedField{x}
}

func (p *Pages) policyHistory(c echo.Context, v policy.Value, out *policyValuePage) error {
	s := p.of(c)
	list, next, err := p.App.Store().PolicyChanges(c.Request().Context(), reqctx.Actor(c), v.Key, c.QueryParam("cursor"), pageRows)
	if err != nil {
		return err
	}
	for _, x := range list {
		was := v
		was.Raw = x.Raw
		out.Changes = append(out.Changes, policyChangeRow{At: x.At, By: x.By.Name, Value: s.policyValue(was), Reason: x.Reason})
	}
	if next != "" {
		out.Pager = pager{Next: "/policy/" + v.Key + "?cursor=" + escape(next), Rows: len(list)}
	}
	return nil
}

// renamed blames the input that stands for the policy value of the key.
func renamed(e *errs.Error, key, name string) *errs.Error {
	if e == nil {
		return nil
	}
	out := *e
	out.Fields = append([]errs.Field(nil), e.Fields...)
	for i := range out.Fields {
		if out.Fields[i].Name == key {
			out.Fields[i].Name = name
		}
	}
	return &out
}

// signers is how many signatures a chain's form asks for at most.
const signers = 4

// policyInputs draws the field of a value as its kind needs it, and the reason.
func (s *set) policyInputs(v policy.Value, bounds string, form url.Values) []input {
	var out []input
	choose := func(options []option) {
		in := selection("value", s.t("policy.new"), options).choose(written(form, "value", v.Raw))
		in.Blank, in.Wide = false, v.Kind == policy.KindText // its words are long
		out = append(out, in)
	}
	switch v.Kind {
	case policy.KindBool:
		choose([]option{{Value: "true", Text: s.t("policy.yes")}, {Value: "false", Text: s.t("policy.no")}})
	case policy.KindText:
		var options []option
		for _, word := range policy.Choices(v.Key) {
			options = append(options, option{Value: word, Text: s.policyWord(v.Key, word)})
		}
		choose(options)
	case policy.KindSeats:
		var seats []option
		for _, seat := range policy.Signers() {
			seats = append(seats, option{Value: seat, Text: s.head(org.Seat(seat).Text())})
		}
		now := strings.Split(v.Raw, ",")
		for i := range max(signers, len(now)) {
			recorded := ""
			if i < len(now) {
				recorded = now[i]
			}
			name := "seat" + strconv.Itoa(i+1)
			in := selection(name, s.t("policy.signature", i+1), fresh(seats)).choose(written(form, name, recorded))
			in.Required = i == 0
			out = append(out, in)
		}
	default:
		out = append(out, input{Name: "value", Kind: "text", Label: s.t("policy.new"), Required: true, Value: written(form, "value", v.Raw), Hint: bounds})
	}
	return append(out, input{Name: "reason", Kind: "area", Label: s.t("person.reason"), Required: true, Wide: true, Value: form.Get("reason"), Hint: s.t("policy.reason_hint")})
}

// fresh copies options, so that each select has its own choice.
func fresh(list []option) []option { return append([]option(nil), list...) }

func (p *Pages) setPolicy(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	again := func(status int, bad *errs.Error) error { return p.policyAgain(c, status, bad) }
	reason := strings.TrimSpace(form.Get("reason"))
	if reason == "" {
		return again(http.StatusUnprocessableEntity, errs.InvalidField("reason", "请填写原因。", "Give a reason."))
	}
	cmd := app.SetPolicy{Key: c.Param("key"), Raw: policyRaw(form), Reason: reason, Saw: form.Get("saw")}
	return p.organSet(c, cmd, func(app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, "/policy/"+c.Param("key")+"?done=1")
	}, again)
}

// policyRaw is the value that a form gives: as it was written, or the seats chosen.
func policyRaw(form url.Values) string {
	if form.Has("value") {
		return strings.TrimSpace(form.Get("value"))
	}
	var seats []string
	for i := 1; form.Has("seat" + strconv.Itoa(i)); i++ {
		if seat := form.Get("seat" + strconv.Itoa(i)); seat != "" {
			seats = append(seats, seat)
		}
	}
	return strings.Join(seats, ",")
}

var policyWords = map[string]string{
	"yes": "policy.yes", "no": "policy.no", "approval": "policy.approval", "storage": "policy.storage", "all": "policy.all", "forever": "policy.forever",
}

// factorWords are what the values about second factors may be, some of which are
// words of other values with another meaning.
var factorWords = map[string]string{
	"any": "policy.factor_any", "key": "policy.factor_key", "none": "policy.factor_none",
	"administrators": "policy.factor_administrators", "signers": "policy.factor_signers", "all": "policy.factor_all",
}

// policyWord says a word that the value of the key may be.
func (s *set) policyWord(value, word string) string {
	words := policyWords
	if strings.HasPrefix(value, "factor.") {
		words = factorWords
	}
	if key := words[word]; key != "" {
		return s.t(key)
	}
	return word
}
