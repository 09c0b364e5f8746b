package policy

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sealbook/internal/errs"
)

// The defaults where sources differ (domain §9) and those of sign-in.
func TestDefaults(t *testing.T) {
	want := map[string]string{
		"witness.count": "2", "clear-by.days": "30", "clear-by.days.top-secret": "7",
		"incident.hours": "24", "incident.internal-hours": "8",
		"stocktake.full.days": "183", "stocktake.quarter-percent": "25", "stocktake.top-secret.days": "31",
		"stocktake.after.repair": "true", "stocktake.after.carry-out": "true", "stocktake.after.hand-over": "true",
		"agreement.always": "true", "licence.scope": "storage",
		"chain.repair.onsite": "department_head,secrecy_office", "chain.repair.onsite.top-secret": "department_head,secrecy_office,leading_group",
		"chain.repair.offsite": "department_head,secrecy_office,leader", "chain.repair.offsite.top-secret": "department_head,secrecy_office,leader,leading_group",
		"repair.drum-out": "true", "repair.emergency": "false", "repair.emergency-hours": "24",
		"reuse.flash.confidential": "yes", "reuse.flash.secret": "approval", "reuse.flash.top-secret": "no",
		"storage.leaves-only-destroyed": "true", "disposal.own.max-items": "20", "handover.accept-days": "3",
		"disposal.receipt.days": "7", "records.keep": "forever", "lost.days": "60", "lost.days.top-secret": "10",
		"term.cap.top_secret": "30", "term.cap.secret": "20", "term.cap.confidential": "10",
		"chain.classify": "department_head,leading_group", "chain.issue": "department_head", "chain.return": "secrecy_office",
		"chain.hand_over": "department_head", "chain.hand_over.secret": "department_head,witness", "chain.move": "department_head",
		"chain.pair": "secrecy_office", "chain.unpair": "secrecy_office", "chain.take_out": "secrecy_office",
		"chain.put_in": "secrecy_office", "chain.receiving": "department_head", "chain.upgrade": "department_head,leading_group",
		"chain.downgrade": "department_head,leading_group", "chain.correct": "secrecy_office", "chain.load.secret": "witness",
		"factor.kind": "any", "factor.required": "none",
		"admin.join": "false", "password.min-length": "12", "password.min-length.secret": "14", "password.min-length.top-secret": "16",
		"password.max-days": "90", "password.max-days.secret": "60", "password.max-days.top-secret": "30",
		"password.history": "5", "password.history.secret": "5", "password.history.top-secret": "5",
		"session.idle-minutes": "30", "session.absolute-hours": "12", "session.one": "false", "token.allowed": "true", "token.max-days": "90",
		"login.max-failures": "5", "login.window-minutes": "15", "tech-check.valid-days": "365",
	}
	got := map[string]string{}
	for _, v := range Default().Sorted() {
		got[v.Key] = v.Raw
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if Default().Version != 1 {
		t.Errorf("version %d", Default().Version)
	}
}

func TestEveryValueNamesItselfAndItsBasis(t *testing.T) {
	for key, v := range Default().Values {
		zh := strings.ContainsFunc(v.Text.ZH, func(r rune) bool { return unicode.Is(unicode.Han, r) })
		if v.Key != key || v.Basis == "" || !zh || v.Text.EN == "" {
			t.Errorf("%s: %+v", key, v)
		}
	}
}

func TestGetters(t *testing.T) {
	p := Default()
	if got := p.Int("witness.count"); got != 2 {
		t.Errorf("Int: %d", got)
	}
	if got := p.Int("clear-by.days"); got != 30 {
		t.Errorf("Int of days: %d", got)
	}
	if got := p.Days("clear-by.days.top-secret"); got != 7*24*time.Hour {
		t.Errorf("Days: %v", got)
	}
	if got := p.Hours("incident.hours"); got != 24*time.Hour {
		t.Errorf("Hours: %v", got)
	}
	if !p.Bool("agreement.always") {
		t.Error("Bool")
	}
	if got := p.Text("licence.scope"); got != "storage" {
		t.Errorf("Text: %s", got)
	}
	if got := p.Seats("chain.hand_over.secret"); !slices.Equal(got, []string{"department_head", "witness"}) {
		t.Errorf("Seats: %v", got)
	}
}

func TestAWrongKeyIsAMistakeOfTheProgram(t *testing.T) {
	p := Default()
	spoilt := Policy{Values: map[string]Value{"x": {Key: "x", Kind: KindInt, Raw: "many"}}}
	for name, call := range map[string]func(){
		"unknown":        func() { p.Int("no.such") },
		"int of seats":   func() { p.Int("chain.issue") },
		"days of int":    func() { p.Days("witness.count") },
		"hours of days":  func() { p.Hours("clear-by.days") },
		"bool of text":   func() { p.Bool("licence.scope") },
		"text of bool":   func() { p.Text("agreement.always") },
		"seats of int":   func() { p.Seats("witness.count") },
		"no number":      func() { spoilt.Int("x") },
		"empty policy":   func() { Policy{}.Int("witness.count") },
		"unknown policy": func() { p.Days("") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
}

func TestSetMakesTheNextVersionAndLeavesTheOld(t *testing.T) {
	p := Default()
	q, err := p.Set("handover.accept-days", " 05 ")
	if err != nil {
		t.Fatal(err)
	}
	if q.Version != 2 || q.Int("handover.accept-days") != 5 || q.Values["handover.accept-days"].Raw != "5" {
		t.Errorf("new: version %d, %+v", q.Version, q.Values["handover.accept-days"])
	}
	if diff := cmp.Diff(Default(), p); diff != "" {
		t.Errorf("old changed: %s", diff)
	}
	r, err := q.Set("chain.issue", "department_head, secrecy_office")
	if err != nil || r.Version != 3 || !slices.Equal(r.Seats("chain.issue"), []string{"department_head", "secrecy_office"}) {
		t.Errorf("%v: %+v", err, r.Values["chain.issue"])
	}
}

func TestSetRefusesWhatTheBasisDoesNotAllow(t *testing.T) {
	for _, c := range []struct{ key, raw, code string }{
		{"no.such", "1", "policy.unknown"},
		{"witness.count", "1", "policy.invalid"},
		{"witness.count", "6", "policy.invalid"},
		{"witness.count", "two", "policy.invalid"},
		{"witness.count", "", "policy.invalid"},
		{"witness.count", "2.5", "policy.invalid"},
		{"witness.count", "99999999999999999999", "policy.invalid"},
		{"term.cap.top_secret", "31", "policy.invalid"},
		{"term.cap.secret", "21", "policy.invalid"},
		{"term.cap.confidential", "11", "policy.invalid"},
		{"incident.hours", "25", "policy.invalid"},
		{"storage.leaves-only-destroyed", "false", "policy.invalid"},
		{"agreement.always", "yes", "policy.invalid"},
		{"records.keep", "10 years", "policy.invalid"},
		{"licence.scope", "none", "policy.invalid"},
		{"chain.issue", "", "policy.invalid"},
		{"chain.issue", "head", "policy.invalid"},
		{"chain.issue", "system_admin", "policy.invalid"},
		{"chain.issue", "department_head,", "policy.invalid"},
		{"chain.issue", "department_head,department_head", "policy.invalid"},
	} {
		p, err := Default().Set(c.key, c.raw)
		e := errs.As(err)
		if e == nil || e.Kind != errs.Invalid || e.Code != c.code || e.Text.ZH == "" || e.Text.EN == "" {
			t.Errorf("%s=%q: %v", c.key, c.raw, err)
			continue
		}
		if p.Values != nil {
			t.Errorf("%s=%q: a policy with the error", c.key, c.raw)
		}
		if c.code == "policy.invalid" && (len(e.Fields) != 1 || e.Fields[0].Name != c.key || e.Fields[0].Text.ZH == "") {
			t.Errorf("%s=%q: fields %+v", c.key, c.raw, e.Fields)
		}
	}
}

func TestBoundsThemselvesAreAllowed(t *testing.T) {
	for key, s := range specs {
		if s.max == "" {
			continue
		}
		for _, raw := range []string{s.min, s.max} {
			if _, err := Default().Set(key, raw); err != nil {
				t.Errorf("%s=%s: %v", key, raw, err)
			}
		}
	}
}

func TestSortedIsStable(t *testing.T) {
	var keys []string
	for _, v := range Default().Sorted() {
		keys = append(keys, v.Key)
	}
	if !slices.IsSorted(keys) || len(keys) != len(Default().Values) {
		t.Errorf("%v", keys)
	}
}

func TestRestoreIsWhatWasSet(t *testing.T) {
	keys := make([]string, 0, len(specs))
	for _, v := range Default().Sorted() {
		keys = append(keys, v.Key)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := Default()
		for range rapid.IntRange(0, 8).Draw(t, "changes") {
			key := rapid.SampledFrom(keys).Draw(t, "key")
			raw := rapid.OneOf(
				rapid.Map(rapid.IntRange(0, 40), strconv.Itoa),
				rapid.SampledFrom([]string{"true", "false", "no", "approval", "leader", "leader,witness", "all"}),
			).Draw(t, "raw")
			next, err := p.Set(key, raw)
			if err != nil {
				continue
			}
			if next.Version != p.Version+1 || next.Values[key].Raw != raw {
				t.Fatalf("%s=%s: version %d, %+v", key, raw, next.Version, next.Values[key])
			}
			p = next
		}
		stored := map[string]string{}
		for key, v := range p.Values {
			stored[key] = v.Raw
		}
		got, err := Restore(p.Version, stored)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestRestoreFillsInAndRefuses(t *testing.T) {
	p, err := Restore(7, map[string]string{"witness.count": "3"})
	if err != nil || p.Version != 7 || p.Int("witness.count") != 3 || p.Int("handover.accept-days") != 3 {
		t.Errorf("%v: %+v", err, p)
	}
	for name, call := range map[string]func() (Policy, error){
		"version": func() (Policy, error) { return Restore(0, nil) },
		"key":     func() (Policy, error) { return Restore(1, map[string]string{"no.such": "1"}) },
		"value":   func() (Policy, error) { return Restore(1, map[string]string{"witness.count": "1"}) },
	} {
		if _, err := call(); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestABrokenListOfDefaultsIsNotRead(t *testing.T) {
	const head = "key,kind,raw,min,max,basis,zh,en\n"
	const good = "a.b,int,2,1,3,ORG 1,甲,A\n"
	if _, err := parseSpecs(head + good); err != nil {
		t.Fatal(err)
	}
	for name, lines := range map[string]string{
		"kind":              strings.Replace(good, "int", "float", 1),
		"no bounds":         strings.Replace(good, "1,3,", ",,", 1),
		"no basis":          strings.Replace(good, "ORG 1", "", 1),
		"no Chinese":        strings.Replace(good, "甲", "", 1),
		"no English":        strings.Replace(good, "A", "", 1),
		"out of range":      strings.Replace(good, ",2,", ",4,", 1),
		"not written so":    strings.Replace(good, ",2,", ",02,", 1),
		"word without list": "a.c,text,x,,,ORG 1,甲,A\n",
		"twice":             good + good,
		"ragged":            "a.b,int\n",
	} {
		if _, err := parseSpecs(head + lines); err == nil {
			t.Errorf("%s: read", name)
		}
	}
	if _, err := parseSpecs("key\n"); err == nil {
		t.Error("other header: read")
	}
}
