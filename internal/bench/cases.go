package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"

	"sealbook/internal/bench/load"
)

// call is one kind of request, as both sides are asked for it. check looks at
// one answer of each before anything is counted.
type call struct {
	row     string // of performance.md
	name    string
	clients int
	ours    load.Next
	ceiling load.Next // nil: ours alone
	check   func(body []byte, ours bool) error
}

const prefix = "/api/v1"

func get(path string) load.Request { return load.Request{Method: "GET", Path: path} }

func post(path, body string) load.Request {
	return load.Request{Method: "POST", Path: path, Body: body}
}

// each asks for a random one of the list.
func each(list []string, of func(string) load.Request) load.Next {
	return func(_ int, r *rand.Rand) load.Request { return of(list[r.IntN(len(list))]) }
}

// clients is how many ask at once where the table says nothing else; crowd is
// the larger number.
const (
	clients = 8
	crowd   = 32
)

func scanCall(o, c *things, n int) call {
	return call{"A1", "scan a label", n,
		each(o.tokens, func(t string) load.Request { return get(prefix + "/scan/" + t) }),
		each(c.tokens, func(t string) load.Request { return get("/scan/" + t) }),
		func(body []byte, ours bool) error {
			var a struct {
				Record struct{ Code string }
				Label  *struct{ Token string }
				Code   string
			}
			err := json.Unmarshal(body, &a)
			if err == nil && (ours && (a.Record.Code == "" || a.Label == nil) || !ours && a.Code == "") {
				return fmt.Errorf("no asset in the answer: %.300s", body)
			}
			return err
		}}
}

func recordCall(o, c *things) call {
	return call{"A2", "one record", clients,
		each(o.ids, func(id string) load.Request { return get(prefix + "/assets/" + id) }),
		each(c.ids, func(id string) load.Request { return get("/assets/" + id) }),
		func(body []byte, _ bool) error {
			var a struct{ Code string }
			err := json.Unmarshal(body, &a)
			if err == nil && a.Code == "" {
				return fmt.Errorf("no asset in the answer: %.300s", body)
			}
			return err
		}}
}

func historyCall(o *things) call {
	return call{"A2", "its last 20 events", clients,
		each(o.ids, func(id string) load.Request { return get(prefix + "/assets/" + id + "/history?limit=20") }), nil,
		func(body []byte, _ bool) error {
			var a struct{ Entries []json.RawMessage }
			err := json.Unmarshal(body, &a)
			if err == nil && len(a.Entries) == 0 {
				return fmt.Errorf("no history in the answer: %.300s", body)
			}
			return err
		}}
}

// fifty checks that a page is full.
func fifty(body []byte, _ bool) error {
	var a struct{ Rows []json.RawMessage }
	err := json.Unmarshal(body, &a)
	if err == nil && len(a.Rows) != 50 {
		return fmt.Errorf("%d rows in the answer, not 50", len(a.Rows))
	}
	return err
}

func oursList(department, cursor string) load.Request {
	return get(prefix + "/assets?department=" + department + "&life=registered&sort=code&limit=50&cursor=" + url.QueryEscape(cursor))
}

func theirsList(department, after string) load.Request {
	return get("/assets?department=" + department + "&life=registered&after=" + url.QueryEscape(after))
}

func listCall(o, c *things, ours, theirs []string) call {
	return call{"A3", "50 of a department and state, by code, any page", clients,
		each(ours, func(cursor string) load.Request { return oursList(o.department, cursor) }),
		each(theirs, func(after string) load.Request { return theirsList(c.department, after) }), fifty}
}

func edgeCalls(o *things, ours []string) []call {
	first, last := oursList(o.department, ours[0]), oursList(o.department, ours[len(ours)-1])
	same := func(q load.Request) load.Next { return func(int, *rand.Rand) load.Request { return q } }
	return []call{
		{"A3", "the first page", clients, same(first), nil, fifty},
		{"A3", "the last page", clients, same(last), nil, fifty},
	}
}

func newestCall() call {
	same := func(q load.Request) load.Next { return func(int, *rand.Rand) load.Request { return q } }
	return call{"A3", "50 changed last, of all", clients,
		same(get(prefix + "/assets?sort=changed&desc=true&limit=50")), same(get("/assets?sort=changed")), fifty}
}

func searchCall(name string, list []string) call {
	return call{"A4", name, 1,
		each(list, func(q string) load.Request { return get(prefix + "/assets?limit=50&q=" + url.QueryEscape(q)) }),
		each(list, func(q string) load.Request { return get("/assets?like=" + url.QueryEscape(q)) }),
		func(body []byte, _ bool) error {
			var a struct{ Rows []json.RawMessage }
			err := json.Unmarshal(body, &a)
			if err == nil && len(a.Rows) == 0 {
				return fmt.Errorf("nothing found: %.300s", body)
			}
			return err
		}}
}

// moveCall is the custody write that acts at once: a draft moved to another
// room. Each client has assets of its own: what is measured is the write, not
// the waiting for one another.
func moveCall(o, c *things, n int) call {
	of := func(t *things, path string) load.Next {
		return func(client int, r *rand.Rand) load.Request {
			mine := (len(t.drafts) - client + n - 1) / n
			id := t.drafts[(client+n*r.IntN(max(1, mine)))%len(t.drafts)]
			return post(path+id+"/move", `{"room":"`+t.rooms[r.IntN(len(t.rooms))]+`"}`)
		}
	}
	return call{"A5", "move a draft to another room", n, of(o, prefix+"/assets/"), of(c, "/assets/"), nil}
}

func createCall(o, c *things) call {
	serial := func(r *rand.Rand) string { return fmt.Sprintf("N%015X", r.Uint64()>>4) }
	return call{"A7", "register an asset", clients,
		func(_ int, r *rand.Rand) load.Request {
			return post(prefix+"/assets", `{"class":"medium","kind":"usb_stick","brand":"虚构牌","model":"U32","serial":"`+serial(r)+
				`","department":"`+o.department+`","room":"`+o.rooms[0]+`"}`)
		},
		func(_ int, r *rand.Rand) load.Request {
			return post("/assets", `{"class":"medium","kind":"usb_stick","brand":"虚构牌","model":"U32","serial":"`+serial(r)+
				`","department_id":"`+c.department+`","room_id":"`+c.rooms[0]+`"}`)
		}, nil}
}
