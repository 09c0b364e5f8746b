package importer_test

import (
	"context"
	"strings"
	"testing"

	"sealbook/internal/domain/level"
	"sealbook/internal/importer"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// A sheet that says somebody is cleared for nothing takes his clearance away,
// also from who is not shown it; one that says nothing leaves it.
func TestAnOrganSheetTakesAClearanceAway(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, office, sec := organ(t, s)
		ctx := context.Background()
		for _, run := range []struct {
			clearance string
			changed   int
			want      level.Level
		}{{"重要", 1, level.Secret}, {"", 0, level.Secret}, {"非涉密", 1, level.Unclassified}, {"非涉密", 0, level.Unclassified}} {
			sheet := "姓名,工号,部门,涉密等级\n测试丙,0003,办公厅," + run.clearance + "\n"
			rep, err := importer.Organ(ctx, a, sec, "organ.csv", strings.NewReader(sheet), int64(len(sheet)))
			if err != nil || rep.Registered != run.changed || rep.Rejected != 0 {
				t.Fatalf("%q: %+v, %v", run.clearance, rep, err)
			}
			list, err := s.Persons(ctx, office, "0003")
			if err != nil || len(list) != 1 || list[0].Clearance != run.want {
				t.Errorf("%q: %+v, %v", run.clearance, list, err)
			}
		}
	})
}
