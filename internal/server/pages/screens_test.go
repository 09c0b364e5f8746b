package pages_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/setting"
	"sealbook/internal/view"
)

var (
	screens = flag.String("screens", "", "folder to put a picture of every page into")
	only    = flag.String("only", "", "pattern of the pages to walk over, all without")
)

// shot is one page as one person sees it.
type shot struct {
	name, login, path string
	refused           bool // the answer is an error page on purpose
}

// shots lists every page, with something on it.
func shots(s *site) []shot {
	inStore := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}, Class: asset.Computer}, free)
	inUse := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}, Class: asset.Computer}, free)
	waiting := s.find("baomi1", view.AssetFilter{WaitsFor: true}, nil)
	draft := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.Draft}}, func(a view.Asset) bool { return a.Waiting.Verb == "" })
	out, err := s.app.Execute(context.Background(), s.actor("baomi1"), app.Print{Assets: []string{inUse.ID, inStore.ID}, Stock: "a4-70x37", Start: 3, Key: "screens"}, "")
	if err != nil {
		s.t.Fatal(err)
	}
	token := s.record("baomi1", inUse.ID).Labels[0].Token
	for name, query := range map[string]string{"全部硬盘": "class=drive", "等我签署的": "waits=1"} {
		if _, err := s.app.Execute(context.Background(), s.actor("baomi1"), app.SaveView{Name: name, Query: query, Sharing: setting.Organ}, ""); err != nil {
			s.t.Fatal(err)
		}
	}
	return append(append(importShots(s), vendorShots(s)...), []shot{
		{"signin", "", "/signin", false}, {"activate", "", "/activate", false},
		{"home", "baomi1", "/", false}, {"home-head", "head.xcb", "/", false}, {"home-keeper", "keeper1", "/", false}, {"home-admin", "secadmin", "/", false},
		{"overview", "baomi1", "/overview", false}, {"overview-tables", "baomi1", "/overview?tables=1", false}, {"overview-keeper", "keeper1", "/overview", false},
		{"components", "keeper1", "/components", false}, {"help", "keeper1", "/help", false}, {"help-accounts", "", "/help/accounts", false},
		{"assets", "baomi1", "/assets", false}, {"assets-filtered", "baomi1", "/assets?class=computer&level=secret&sort=changed&desc=1", false},
		{"assets-none", "baomi1", "/assets?q=zzzzzz", false}, {"assets-filter", "baomi1", "/assets?class=drive&panel=filter", false},
		{"assets-columns", "baomi1", "/assets?panel=columns", false}, {"assets-views", "baomi1", "/assets?class=drive&panel=views", false},
		{"assets-export", "baomi1", "/assets?class=drive&panel=export", false}, {"assets-new", "officer1", "/assets/new", false},
		{"bulk-hand-over", "keeper4", "/assets/bulk?do=hand-over&keeper=" + s.actor("keeper4").Person, false},
		{"record-store", "officer1", "/assets/" + inStore.ID, false}, {"record-use", "baomi1", "/assets/" + inUse.ID + "?tab=parts", false},
		{"record-details", "baomi1", "/assets/" + inUse.ID + "?tab=details", false},
		{"record-labels", "baomi1", "/assets/" + inUse.ID + "?tab=labels", false}, {"record-connected", "baomi1", "/assets/" + inUse.ID + "?tab=connected", false},
		{"record-custody", "baomi1", "/assets/" + inUse.ID + "?tab=custody&on=" + string(s.app.Today(time.Now())), false}, {"record-holds", "baomi1", "/assets/" + inUse.ID + "?tab=holds", false},
		{"record-papers", "baomi1", "/assets/" + inUse.ID + "?tab=papers", false}, {"record-print", "baomi1", "/assets/" + inUse.ID + "/print", false},
		{"record-waiting", "baomi1", "/assets/" + waiting.ID, false},
		{"issue", "baomi1", "/assets/" + inStore.ID + "/do/issue", false}, {"classify", "baomi1", "/assets/" + draft.ID + "/do/classify", false},
		{"correct", "baomi1", "/assets/" + inUse.ID + "/do/correct", false}, {"approve", "baomi1", "/assets/" + waiting.ID + "/do/approve", false},
		{"report-lost", "keeper1", "/assets/" + s.find("keeper1", view.AssetFilter{}, nil).ID + "/do/report-lost", false},
		{"illegal", "keeper1", "/assets/" + s.find("keeper1", view.AssetFilter{}, nil).ID + "/do/issue", false},
		{"scan", "officer1", "/scan", false}, {"station-issue", "baomi1", "/scan?verb=issue", false}, {"station-label", "officer1", "/scan?verb=label", false}, {"scan-found", "baomi1", "/scan?stay=1&q=" + token, false},
		{"scan-unknown", "baomi1", "/scan?stay=1&q=NOSUCHTHING99", true},
		{"labels", "baomi1", "/labels", false}, {"job", "baomi1", "/labels/jobs/" + out.ID, false}, {"job-print", "baomi1", "/labels/jobs/" + out.ID + "/print", false},
		{"label", "baomi1", "/assets/" + inUse.ID + "/labels/" + token, false}, {"readback", "baomi1", "/labels/readback", false},
		{"organ", "baomi1", "/organ", false}, {"rooms", "baomi1", "/organ/rooms", false}, {"persons", "baomi1", "/organ/persons", false},
		{"person", "baomi1", "/organ/persons/" + inUse.Keeper.ID, false}, {"person-grant", "secadmin", "/organ/persons/" + inUse.Keeper.ID, false},
		{"person-own", "head.xcb", "/organ/persons/" + s.actor("head.xcb").Person, false}, {"person-edit", "baomi1", "/organ/persons/" + inUse.Keeper.ID + "/edit", false},
		{"department", "baomi1", "/organ/departments/" + inUse.Department.ID, false}, {"department-edit", "secadmin", "/organ/departments/" + inUse.Department.ID + "/edit", false},
		{"department-new", "secadmin", "/organ/departments/new", false}, {"person-new", "baomi1", "/organ/persons/new", false}, {"room-edit", "secadmin", "/organ/rooms/" + inUse.Room.ID + "/edit", false},
		{"room", "baomi1", "/organ/rooms/" + inUse.Room.ID, false}, {"room-new", "secadmin", "/organ/rooms/new", false},
		{"policy", "secadmin", "/policy", false}, {"policy-value", "secadmin", "/policy/chain.hand_over", false}, {"policy-reader", "keeper1", "/policy/handover.accept-days", false},
		{"rules", "keeper1", "/rules", false}, {"accounts", "sysadmin", "/accounts", false}, {"accounts-activate", "secadmin", "/accounts", false}, {"account", "secadmin", "/accounts/" + s.actor("keeper1").Account, false},
		{"audit", "auditor", "/audit", false}, {"findings", "auditor", "/audit/findings", false},
		{"audit-users", "auditor", "/audit/users", false}, {"audit-administrators", "auditor", "/audit/administrators", false}, {"audit-security", "secadmin", "/audit/users?group=sign-in", false},
		{"audit-verify", "auditor", "/audit/verify", false}, {"seats", "secadmin", "/seats", false}, {"seats-handed", "auditor", "/seats?of=handed", false},
		{"counter", "officer1", "/counter", false}, {"counter-signer", "officer1", "/counter?account=head.bgt&codes=" + waiting.Code, false},
		{"factors", "keeper1", "/settings/factors", false}, {"sessions", "officer1", "/settings/sessions", false}, {"tokens", "officer1", "/settings/tokens", false},
		{"password", "keeper1", "/password", false}, {"settings", "keeper1", "/settings", false}, {"settings-admin", "sysadmin", "/settings", false},
		{"not-found", "baomi1", "/assets/nothing", true}, {"forbidden", "keeper1", "/accounts", true},
	}...)
}

// weighs returns the bytes of the page and all it needs, by how much things in
// it moved after they were there, and which they are.
func (b *browser) weighs() (bytes int64, shift float64, moved string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
		Bytes, Shift float64
		Moved        string
	}](`new Promise((done) => {
		let shift = 0, moved = "";
		new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) {
			shift += e.value;
			for (const x of e.sources) if (x.node) moved += (x.node.outerHTML || x.node.data).slice(0, 80) + JSON.stringify([x.previousRect, x.currentRect]);
		} }).observe({ type: "layout-shift", buffered: true });
		const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
		const bytes = all.reduce((sum, e) => sum + Math.max(e.encodedBodySize, e.transferSize), 0);
		setTimeout(() => done({ Bytes: bytes, Shift: shift, Moved: moved }), 50);
	})`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return int64(got.Bytes), got.Shift, got.Moved
}

// forgetCache empties the browser's cache: the next page comes as to somebody
// who has never been here.
func (b *browser) forgetCache() {
	b.t.Helper()
	b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, network.ClearBrowserCache, cdp.Empty{})
		return err
	}))
}

// fits fails when the page is wider than the window.
func (b *browser) fits(name string, width int64) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
	if err != nil {
		b.t.Fatal(err)
	}
	if got > width {
		b.t.Errorf("%s: %d px wide in a window of %d", name, got, width)
	}
}

func (b *browser) shoot(file string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, small(b.t, png), 0o644); err != nil {
		b.t.Fatal(err)
	}
}
