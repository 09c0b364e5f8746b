package main

import (
	"strings"
	"testing"
	"time"

	"sealbook/internal/bench/load"
)

// A page that shows nobody, nothing or another thing is no figure.
func TestWrongPagesAreNoFigure(t *testing.T) {
	frame := func(inner string) []byte {
		return []byte(`<html><form action="/signout"></form>` + inner + "</html>\n")
	}
	rows := strings.Repeat(`<input name="pick">`, 50)
	record := `<span class="big">JM-1</span><td class="nowrap">1</td><td class="nowrap">2</td>`
	row := `<tr class="s-done" data-state="done"><a href="/assets/1">`
	for name, tc := range map[string]struct {
		check func([]byte) error
		body  []byte
		right bool
	}{
		"list":                    {listed(50), frame(rows), true},
		"list a row short":        {listed(50), frame(strings.TrimPrefix(rows, `<input name="pick">`)), false},
		"list cut off":            {listed(50), frame(rows)[:900], false},
		"sign-in page":            {listed(0), []byte(`<html><form action="/signin"></form></html>`), false},
		"record":                  {recordShown, frame(record), true},
		"record without history":  {recordShown, frame(`<span class="big">JM-1</span>`), false},
		"error page":              {recordShown, frame(`<div class="note bad">`), false},
		"scan":                    {rowShown, []byte(row), true},
		"scan of nothing":         {rowShown, []byte(`<tr class="s-unknown" data-state="unknown">`), false},
		"scan answered by a page": {rowShown, frame(row), false},
	} {
		if err := tc.check(tc.body); (err == nil) != tc.right {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPagesAreJudgedByTheProcessorTimeOfTheirJSON(t *testing.T) {
	at := func(cpu, db time.Duration) load.Sample {
		return load.Sample{Requests: 1, CPU: cpu, DB: db, Took: time.Second}
	}
	m := measured{
		call: call{row: "P2", name: "record page", clients: 8, limit: 4, more: []extra{{name: itsJSON}, {name: itsHistory}}}, on: onPostgres,
		size: 100_000, ours: at(400, 200), more: []load.Sample{at(100, 100), at(60, 40)},
	}
	list := m.pageCost()
	if len(list) != 2 || list[0].Met != met || list[0].Ratio != "4.00 (with db 3.00)" || list[1].Met != shown || list[1].Ratio != "2.50 (with db 2.00)" {
		t.Errorf("%+v", list)
	}
	m.ours.CPU++
	if f := m.pageCost()[0]; f.Met != missed || f.Target != "≤ 4.00" {
		t.Errorf("%+v", f)
	}
	m.size = 1000
	if f := m.pageCost()[0]; f.Met != shown || f.Target != "" {
		t.Errorf("%+v", f)
	}
}

func TestRowsAreChosenByName(t *testing.T) {
	for only, want := range map[string]bool{"": true, "A1": true, "P1,A1": true, "A10": false, "P1": false} {
		if got := (plan{only: only}).wants("A1"); got != want {
			t.Errorf("%q: %v", only, got)
		}
	}
}
