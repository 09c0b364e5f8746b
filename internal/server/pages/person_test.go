package pages_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// What somebody is trusted with and keeps is on the page for who answers for
// him, and no column of it for who does not.
func TestAPersonsPageTellsWhatTheReaderMayKnow(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, func(a view.Asset) bool { return a.Keeper.ID != "" })
	list, one := "/organ/persons?q="+x.Keeper.Name, "/organ/persons/"+x.Keeper.ID
	for login, told := range map[string]bool{"baomi1": true, "auditor": false, "sysadmin": false, "secadmin": false} {
		c := newClient(t, s, login, "zh")
		for _, path := range []string{list, one} {
			c.get(path).expect(http.StatusOK, x.Keeper.Name)
			for _, word := range []string{"承诺书签订", "名下设备"} {
				if got := strings.Contains(c.text("main"), word); got != told {
					t.Errorf("%s, %s: %s is there: %v: %s", login, path, word, got, c.text("main"))
				}
			}
			if n := c.count("main .tag.top_secret, main .tag.secret, main .tag.confidential"); n > 0 && !told {
				t.Errorf("%s, %s: a level is shown", login, path)
			}
		}
	}
}

// The home page counts drafts apart, and its figure opens the list behind it.
func TestHomeCountsWhatIsNotClassifiedYet(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	c.get("/")
	var figure, href string
	for _, a := range pages.All(c.doc, ".counts a") {
		if strings.Contains(pages.Words(a), "尚未定密") {
			figure, href = pages.Words(pages.One(a, "b")), pages.Attr(a, "href")
		}
	}
	drafts, err := s.store.Assets(context.Background(), s.actor("baomi1"), view.AssetFilter{Undecided: true, Limit: 500})
	if err != nil || len(drafts.Rows) == 0 || figure != strconv.Itoa(len(drafts.Rows)) {
		t.Fatalf("figure %q, %d drafts, %v", figure, len(drafts.Rows), err)
	}
	c.get(href).expect(http.StatusOK, "密级：尚未定密")
	c.get("/assets?level=unclassified").expect(http.StatusOK)
	if strings.Contains(c.text("main table"), asset.Draft.Text().ZH) {
		t.Error("drafts are listed as unclassified")
	}
}

// Who holds a seat by several delegations says for whom he signs; whom it was is
// in the history.
func TestADelegateOfSeveralChoosesOnTheForm(t *testing.T) {
	s := onSQLite(t)
	me := s.actor("group1")
	today := s.app.Today(time.Now())
	for _, from := range []string{"baomi1", "baomi2"} {
		d := org.Delegation{To: me.Person, Seat: org.SecrecyOffice, From: today, Until: today}
		if _, err := s.app.Execute(context.Background(), s.actor(from), app.Delegate{Delegation: d}, ""); err != nil {
			t.Fatal(err)
		}
	}
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, func(a view.Asset) bool {
		return a.Waiting.Seat == org.SecrecyOffice && a.Waiting.Verb == asset.VerbReturn
	})
	c := newClient(t, s, "group1", "zh")
	c.get("/assets/"+x.ID+"/do/approve").expect(http.StatusOK, "代谁办理", "赵甲", "钱乙")
	c.send("main form[method=post]", pick("as", s.actor("baomi2").Person)).expect(http.StatusOK)
	c.get("/assets/"+x.ID+"?tab=history").expect(http.StatusOK, "钱乙")
	if last := c.text("main"); strings.Contains(last, "赵甲") && !strings.Contains(last, "李丁") {
		t.Errorf("signed by another: %s", last)
	}
	alone := newClient(t, s, "baomi1", "zh")
	alone.get("/assets/" + s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable).ID + "/do/issue")
	if strings.Contains(alone.text("main"), "代谁办理") {
		t.Error("who has one seat is asked which")
	}
}
