package store_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// Each figure of the pictures is the length of the list behind it, for whoever
// looks at them.
func TestPicturesCountTheirLists(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		told(t, s, clock, o)
		for i, date := range []string{"1890-01", "2011-05", "2011-05", "2012", "9999", "unknown", "99-1", "-203", "2032-01"} {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				c := computer(x.NewID(), "DATED-"+strconv.Itoa(i), o.east)
				c.Details.PurchaseDate = date
				c.Details.Extra = map[string]string{"purchase_date": "2028"} // a field of the organ's own, which says nothing
				return x.Append("p", "", registered(c))
			}))
		}
		actors := map[string]org.Actor{"": systemActor}
		for _, who := range []string{"office", "officer", "westhead", "keeper", "auditor"} {
			actors[who] = as(t, s, o, who)
		}
		for _, at := range []time.Time{noon, noon.AddDate(0, 0, 4), noon.AddDate(1, 0, -3), noon.AddDate(1, 1, 0)} {
			clock.t = at
			for who, actor := range actors {
				seen := int64(0)
				v, err := s.Overview(ctx, actor)
				must(t, err)
				same := func(n int64, f view.AssetFilter) {
					t.Helper()
					page, err := s.Assets(ctx, actor, f)
					must(t, err)
					counted, err := s.CountAssets(ctx, actor, f, 1000)
					must(t, err)
					if n != int64(len(page.Rows)) || n != int64(counted) {
						t.Errorf("%s %q: the picture says %d, the list of %+v has %d, counted %d", at.Format("2006-01-02"), who, n, f, len(page.Rows), counted)
					}
					seen += n
				}
				pictured(v, same)
				if (who == "" || who == "office") && seen < 10 {
					t.Errorf("%q: only %d are in the pictures", who, seen)
				}
			}
		}
	})
}

// pictured calls same for each figure that has a list behind it.
func pictured(v view.Overview, same func(n int64, f view.AssetFilter)) {
	for _, p := range v.Places {
		f := view.AssetFilter{Alive: true, DepartmentOnly: p.Department.ID, Undecided: !p.Decided}
		if p.Department.ID == "" {
			f.DepartmentOnly = view.NoDepartment
		}
		if p.Decided {
			f.Level = &p.Level
		}
		same(p.Count, f)
	}
	for _, y := range v.Years {
		if !y.BoughtMore {
			same(y.Bought, view.AssetFilter{Alive: true, Bought: strconv.Itoa(y.Year)})
		}
		if y.KnownMore {
			continue
		}
		same(y.Known, view.AssetFilter{Alive: true, Bought: view.NoDate, Entered: strconv.Itoa(y.Year)})
	}
	for _, m := range v.Months {
		same(m.In, view.AssetFilter{Entered: m.Month.Format("2006-01")})
		same(m.Out, view.AssetFilter{Gone: m.Month.Format("2006-01")})
	}
	sums := map[string]int64{}
	for _, w := range v.Weeks {
		of := view.Overdue
		if !w.From.IsZero() {
			of = w.From.Format("2006-01-02")
		}
		for kind, n := range map[string]int64{view.DueRequest: w.Requests, view.DueCheck: w.Checks, view.DueClear: w.Media} {
			same(n, view.AssetFilter{Due: kind + "." + of})
			sums[kind] += n
		}
	}
	for kind, n := range sums {
		same(n, view.AssetFilter{Due: kind})
	}
}

// A filter that means nothing is refused at its name.
func TestFiltersOfPicturesAreRead(t *testing.T) {
	s := storetest.SQLite(t, store.Options{})
	for name, f := range map[string]view.AssetFilter{
		"due": {Due: "check.someday"}, "entered": {Entered: "2026-13"}, "gone": {Gone: "26"}, "bought": {Bought: "%"},
	} {
		_, err := s.Assets(ctx, systemActor, f)
		if e := errs.As(err); err == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != name {
			t.Errorf("%+v: %v", f, err)
		}
	}
	if _, err := s.Assets(ctx, systemActor, view.AssetFilter{Due: "late"}); !errs.IsKind(err, errs.Invalid) {
		t.Errorf("due=late: %v", err)
	}
}

// A bar of the years says when it is more than its year, and only then.
func TestYearsThatAreMoreThanAYear(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		dated := func(code string, dates ...string) {
			for i, date := range dates {
				must(t, s.Write(ctx, func(x *store.Tx) error {
					c := computer(x.NewID(), code+strconv.Itoa(i), o.east)
					c.Details.PurchaseDate = date
					return x.Append("p", "", registered(c))
				}))
			}
		}
		more := func(want ...string) {
			t.Helper()
			v, err := s.Overview(ctx, systemActor)
			must(t, err)
			var got []string
			for _, y := range v.Years {
				if y.BoughtMore {
					got = append(got, strconv.Itoa(y.Year))
				}
				if y.KnownMore {
					got = append(got, strconv.Itoa(y.Year)+" known")
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("more than their year are %v, want %v", got, want)
			}
		}
		at := noon.Year()
		dated("A", strconv.Itoa(at), strconv.Itoa(at+1), strconv.Itoa(at-20), strconv.Itoa(at-40), "")
		more()
		dated("B", strconv.Itoa(at+2), "unknown", strconv.Itoa(at-41))
		more(strconv.Itoa(at-40), strconv.Itoa(at-20), strconv.Itoa(at+1))
		clock.t = noon.AddDate(21, 0, 0)
		v, err := s.Overview(ctx, systemActor)
		must(t, err)
		if y := v.Years[slices.IndexFunc(v.Years, func(y view.YearCount) bool { return y.Known > 0 })]; y.Year != at+1 || !y.KnownMore {
			t.Errorf("registered before the first year: %+v", y)
		}
	})
}

// A year of purchase is found by its index; a move touches neither.
func TestAYearOfPurchaseIsFoundByItsIndex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		query, args := s.ListQuery(systemActor, view.AssetFilter{Alive: true, Bought: "2028"})
		if p := plan(t, s, query, args...); !strings.Contains(p, "asset_bought") || strings.Contains(p, "SCAN") || strings.Contains(p, "Seq Scan") {
			t.Errorf("bought=2028: %s", p)
		}
	})
}
