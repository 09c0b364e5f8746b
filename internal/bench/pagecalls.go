package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"

	"sealbook/internal/bench/load"
)

// The pages beside the API (issue 3): what a person looks at costs so many times
// the processor time of the JSON with the same rows. Both are asked for by the
// same client and person in the same rounds, and both are answered by us.

// What a page is held against.
const (
	itsJSON    = "its JSON"
	itsHistory = "its history's"
)

// paged makes the call of a page with, beside it, the call of the API that has
// the same in JSON: at most limit times its processor time.
func paged(row, name string, limit float64, api call, ours load.Next, check func(page []byte) error) call {
	return call{
		row: row, name: name, clients: clients, ours: ours, limit: limit,
		check: func(body []byte, _ bool) error { return check(body) },
		more:  []extra{{name: itsJSON, clients: clients, next: api.ours, check: func(body []byte) error { return api.check(body, true) }}},
	}
}

// pageRows are the rows of the pages: lists, records, scans at the station.
var pageRows = []string{"P1", "P2", "P3"}

func page(path string) load.Request { return load.Request{Method: "GET", Path: path, Page: true} }

// whole checks that a page is one of ours for whoever is signed in, to its end.
func whole(body []byte) error {
	switch {
	case !bytes.Contains(body, []byte(`action="/signout"`)):
		return fmt.Errorf("nobody is signed in on the page: %.300s", body)
	case !bytes.HasSuffix(bytes.TrimSpace(body), []byte("</html>")):
		return fmt.Errorf("the page has no end: %.300s", body)
	}
	return nil
}

// listed checks that the page of a list shows between least and 50 assets.
func listed(least int) func([]byte) error {
	return func(body []byte) error {
		if n := bytes.Count(body, []byte(`name="pick"`)); n < least || n > 50 {
			return fmt.Errorf("%d rows on the page, not %d to 50: %.300s", n, least, body)
		}
		return whole(body)
	}
}

// pageCalls are the pages that are held against the API.
func pageCalls(o *things, cursors []string) []call {
	list := "/assets?dept=" + o.department + "&life=registered&sort=code&cursor="
	return []call{
		paged("P1", "list page, 50 of a department and state, any page", 4, listCall(o, o, cursors, cursors),
			each(cursors, func(cursor string) load.Request { return page(list + url.QueryEscape(cursor)) }), listed(50)),
		paged("P1", "list page, 50 changed last, of all", 4, newestCall(),
			func(int, *rand.Rand) load.Request { return page("/assets?sort=changed&desc=1") }, listed(50)),
		paged("P1", "list page, search 2 Chinese characters, few hits", 4, searchCall("", o.hits),
			each(o.hits, func(q string) load.Request { return page("/assets?q=" + url.QueryEscape(q)) }), listed(1)),
		paged("P2", "record page", 4, recordCall(o, o),
			each(o.ids, func(id string) load.Request { return page("/assets/" + id) }), recordShown).withHistory(o),
		paged("P3", "scan at the station", 2, scanCall(o, o),
			each(o.tokens, func(t string) load.Request { return page("/scan/row?verb=look&q=" + t) }), rowShown),
	}
}

// withHistory also asks for the JSON of what the record page shows below the
// record; it is shown, not judged.
func (c call) withHistory(o *things) call {
	c.more = append(c.more, extra{
		name: itsHistory, clients: c.clients, check: func(body []byte) error { return historyCall(o).check(body, true) },
		next: each(o.ids, func(id string) load.Request { return get(prefix + "/assets/" + id + "/history?limit=50") }),
	})
	return c
}

// recordShown checks that the page shows a record with its history.
func recordShown(body []byte) error {
	switch {
	case !bytes.Contains(body, []byte(`<span class="big">`)):
		return fmt.Errorf("no record on the page: %.300s", body)
	case bytes.Count(body, []byte("<td class=\"nowrap\">")) < 2:
		return fmt.Errorf("no history on the page of the record: %.300s", body)
	}
	return whole(body)
}

// rowShown checks that the answer is the row of an asset.
func rowShown(body []byte) error {
	text := string(body)
	if !strings.HasPrefix(text, "<tr ") || !strings.Contains(text, `data-state="done"`) || !strings.Contains(text, ` href="/assets/`) {
		return fmt.Errorf("no asset in the row: %.300s", body)
	}
	return nil
}

// pageCost are the figures of a page: its processor time beside its JSON's, in
// our process; what Postgres adds to both is said with it.
func (m measured) pageCost() []figure {
	its := m.extra(itsJSON)
	f := m.times(itsJSON, its)
	if m.size >= smallBook {
		f.Target, f.Met = "≤ "+times(m.limit), judge(perRequest(m.ours) <= m.limit*perRequest(its))
	}
	out := []figure{f}
	if more := m.extra(itsHistory); more.Requests > 0 {
		its.CPU, its.DB = its.PerRequest()+more.PerRequest(), its.DBPerRequest()+more.DBPerRequest()
		out = append(out, m.times(itsJSON+" and "+itsHistory, its))
	}
	return out
}

func (m measured) times(name string, its load.Sample) figure {
	f := m.line(cost(m.ours), name+" "+cost(its), times(perRequest(m.ours)/perRequest(its)))
	f.What += ", CPU"
	if m.on == onPostgres {
		f.Ratio += " (with db " + times(total(m.ours)/total(its)) + ")"
	}
	return f
}

func cost(s load.Sample) string {
	return short(s.PerRequest()) + ", " + short(s.DBPerRequest()) + " db"
}
