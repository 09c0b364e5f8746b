package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/view"
)

// A witness finds on home what waits for him and nothing else of the book; who
// has signed it is led home, which says so, for the asset is out of his sight.
func TestAWitnessSeesWhatWaitsForHim(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		list, err := s.store.Waiting(context.Background(), s.actor("witness1"))
		if err != nil || len(list) == 0 {
			t.Fatalf("the demo leaves nothing for a witness to sign: %v", err)
		}
		x := list[0]
		c := newClient(t, s, "witness1", "zh")
		c.get("/").expect(http.StatusOK, x.Code)
		c.get("/assets").expect(http.StatusOK, x.Code)
		self := s.actor("witness1")
		own, err := s.store.CountAssets(context.Background(), self, view.AssetFilter{Keeper: self.Person}, 100)
		if n := c.count("table.assets tbody tr"); err != nil || n != len(list)+own {
			t.Errorf("the list has %d rows, %d wait and he keeps %d, %v", n, len(list), own, err)
		}
		c.get("/assets/"+x.ID).expect(http.StatusOK, x.Code)
		c.get("/assets/" + x.ID + "/do/approve").expect(http.StatusOK)
		c.send("main form[method=post]", url.Values{}).expect(http.StatusOK, "已记录：同意。", "不在您的知悉范围内")
		if !strings.HasPrefix(c.at, "/?done=") {
			t.Errorf("led to %s", c.at)
		}
		c.get("/assets/" + x.ID).expect(http.StatusNotFound)
		other := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, func(a view.Asset) bool {
			return free(a) && a.Keeper.ID != self.Person
		})
		c.get("/assets/" + other.ID).expect(http.StatusNotFound)
	})
}

// A technician finds what he has work on, and checks it.
func TestATechnicianSeesHisWork(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "tech", "en")
	store := s.find("baomi1", view.AssetFilter{Class: asset.Computer, Life: []asset.Life{asset.InStore}}, free)
	used := s.find("baomi1", view.AssetFilter{Class: asset.Computer, Life: []asset.Life{asset.InUse}}, free)
	c.get("/assets?life=in_store&class=computer").expect(http.StatusOK, store.Code)
	c.get("/assets/"+store.ID+"/do/check").expect(http.StatusOK, store.Code)
	c.get("/assets/" + used.ID).expect(http.StatusNotFound)
	c.get("/assets/0none0none0none0none").expect(http.StatusNotFound)
	c.get("/overview").expect(http.StatusOK)
}
