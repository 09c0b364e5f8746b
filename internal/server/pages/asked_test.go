package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/view"
)

// Nobody signs what he has not seen: home, the list of what waits, the form of
// the signature and the page that confirms many tell what is asked for.
func TestWhatIsSignedIsShownBeforeIt(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		mine := s.find("baomi1", view.AssetFilter{WaitsFor: true}, func(a view.Asset) bool { return a.Waiting.Verb == asset.VerbReturn })
		asked := s.record("baomi1", mine.ID).Asked
		line, by := asked.Line.ZH, asked.By.Name
		if !strings.HasPrefix(line, "责任人："+mine.Keeper.Name+" → 库房") {
			t.Fatalf("what is asked for: %s", line)
		}
		c := newClient(t, s, "baomi1", "zh")
		for path, at := range map[string]string{"/": "table.inbox", "/assets?waits=1": "table.assets", "/assets?waits=approve&sort=changed": "table.assets"} {
			c.get(path).expect(http.StatusOK)
			if row := c.text(at); !strings.Contains(row, line) || !strings.Contains(row, by+" 于 ") || !strings.Contains(row, "待签：保密办") {
				t.Errorf("%s does not tell what is asked for: %s", path, row)
			}
		}
		c.get("/assets")
		if strings.Contains(c.text("table.assets"), line) {
			t.Error("a list of all pays for what it does not show")
		}
		for _, do := range []string{"approve", "refuse"} {
			ticked(c.get("/assets?waits=1"), do, mine).expect(http.StatusOK)
			if row := c.text("table.ready"); !strings.Contains(row, line) || !strings.Contains(row, by+" 于 ") {
				t.Errorf("%s of many does not tell what is asked for: %s", do, row)
			}
		}
		if !strings.Contains(c.text("main"), "记入每件设备的历史") {
			t.Error("nobody is told where the reason is kept")
		}
		c.get("/assets/" + mine.ID + "/do/approve").expect(http.StatusOK)
		if facts := c.text("section.request"); !strings.Contains(facts, mine.Keeper.Name+" → 库房") {
			t.Errorf("the form does not tell it: %s", facts)
		}
		if c.leads("/assets/"+mine.ID+"/do/refuse") != 1 {
			t.Error("who does not agree is not led to refuse")
		}
	})
}

// The reason for a level below the old ledger's is asked for where one binds.
func TestTheReasonBelowTheOldLedgerIsAskedForWhereOneBinds(t *testing.T) {
	s := onSQLite(t)
	c := newClient(t, s, "baomi1", "zh")
	free := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.Draft}}, func(a view.Asset) bool {
		_, _, bound := s.record("baomi1", a.ID).State.Claim.Mark()
		return !bound && a.Waiting.Verb == ""
	})
	c.get("/assets/" + free.ID + "/do/classify").expect(http.StatusOK)
	if c.count("main [name=reason]") != 0 || c.count("main [name=basis]") != 1 {
		t.Errorf("a reason is asked for where no ledger binds: %s", c.text("main form"))
	}
}
