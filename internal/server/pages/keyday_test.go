package pages_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/view"
)

// A day's work without a mouse: scanned, searched for and found, filtered, shown
// with other columns, printed, imported, issued, signed for one by one and many
// at once, handed over and returned, with Tab, Shift-Tab, Enter, Space and the
// arrows alone. The focus is seen at every stop, and nothing that is done loses it.
func TestADayByKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := onSQLite(t)
	b := newBrowser(t, s.url)
	b.run(chromedp.EmulateViewport(1366, 768))
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InStore}}, func(a view.Asset) bool { return issuable(a) && a.Level == level.Confidential })
	d := &keyDay{b: b, s: s, x: x}
	for _, part := range []struct {
		name string
		do   func()
	}{
		{"finding", d.finding}, {"filter", d.filter}, {"columns", d.columns}, {"issue", d.issue}, {"labels", d.labels}, {"import", d.imports},
		{"approve many", d.approve}, {"accept", d.accept}, {"hand over", d.handOver}, {"return", d.giveBack},
	} {
		if !t.Run(part.name, func(t *testing.T) {
			outer := b.t
			b.t, s.t = t, t
			defer func() { b.t, s.t = outer, outer }()
			part.do()
		}) {
			return
		}
	}
}

// keyDay is the day, and the asset that goes through it.
type keyDay struct {
	b *browser
	s *site
	x view.Asset
}

func (d *keyDay) finding() {
	b := d.b
	b.enter("baomi1")
	b.keys(d.s.token("baomi1", d.x.ID)) // a scan: the box has the keyboard
	b.leads(kb.Enter)
	b.at("/assets/" + d.x.ID)
	b.follow(`.nav a[href="/assets"]`)
	b.tab("#list-q")
	b.keys(d.x.Code)
	b.until("the list follows", fmt.Sprintf(`document.querySelectorAll("td.code a").length === 1 && document.querySelector("[data-list]").dataset.query === %s`, quoted("q="+d.x.Code)))
	b.holds("#list-q")
	b.follow("td.code a")
	b.at("/assets/" + d.x.ID)
	// The station: thing first, looked up without a page of its own.
	b.follow(`.nav a[href="/scan"]`)
	b.holds("#big")
	b.keys(d.x.Code + kb.Enter)
	b.until("it is looked up", `document.querySelectorAll("[data-rows] tr").length === 1`)
	b.holds("#big")
}

func (d *keyDay) filter() {
	b := d.b
	b.open("/assets")
	b.follow(`a[href="/assets?panel=filter"]`)
	b.tab(`form[action="/assets"] select[name="level"]`)
	b.keys(kb.ArrowDown + kb.ArrowDown)
	b.tab(`form[action="/assets"] select[name="class"]`)
	b.keys(kb.ArrowDown)
	level, class := b.value(`select[name="level"]`), b.value(`select[name="class"]`)
	if level == "" || class == "" {
		b.t.Fatalf("the arrows chose level %q, class %q", level, class)
	}
	b.follow(`form[action="/assets"] button.main`)
	if at := b.here(); !strings.Contains(at, "level="+level) || !strings.Contains(at, "class="+class) {
		b.t.Errorf("filtered to %s", at)
	}
	b.follow(".chips a.chip[title]") // and one filter is taken off again
	if at := b.here(); strings.Contains(at, "level=") && strings.Contains(at, "class=") {
		b.t.Errorf("still at %s", at)
	}
}

func (d *keyDay) columns() {
	b := d.b
	b.open("/assets")
	was := b.text("table.assets thead")
	b.follow(`a[href="/assets?panel=columns"]`)
	b.tab(`[name="col.book"]`)
	b.keys("9")
	b.shiftTab(`[name="col.name"]`)
	b.keys(kb.ArrowUp + kb.ArrowUp)
	b.follow(`form[action="/assets/columns"] button.main`)
	if now := b.text("table.assets thead"); now == was {
		b.t.Errorf("the columns are still %s", now)
	}
}

func (d *keyDay) issue() {
	b, who := d.b, staff[d.x.Department.Name]
	b.open("/assets/" + d.x.ID)
	b.follow(`.acts a[href$="/do/issue"]`)
	b.pick("person", who.name, "")
	b.pick("room", d.x.Department.Name, kb.ArrowDown) // of several rooms the second
	if id := b.value(`input[name="room"]:checked`); id == "" || id == evaluated[string](b, `document.querySelector("input[name=room]").value`) {
		b.t.Errorf("the arrows chose %q among %s", id, b.text("main form"))
	}
	b.tab("#f-use")
	b.keys("desk")
	b.follow(".btns button.main")
	b.at("/assets/" + d.x.ID + "?done=issue")
}

func (d *keyDay) labels() {
	b := d.b
	b.follow(`.nav a[href="/labels"]`)
	b.tab("#add")
	b.keys(d.x.Code + kb.Enter)
	b.until("it is on the list", fmt.Sprintf(`document.querySelector("[name=codes]").value.includes(%s) && document.querySelectorAll(".drafts figure").length === 1`, quoted(d.x.Code)))
	b.holds("#add")
	b.tab(`input[name="stock"]`)
	stock := b.value(`input[name="stock"]:checked`)
	b.keys(kb.ArrowDown)
	b.until("the other stock is drawn", fmt.Sprintf(`document.querySelector('input[name="stock"]:checked').value !== %s && document.querySelectorAll("svg.sheet .place").length > 24`, quoted(stock)))
	b.holds(`input[name="stock"]`)
	b.tab(`input[name="start"]`)
	b.keys(kb.ArrowRight)
	b.until("the second place is drawn", `!!document.querySelector('input[name="start"][value="2"]:checked')`)
	b.holds(`input[name="start"]`)
	b.shiftTab("#labels button.main")
	b.leads(kb.Enter)
	if at := b.here(); !strings.HasPrefix(at, "/labels/jobs/") {
		b.t.Errorf("at %s: %s", at, b.text("main"))
	}
}

func (d *keyDay) imports() {
	b := d.b
	file, err := filepath.Abs(ledgers + "media-gb18030.csv")
	if err != nil {
		b.t.Fatal(err)
	}
	b.follow(`.nav a[href="/import"]`)
	b.tab("#f-file") // the system's own window for files is not the page's
	b.run(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}))
	b.tab(`input[name="classify"]`)
	b.keys(" ")
	b.follow(`form[action="/import"] button.main`)
	b.at("/import/columns")
	b.follow(`form[action="/import/columns"] .btns button.main`)
	b.at("/import/preview")
	b.follow(`form[action="/import/confirm"] button.main`)
	b.at("/import/result")
}

// approve signs for the issue and for another request of the same department on
// one page.
func (d *keyDay) approve() {
	b, who := d.b, staff[d.x.Department.Name]
	b.enter(who.head)
	b.tab(`.inbox a[href="/assets/` + d.x.ID + `/do/approve"]`)
	b.follow(`.counts a[href*="waits=approve"]`)
	row := fmt.Sprintf(`input[name="pick"][value^="%s."]`, d.x.ID)
	b.tab(row)
	b.keys(" ")
	b.until("it is ticked", fmt.Sprintf(`document.querySelector(%s).checked`, quoted(row)))
	b.holds(row)
	b.shiftTab(`button[name="do"][value="approve"]`)
	b.leads(kb.Enter)
	b.tab(".btns button.main")
	b.leads(" ")
	if b.text(".note.ok") == "" {
		b.t.Errorf("not approved: %s", b.text("main"))
	}
	b.follow(`form[action="/signout"] button`)
}

func (d *keyDay) accept() {
	b, who := d.b, staff[d.x.Department.Name]
	b.enter(who.login)
	b.follow(`.inbox a[href="/assets/` + d.x.ID + `/do/accept"]`)
	b.follow(".btns button.main")
	if r := d.s.record(who.login, d.x.ID); r.Life != asset.InUse || r.Keeper.Name != who.name || r.State.Details.Use != "desk" {
		b.t.Errorf("after acceptance: %s, kept by %s, for %q", r.Life, r.Keeper.Name, r.State.Details.Use)
	}
}

func (d *keyDay) handOver() {
	b, who := d.b, staff[d.x.Department.Name]
	b.follow(`.acts a[href$="/do/hand-over"]`)
	b.pick("person", "赵甲", "")
	b.tab("#f-reason")
	b.keys("on leave")
	b.follow(".btns button.main")
	b.at("/assets/" + d.x.ID + "?done=hand-over")
	b.follow(`.request a[href$="/do/withdraw"]`) // he stays after all
	b.follow(".btns button.main")
	if r := d.s.record(who.login, d.x.ID); r.State.Request != nil {
		b.t.Errorf("still asked for: %+v", r.State.Request)
	}
}

func (d *keyDay) giveBack() {
	b := d.b
	b.follow(`.acts a[href$="/do/return"]`)
	b.pick("room", d.x.Department.Name+"库房", "")
	b.follow(".btns button.main")
	b.at("/assets/" + d.x.ID + "?done=return")
	b.enter("baomi1")
	b.follow(`.inbox a[href="/assets/` + d.x.ID + `/do/approve"]`)
	b.follow(".btns button.main")
	if r := d.s.record("baomi1", d.x.ID); r.Life != asset.InStore {
		b.t.Errorf("after the return: %s", r.Life)
	}
}

// follow goes to a link or a button and presses Enter; the page it leads to has
// the keyboard somewhere.
func (b *browser) follow(css string) {
	b.t.Helper()
	b.tab(css)
	b.leads(kb.Enter)
}

// pick searches in a picker, and among what is found takes what the keys lead to.
func (b *browser) pick(name, text, keys string) {
	b.t.Helper()
	b.tab("#f-" + name)
	b.keys(text)
	one := fmt.Sprintf(`.choices input[name="%s"]`, name)
	b.until("something is found", fmt.Sprintf(`!!document.querySelector(%s) && document.querySelector(%s).value === %s`,
		quoted(one), quoted(fmt.Sprintf(`[name="%s_for"]`, name)), quoted(text)))
	b.holds("#f-" + name)
	b.tab(one)
	b.keys(" ")
	if keys != "" {
		b.keys(keys)
	}
	b.holds(one)
}

// holds fails unless what the selector finds has the keyboard, and is seen to (a
// new page's first field with the first key, as in tab).
func (b *browser) holds(css string) {
	b.t.Helper()
	b.until(css+" has the focus", fmt.Sprintf(`(() => {
		const at = document.activeElement, s = getComputedStyle(at);
		return at.matches(%s) && (!at.matches(":focus") || s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
	})()`, quoted(css)))
}

// shiftTab goes back, by the same rules as tab.
func (b *browser) shiftTab(css string) {
	b.t.Helper()
	b.run(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	b.tabBy(css, func() { b.run(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))) })
}

func (b *browser) value(css string) string {
	b.t.Helper()
	return evaluated[string](b, fmt.Sprintf(`document.querySelector(%s).value`, quoted(css)))
}

func (b *browser) at(path string) {
	b.t.Helper()
	if at := b.here(); at != path {
		b.t.Fatalf("at %s, not %s: %s", at, path, b.text("main"))
	}
}
