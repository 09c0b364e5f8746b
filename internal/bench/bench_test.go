package main

import (
	"bytes"
	"context"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sealbook/internal/bench/ceiling"
	"sealbook/internal/bench/load"
	"sealbook/internal/importer"
	"sealbook/internal/storetest"
)

// clientsOf signs clients in at a handler served in this process.
func clientsOf(t *testing.T, kind string, w where) *side {
	t.Helper()
	h, closing, err := handler(context.Background(), kind, w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closing)
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	s := &side{ours: kind == "ours"}
	c := load.NewClient(strings.TrimPrefix(srv.URL, "http://"), "")
	t.Cleanup(c.Close)
	if s.ours {
		if err := signIn(c, "baomi1"); err != nil {
			t.Fatal(err)
		}
	}
	s.Clients = []*load.Client{c}
	return s
}

// Everything that is measured is answered rightly by both sides, on both
// databases; the data comes by the product's own ways.
func TestEveryCallIsAnswered(t *testing.T) {
	for name, w := range map[string]where{
		onSQLite: {Path: filepath.Join(t.TempDir(), "b.db")}, onPostgres: {URL: storetest.Postgres(t, storetest.Schema{})},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			r := &runner{dir: t.TempDir(), say: t.Logf}
			b, n, err := r.start(ctx, w)
			if err != nil {
				t.Fatal(cause(err))
			}
			t.Cleanup(func() { _ = b.store.Close() })
			other := where{}
			var theirs *side
			g, err := newGrower(ctx, b, nil, n)
			if name == onPostgres {
				other = where{URL: storetest.Postgres(t, storetest.Schema{})}
				pool, e := ceiling.Open(ctx, other.URL)
				if e != nil {
					t.Fatal(e)
				}
				t.Cleanup(pool.Close)
				if e := ceiling.Create(ctx, pool); e != nil {
					t.Fatal(e)
				}
				g, err = newGrower(ctx, b, pool, n)
				theirs = clientsOf(t, "ceiling", other)
			}
			if err != nil {
				t.Fatal(cause(err))
			}
			grows(t, g, w)
			ours := clientsOf(t, "ours", w)
			o, err := thingsOf(ctx, w, true, g.departments[0])
			if err != nil {
				t.Fatal(err)
			}
			o.fragments(g.next-1, g.departments)
			c := o
			if theirs != nil {
				if c, err = thingsOf(ctx, other, false, g.departments[0]); err != nil {
					t.Fatal(err)
				}
			}
			answered(t, r, o, c, ours, theirs)
		})
	}
}

func grows(t *testing.T, g *grower, w where) {
	t.Helper()
	const size = 1000
	ctx := context.Background()
	if err := g.to(ctx, size, t.Logf); err != nil {
		t.Fatal(cause(err))
	}
	if n, err := count(ctx, w); err != nil || n != size {
		t.Fatalf("%d assets on record, %d wanted: %v", n, size, err)
	}
	if rows, added, err := g.again(ctx); err != nil || rows == 0 || added != 0 {
		t.Errorf("the same %d rows again added %d: %v", rows, added, err)
	}
}

func answered(t *testing.T, r *runner, o, c *things, ours, theirs *side) {
	t.Helper()
	calls, err := r.calls(o, c, ours, theirs)
	if err != nil {
		t.Fatal(cause(err))
	}
	rows := map[string]bool{}
	for _, x := range calls {
		rows[x.row] = true
		if err := ours.look(x, x.ours); err != nil {
			t.Errorf("ours: %s: %v", x.name, err)
		}
		for _, more := range x.more {
			if err := ours.lookExtra(x, more); err != nil {
				t.Errorf("ours: %s, %s: %v", x.name, more.name, err)
			}
		}
		if theirs != nil && x.ceiling != nil {
			if err := theirs.look(x, x.ceiling); err != nil {
				t.Errorf("ceiling: %s: %v", x.name, err)
			}
		}
	}
	for _, row := range []string{"A1", "A2", "A3", "A4", "A5", "A7", "P1", "P2", "P3"} {
		if !rows[row] {
			t.Errorf("nothing is asked for %s", row)
		}
	}
}

// The rows are a ledger without faults, the same each time.
func TestTheLedgerIsReadWhole(t *testing.T) {
	departments := []string{"宣传部", "组织部"}
	rows := make([]ledgerRow, 500)
	for i := range rows {
		rows[i] = rowOf(i+1, departments)
		if rows[i] != rowOf(i+1, departments) {
			t.Fatal("a row differs from itself")
		}
	}
	file := sheetOf(rows)
	src, err := importer.Read("ledger.csv", bytes.NewReader(file), int64(len(file)), importer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if src.Rows() != len(rows) {
		t.Errorf("%d rows read of %d", src.Rows(), len(rows))
	}
	for _, sh := range src.Sheets {
		if !sh.Known || !sh.LeftOut.IsZero() {
			t.Errorf("sheet %+v", sh.LeftOut)
		}
	}
}

func TestFiguresAreJudgedByTheirTargets(t *testing.T) {
	at := func(rate int, cpu time.Duration) load.Sample {
		return load.Sample{Requests: rate, Took: time.Second, CPU: cpu * time.Duration(rate), P50: time.Second / time.Duration(rate)}
	}
	m := measured{call: call{row: "A1", name: "x", clients: 8}, size: 100_000, ours: at(600, 200), theirs: at(1000, 100)}
	if f := m.atLeast(0.60); f.Met != met || f.Ratio != "0.60 (CPU 0.50)" {
		t.Errorf("%+v", f)
	}
	if f := m.atLeast(0.61); f.Met != missed {
		t.Errorf("%+v", f)
	}
	if f := m.atLeast(0); f.Met != shown || f.Target != "" {
		t.Errorf("%+v", f)
	}
	if f := m.dearer(2); f.Met != met || f.Ratio != "2.00" {
		t.Errorf("%+v", f)
	}
	if f := m.dearer(1.9); f.Met != missed {
		t.Errorf("%+v", f)
	}
	if f := addedTo(102, 4); f.Met != met || f.Ratio != "1.04" {
		t.Errorf("%+v", f)
	}
	if f := addedTo(102, 5); f.Met != missed {
		t.Errorf("%+v", f)
	}
	m.name = "few hits"
	list := searched(m, 50*m.ours.P50, 50, "few hits")
	if list[0].Met != met || list[1].Met != met {
		t.Errorf("%+v", list)
	}
	m.size = 1000 // where reading everything is as fast
	if list = searched(m, m.ours.P50, 50, "few hits"); list[1].Met != shown {
		t.Errorf("%+v", list)
	}
}

func TestComparingOurOwnFigures(t *testing.T) {
	sample := func(rate int, cpu time.Duration) load.Sample {
		return load.Sample{Requests: rate, Took: time.Second, CPU: cpu * time.Duration(rate)}
	}
	var r results
	put := func(row, name string, size int, ours load.Sample, more ...load.Sample) {
		m := measured{call: call{row: row, name: name, clients: clients}, on: onPostgres, size: size, ours: ours, more: more}
		if len(more) == 2 {
			m.call.more = []extra{{name: firstPage}, {name: lastPage}}
		} else if len(more) == 1 {
			m.call.more = []extra{{name: "32 clients"}}
		}
		r.calls = append(r.calls, m)
	}
	for _, size := range []int{1000, 100_000} {
		put("A2", "one record", size, sample(100, time.Millisecond))
		put("A2", "its last 20 events", size, sample(100, time.Millisecond*time.Duration(1+size/90_000)))
		put("A7", "register an asset", size, sample(100, time.Duration(100+size/5000)))
		put("A3", "50 of a department and state, by code, any page", size, sample(100, 10), sample(100, 10), sample(100, 14))
		put("A1", "scan a label", size, sample(100, 1), sample(81, 1))
		put("A5", "move a draft to another room", size, sample(100, 1), sample(99, 1))
	}
	r.compare(onPostgres, 100_000, 1000)
	got := map[string]verdict{}
	for _, f := range r.figures {
		got[f.Row+" "+f.What] = f.Met
	}
	want := map[string]verdict{
		"A2 record and last events, CPU": missed, "A2 one record, CPU as the book grows": met, "A2 its last 20 events, CPU as the book grows": missed,
		"A7 register as the book grows": met, "A3 the last page beside the first": missed, "A13 scan a label, 32 clients": met,
		"A5 move a draft to another room, 32 clients": missed,
	}
	for what, v := range want {
		if got[what] != v {
			t.Errorf("%s: %q, want %q", what, got[what], v)
		}
	}
	if len(got) != len(want) {
		t.Errorf("figures: %v", got)
	}
}

// Turns alternate, and the first round does not count.
func TestContendersTakeTurns(t *testing.T) {
	var order string
	of := func(name string) *contender {
		return &contender{turn: func(d time.Duration) (load.Sample, error) {
			order += name
			return load.Sample{Requests: 1, Took: d}, nil
		}}
	}
	a, b := of("a"), of("b")
	if err := compete([]*contender{a, b}, 3, time.Second); err != nil {
		t.Fatal(err)
	}
	if order != "abababab" || len(a.got) != 3 || a.got[0].Took != time.Second {
		t.Errorf("%s, %d counted", order, len(a.got))
	}
}

func TestReport(t *testing.T) {
	r := report{plan: smoke, version: "15", settings: []string{"fsync=on"}, machine: machine(t.TempDir()), at: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), figures: []figure{
		{Row: "A1", What: "scan", On: onPostgres, Size: 1000, Ours: "5/s", Beside: "ceiling 6/s", Ratio: "0.83", Target: "≥ 0.60", Met: met},
		{Row: "A3", What: "a|b", Met: missed},
	}}
	md := r.markdown()
	for _, want := range []string{
		"| A1 | scan | postgres | 1000 | 5/s | ceiling 6/s | 0.83 | ≥ 0.60 | yes |", `a\|b`, "2026-11-23", "fsync=on",
		"reached: 1, missed: 1, shown only: 0", "cores",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("no %q in\n%s", want, md)
		}
	}
	text := r.text()
	if lines := strings.Split(text, "\n"); len(lines) < 6 || !strings.HasPrefix(lines[3], "row  what") || !strings.HasPrefix(lines[5], "A3   a|b") {
		t.Errorf("text:\n%s", text)
	}
}

func TestWhatPeopleWroteIsKept(t *testing.T) {
	if got := keep("new\n", "old\n"+byHand+"\nbecause\n"); got != "new\n"+byHand+"\nbecause\n" {
		t.Errorf("%q", got)
	}
	if got := keep("new\n", "old\n"); got != "new\n" {
		t.Errorf("%q", got)
	}
}

func TestSizesAreChecked(t *testing.T) {
	if got, err := numbers("1000, 50000"); err != nil || len(got) != 2 || got[1] != 50_000 {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"", "x", "10", "5000,1000"} {
		if _, err := numbers(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestSheetCostIsJudged(t *testing.T) {
	var out bytes.Buffer
	if err := countLabels(48, 1, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `"Labels":48`) {
		t.Errorf("%s", out.String())
	}
	c := sheetCost{Labels: 10, Bitmap: 100, InSheet: 201, SVG: homeboxSVG, Bytes: 3e6, Peak: 64<<20 + 1}
	for i, want := range []verdict{missed, missed, met, met} {
		if got := c.figures()[i]; got.Met != want {
			t.Errorf("%+v, want %s", got, want)
		}
	}
}
