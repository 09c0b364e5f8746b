package pages_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server/pages"
	"sealbook/internal/view"
)

// The main job in a real browser: found in the list, issued, approved by the
// head, accepted by the keeper; with script in Chinese, without in English.
func TestIssueFromListToAcceptance(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s *site) {
		t.Run("script zh", func(t *testing.T) { issueJourney(t, s, true, "zh") })
		t.Run("plain en", func(t *testing.T) { issueJourney(t, s, false, "en") })
	})
}

// staff names a keeper and the head of some departments of the sample organ.
var staff = map[string]struct{ login, name, head string }{
	"宣传部": {"keeper2", "许酉", "head.xcb"}, "组织部": {"keeper4", "吕亥", "head.zzb"}, "社会服务部": {"keeper5", "施东", "head.shb"},
	"参政议政部": {"keeper6", "张南", "head.czb"}, "研究室": {"keeper7", "孔西", "head.yjs"},
}

func issuable(a view.Asset) bool {
	return free(a) && !a.Class.NeedsCheck() && !a.LabelDue && staff[a.Department.Name].login != ""
}

func issueJourney(t *testing.T, s *site, script bool, lang string) {
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, issuable)
	who := staff[x.Department.Name]
	b := newBrowser(t, s.url)
	if !script {
		b.withoutScript()
	}
	b.signIn("baomi1")
	b.open("/lang?to=" + lang + "&back=/assets")
	b.fill("#list-q", x.Code)
	b.press(".head form.search button")
	b.press(`td.code a[href="/assets/` + x.ID + `"]`)
	if got := b.text(".card .big"); got != x.Code {
		t.Fatalf("opened %q, want %q", got, x.Code)
	}
	b.press(`.acts a[href$="/do/issue"]`)
	b.fill("#f-person", who.name)
	if script {
		b.run(chromedp.WaitVisible(chromedp.CSS(".choices input[name=person]")))
	} else {
		b.press("button[name=find][value=person]")
	}
	b.fill("#f-use", "journey") // the only match is ticked already
	b.press(".btns button.main")
	if at := b.here(); !strings.HasSuffix(at, "?done=issue") {
		t.Fatalf("at %s: %s", at, b.text("main"))
	}
	if b.text(".request .steps li.next") == "" || b.text(".note.ok") == "" {
		t.Errorf("no request on the record: %s", b.text("main"))
	}

	b.signIn(who.head)
	b.open("/lang?to=" + lang + "&back=/")
	b.press(`.inbox a[href="/assets/` + x.ID + `/do/approve"]`)
	b.press(".btns button.main")
	if b.text(".request .steps li.signed") == "" {
		t.Errorf("the head's signature does not show: %s", b.text("main"))
	}

	b.signIn(who.login)
	b.open("/lang?to=" + lang + "&back=/")
	b.press(`.inbox a[href="/assets/` + x.ID + `"]`)
	b.press(`.request a[href$="/do/accept"]`)
	b.press(".btns button.main")
	r := s.record(who.login, x.ID)
	if r.Life != asset.InUse || r.Keeper.Name != who.name || r.State.Request != nil || r.State.Details.Use != "journey" {
		t.Errorf("after acceptance: %s, kept by %s, request %v", r.Life, r.Keeper.Name, r.State.Request)
	}
	if doc := b.page(); pages.One(doc, ".card a[href=/organ/persons/"+r.Keeper.ID+"]") == nil {
		t.Errorf("the record does not name its keeper: %s", b.text(".card"))
	}
}

// A wedge scanner types and presses Enter wherever one is: the record opens
// without a click, and no scan presses a button.
func TestScannerNeedsNoMouse(t *testing.T) {
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
	token := s.record("baomi1", x.ID).Labels[0].Token
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	for _, page := range []string{"/", "/assets", "/rules", "/organ/rooms", "/audit"} {
		b.open(page)
		b.scan(token)
		b.run(chromedp.WaitVisible(chromedp.CSS(".card .big")))
		if at := b.here(); at != "/assets/"+x.ID {
			t.Errorf("from %s a scan led to %s", page, at)
		}
	}
	before := s.record("baomi1", x.ID).Version
	b.open("/assets/" + x.ID)
	b.run(chromedp.Evaluate[chromedp.Void](`document.body.dataset.old = 1; undefined`))
	b.scan(token)
	b.run(chromedp.WaitNotPresent(chromedp.CSS("body[data-old]")), chromedp.WaitVisible(chromedp.CSS(".card .big")))
	if after := s.record("baomi1", x.ID).Version; after != before {
		t.Errorf("a scan changed the asset: version %d to %d", before, after)
	}
	// Focus lost is said loudly, and F2 brings it back.
	b.open("/scan")
	b.run(chromedp.Focus(chromedp.CSS(".nav a")))
	b.run(chromedp.WaitVisible(chromedp.CSS(".lost")))
}
