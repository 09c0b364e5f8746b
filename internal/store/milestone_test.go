package store_test

import (
	"slices"
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func TestMilestonesComeBackInTheirOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, step := range []string{"begun", "half", "told"} {
			must(t, s.Milestone(ctx, "story", step))
		}
		must(t, s.Milestone(ctx, "another", "begun"))
		got, err := s.Milestones(ctx, "story")
		must(t, err)
		if !slices.Equal(got, []string{"begun", "half", "told"}) {
			t.Errorf("%q", got)
		}
		if none, err := s.Milestones(ctx, "none"); err != nil || len(none) > 0 {
			t.Errorf("%q %v", none, err)
		}
		noMismatch(t, s)
	})
}
