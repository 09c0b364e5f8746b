package pages

import (
	"strings"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

var dueTexts = map[string]string{
	view.DueRequest: "overview.requests", view.DueCheck: "overview.checks", view.DueClear: "overview.media",
}

// picturedText says in words what the filters mean that the pictures open their
// lists by.
func (s *set) picturedText(key, v string, show func(label, value string) string, named func() string) string {
	switch key {
	case "alive":
		return s.t("chip.alive")
	case "dept_only":
		if v == view.NoDepartment {
			return s.t("overview.no_department")
		}
		return show(s.t("record.department"), s.t("chip.dept_only", named()))
	case "bought":
		if v == view.NoDate {
			return s.t("chip.bought_none")
		}
		return show(s.t("overview.bought"), v)
	case "entered":
		return show(s.t("chip.entered"), v)
	case "gone":
		return show(s.t("chip.gone"), v)
	case "due":
		return s.dueText(v, show)
	}
	return v
}

// dueText says what is due, and when.
func (s *set) dueText(v string, show func(label, value string) string) string {
	kind, week, dotted := strings.Cut(v, ".")
	text := dueTexts[kind]
	if text == "" {
		return v
	}
	if !dotted {
		return s.t(text)
	}
	when := s.t("overview.overdue")
	if _, err := time.Parse("2006-01-02", week); err == nil {
		when = s.t("chip.week", s.date(org.Date(week)))
	}
	return show(s.t(text), when)
}
