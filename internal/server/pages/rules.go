package pages

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/domain/rulebook"
)

type rulesPage struct {
	Frame        frame
	Enforced     int
	Rules, House []ruleRow
	Policy       []policyRow
	Articles     []articleRow
}

type ruleRow struct {
	ID, Text, Effect string
	Basis            []basis
	Enforced         bool
}

// basis is one source of a rule; Number is the article of the organ's own
// regulation, shown on the same page, else 0.
type basis struct {
	Text   string
	Number int
}

type policyRow struct{ Key, Text, Value, Basis string }

type articleRow struct {
	Number     int
	Name, Text string
}

var effectKeys = map[string]string{
	rulebook.EffectRefuse: "effect.refuse", rulebook.EffectHold: "effect.hold", rulebook.EffectHoldWarn: "effect.hold_warn",
	rulebook.EffectWarn: "effect.warn", rulebook.EffectOpen: "effect.open", rulebook.EffectNeverRefuse: "effect.never",
}

// rules shows the whole book: what is refused, on which basis, and the values
// the organ has set.
func (p *Pages) rules(c echo.Context) error {
	s := p.of(c)
	out := rulesPage{Frame: p.frame(c, "rules.title"), Rules: s.ruleRows(rulebook.All()), House: s.ruleRows(rulebook.House())}
	for _, r := range out.Rules {
		if r.Enforced {
			out.Enforced++
		}
	}
	pol, err := p.App.Store().Policy(c.Request().Context())
	if err != nil {
		return err
	}
	for _, v := range pol.Sorted() {
		out.Policy = append(out.Policy, policyRow{Key: v.Key, Text: s.say(v.Text), Value: s.policyValue(v), Basis: s.articles(splitBasis(v.Basis))})
	}
	for _, a := range rulebook.Articles() {
		out.Articles = append(out.Articles, articleRow{Number: a.Number, Name: s.article("ORG " + strconv.Itoa(a.Number)), Text: s.say(a.Text)})
	}
	return p.render(c, http.StatusOK, "rules", out)
}

func (s *set) ruleRows(list []rulebook.Rule) []ruleRow {
	out := make([]ruleRow, len(list))
	for i, r := range list {
		out[i] = ruleRow{ID: r.ID, Text: s.say(r.Text), Effect: s.t(effectKeys[r.Effect]), Enforced: r.Enforced}
		for _, b := range r.Basis {
			x := basis{Text: s.article(b)}
			if number, ok := strings.CutPrefix(b, "ORG "); ok {
				article, _ := split(number)
				x.Number, _ = strconv.Atoi(article) // 0, no link, where it names more than an article
			}
			out[i].Basis = append(out[i].Basis, x)
		}
	}
	return out
}

func splitBasis(b string) []string {
	parts := strings.Split(b, ";")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// policyValue writes a value for people.
func (s *set) policyValue(v policy.Value) string {
	switch v.Kind {
	case policy.KindDays:
		return s.t("policy.days", v.Raw)
	case policy.KindHours:
		return s.t("policy.hours", v.Raw)
	case policy.KindBool:
		if v.Raw == "true" {
			return s.t("policy.yes")
		}
		return s.t("policy.no")
	case policy.KindSeats:
		var out []string
		for _, seat := range strings.Split(v.Raw, ",") {
			out = append(out, s.say(org.Seat(seat).Text()))
		}
		return capital(strings.Join(out, " → "))
	case policy.KindText:
		return s.policyWord(v.Key, v.Raw)
	default:
		return v.Raw
	}
}
