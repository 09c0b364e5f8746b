package main

import (
	"context"
	"fmt"
	"time"

	"sealbook/internal/bench/load"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// permissionRow is the row of what a permission check adds to a scan; of issue 4.
const permissionRow = "A15"

// permitted holds a scan with all that decides whether it may be shown beside the
// same scan by the scheduler, who sees everything and of whom nothing is asked:
// who the account is today with his seats, whether a seat of his has the
// permission, and the conditions in the query. The seat is an asset officer's
// over a department, cleared up to secret: that has the most conditions.
// The two take turns, scan by scan, on one connection in this process; what the
// check adds there is then held against the scan as it is served (A1), which is
// what a person with a scanner waits for. Without a served one only the first is told.
func permitted(ctx context.Context, g *grower, o *things, scans int, served load.Sample) ([]figure, error) {
	b, account := g.book, g.office.Account
	tokens, officer, err := visible(ctx, b, account, o.department, o.tokens)
	if err != nil {
		return nil, err
	}
	with := func(token string) error {
		actor, err := b.store.Actor(ctx, account, b.app.Today(b.store.Now()))
		if err != nil {
			return err
		}
		actor.Held, actor.Clearance = officer.Held, officer.Clearance
		if !actor.May(org.AssetRead) {
			return fmt.Errorf("bench: the officer of %s may not read", account)
		}
		_, _, err = b.store.Scanned(ctx, actor, token)
		return err
	}
	everything := org.Actor{System: true}
	without := func(token string) error {
		_, _, err := b.store.Scanned(ctx, everything, token)
		return err
	}
	const turns = 9
	var took, cpu [2][]float64
	for turn := range turns + 1 {
		var t [2]time.Duration
		var c [2]float64
		for i := range scans {
			for k := range 2 {
				k = (k + i + turn) % 2 // neither is always first
				scan := []func(string) error{with, without}[k]
				at := time.Now()
				if err := scan(tokens[(turn*scans+i)%len(tokens)]); err != nil {
					return nil, err
				}
				t[k] += time.Since(at)
			}
		}
		for k, scan := range []func(string) error{with, without} { // a clock of processor time is too coarse for one scan
			var err error
			if _, c[k], err = g.clock(scans, func() error {
				for i := range scans {
					if err := scan(tokens[(turn*scans+i)%len(tokens)]); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return nil, err
			}
		}
		if turn == 0 { // warms
			continue
		}
		for k := range 2 {
			took[k], cpu[k] = append(took[k], float64(t[k])/float64(scans)), append(cpu[k], c[k])
		}
	}
	a, z := load.MedianOf(took[0]), load.MedianOf(took[1])
	f := figure{
		Row: permissionRow, What: "a bare lookup in the same process with its permission check beside one without",
		Ours: short(time.Duration(a)), Beside: "without " + short(time.Duration(z)),
		Ratio: besideCPU(a/z, load.MedianOf(cpu[0])/load.MedianOf(cpu[1])),
	}
	if served.Requests == 0 {
		return []figure{f}, nil
	}
	return []figure{f, addedTo(total(served), a-z)}, nil
}

// addedTo holds what the check adds, in nanoseconds, against a served scan, which
// has it: the same scan without would take so much less.
func addedTo(served, added float64) figure {
	ratio := served / (served - added)
	return figure{
		Row: permissionRow, What: "what that check adds to a served scan, CPU and db", Ours: short(time.Duration(served)),
		Beside: "without " + short(time.Duration(served-added)), Ratio: times(ratio), Target: "< 1.05", Met: judge(ratio < 1.05),
	}
}

// visible are the tokens an officer of the department sees who is cleared up to
// secret, and that officer.
func visible(ctx context.Context, b *book, account, department string, tokens []string) (seen []string, officer org.Actor, err error) {
	officer, err = b.store.Actor(ctx, account, b.app.Today(b.store.Now()))
	if err != nil {
		return nil, officer, err
	}
	h := org.Held{Seat: org.AssetOfficer, Department: department, Covers: []string{department}}
	officer.Held, officer.Clearance = []org.Held{h, {Seat: org.Keeper}}, level.Secret
	for _, token := range tokens {
		switch _, _, err := b.store.Scanned(ctx, officer, token); {
		case err == nil:
			seen = append(seen, token)
		case !errs.IsKind(err, errs.NotFound):
			return nil, officer, err
		}
	}
	if len(seen) == 0 {
		return nil, officer, fmt.Errorf("bench: none of %d labels is seen by an officer", len(tokens))
	}
	return seen, officer, nil
}
