package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// refused counts the refusals on record for the person.
func (s *site) refused(login string) (n int) {
	s.t.Helper()
	who := s.actor(login).Person
	for at := ""; ; {
		list, next, err := s.store.Refusals(context.Background(), org.Actor{System: true}, at, 50)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, r := range list {
			if r.By.ID == who {
				n++
			}
		}
		if at = next; at == "" {
			return n
		}
	}
}

// Who presses the button has given the command: what is refused of it is kept as
// if it had been given for one. What the page shows before leaves no trace.
func TestManyRefusedAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		list := s.several("baomi1", 2, view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
		c := newClient(t, s, "baomi1", "en")
		before := s.refused("baomi1")
		c.get("/assets")
		ticked(c, "issue", list...).expect(http.StatusOK, "2 that will be done")
		c.send(confirmForm, url.Values{"look": {"1"}, "person": {s.actor("secadmin").Person}}).expect(http.StatusOK)
		if n := s.refused("baomi1") - before; n != 0 {
			t.Fatalf("looking left %d refusals", n)
		}
		c.send(confirmForm, url.Values{"person": {s.actor("secadmin").Person}}).expect(http.StatusOK, "Nothing was done yet", "adm.no-business")
		if n := s.refused("baomi1") - before; n != 2 {
			t.Errorf("%d refusals are on record, 2 were refused", n)
		}
	})
}

// What a grave command does is said where many are confirmed, as it is for one.
func TestManyAreToldWhatAGraveCommandDoes(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	for do, says := range map[string]string{"freeze": "一律不能办理，直到解除冻结", "refuse": "申请到此结束"} {
		f, fit := view.AssetFilter{Life: []asset.Life{asset.InStore}}, free
		if do == "refuse" {
			f, fit = view.AssetFilter{WaitsFor: true}, func(view.Asset) bool { return true }
		}
		one := s.find("baomi1", f, fit)
		c.get("/assets")
		ticked(c, do, one).expect(http.StatusOK, says)
	}
	c.get("/assets")
	ticked(c, "move", s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, free)).expect(http.StatusOK)
	if c.count("section.panel > p.panel-in") != 0 {
		t.Errorf("a move is explained as a grave command: %s", c.text("section.panel > p.panel-in"))
	}
}

// An empty value wipes nothing: it is asked for.
func TestManyAreNotCorrectedToNothing(t *testing.T) {
	s := onSQLite(t)
	list := s.several("baomi1", 2, view.AssetFilter{Life: []asset.Life{asset.InStore}}, func(a view.Asset) bool {
		return free(a) && s.record("baomi1", a.ID).State.Details.Supplier != ""
	})
	c := newClient(t, s, "baomi1", "zh")
	c.get("/assets")
	ticked(c, "correct", list...).expect(http.StatusOK)
	for _, value := range []string{"", "  "} {
		c.send(confirmForm, url.Values{"field": {"supplier"}, "value": {value}, "reason": {"示例"}}).
			expect(http.StatusUnprocessableEntity, "请填写更正为")
		if c.count(".field.wrong") != 1 {
			t.Error("the error does not stand at the field")
		}
	}
	for _, x := range list {
		if r := s.record("baomi1", x.ID); r.Version != x.Version {
			t.Errorf("%s has changed", x.Code)
		}
	}
}

// An address leads to a command on many only with what they are chosen by: it is
// never about all there are.
func TestABulkAddressSaysWhichOnes(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	for _, q := range []string{"", "&sort=changed", "&keeper=", "&all=1&life="} {
		if c.get("/assets/bulk?do=freeze"+q).expect(http.StatusUnprocessableEntity, "没有说明办理哪些设备"); c.count("table.ready") != 0 {
			t.Errorf("%q picks %d", q, c.count("table.ready tbody tr"))
		}
	}
	c.get("/assets/bulk?do=freeze&keeper="+s.actor("keeper4").Person).expect(http.StatusOK, "批量办理")
}

// What is asked for stands in lists of what waits for a signature. What has to
// come back waits for none.
func TestWhatHasToComeBackHasNoMatter(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	if c.get("/assets?waits=1").expect(http.StatusOK); c.count("table.assets td.matter") == 0 || !strings.Contains(c.text("table.assets thead"), "事项") {
		t.Errorf("what waits is not told: %s", c.text("table.assets thead"))
	}
	keeper := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, func(a view.Asset) bool { return a.Keeper.ID != "" && a.Waiting.Verb == "" }).Keeper
	c.get("/organ/persons/" + keeper.ID + "/edit")
	c.send("main form", url.Values{"status": {"leaving"}}).expect(http.StatusOK, "已保存")
	if c.get("/assets?waits=return").expect(http.StatusOK, keeper.Name); c.count("table.assets tbody tr") == 0 {
		t.Fatal("nothing has to come back of somebody who leaves")
	}
	if c.count("table.assets td.matter") != 0 || strings.Contains(c.text("table.assets thead"), "事项") {
		t.Errorf("what has to come back has a column for requests: %s", c.text("table.assets thead"))
	}
}

// What is read together says of each asset what it says when it is read alone,
// and keeps as silent about what is not there and what is not the reader's.
func TestManyAreReadTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx := context.Background()
		all, err := s.store.AssetIDs(ctx, s.actor("baomi1"), view.AssetFilter{}, 500)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, "nonsense", strings.Repeat("0", len(all[0])))
		for _, login := range []string{"baomi1", "keeper4"} {
			actor := s.actor(login)
			seen, err := s.app.Records(ctx, actor, all)
			if err != nil {
				t.Fatal(err)
			}
			found, waiting := 0, 0
			for _, id := range all {
				r, actions, err := s.app.Record(ctx, actor, id)
				x, known := seen[id]
				if known != (err == nil) {
					t.Fatalf("%s, %s: alone %v, together %t", login, id, err, known)
				}
				if !known {
					continue
				}
				found++
				if r.Asked != nil {
					waiting++
					r.Asked.AsOf = x.Asked.AsOf
				}
				if !reflect.DeepEqual(x.Asset, r.Asset) || !reflect.DeepEqual(x.State, r.State) || !reflect.DeepEqual(x.Asked, r.Asked) || len(x.Labels) != len(r.Labels) {
					t.Errorf("%s, %s: together %+v, alone %+v", login, r.Code, x.Record, r)
				}
				if !reflect.DeepEqual(x.Actions, actions) {
					t.Errorf("%s, %s: other actions", login, r.Code)
				}
			}
			if found == 0 || login == "baomi1" && waiting == 0 || login != "baomi1" && found == len(all)-2 {
				t.Errorf("%s sees %d of %d, %d wait", login, found, len(all), waiting)
			}
		}
	})
}
