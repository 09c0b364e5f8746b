package store_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

func found(t *testing.T, s *store.Store, text string) []string {
	t.Helper()
	p, err := s.Assets(ctx, systemActor, view.AssetFilter{Text: text, Limit: 500})
	must(t, err)
	out := []string{}
	for _, a := range p.Rows {
		out = append(out, a.Code)
	}
	return out
}

func TestSearchFindsSubstrings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		var first string
		must(t, s.Write(ctx, func(x *store.Tx) error {
			for i, d := range []asset.AssetRegistered{
				{Code: "机要-0001", Serial: "PF3ABCDE", Brand: "远山", Model: "ThinkBook T14", Details: asset.Details{Name: "涉密便携机"}},
				{Code: "JM2031/17", Serial: "ＸＹＺ９８７", Brand: "Granit", Model: "台式 100%"},
				{Code: "AB", Serial: "it's", Brand: "䶮山", Model: "𠅤1"},
			} {
				d.Asset, d.Class, d.Kind, d.Book, d.Department = x.NewID(), asset.Computer, "desktop", asset.Classified, o.east
				if i == 0 {
					first = d.Asset
				}
				if err := x.Append("p", "", registered(d)); err != nil {
					return err
				}
			}
			return nil
		}))
		issue(t, s, first, o.persons["keeper"], o.east, "")
		check := func() {
			t.Helper()
			for text, want := range map[string][]string{
				"涉密": {"机要-0001"}, "密便": {"机要-0001"}, "abc": {"机要-0001"}, "ABCDE": {"机要-0001"}, "要-0": {"机要-0001"},
				"xyz987": {"JM2031/17"}, "台式": {"JM2031/17"}, "00%": {"JM2031/17"}, "granit 台式": {"JM2031/17"},
				"东海": {"AB", "JM2031/17", "机要-0001"}, "东海 think": {"机要-0001"}, "t14 1": {"机要-0001"},
				"ab": {"AB"}, "Ａb": {"AB"}, "䶮山": {"AB"}, "𠅤1": {"AB"}, "it's": {"AB"},
				"密涉": {}, "abd": {}, "台 式 zzz": {}, "' OR 1=1 --": {}, "100_": {}, "机": {}, "\" OR \"": {},
			} {
				if got := found(t, s, text); !slices.Equal(got, want) {
					t.Errorf("%q finds %v, want %v", text, got, want)
				}
			}
		}
		check()
		if got := found(t, s, "方六"); !slices.Equal(got, []string{"机要-0001"}) {
			t.Errorf("by keeper: %v", got)
		}
		// Whoever changes his name is found under the new one and not the old.
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append("p", "", personEvent(o.persons["keeper"], "方新名", o.east, 3),
				event.Of(org.DepartmentSet{Department: o.east, Name: "东海处室", Parent: o.root}, subject(org.KindDepartment, o.east)))
		}))
		check()
		if len(found(t, s, "方六")) != 0 || len(found(t, s, "新名")) != 1 || len(found(t, s, "海处室")) != 3 {
			t.Errorf("after renaming: 方六 %v, 新名 %v, 海处室 %v", found(t, s, "方六"), found(t, s, "新名"), found(t, s, "海处室"))
		}
		// What is corrected is found as corrected.
		serial := "QQQ777"
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append("p", "", event.Of(asset.Corrected{Asset: first, New: asset.Correction{Serial: &serial}}, subject(asset.KindSubject, first)))
		}))
		if len(found(t, s, "abcde")) != 0 || len(found(t, s, "qq7")) != 1 {
			t.Error("the index still has the old serial")
		}
		noMismatch(t, s)
	})
}

// A text that is common is found by walking the list; both ways give the same.
func TestSearchOfACommonText(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		register(t, s, "GW", o.east, store.DenseAfter+300)
		p, err := s.Assets(ctx, systemActor, view.AssetFilter{Text: "gw-", Limit: 50})
		must(t, err)
		if len(p.Rows) != 50 || p.Rows[0].Code != "GW-0001" || p.Next == "" {
			t.Fatalf("%d rows, first %v", len(p.Rows), p.Rows)
		}
		if got := found(t, s, "gw-0042"); !slices.Equal(got, []string{"GW-0042"}) {
			t.Errorf("found %v", got)
		}
		n := 0
		must(t, s.EachRecord(ctx, systemActor, view.AssetFilter{Text: "gw-"}, func(view.Record) error { n++; return nil }))
		if n != store.DenseAfter+300 {
			t.Errorf("%d rows in all", n)
		}
	})
}

// A part of a text has a subset of its grams: the index never misses.
func TestGramsOfAPartAreGramsOfTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runes := rapid.SliceOfN(rapid.SampledFrom([]rune("ab1- 密机台式㛃𠅤é\n")), 0, 20).Draw(t, "text")
		text := string(runes)
		i := rapid.IntRange(0, len(runes)).Draw(t, "from")
		j := rapid.IntRange(i, len(runes)).Draw(t, "to")
		part := string(runes[i:j])
		if strings.Contains(part, "\n") {
			return
		}
		whole := store.Grams(text)
		for _, g := range store.Grams(part) {
			if !slices.Contains(whole, g) {
				t.Fatalf("gram %s of %q is none of %q", g, part, text)
			}
		}
	})
	for text, n := range map[string]int{"": 0, "密": 0, "机密": 1, "ab": 0, "abc": 1, "机a": 1, "机密计": 2, "ab机": 1, "abab": 2, "aaaa": 1, "ab\nc": 0} {
		if got := store.Grams(text); len(got) != n {
			t.Errorf("%q has grams %v, want %d", text, got, n)
		}
	}
	if store.FoldText(" Ａ　ｂ\t机 ") != "a b 机" {
		t.Errorf("folded to %q", store.FoldText(" Ａ　ｂ\t机 "))
	}
}

// Lists and searches of a large table use the indexes made for them.
func TestPlansUseTheIndexes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		register(t, s, "GW", o.east, 400)
		if s.IsPostgres() {
			must(t, s.Raw("ANALYZE"))
		}
		for _, c := range []struct{ query, index string }{
			{"SELECT id FROM asset a WHERE code_key = 'X'", "asset_code"},
			{"SELECT id FROM asset a ORDER BY a.code_key, a.id LIMIT 50", "asset_code"},
			{"SELECT id FROM asset a WHERE (a.changed, a.id) > (" + moment(s) + ", 'x') ORDER BY a.changed, a.id LIMIT 50", "asset_changed"},
			{"SELECT id FROM asset a ORDER BY a.level DESC, a.id DESC LIMIT 50", "asset_level"},
			{"SELECT id FROM asset a ORDER BY a.department_name, a.id LIMIT 50", "asset_department_name"},
			{"SELECT id FROM asset a ORDER BY a.life, a.id LIMIT 50", "asset_life"},
			{"SELECT id FROM asset a ORDER BY a.keeper_name, a.id LIMIT 50", "asset_keeper_name"},
			{"SELECT id FROM asset a WHERE wait_verb <> '' AND wait_seat = 'leader'", "asset_waiting"},
			{"SELECT id FROM asset a WHERE label_due ORDER BY a.code_key LIMIT 50", "asset_label_due"},
			{"SELECT s.seq FROM ledger_subject s WHERE s.kind = 'asset' AND s.subject = 'x' ORDER BY s.seq DESC LIMIT 50", "ledger_subject"},
			{"SELECT id FROM refusal WHERE asset_id = 'x' AND event_id < 5 ORDER BY event_id DESC", "refusal_asset"},
			{"SELECT id FROM session WHERE token_hash = " + blob(s), "session_token"},
			{"SELECT token FROM label WHERE asset_id = 'x'", "label_asset"},
		} {
			p := plan(t, s, c.query)
			if !strings.Contains(p, c.index) && !strings.Contains(p, "PRIMARY KEY") {
				t.Errorf("%s\ndoes not use %s:\n%s", c.query, c.index, p)
			}
		}
		grams := "SELECT num FROM asset_search q WHERE q.grams @@ CAST('''abc''' AS tsquery)"
		want := "asset_search_grams"
		if !s.IsPostgres() {
			grams, want = "SELECT rowid FROM asset_gram WHERE asset_gram MATCH 'abc'", "VIRTUAL TABLE INDEX"
		}
		if p := plan(t, s, grams); !strings.Contains(p, want) {
			t.Errorf("search: %s", p)
		}
	})
}
