package pages

import (
	"time"

	"sealbook/internal/view"
)

// dueKinds are what is due of an asset, in the order of the picture.
var dueKinds = []string{view.DueRequest, view.DueCheck, view.DueClear}

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
		week := view.Overdue
		if !w.From.IsZero() {
			week = w.From.In(s.zone).Format("2006-01-02")
		}
		for i, kind := range dueKinds {
			kinds[i].Hrefs = append(kinds[i].Hrefs, behind("due", kind+"."+week))
		}
		for i, n := range []int64{w.Requests, w.Checks, w.Media, w.Clearances} {
			kinds[i].Values = append(kinds[i].Values, n)
		}
	}
	for i, kind := range dueKinds {
		kinds[i].All = behind("due", kind)
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
