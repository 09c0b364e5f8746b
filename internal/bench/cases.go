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
	more    []extra // of ours, in the same rounds
	limit   float64 // of a page: times the processor time of its JSON
}

// extra is another way of asking ours, to be held against the first.
type extra struct {
	name    string
	clients int
	next    load.Next
	check   func(body []byte) error // nil: that of the call
}

// crowded also lets the larger number of clients ask.
func (c call) crowded() call {
	c.more = append(c.more, extra{name: fmt.Sprintf("%d clients", crowd), clients: crowd, next: c.ours})
	return c
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

func scanCall(o, c *things) call {
	return call{row: "A1", name: "scan a label", clients: clients,
		ours:    each(o.tokens, func(t string) load.Request { return get(prefix + "/scan/" + t) }),
		ceiling: each(c.tokens, func(t string) load.Request { return get("/scan/" + t) }),
		check: func(body []byte, ours bool) error {
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
	return call{row: "A2", name: "one record", clients: clients,
		ours:    each(o.ids, func(id string) load.Request { return get(prefix + "/assets/" + id) }),
		ceiling: each(c.ids, func(id string) load.Request { return get("/assets/" + id) }),
		check: func(body []byte, _ bool) error {
			var a struct{ Code string }
			err := json.Unmarshal(body, &a)
			if err == nil && a.Code == "" {
				return fmt.Errorf("no asset in the answer: %.300s", body)
			}
			return err
		}}
}

func historyCall(o *things) call {
	return call{row: "A2", name: "its last 20 events", clients: clients,
		ours: each(o.ids, func(id string) load.Request { return get(prefix + "/assets/" + id + "/history?limit=20") }),
		check: func(body []byte, _ bool) error {
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
	same := func(cursor string) load.Next {
		return func(int, *rand.Rand) load.Request { return oursList(o.department, cursor) }
	}
	return call{row: "A3", name: "50 of a department and state, by code, any page", clients: clients,
		ours:    each(ours, func(cursor string) load.Request { return oursList(o.department, cursor) }),
		ceiling: each(theirs, func(after string) load.Request { return theirsList(c.department, after) }), check: fifty,
		more: []extra{
			{name: firstPage, clients: clients, next: same(ours[0])}, {name: lastPage, clients: clients, next: same(ours[len(ours)-1])},
		}}
}

const (
	firstPage = "the first page"
	lastPage  = "the last page"
)

func newestCall() call {
	same := func(q load.Request) load.Next { return func(int, *rand.Rand) load.Request { return q } }
	return call{row: "A3", name: "50 changed last, of all", clients: clients,
		ours:    same(get(prefix + "/assets?sort=changed&desc=true&limit=50")),
		ceiling: same(get("/assets?sort=changed")), check: fifty}
}

func searchCall(name string, list []string) call {
	return call{row: "A4", name: name, clients: 1,
		ours:    each(list, func(q string) load.Request { return get(prefix + "/assets?limit=50&q=" + url.QueryEscape(q)) }),
		ceiling: each(list, func(q string) load.Request { return get("/assets?like=" + url.QueryEscape(q)) }),
		check: func(body []byte, _ bool) error {
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
func moveCall(o, c *things) call {
	of := func(t *things, path string) load.Next {
		return func(client int, r *rand.Rand) load.Request {
			mine := max(1, (len(t.drafts)-client+crowd-1)/crowd)
			id := t.drafts[(client+crowd*r.IntN(mine))%len(t.drafts)]
			rooms := t.rooms
			if t.near != nil {
				rooms = t.near[id]
			}
			return post(path+id+"/move", `{"room":"`+rooms[r.IntN(len(rooms))]+`"}`)
		}
	}
	return call{row: "A5", name: "move a draft to another room", clients: clients, ours: of(o, prefix+"/assets/"), ceiling: of(c, "/assets/")}
}

func createCall(o, c *things) call {
	serial := func(r *rand.Rand) string { return fmt.Sprintf("N%015X", r.Uint64()>>4) }
	return call{row: "A7", name: "register an asset", clients: clients,
		ours: func(_ int, r *rand.Rand) load.Request {
			return post(prefix+"/assets", `{"class":"medium","kind":"usb_stick","brand":"虚构牌","model":"U32","serial":"`+serial(r)+
				`","department":"`+o.department+`","room":"`+o.rooms[0]+`"}`)
		},
		ceiling: func(_ int, r *rand.Rand) load.Request {
			return post("/assets", `{"class":"medium","kind":"usb_stick","brand":"虚构牌","model":"U32","serial":"`+serial(r)+
				`","department_id":"`+c.department+`","room_id":"`+c.rooms[0]+`"}`)
		}}
}
