package demo_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/demo"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

// build tells the story into a fresh embedded database and gives its secrecy
// office's actor.
func build(t *testing.T) (*store.Store, org.Actor) {
	t.Helper()
	ctx := context.Background()
	clock := demo.NewClock(demo.Start(time.Now()))
	seed := rand.NewChaCha8([32]byte{18})
	s, err := store.Open(ctx, store.Options{Path: filepath.Join(t.TempDir(), "demo.db"), Clock: clock.Now, Rand: seed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	a := app.New(s, app.Options{Rand: seed})
	au, err := auth.New(s, auth.Options{})
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := demo.Build(ctx, a, au, clock)
	if err != nil {
		t.Fatal(err)
	}
	if len(accounts) < 15 || len(accounts) > 40 {
		t.Errorf("%d accounts", len(accounts))
	}
	acc, found, err := s.AccountByLogin(ctx, "baomi1")
	if err != nil || !found {
		t.Fatal(found, err)
	}
	actor, err := s.Actor(ctx, acc.ID, a.Today(time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	return s, actor
}

func lives(t *testing.T, s *store.Store, actor org.Actor) (map[asset.Life]int, map[asset.HoldKind]int, []string) {
	t.Helper()
	by, holds := map[asset.Life]int{}, map[asset.HoldKind]int{}
	var all []string
	err := s.EachRecord(context.Background(), actor, view.AssetFilter{}, func(a view.Record) error {
		by[a.Life]++
		for _, h := range a.Holds {
			holds[h]++
		}
		all = append(all, fmt.Sprint(a.ID, a.Code, a.Life, a.Keeper.Name, a.Level, a.Serial))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return by, holds, all
}

// The sample organ has about 250 assets in every state that the commands of
// today lead to, its tables are what its events fold to, and telling it again
// gives the same organ.
func TestSampleOrgan(t *testing.T) {
	s, actor := build(t)
	by, holds, all := lives(t, s, actor)
	t.Logf("%d assets, lives %v, holds %v", len(all), by, holds)
	if len(all) < 230 || len(all) > 280 {
		t.Errorf("%d assets", len(all))
	}
	for _, l := range []asset.Life{asset.Draft, asset.Voided, asset.Registered, asset.InStore, asset.InUse, asset.HandoverPending, asset.Lost} {
		if by[l] == 0 {
			t.Errorf("nothing is %s", l)
		}
	}
	for _, h := range []asset.HoldKind{asset.HoldFrozen, asset.HoldIncident, asset.HoldLabelPending, asset.HoldOverdueClear} {
		if holds[h] == 0 {
			t.Errorf("nothing is on hold as %s", h)
		}
	}
	if wrong, err := s.Refold(context.Background()); err != nil || len(wrong) > 0 {
		t.Errorf("refold: %v, %v", wrong, err)
	}
	// All of it was done by commands, so that whatever has to be signed is.
	auditor := org.Actor{Person: "x", Held: []org.Held{{Seat: org.Auditor}}}
	if c, err := s.VerifyHistory(context.Background(), auditor, 0, nil, func(view.AuditCheck) bool { return true }); err != nil || c.Faults != 0 || c.Signed < 300 {
		t.Errorf("verification: %+v, %v", c, err)
	}
	again, actor2 := build(t)
	_, _, second := lives(t, again, actor2)
	for i := range all {
		if i >= len(second) || all[i] != second[i] {
			t.Fatalf("told again, asset %d differs: %s", i, all[i])
		}
	}
}
