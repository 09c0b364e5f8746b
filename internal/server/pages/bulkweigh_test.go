package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/view"
)

// Who leaves hands all he keeps to another: the address that his page leads to
// shows it. What the receiver may not have is named with rule and article before
// anything is done, and left out; the rest is asked for, once.
func TestAllOfAKeeperAreHandedOver(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		receiver := s.actor("keeper10").Person // cleared for the lowest level only
		var c *client
		var ready, blocked []string
		for _, login := range []string{"keeper9", "keeper7", "keeper6", "keeper5", "keeper4", "keeper2"} {
			c = newClient(t, s, login, "zh")
			person := s.actor(login).Person
			c.get("/organ/persons/" + person)
			all := "/assets/bulk?do=hand-over&keeper=" + person
			if c.count(`#leaving a[href=`+all+`]`) != 1 {
				t.Fatalf("%s is not led to the hand-over of all: %s", login, c.text("#leaving"))
			}
			if c.get(all); c.status != http.StatusOK || c.count("table.ready") == 0 {
				continue
			}
			before := len(codesIn(c, "table.ready"))
			c.send(confirmForm, url.Values{"person": {receiver}}).expect(http.StatusOK)
			ready, blocked = codesIn(c, "table.ready"), codesIn(c, "table.blocked")
			if c.count("table.outcomes") == 0 && len(ready) > 0 && len(ready) < before {
				break
			}
			ready = nil
		}
		if len(ready) == 0 {
			t.Fatal("the sample organ has no keeper of whose assets the receiver may have some")
		}
		c.expect(http.StatusOK, "尚未办理", "use.clearance", "需要涉密等级", "第15条", "第43条")
		for _, code := range slices.Concat(ready, blocked) {
			if r := s.coded(code); r.State.Request != nil && r.State.Request.Args.Person == receiver {
				t.Fatalf("%s: asking did it", code)
			}
		}
		action, sent := c.form(confirmForm)
		c.post(action, sent).expect(http.StatusOK, "已办理 "+itoa(int64(len(ready)))+" 项，未办理 0 项")
		versions := map[string]int64{}
		for _, code := range ready {
			r := s.coded(code)
			if r.State.Request == nil || r.State.Request.Verb != asset.VerbHandOver || r.State.Request.Args.Person != receiver {
				t.Errorf("%s is not being handed over", code)
			}
			versions[code] = r.Version
		}
		c.post(action, sent).expect(http.StatusOK, "已办理 "+itoa(int64(len(ready)))+" 项，未办理 0 项")
		for code, v := range versions {
			if s.coded(code).Version != v {
				t.Errorf("%s: sent twice, done twice", code)
			}
		}
		for _, code := range blocked {
			if r := s.coded(code); r.State.Request != nil && r.State.Request.Args.Person == receiver {
				t.Errorf("%s was blocked and is done", code)
			}
		}
	})
}

// coded is the record of a code, as the secrecy office sees it.
func (s *site) coded(code string) view.Record {
	s.t.Helper()
	x := s.find("baomi1", view.AssetFilter{Text: code}, func(a view.Asset) bool { return a.Code == code })
	return s.record("baomi1", x.ID)
}

// Many are issued to one receiver: one who may have none of them is told at
// once, and with another one they are issued.
func TestManyAreIssued(t *testing.T) {
	s := onSQLite(t)
	first := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
	list := s.several("baomi1", 2, view.AssetFilter{Life: []asset.Life{asset.InStore}}, func(a view.Asset) bool {
		return issuable(a) && a.Department.ID == first.Department.ID
	})
	who := staff[first.Department.Name]
	c := newClient(t, s, "baomi1", "en")
	c.get("/assets")
	ticked(c, "issue", list...).expect(http.StatusOK, "2 that will be done")
	c.send(confirmForm, nil).expect(http.StatusUnprocessableEntity)
	if c.count(".field.wrong") != 1 {
		t.Error("that a receiver is missing does not stand at the field")
	}
	c.send(confirmForm, url.Values{"person": {s.actor("secadmin").Person}}).expect(http.StatusOK, "Nothing was done yet", "adm.no-business", "Check again")
	c.send(confirmForm, nil).expect(http.StatusOK, "adm.no-business") // pressed again: nothing is left to do
	c.send(confirmForm, url.Values{"person": {s.actor(who.login).Person}}).expect(http.StatusOK, "2 done, 0 refused")
	for _, x := range list {
		if r := s.record("baomi1", x.ID); r.State.Request == nil || r.State.Request.Verb != asset.VerbIssue {
			t.Errorf("%s is not being issued", x.Code)
		}
	}
}

// One field is set to one value for many; what tells one from another is not
// offered, and is refused where it is sent all the same.
func TestManyAreCorrected(t *testing.T) {
	s := onSQLite(t)
	list := s.several("baomi1", 2, view.AssetFilter{Life: []asset.Life{asset.InStore}}, free)
	c := newClient(t, s, "baomi1", "zh")
	c.get("/assets")
	ticked(c, "correct", list...).expect(http.StatusOK, "更正项目")
	if c.count("#f-field option[value=serial]") != 0 || c.count("#f-field option[value=supplier]") != 1 {
		t.Errorf("offered: %s", c.text("#f-field"))
	}
	c.send(confirmForm, url.Values{"field": {"serial"}, "value": {"S-1"}, "reason": {"示例"}}).expect(http.StatusUnprocessableEntity, "请逐件更正")
	c.send(confirmForm, url.Values{"field": {"purchase_date"}, "value": {"去年"}, "reason": {"示例"}}).expect(http.StatusOK, "尚未办理", "重新核对")
	c.send(confirmForm, url.Values{"field": {"supplier"}, "value": {"示例供货商"}, "reason": {"示例"}}).expect(http.StatusOK, "已办理 2 项，未办理 0 项")
	for _, x := range list {
		if r := s.record("baomi1", x.ID); r.State.Details.Supplier != "示例供货商" && r.State.Request == nil {
			t.Errorf("%s: supplier %q", x.Code, r.State.Details.Supplier)
		}
	}
	// What is a single asset's own stays its own: each keeps its other fields.
	page, err := s.store.Assets(context.Background(), s.actor("baomi1"), view.AssetFilter{Life: []asset.Life{asset.InStore}, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if !slices.ContainsFunc(page.Rows, func(a view.Asset) bool { return a.ID == x.ID && a.Serial == x.Serial && a.Name == x.Name }) {
			t.Errorf("%s has changed otherwise", x.Code)
		}
	}
}
