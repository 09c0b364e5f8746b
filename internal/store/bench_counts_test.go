package store_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// grown is how many assets the book of BenchmarkCounts has.
const grown = 200_000

// grow makes of each asset as many alike as it takes, without a keeper and
// without anything under way, behind the store's back,
// and has them counted as at an upgrade.
func grow(b *testing.B, s *store.Store) {
	b.Helper()
	cols, order := "", "SELECT name FROM pragma_table_info('asset')"
	if s.IsPostgres() {
		order = "SELECT column_name FROM information_schema.columns WHERE table_name = 'asset' AND table_schema = 'public'"
	}
	list, err := s.Column(order)
	must(b, err)
	var values []string
	for _, c := range list {
		switch c {
		case "num":
			continue
		case "id":
			values = append(values, "substr(a.id, 1, 8) || substr(CAST(1000000 + a.num AS text), 2) || substr(CAST(1000000 + k.k AS text), 2)")
		case "code", "code_key", "serial", "serial_key":
			values = append(values, "a."+c+" || '-' || k.k")
		case "keeper_id", "request_by", "receiver_id", "giver_id", "wait_person", "request_due", "content_since", "clear_by":
			values = append(values, "NULL") // nobody keeps ten thousand
		case "wait_verb", "wait_seat", "wait_department":
			values = append(values, "''")
		default:
			values = append(values, "a."+c)
		}
		cols += ", " + c
	}
	n, err := s.Column("SELECT count(*) FROM asset")
	must(b, err)
	var had int
	_, err = fmt.Sscan(n[0], &had)
	must(b, err)
	must(b, s.Raw(fmt.Sprintf("WITH RECURSIVE k (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < %d) INSERT INTO asset (%s) SELECT %s FROM asset a, k",
		grown/had-1, cols[2:], strings.Join(values, ", "))))
	must(b, s.Raw("UPDATE counters SET value = 0 WHERE name = 'tally'"))
	must(b, s.Migrate(ctx))
	if s.IsPostgres() {
		must(b, s.Raw("VACUUM ANALYZE"))
		return
	}
	must(b, s.Raw("ANALYZE"))
}

// yearsByRows is how the ages were read before there were counts.
const yearsByRows = `SELECT count(*) FROM (SELECT a.department_id, a.decided, a.level, CASE WHEN POSITION > 0
	THEN substr(a.details, POSITION + 17, 4) ELSE substr(a.id, 1, 5) END, count(*) FROM asset a WHERE a.alive GROUP BY 1, 2, 3, 4) AS all_of_them`

// What home, the pictures and a list's figure cost beside a walk through the
// assets, which is what they cost before.
func BenchmarkCounts(b *testing.B) {
	clock := &clockAt{noon}
	eachBench := func(fn func(b *testing.B, s *store.Store)) {
		o := store.Options{Clock: clock.now}
		b.Run("sqlite", func(b *testing.B) { fn(b, storetest.SQLite(b, o)) })
		b.Run("postgres", func(b *testing.B) { fn(b, storetest.OnPostgres(b, o)) })
	}
	eachBench(func(b *testing.B, s *store.Store) {
		clock.t = noon
		o := newOrgan(b, s)
		busy(b, s, clock, o, 3, 2000)
		grow(b, s)
		position := "instr(a.details, '\"purchase_date\":\"')"
		if s.IsPostgres() {
			position = "strpos(a.details, '\"purchase_date\":\"')"
		}
		for _, who := range []string{"leader", "head", "keeper"} {
			a := as(b, s, o, who)
			all := view.AssetFilter{}
			for _, c := range []struct {
				what     string
				now, was func() error
			}{
				{"counters", func() error { _, err := s.Counters(ctx, a); return err }, func() error { return s.CountersByRows(ctx, a) }},
				{"home", func() error { _, err := s.Home(ctx, a); return err }, func() error { return homeByRows(s, a) }},
				{
					"list", func() error {
						_, err := s.CountAssets(ctx, a, view.AssetFilter{Class: asset.Medium}, math.MaxInt)
						return err
					},
					func() error { _, err := s.CountByRows(ctx, a, view.AssetFilter{Class: asset.Medium}); return err },
				},
				{
					"overview", func() error { _, err := s.Overview(ctx, a); return err },
					func() error {
						_, err := s.Column(strings.ReplaceAll(yearsByRows, "POSITION", position))
						return err
					},
				},
			} {
				n, err := s.CountAssets(ctx, a, all, math.MaxInt)
				must(b, err)
				was := median(b, 5, c.was)
				now := median(b, 5, c.now)
				b.Logf("%d assets, %s sees %d: %s %v, by rows %v, %.0f times", grown, who, n, c.what, now, was, float64(was)/float64(now))
			}
		}
	})
}

func homeByRows(s *store.Store, a org.Actor) error {
	for _, f := range []view.AssetFilter{
		{Accepts: true}, {Approves: true}, {Asked: true}, {Keeper: a.Person}, {Return: true}, {Hold: asset.HoldOverdueClear}, {Unlabelled: true}, {Held: true},
	} {
		if _, err := s.CountByRows(ctx, a, f); err != nil {
			return err
		}
	}
	return nil
}

func median(b *testing.B, n int, fn func() error) time.Duration {
	b.Helper()
	var all []time.Duration
	for range n {
		began := time.Now()
		must(b, fn())
		all = append(all, time.Since(began).Round(10*time.Microsecond))
	}
	slices.Sort(all)
	return all[n/2]
}
