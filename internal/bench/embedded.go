package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"sealbook/internal/bench/load"
)

// embedded measures the SQLite mode at the largest size: search beside LIKE on
// the same file, scans beside our own on Postgres, moves beside one write a
// transaction (A4, A14). Pages are held against their JSON at every size.
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
	smaller, size := r.sizes[:len(r.sizes)-1], r.sizes[len(r.sizes)-1]
	for _, n := range smaller {
		if err := r.pagesOnly(ctx, g, n, w); err != nil {
			return err
		}
	}
	if err := g.to(ctx, size, r.say); err != nil {
		return err
	}
	if last := g.imports[len(g.imports)-1]; r.wants("A8") {
		r.add(figure{Row: "A8", What: "import, an event a row", On: onSQLite, Size: size, Ours: perRow(last.Ours, last.OursCPU)})
	}
	if err := tidy(ctx, w); err != nil {
		return err
	}
	plain, err := plainSQLite(ctx, r.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plain.Close()) }()
	one := &contender{turn: func(d time.Duration) (load.Sample, error) { return oneByOne(ctx, plain, d) }}
	r.others = map[string][]*contender{onSQLite + "move a draft to another room": {one}}
	if err := r.sides(ctx, g, onSQLite, size, w, where{}, 0); err != nil {
		return err
	}
	return r.besidesSQLite(ctx, w, size, one)
}

// pagesOnly measures the pages at a size below the largest.
func (r *runner) pagesOnly(ctx context.Context, g *grower, size int, w where) error {
	if err := g.to(ctx, size, r.say); err != nil {
		return err
	}
	if err := tidy(ctx, w); err != nil {
		return err
	}
	of := *r
	of.only = "none"
	for _, row := range pageRows {
		if r.wants(row) {
			of.only += "," + row
		}
	}
	err := of.sides(ctx, g, onSQLite, size, w, where{}, 0)
	r.results = of.results
	return err
}

func (r *runner) besidesSQLite(ctx context.Context, w where, size int, one *contender) error {
	for _, m := range r.results.calls {
		if m.on != onSQLite || m.limit > 0 {
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
	if s, ok := r.find("scan a label", onSQLite, size); ok {
		p, _ := r.find("scan a label", onPostgres, size)
		f := s.versus("scan on SQLite", s.ours, "on Postgres", p.ours)
		f.Row, f.Target, f.Met = "A14", "CPU ≥ 0.90", judge(total(p.ours) >= 0.9*total(s.ours))
		r.add(f)
	}
	if s, ok := r.find("move a draft to another room", onSQLite, size); ok {
		other := load.Median(one.got)
		f := s.versus("moves on SQLite", s.ours, "plain table, one write a transaction", other)
		f.Row, f.Target, f.Met = "A14", "rate ≥ 1.50", judge(s.ours.Rate() >= 1.5*other.Rate())
		r.add(f)
	}
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
