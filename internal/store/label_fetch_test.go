package store_test

import (
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// A file of a job counts for each of its labels, a file of one label for that
// one; both stand in the history of the asset and change neither of them.
func TestFetchedFilesAreCountedAndChangeNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, id := everything(t, s) // with one file of the label alone
		jobs, _, err := s.PrintJobs(ctx, systemActor, "", 10)
		must(t, err)
		before := load(t, s, id)
		for range 2 {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				return x.AddFetch(o.persons["officer"], labelissue.HandOut(labelissue.Fetched{
					Fetch: x.NewID(), Job: jobs[0].ID, Format: "pdf", Stock: "a4-70x37", Labels: 1,
				}))
			}))
		}
		labels := []asset.Label{{Token: "TOKEN0000000001", Asset: id, Copies: 1}}
		must(t, s.CountFetches(ctx, labels))
		if labels[0].Fetched != 3 || labels[0].Times() != 3 {
			t.Errorf("fetched %d times, on paper %d times", labels[0].Fetched, labels[0].Times())
		}
		list, err := s.LabelFetches(ctx, "TOKEN0000000001", 10)
		must(t, err)
		if len(list) != 3 || list[0].Job != jobs[0].ID || list[0].Format != "pdf" || list[0].By.Name != "林一" || list[2].Format != "svg" || list[2].Job != "" {
			t.Errorf("%+v", list)
		}
		if j, err := s.PrintJob(ctx, systemActor, jobs[0].ID); err != nil || j.Fetched != 2 {
			t.Errorf("%+v %v", j, err)
		}
		lines, _, err := s.History(ctx, systemActor, id, "", 50)
		must(t, err)
		var fetched []view.Entry
		for _, e := range lines {
			if e.Type == "label.fetched" {
				fetched = append(fetched, e)
			}
		}
		if len(fetched) != 3 || fetched[0].By.Name != "林一" || !strings.Contains(string(fetched[0].Data), jobs[0].ID) {
			t.Errorf("history: %+v", fetched)
		}
		if after := load(t, s, id); after.Version != before.Version || !after.Changed.Equal(before.Changed) {
			t.Errorf("the asset changed: %d %v", after.Version, after.Changed)
		}
		err = s.Write(ctx, func(x *store.Tx) error {
			return x.AddFetch("p", event.Of(org.DepartmentSet{Department: o.east}, subject(org.KindDepartment, o.east)))
		})
		if err == nil {
			t.Error("another event was taken for a fetch")
		}
		noMismatch(t, s)
	})
}

// However many events and labels there are, those of one asset are looked up.
func TestFetchesAreLookedUpByIndexes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		everything(t, s)
		for _, q := range store.FetchQueries {
			p := plan(t, s, q, "x", 1<<40, 10)
			for _, table := range []string{"SCAN l", "SCAN e", "SCAN i", "Seq Scan"} {
				for _, l := range strings.Split(p, "\n") {
					if strings.Contains(l, table) && !strings.Contains(l, "SCAN f") {
						t.Errorf("%s\n%s", q, p)
					}
				}
			}
		}
	})
}
