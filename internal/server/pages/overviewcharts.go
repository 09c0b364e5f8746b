package pages

import (
	"net/url"
	"slices"

	"sealbook/internal/domain/level"
	"sealbook/internal/view"
)

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
		n := link{Text: d.Name, Href: pictured("dept_only", placeOf(d))}
		if d.ID == "" {
			n.Text = s.t("overview.no_department")
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
		} else {
			k.Hrefs[at] = pictured("dept_only", placeOf(x.Department), "level", key)
		}
		k.Values[at] += x.Count
	}
	for i := range kinds {
		key := undecided
		if i < len(kinds)-1 {
			key = level.All()[len(kinds)-2-i].String()
		}
		kinds[i].All = pictured("level", key)
	}
	c := s.tabled("places", "overview.places", "overview.places_what", names, kinds)
	return s.lying(c, names, kinds)
}

// placeOf stands for the department in the address of a list.
func placeOf(d view.Ref) string {
	if d.ID == "" {
		return view.NoDepartment
	}
	return d.ID
}

// pictured is the list of what is alive and narrowed by names and values.
func pictured(pairs ...string) string {
	return behind(append(pairs, "alive", "1")...)
}

// behind is the list that is narrowed by names and values.
func behind(pairs ...string) string {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return listAddress(q)
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
		of := [2]string{}
		if !y.BoughtMore {
			of[0] = pictured("bought", year(y.Year))
		}
		if !y.KnownMore {
			of[1] = pictured("bought", view.NoDate, "entered", year(y.Year))
		}
		bought.Hrefs, known.Hrefs = append(bought.Hrefs, of[0]), append(known.Hrefs, of[1])
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
		of := m.Month.In(s.zone).Format("2006-01")
		in.Hrefs, gone.Hrefs = append(in.Hrefs, behind("entered", of)), append(gone.Hrefs, behind("gone", of))
	}
	both := []series{in, gone}
	return s.columns(s.tabled("flow", "overview.flow", "overview.flow_what", names, both), names, both, true)
}
