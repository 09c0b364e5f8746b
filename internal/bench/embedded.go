package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"sealbook/internal/bench/load"
)

// embedded measures the SQLite mode at the largest size: search beside LIKE on
// the same file, scans beside our own on Postgres, moves beside one write a
// transaction (A4, A14).
func (r *runner) embedded(ctx context.Context) (err error) {
	w := where{Path: filepath.Join(r.dir, "sealbook.db")}
	b, n, err := r.start(ctx, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.store.Close()) }()
	g, err := newGrower(ctx, b, nil, n)
	if err != nil {
		return err
	}
	size := r.sizes[len(r.sizes)-1]
	if err := g.to(ctx, size, r.say); err != nil {
		return err
	}
	if last := g.imports[len(g.imports)-1]; r.only == "" || r.only == "A8" {
		r.add(figure{Row: "A8", What: "import, an event a row", On: onSQLite, Size: size, Ours: perRow(last.Ours, last.OursCPU)})
	}
	if err := tidy(ctx, w); err != nil {
		return err
	}
	if err := r.sides(ctx, g, onSQLite, size, w, where{}, 0); err != nil {
		return err
	}
	return r.besidesSQLite(ctx, w, size)
}

func (r *runner) besidesSQLite(ctx context.Context, w where, size int) error {
	of := func(name, on string) (measured, bool) { return r.find(name, on, size, clients) }
	for _, m := range r.results.calls {
		if m.on != onSQLite {
			continue
		}
		if m.row == "A4" {
			if err := r.like(ctx, w, m); err != nil {
				return err
			}
			continue
		}
		r.add(m.alone())
	}
	if s, ok := of("scan a label", onSQLite); ok {
		p, _ := of("scan a label", onPostgres)
		f := s.beside(p, "scan on SQLite", "on Postgres", load.Sample.Rate, perSecond)
		f.Row, f.Target, f.Met = "A14", "≥ 0.90", judge(s.ours.Rate() >= 0.9*p.ours.Rate())
		r.add(f)
	}
	s, ok := of("move a draft to another room", onSQLite)
	if !ok {
		return nil
	}
	var plain []float64
	for range r.rounds {
		one, err := oneByOne(ctx, r.dir, r.turn)
		if err != nil {
			return err
		}
		plain = append(plain, one)
	}
	other := load.MedianOf(plain)
	ratio := s.ours.Rate() / other
	f := s.line(perSecond(s.ours), fmt.Sprintf("plain table, one write a transaction %.0f/s", other), times(ratio))
	f.Row, f.Target, f.Met = "A14", "≥ 1.50", judge(ratio >= 1.5)
	r.add(f)
	return nil
}

// like searches for the same fragments without the index.
func (r *runner) like(ctx context.Context, w where, m measured) error {
	like, err := likeOnSQLite(ctx, w, r.searches[m.name], max(r.turn, 200*time.Millisecond))
	if err != nil {
		return err
	}
	r.add(searched(m, like, 15, "few hits")...)
	return nil
}
