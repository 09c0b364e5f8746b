package pages

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// historyFilter is the form above a history: what, by whom, from when to when.
type historyFilter struct {
	Action  string
	Fields  []input
	Active  bool   // something is filtered
	People  string // whom the name that was typed stands for
	Newest  string // back to the first page, "" when there
	Problem *errs.Error

	of view.HistoryFilter
	q  url.Values
}

// historyKinds group the events of a record as people look for them.
var historyKinds = []struct {
	name, key string
	types     []string
}{
	{"custody", "history.kind_custody", []string{"asset.custody", "asset.taken_out", "asset.put_in", "asset.lost_reported"}},
	{"marking", "history.kind_marking", []string{"asset.marked"}},
	{"requests", "history.kind_requests", []string{"request.opened", "request.signed", "request.closed"}},
	{"entry", "history.kind_entry", []string{"asset.registered", "asset.corrected", "asset.voided"}},
	{"check", "history.kind_check", []string{"asset.checked"}},
	{"content", "history.kind_content", []string{"asset.loaded", "asset.cleared"}},
	{"holds", "history.kind_holds", []string{"asset.held", "asset.unheld", "asset.lost_reported"}},
	{"links", "history.kind_links", []string{"asset.paired", "asset.unpaired", "asset.taken_out", "asset.put_in"}},
	{"repair", "history.kind_repair", []string{"asset.repair_approved", "asset.repair_opened", "asset.repair_moved"}},
	{"labels", "history.kind_labels", []string{"label.printed", "label.applied", "label.voided", "label.fetched"}},
	{"refused", "history.kind_refused", []string{"refusal"}},
}

// historyFilter reads the address. Days are the organ's; both ends are included.
func (p *Pages) historyFilter(c echo.Context, id string) (*historyFilter, error) {
	s, get := p.of(c), func(k string) string { return strings.TrimSpace(c.QueryParam(k)) }
	f := &historyFilter{Action: "/assets/" + id, q: url.Values{"tab": {"history"}}}
	kinds := make([]option, len(historyKinds))
	for i, k := range historyKinds {
		kinds[i] = option{Value: k.name, Text: s.t(k.key)}
		if k.name == get("what") {
			f.of.Types = k.types
		}
	}
	what := selection("what", s.t("history.what"), kinds).choose(get("what"))
	what.Groups[0].Options = append([]option{{Text: s.t("history.all")}}, what.Groups[0].Options...)
	what.Blank = false
	f.Fields = []input{
		what,
		{Name: "by", Kind: "text", Label: s.t("history.who"), Value: get("by"), Placeholder: s.t("pick.persons")},
		{Name: "from", Kind: "date", Label: s.t("history.from"), Value: get("from")},
		{Name: "until", Kind: "date", Label: s.t("history.until"), Value: get("until")},
	}
	for _, in := range f.Fields {
		if in.Value != "" {
			f.Active = true
			f.q.Set(in.Name, in.Value)
		}
	}
	var bad *errs.Error
	if get("what") != "" && f.of.Types == nil {
		bad = errs.InvalidField("what", "没有这一类事项。", "There is no such kind of event.")
	}
	f.of.From, bad = p.day(get("from"), "from", bad)
	if f.of.Until, bad = p.day(get("until"), "until", bad); !f.of.Until.IsZero() {
		f.of.Until = f.of.Until.AddDate(0, 0, 1)
	}
	if by := get("by"); by != "" {
		list, err := p.App.Store().Persons(c.Request().Context(), reqctx.Actor(c), by)
		if err != nil && !errs.IsKind(err, errs.Invalid) {
			return nil, err
		}
		f.of.Persons = []string{}
		var names []string
		for _, x := range list {
			if strings.Contains(x.Name, by) || strings.EqualFold(x.StaffNo, by) {
				f.of.Persons, names = append(f.of.Persons, x.ID), append(names, x.Name)
			}
		}
		f.People = short(strings.Join(slices.Compact(names), s.t("frame.comma")), 80)
		if len(f.of.Persons) == 0 {
			f.People = s.t("form.none_found")
		}
	}
	f.Problem = shown(bad, s.blame(bad, f.Fields))
	if c.QueryParam("cursor") != "" {
		f.Newest = f.address("", "")
	}
	return f, nil
}

// Blank reports whether its form is as everybody finds it first.
func (f *historyFilter) Blank() bool { return !f.Active && f.Problem == nil }

// address is the filter as an address, with one value more.
func (f *historyFilter) address(k, v string) string {
	q := url.Values{}
	for name, list := range f.q {
		q[name] = list
	}
	if k != "" {
		q.Set(k, v)
	}
	return f.Action + "?" + q.Encode()
}

// day reads a day of the organ's calendar as its first moment; what is wrong
// with it is added to bad.
func (p *Pages) day(text, field string, bad *errs.Error) (time.Time, *errs.Error) {
	if text == "" {
		return time.Time{}, bad
	}
	t, err := time.ParseInLocation("2006-01-02", text, p.Zone)
	switch {
	case err == nil && t.Year() > 1:
		return t, bad
	case bad == nil:
		return time.Time{}, errs.InvalidField(field, "日期写作 2026-01-31。", "Write the day as 2026-01-31.")
	default:
		return time.Time{}, bad.WithField(field, "日期写作 2026-01-31。", "Write the day as 2026-01-31.")
	}
}
