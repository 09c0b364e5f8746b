package pages

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/level"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type overviewPage struct {
	Frame  frame
	Charts []chart
	Tables link // shows the tables of all, or hides them
	AsOf   time.Time
}

// placeRows is how many departments have a line of their own.
const placeRows = 15

func (p *Pages) overview(c echo.Context) error {
	st := p.App.Store()
	v, err := st.Overview(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return err
	}
	s := p.of(c)
	out := overviewPage{
		Frame: p.frame(c, "overview.title"), AsOf: v.AsOf,
		Charts: []chart{s.placesChart(v.Places), s.yearsChart(v.Years), s.flowChart(v.Months), s.dueChart(v.Weeks)},
		Tables: link{Text: s.t("overview.tables"), Href: "/overview?tables=1"},
	}
	if c.QueryParam("tables") == "1" {
		out.Tables = link{Text: s.t("overview.pictures"), Href: "/overview"}
		for i := range out.Charts {
			out.Charts[i].Open = true
		}
	}
	return p.render(c, http.StatusOK, "overview", out)
}

// placesChart: a line a department, by level. The largest stand first; the small
// ones share the last line.
func (s *set) placesChart(list []view.PlaceCount) chart {
	sums := map[view.Ref]int64{}
	for _, x := range list {
		sums[x.Department] += x.Count
	}
	order := make([]view.Ref, 0, len(sums))
	for _, x := range list {
		if !slices.Contains(order, x.Department) {
			order = append(order, x.Department)
		}
	}
	slices.SortStableFunc(order, func(a, b view.Ref) int { return int(sums[b] - sums[a]) })
	lines := min(len(order), placeRows)
	if len(order) == placeRows+1 {
		lines = len(order)
	}
	names := make([]link, 0, lines+1)
	for _, d := range order[:lines] {
		n := link{Text: d.Name, Href: "/assets?dept=" + d.ID}
		if d.ID == "" {
			n = link{Text: s.t("overview.no_department")}
		}
		names = append(names, n)
	}
	if lines < len(order) {
		names = append(names, link{Text: s.t("overview.others", len(order)-lines)})
	}
	kinds := s.levelSeries(len(names))
	for _, x := range list {
		at := slices.Index(order, x.Department)
		k := &kinds[len(kinds)-1]
		key := undecided
		if x.Decided {
			k, key = &kinds[int(level.TopSecret)-int(x.Level)], x.Level.String()
		}
		if at >= lines {
			at = lines
		} else if x.Department.ID != "" {
			k.Hrefs[at] = "/assets?dept=" + x.Department.ID + "&level=" + key
		}
		k.Values[at] += x.Count
	}
	c := s.tabled("places", "overview.places", "overview.places_what", names, kinds)
	return s.lying(c, names, kinds)
}

// levelSeries: the levels from the highest, then what is not decided.
func (s *set) levelSeries(n int) []series {
	all := level.All()
	out := make([]series, 0, len(all)+1)
	for i := len(all) - 1; i >= 0; i-- {
		out = append(out, series{Name: s.head(all[i].Text())})
	}
	out = append(out, series{Name: s.t("home.undecided")})
	for i := range out {
		out[i].Fill, out[i].Values, out[i].Hrefs = fills[i], make([]int64, n), make([]string, n)
	}
	return out
}

func (s *set) yearsChart(list []view.YearCount) chart {
	bought, known := series{Fill: fills[1], Name: s.t("overview.bought")}, series{Fill: fills[3], Name: s.t("overview.registered")}
	var names []link
	for _, y := range list {
		names = append(names, link{Text: year(y.Year)})
		bought.Values, known.Values = append(bought.Values, y.Bought), append(known.Values, y.Known)
	}
	both := []series{bought, known}
	return s.columns(s.tabled("years", "overview.years", "overview.years_what", names, both), names, both, false)
}

func (s *set) flowChart(list []view.MonthFlow) chart {
	in, gone := series{Fill: fills[1], Name: s.t("overview.in")}, series{Fill: fills[3], Name: s.t("overview.out")}
	var names []link
	for _, m := range list {
		names = append(names, link{Text: s.month(m.Month)})
		in.Values, gone.Values = append(in.Values, m.In), append(gone.Values, m.Out)
	}
	both := []series{in, gone}
	return s.columns(s.tabled("flow", "overview.flow", "overview.flow_what", names, both), names, both, true)
}

func (s *set) dueChart(list []view.WeekDue) chart {
	kinds := []series{
		{Fill: fills[0], Name: s.t("overview.requests")}, {Fill: fills[1], Name: s.t("overview.checks")},
		{Fill: fills[2], Name: s.t("overview.media")}, {Fill: fills[3], Name: s.t("overview.clearances")},
	}
	var names []link
	for _, w := range list {
		name := s.t("overview.overdue")
		if !w.From.IsZero() {
			name = s.shortDay(w.From)
		}
		names = append(names, link{Text: name})
		for i, n := range []int64{w.Requests, w.Checks, w.Media, w.Clearances} {
			kinds[i].Values = append(kinds[i].Values, n)
		}
	}
	if len(list) > 0 {
		kinds[2].Hrefs = make([]string, len(list))
		kinds[2].Hrefs[0] = "/assets?hold=overdue_clear"
	}
	return s.columns(s.tabled("due", "overview.due", "overview.due_what", names, kinds), names, kinds, false)
}

// month is the short name of a month: 26-11, Nov 26.
func (s *set) month(t time.Time) string {
	if s.lang == "en" {
		return t.In(s.zone).Format("Jan 06")
	}
	return t.In(s.zone).Format("06-01")
}

// shortDay is a day of the weeks ahead: 11-23, 23 Nov.
func (s *set) shortDay(t time.Time) string {
	if s.lang == "en" {
		return t.In(s.zone).Format("2 Jan")
	}
	return t.In(s.zone).Format("01-02")
}
