package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
	"sealbook/labels"
)

// mostPicked is how many assets one command from the list may be about.
const mostPicked = 500

// bulkVerbs are the commands on many assets at once, in the order of their
// buttons. Approve is accept for those where that is asked.
var bulkVerbs = []asset.Verb{
	asset.VerbApprove, asset.VerbRefuse, asset.VerbWithdraw, asset.VerbIssue, asset.VerbMove, asset.VerbReturn, asset.VerbHandOver,
	asset.VerbCorrect, asset.VerbFreeze, asset.VerbUnfreeze, asset.VerbPrint,
}

var bulkIcons = map[asset.Verb]string{asset.VerbApprove: "pen", asset.VerbPrint: "print", asset.VerbFreeze: "lock"}

// bulkButton is one of them below the list's head.
type bulkButton struct{ Name, Text, Class, Icon string }

// bulkButtons hides what the actor's seats never do; the domain refuses it all
// the same.
func (s *set) bulkButtons(a org.Actor) []bulkButton {
	var out []bulkButton
	for _, v := range bulkVerbs {
		spec, _ := asset.SpecOf(v)
		switch {
		case v == asset.VerbPrint && !prints(a):
			continue
		case len(spec.Who) > 0 && !slices.Contains(spec.Who, org.Keeper) && !slices.ContainsFunc(spec.Who, a.Holds):
			continue
		}
		b := bulkButton{Name: string(v), Text: s.bulkText(v), Icon: bulkIcons[v]}
		if grave[v] {
			b.Class = "danger"
		}
		out = append(out, b)
	}
	return out
}

func (s *set) bulkText(v asset.Verb) string {
	switch v {
	case asset.VerbApprove:
		return s.t("list.bulk_approve")
	case asset.VerbPrint:
		return s.t("list.bulk_print")
	}
	return s.head(v.Text())
}

// bulk answers the list's form with a page that shows what was chosen and what
// stands against it, and that page's form with what became of each.
func (p *Pages) bulk(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	v := asset.Verb(form.Get("do"))
	if !slices.Contains(bulkVerbs, v) {
		return errs.New(errs.Invalid, "command.unknown", "没有这种操作。", "There is no such command.")
	}
	if form.Get("step") == "go" {
		return p.bulkGo(c, v, form)
	}
	picks, err := p.chosen(c, form)
	if err != nil {
		return err
	}
	h := p.nextKey(c) // the list's form may be sent again, about others
	return p.confirm(c, http.StatusOK, confirming{verb: v, picks: picks, form: form, hidden: h})
}

// bulkAsk answers an address with the same page, about all that match its
// filter: what has to be settled elsewhere leads there.
func (p *Pages) bulkAsk(c echo.Context) error {
	q := c.QueryParams()
	v := asset.Verb(q.Get("do"))
	if !slices.Contains(bulkVerbs, v) {
		return errs.New(errs.Invalid, "command.unknown", "没有这种操作。", "There is no such command.")
	}
	if !slices.ContainsFunc(filterKeys, func(k string) bool { return slices.ContainsFunc(q[k], func(v string) bool { return v != "" }) }) {
		return errs.InvalidField("query", "此地址没有说明办理哪些设备。请在列表中筛选或勾选后办理。",
			"This address does not say which assets it is about. Filter or tick them in the list.")
	}
	form := url.Values{"do": {string(v)}, "all": {"1"}, "query": {narrowing(q).Encode()}}
	picks, err := p.chosen(c, form)
	if err != nil {
		return err
	}
	return p.confirm(c, http.StatusOK, confirming{verb: v, picks: picks, form: form, hidden: p.nextKey(c)})
}

// chosen lists what the list's form is about: what was ticked, or all that
// match its filter. The page that follows shows each, and its form names them:
// what is confirmed is what is done.
func (p *Pages) chosen(c echo.Context, form url.Values) ([]pickOne, error) {
	if form.Get("all") != "1" {
		return picksOf(slices.Concat(form["pick"], strings.Fields(form.Get("picks"))))
	}
	q, err := queryOf(form)
	if err != nil {
		return nil, err
	}
	f, err := filterOf(q)
	if err != nil {
		return nil, err
	}
	f.Limit = mostPicked
	page, err := p.App.Store().Assets(c.Request().Context(), reqctx.Actor(c), f)
	if err != nil {
		return nil, err
	}
	if page.Next != "" {
		n := strconv.Itoa(mostPicked)
		return nil, errs.InvalidField("all", "符合条件的超过 "+n+" 件，一次最多办理 "+n+" 件。请缩小筛选范围，分批办理。",
			"More than "+n+" match and one command takes "+n+" at most. Narrow the list and work in batches.")
	}
	if len(page.Rows) == 0 {
		return nil, errs.InvalidField("all", "没有符合条件的设备。", "Nothing matches.")
	}
	out := make([]pickOne, len(page.Rows))
	for i, r := range page.Rows {
		out[i] = pickOne{ID: r.ID, Version: r.Version}
	}
	return out, nil
}

// pickOne is an asset as it was seen when it was chosen.
type pickOne struct {
	ID      string
	Version int64
}

func (x pickOne) String() string { return x.ID + "." + formatVersion(x.Version) }

// picksOf parses ID.VERSION of each, once.
func picksOf(list []string) ([]pickOne, error) {
	if len(list) == 0 || len(list) > mostPicked {
		return nil, errs.InvalidField("pick", "请先勾选1至500件设备。", "Tick 1 to 500 assets first.")
	}
	seen := map[string]bool{}
	out := make([]pickOne, 0, len(list))
	for _, raw := range list {
		id, v, _ := strings.Cut(raw, ".")
		version, err := strconv.ParseInt(v, 10, 64)
		if err != nil || version < 1 || id == "" {
			return nil, errs.InvalidField("pick", "勾选内容无法识别，请刷新列表。", "What was ticked cannot be read; load the list again.")
		}
		if !seen[id] {
			seen[id] = true
			out = append(out, pickOne{id, version})
		}
	}
	return out, nil
}

// blockers finds for each what was chosen and why the verb is not for it, nil
// when it is.
func (p *Pages) blockers(c echo.Context, v asset.Verb, picks []pickOne) ([]chosenRow, error) {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	out := make([]chosenRow, len(picks))
	ids := make([]string, len(picks))
	for i, x := range picks {
		ids[i] = x.ID
	}
	seen, err := p.App.Records(ctx, actor, ids)
	if err != nil {
		return nil, err
	}
	var printing []app.Command
	for i, x := range picks {
		r, known := seen[x.ID]
		if known {
			out[i].Asset, out[i].record = r.Asset, r.Record
		} else {
			out[i].Asset, out[i].Problem = view.Asset{ID: x.ID}, asset.NotFound()
		}
		verb := v
		if v == asset.VerbApprove {
			verb = signsHow(r.Waiting)
		}
		for _, a := range r.Actions {
			if a.Spec.Verb == verb {
				out[i].Problem = a.Why
			}
		}
		if v == asset.VerbPrint {
			printing = append(printing, app.Print{Assets: []string{x.ID}, Stock: labels.Stocks()[0].Name})
		}
	}
	if len(printing) == 0 {
		return out, nil
	}
	results, err := p.App.DryRun(ctx, actor, printing)
	if err != nil {
		return nil, err
	}
	for i, r := range results {
		out[i].Problem = errs.As(r.Err)
	}
	return out, nil
}
