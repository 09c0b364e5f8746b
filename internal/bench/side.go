package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"sealbook/internal/bench/load"
	"sealbook/internal/demo"
)

// side is a running server with clients that are signed in.
type side struct {
	load.Side
	child *child
	ours  bool
}

func startSide(kind string, w where, database int, profile bool) (*side, error) {
	c, err := startChild(kind, w, profile)
	if err != nil {
		return nil, err
	}
	s := &side{child: c, ours: kind == "ours"}
	s.PID, s.Database = c.pid(), database
	for i := range crowd {
		client := load.NewClient(c.Addr, "")
		if s.ours && i < clients {
			if err := signIn(client, []string{"baomi1", "baomi2"}[i%2]); err != nil {
				return nil, errors.Join(err, c.stop())
			}
		} else if s.ours { // the crowd shares the sessions of the eight
			client = s.Clients[i%clients].Twin()
		}
		s.Clients = append(s.Clients, client)
	}
	return s, nil
}

func signIn(c *load.Client, login string) error {
	body, err := c.Do(post(prefix+"/session", `{"account":"`+login+`","password":"`+demo.Password+`"}`))
	if err != nil {
		return err
	}
	var a struct{ Token string }
	if err := json.Unmarshal(body, &a); err != nil || a.Token == "" {
		return fmt.Errorf("no token for %s in the answer: %w", login, err)
	}
	c.SetToken(a.Token)
	return signInAtPage(c, login)
}

// signInAtPage signs the same person in once more, as a browser does: pages go
// by a cookie. The answer leads to the home page.
func signInAtPage(c *load.Client, login string) error {
	form := url.Values{"account": {login}, "password": {demo.Password}, "back": {"/"}}
	_, err := c.Do(load.Request{Method: "POST", Path: "/signin", Body: form.Encode(), Page: true})
	var led *load.Refused
	if errors.As(err, &led) && led.Status == http.StatusSeeOther {
		return nil
	}
	return fmt.Errorf("the page signed %s not in: %w", login, err)
}

func (s *side) stop() error {
	for _, c := range s.Clients {
		c.Close()
	}
	return s.child.stop()
}

// pages walks a list to its end and returns the cursor of every full page.
func (s *side) pages(request func(cursor string) load.Request) ([]string, error) {
	out := []string{""}
	for {
		body, err := s.Clients[0].Do(request(out[len(out)-1]))
		if err != nil {
			return nil, err
		}
		var page struct {
			Rows []json.RawMessage
			Next string
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return nil, err
		}
		switch {
		case len(page.Rows) < 50 && len(out) == 1:
			return nil, fmt.Errorf("the first page has %d rows, not 50", len(page.Rows))
		case len(page.Rows) < 50:
			return out[:len(out)-1], nil
		case page.Next == "":
			return out, nil
		}
		out = append(out, page.Next)
	}
}

// contender takes turns with others in the same rounds.
type contender struct {
	turn func(d time.Duration) (load.Sample, error)
	got  []load.Sample
}

// compete lets the contenders take turns and gives each one's medians. The
// first round is not counted: connections, caches, plans.
func compete(list []*contender, rounds int, turn time.Duration) error {
	for round := range rounds + 1 {
		d := turn
		if round == 0 {
			d = turn / 4
		}
		for _, c := range list {
			got, err := c.turn(d)
			if err != nil {
				return err
			}
			if round > 0 {
				c.got = append(c.got, got)
			}
		}
	}
	return nil
}

func (s *side) contender(n int, next load.Next) *contender {
	return &contender{turn: func(d time.Duration) (load.Sample, error) {
		return s.Turn(n, d, rand.Uint64(), next) //nolint:gosec // no secret
	}}
}

// measure lets the sides take turns, ours first, then the ceiling, then what
// else is asked of ours. Others, if any, take turns with them.
func measure(c call, ours, theirs *side, rounds int, turn time.Duration, others ...*contender) (measured, error) {
	m := measured{call: c}
	fail := func(err error) (measured, error) { return m, fmt.Errorf("%s %s: %w", c.row, c.name, err) }
	if err := ours.look(c, c.ours); err != nil {
		return fail(err)
	}
	list := []*contender{ours.contender(c.clients, c.ours)}
	both := c.ceiling != nil && theirs != nil
	if both {
		if err := theirs.look(c, c.ceiling); err != nil {
			return fail(err)
		}
		list = append(list, theirs.contender(c.clients, c.ceiling))
	}
	own := len(list)
	for _, x := range c.more {
		if err := ours.lookExtra(c, x); err != nil {
			return fail(err)
		}
		list = append(list, ours.contender(x.clients, x.next))
	}
	if err := compete(append(list, others...), rounds, turn); err != nil {
		return fail(err)
	}
	m.ours = load.Median(list[0].got)
	if both {
		m.theirs = load.Median(list[1].got)
	}
	for _, x := range list[own:] {
		m.more = append(m.more, load.Median(x.got))
	}
	return m, nil
}

// lookExtra does as look for another way of asking.
func (s *side) lookExtra(c call, x extra) error {
	if x.check != nil {
		c.check = func(body []byte, _ bool) error { return x.check(body) }
	}
	return s.look(c, x.next)
}

// look checks one answer: a fast wrong one is no figure.
func (s *side) look(c call, next load.Next) error {
	body, err := s.Clients[0].Do(next(0, rand.New(rand.NewPCG(1, rand.Uint64())))) //nolint:gosec // no secret
	if err == nil && c.check != nil {
		err = c.check(body, s.ours)
	}
	return err
}
