package api

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// reasonOf and actionsOf are what writeActions does, by reflection.
func reasonOf(e *errs.Error, lang string) *reason {
	if e == nil {
		return nil
	}
	out := &reason{Code: e.Code, Detail: e.Text.In(lang), Rule: e.Rule, Articles: e.Articles}
	for _, m := range e.Missing {
		out.Missing = append(out.Missing, m.In(lang))
	}
	for _, f := range e.Fields {
		out.Missing = append(out.Missing, f.Name+": "+f.Text.In(lang))
	}
	return out
}

func actionsOf(list []asset.Action, lang string) []action {
	out := make([]action, 0, len(list))
	for _, a := range list {
		x := action{
			Verb: verbCode(a.Spec.Verb), Text: a.Spec.Verb.Text().In(lang), Legal: a.Legal(),
			Fields: make([]input, 0, len(a.Spec.Fields)), Why: reasonOf(a.Why, lang),
		}
		for _, f := range a.Spec.Fields {
			x.Fields = append(x.Fields, input{Name: f.Name, Type: f.Type, Required: f.Required, Text: f.Text.In(lang)})
		}
		out = append(out, x)
	}
	return out
}

func reference(t require, v any) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type require interface {
	Helper()
	Fatal(args ...any)
}

func sample() view.Record {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	s := asset.State{
		ID: "06h0i4dbmn6koag3bqgg", Code: "JM-B-0000280", Class: asset.Medium, Kind: "usb_stick", Book: asset.Classified,
		Brand: `样例"牌`, Model: "<K&64>", Life: asset.Registered, Custody: asset.Custody{Holder: asset.HolderStore, Since: at},
		Details: asset.Details{Extra: map[string]string{"b": "\u2028", "a": "x"}}, LabelIssued: 1, Changed: at, Version: 6,
	}
	return view.Record{
		Asset: view.Asset{ID: s.ID, Code: s.Code, Class: s.Class, Kind: s.Kind, Book: s.Book, Life: s.Life, Changed: at, Version: 6}, State: s,
		Labels: []asset.Label{{Token: "5R0DCR0CACQPKDYA", Asset: s.ID, Number: 1, State: asset.LabelPrinted, Printed: at}},
		Names:  map[string]string{"d": "社会服务部"},
	}
}

// The short way writes what reflection would have written, byte for byte.
func TestRecordIsWrittenAsReflectionWould(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		for _, life := range asset.Lives() {
			for _, seats := range [][]org.Held{nil, {{Seat: org.SecrecyOffice}}, {{Seat: org.Technician}}, {{Seat: org.Auditor}}} {
				r := sample()
				r.State.Life = life
				actor := org.Actor{Person: "p", Held: seats}
				actions := asset.Actions(asset.Facts{Actor: actor, Assets: map[string]asset.State{r.ID: r.State}}, r.ID)
				got := recordOf(r, actions, lang)
				var b bytes.Buffer
				if err := writeJSON(&b, &scanView{Record: got, ScanRest: ScanRest{Stale: true, Note: "a\"b"}}); err != nil {
					t.Fatal(err)
				}
				got.Actions = actionsOf(actions, lang)
				type bare record
				want := reference(t, struct {
					Record bare `json:"record"`
					ScanRest
				}{bare(got), ScanRest{Stale: true, Note: "a\"b"}})
				if b.String() != want {
					t.Fatalf("%s %s:\n%s\nwant\n%s", lang, life, b.String(), want)
				}
			}
		}
	}
}

func TestReasonIsWrittenAsReflectionWould(t *testing.T) {
	words := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "★机密", "\xff\xfe", "a\u2028b", "<&>", "\"\\\n\x00\x7f", "密\xe5"}))
	texts := rapid.Custom(func(t *rapid.T) errs.Text { return errs.T(words.Draw(t, "zh"), words.Draw(t, "en")) })
	rapid.Check(t, func(t *rapid.T) {
		e := &errs.Error{
			Code: words.Draw(t, "code"), Text: texts.Draw(t, "text"), Rule: words.Draw(t, "rule"),
			Articles: rapid.SliceOfN(words, 0, 3).Draw(t, "articles"), Missing: rapid.SliceOfN(texts, 0, 3).Draw(t, "missing"),
		}
		for range rapid.IntRange(0, 2).Draw(t, "fields") {
			e.Fields = append(e.Fields, errs.Field{Name: words.Draw(t, "name"), Text: texts.Draw(t, "field")})
		}
		for _, lang := range []string{"zh", "en"} {
			var b bytes.Buffer
			writeReason(&b, e, lang)
			if want := strings.TrimSuffix(reference(t, reasonOf(e, lang)), "\n"); b.String() != want {
				t.Fatalf("%s, want %s", b.String(), want)
			}
		}
	})
}

func TestPreparedRecordIsSentAsItWas(t *testing.T) {
	r := recordOf(sample(), nil, "zh")
	first, err := r.prepared()
	if err != nil {
		t.Fatal(err)
	}
	r.Name = "changed after the digest was taken"
	var b bytes.Buffer
	if err := writeJSON(&b, &r); err != nil || b.String() != string(first)+"\n" {
		t.Errorf("%v: %s, want %s", err, b.String(), first)
	}
}
