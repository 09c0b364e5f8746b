// Package rulebook holds the rules of the product as data: what is refused, held
// or warned about, on which basis, in which words, and which feature enforces it.
// It decides nothing itself: a domain package that finds a rule broken asks for
// Refuse with the rule's id, so that every refusal carries the same text and the
// same articles on the page, in the API, on the command line and in an import.
package rulebook

import (
	_ "embed" // the book is data
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"sealbook/internal/errs"
)

// What a broken rule does.
const (
	EffectRefuse      = "refuse"       // the command is refused
	EffectHold        = "hold"         // the asset is held until the cause is gone
	EffectHoldWarn    = "hold+warn"    // held, and the leader in charge is told
	EffectWarn        = "warn"         // somebody is told, nothing stops
	EffectOpen        = "open"         // an incident opens
	EffectNeverRefuse = "never-refuse" // the opposite: this must always go through
)

// Rule is one row of the book.
type Rule struct {
	ID        string    // stable, dotted: "use.one-person"
	Basis     []string  // "ORG 15", "LAW 43", "ISM 0330", "practice"
	Effect    string    // one of the Effect constants
	Condition string    // when it applies, in English, for the generated documents
	Text      errs.Text // what the user reads; empty only for a never-refuse rule
	Feature   string    // the feature that enforces it
	Enforced  bool      // that feature is built
}

//go:embed rules.csv
var rulesCSV string

// The house rules stand beside the book: they are about the way through the
// product (seat, state, order of signatures), not about secrecy itself, but a
// refusal that rests on one names it all the same.
//
//go:embed house.csv
var houseCSV string

// The features a rule can belong to.
var features = []string{
	"asset", "org", "account", "import", "label", "ledger", "carryout", "repair", "sanitization",
	"disposal", "stocktake", "inspection", "incident", "export",
}

var effects = []string{
	EffectRefuse, EffectHold, EffectHoldWarn, EffectWarn, EffectOpen, EffectNeverRefuse,
}

// Built once: the book is part of the binary, so a mistake in it is found by
// the first test that runs, and nothing changes it afterwards.
var (
	rules    = must(parseRules(rulesCSV))
	house    = must(parseRules(houseCSV))
	book     = slices.Concat(rules, house)
	ruleByID = indexRules(book)
)

// All returns every rule in the order of the book, without the house rules. The
// caller may keep and change the result.
func All() []Rule { return cloneRules(rules) }

// House returns the house rules (ids flow.…).
func House() []Rule { return cloneRules(house) }

func cloneRules(list []Rule) []Rule {
	out := make([]Rule, len(list))
	for i, r := range list {
		out[i] = r.clone()
	}
	return out
}

// Get returns the rule with the id, and whether there is one.
func Get(id string) (Rule, bool) {
	i, ok := ruleByID[id]
	if !ok {
		return Rule{}, false
	}
	return book[i].clone(), true
}

// Refuse makes the refusal of the rule: its id as code and rule, its basis as
// articles, its text, and what is missing before the command would pass. It
// panics on an id that is not in the book and on a rule that never refuses:
// both are mistakes of the program, not of its user.
func Refuse(id string, missing ...errs.Text) *errs.Error {
	i, ok := ruleByID[id]
	if !ok {
		panic("rulebook: no rule " + id)
	}
	r := &book[i]
	if r.Effect == EffectNeverRefuse {
		panic("rulebook: rule " + id + " never refuses")
	}
	return &errs.Error{
		Kind: errs.Refused, Code: r.ID, Rule: r.ID, Articles: slices.Clone(r.Basis), Text: r.Text,
		Missing: slices.Clone(missing),
	}
}

func (r Rule) clone() Rule {
	r.Basis = slices.Clone(r.Basis)
	return r
}

func indexRules(list []Rule) map[string]int {
	m := make(map[string]int, len(list))
	for i, r := range list {
		m[r.ID] = i
	}
	return m
}

// parseRules reads the book: id, basis, effect, condition, zh, en, feature,
// since. "since" is "now" for a rule that is enforced, else the feature that
// will enforce it.
func parseRules(text string) ([]Rule, error) {
	rows, err := readCSV(text, "id,basis,effect,condition,zh,en,feature,since")
	if err != nil {
		return nil, fmt.Errorf("rules.csv: %w", err)
	}
	seen := map[string]bool{}
	list := make([]Rule, 0, len(rows))
	for i, row := range rows {
		r, err := parseRule(row)
		if err == nil && seen[r.ID] {
			err = fmt.Errorf("id twice")
		}
		if err != nil {
			return nil, fmt.Errorf("rules.csv row %d (%s): %w", i+2, row[0], err)
		}
		seen[r.ID] = true
		list = append(list, r)
	}
	return list, nil
}

func parseRule(row []string) (Rule, error) {
	r := Rule{
		ID: row[0], Basis: splitBasis(row[1]), Effect: row[2], Condition: row[3],
		Text: errs.T(row[4], row[5]), Feature: row[6], Enforced: row[7] == "now",
	}
	switch {
	case !strings.Contains(r.ID, "."):
		return r, fmt.Errorf("id %q is not dotted", r.ID)
	case len(r.Basis) == 0:
		return r, fmt.Errorf("no basis")
	case r.Condition == "":
		return r, fmt.Errorf("no condition")
	case !slices.Contains(effects, r.Effect):
		return r, fmt.Errorf("unknown effect %q", r.Effect)
	case !slices.Contains(features, r.Feature):
		return r, fmt.Errorf("unknown feature %q", r.Feature)
	case !r.Enforced && row[7] != r.Feature:
		return r, fmt.Errorf("since %q is neither now nor the feature %q", row[7], r.Feature)
	case r.Effect == EffectNeverRefuse && !r.Text.IsZero():
		return r, fmt.Errorf("a rule that never refuses has no text")
	case r.Effect != EffectNeverRefuse && (r.Text.ZH == "" || r.Text.EN == ""):
		return r, fmt.Errorf("text missing in one language")
	}
	return r, nil
}

func splitBasis(s string) []string {
	var out []string
	for _, p := range strings.Split(s, ";") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// readCSV returns the rows below the header, which has to be exactly header.
func readCSV(text, header string) ([][]string, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != header {
		return nil, fmt.Errorf("header is not %q", header)
	}
	return rows[1:], nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
