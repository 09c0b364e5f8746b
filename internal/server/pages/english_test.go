package pages

import (
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
)

// within are the texts that stand in the middle of a line.
var within = map[string]bool{
	"act.oneself": true, "basis.practice": true, "factor.since": true, "factor.used": true, "form.required": true, "frame.f2": true, "list.inside": true,
	"persons.until": true, "problem.articles": true, "record.clear_by": true, "request.due": true,
	"request.for": true, "request.later": true, "request.next": true, "request.signed": true,
	"sign.at_desk": true,
}

// Buttons, headings and labels are in sentence case.
func TestEnglishTextsBeginWithACapital(t *testing.T) {
	_, en := catalogs(t)
	for k, text := range en {
		first, _ := utf8.DecodeRuneInString(text)
		if unicode.IsLower(first) && !within[k] {
			t.Errorf("text %q begins with a small letter: %s", k, text)
		}
	}
	for k := range within {
		first, _ := utf8.DecodeRuneInString(en[k])
		if !unicode.IsLower(first) {
			t.Errorf("text %q is listed as one within a line: %q", k, en[k])
		}
	}
}

// What a value looks like in each language.
func TestFormsOfEachLanguage(t *testing.T) {
	p := New(Deps{})
	zh, en := p.sets["zh"], p.sets["en"]
	noon := time.Date(2026, 11, 23, 16, 5, 0, 0, time.UTC) // the day after in the organ's zone
	for _, c := range []struct{ what, zh, en, wantZH, wantEN string }{
		{"time", zh.at(noon), en.at(noon), "2026-11-24 00:05", "24 Nov 2026 00:05"},
		{"no time", zh.at(time.Time{}), en.at(time.Time{}), "—", "—"},
		{"day", zh.day(noon), en.day(noon), "2026-11-24", "24 Nov 2026"},
		{"date", zh.date("2026-01-31"), en.date("2026-01-31"), "2026-01-31", "31 Jan 2026"},
		{"month", zh.date("2026-01"), en.date("2026-01"), "2026-01", "Jan 2026"},
		{"number", zh.number(1234567), en.number(-1234), "1,234,567", "-1,234"},
		{"mark", zh.mark(level.Secret, 20), en.mark(level.Secret, 20), "机密★20年", "Secret★20 y"},
		{"number in a text", zh.t("pager.rows", 1234), en.t("pager.rows", int64(1234567)), "本页 1,234 条", "1,234,567 rows"},
		{"word", zh.head(errs.T("发放", "issue")), en.head(errs.T("发放", "issue")), "发放", "Issue"},
		{"articles", zh.articles([]string{"ORG 15", "LAW 31(5)"}), en.articles([]string{"ORG 15", "LAW 31(5)"}),
			zh.article("ORG 15") + zh.t("basis.and") + zh.article("LAW 31(5)"), en.article("ORG 15") + en.t("basis.and") + en.article("LAW 31(5)")},
	} {
		if c.zh != c.wantZH || c.en != c.wantEN {
			t.Errorf("%s: %q and %q, want %q and %q", c.what, c.zh, c.en, c.wantZH, c.wantEN)
		}
	}
}
