package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
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
	return nil
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

// measure lets the sides take turns, ours first, and gives the medians.
func measure(c call, ours, theirs *side, rounds int, turn time.Duration) (o, t load.Sample, err error) {
	type one struct {
		*side
		next load.Next
		got  []load.Sample
	}
	sides := []*one{{side: ours, next: c.ours}}
	if c.ceiling != nil && theirs != nil {
		sides = append(sides, &one{side: theirs, next: c.ceiling})
	}
	for _, s := range sides {
		if err := s.look(c, s.next); err != nil {
			return o, t, fmt.Errorf("%s %s: %w", c.row, c.name, err)
		}
	}
	for round := range rounds + 1 {
		d := turn
		if round == 0 {
			d = turn / 4 // not counted: connections, caches, plans
		}
		for _, s := range sides {
			got, err := s.Turn(c.clients, d, rand.Uint64(), s.next) //nolint:gosec // no secret
			if err != nil {
				return o, t, fmt.Errorf("%s %s: %w", c.row, c.name, err)
			}
			if round > 0 {
				s.got = append(s.got, got)
			}
		}
	}
	o = load.Median(sides[0].got)
	if len(sides) == 2 {
		t = load.Median(sides[1].got)
	}
	return o, t, nil
}

// look checks one answer: a fast wrong one is no figure.
func (s *side) look(c call, next load.Next) error {
	body, err := s.Clients[0].Do(next(0, rand.New(rand.NewPCG(1, rand.Uint64())))) //nolint:gosec // no secret
	if err == nil && c.check != nil {
		err = c.check(body, s.ours)
	}
	return err
}
