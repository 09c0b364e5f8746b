package pages_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"

	"sealbook/internal/app"
	"sealbook/internal/demo"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/setting"
	"sealbook/internal/view"
)

// pageDeeds are the forms of the pages that are about no verb: the door, the
// list, the stations, the import.
func pageDeeds() []deed {
	out := []deed{
		{"language", func(*run) sheet {
			return sheet{login: "keeper9", path: "/rules", css: `form[action="/lang"]`, button: "button", sure: true, done: "main"}
		}},
		{"settings", func(*run) sheet {
			return sheet{login: "keeper8", path: "/settings", fill: map[string]string{"scan.blank": "120"}, wrong: map[string]string{"scan.blank": "soon"}, at: "scan.blank"}
		}},
		{"sign in", func(r *run) sheet {
			return sheet{login: "keeper7", path: "/settings", before: r.signedOut, css: "form", at: "above", done: ".counts",
				fill: map[string]string{"account": "keeper7", "password": demo.Password}, wrong: map[string]string{"password": "wrong"}}
		}},
		{"activate", activation},
		{"sign out", func(*run) sheet {
			return sheet{login: "keeper6", path: "/rules", css: `form[action="/signout"]`, button: "button", sure: true, done: "body.door main"}
		}},
		{"password", func(*run) sheet {
			const next = "Luanma-2026-Qiqi"
			return sheet{login: "witness2", path: "/password", at: "old",
				fill: map[string]string{"old": demo.Password, "new": next, "again": next}, wrong: map[string]string{"old": "wrong"}}
		}},
		{"make a token", func(r *run) sheet {
			return sheet{login: "officer1", path: "/settings/tokens", css: `form[action="/settings/tokens"]`, done: ".once", at: "above",
				fill: map[string]string{"name": r.unique("示例程序"), "permission": "asset.read", "password": demo.Password}, wrong: map[string]string{"password": "wrong"}}
		}},
		{"end a token", func(r *run) sheet {
			c := newClient(r.t, r.s, "officer2", r.lang)
			c.get("/settings/tokens")
			c.send("form[action=/settings/tokens]", merge(merge(pick("name", r.unique("示例程序")), pick("permission", "asset.read")), merge(pick("password", demo.Password), url.Values{"department": nil})))
			return sheet{login: "officer2", path: "/settings/tokens", css: "tbody form", button: "button", sure: true}
		}},
		{"end a session", func(r *run) sheet {
			newClient(r.t, r.s, "keeper5", r.lang)
			return sheet{login: "keeper5", path: "/settings/sessions", css: "tbody tr:last-child form", button: "button", sure: true, done: "h1"}
		}},
		{"end all sessions", func(r *run) sheet {
			delete(r.in, "keeper4")
			return sheet{login: "keeper4", path: "/settings/sessions", css: `section[aria-labelledby=all-h] form`, button: "button", sure: true, done: "body.door main"}
		}},
		{"register", func(r *run) sheet {
			return sheet{login: "officer1", path: "/assets/new", css: `main form[action="/assets"]`, fill: map[string]string{
				"class": "computer", "kind": "desktop", "serial": r.unique("EVERYFORM"), "brand": "样例牌", "model": "T9", "department": r.department("办公厅"),
				"room": "办公厅库房", "part_kind": "ssd", "part_serial": r.unique("EVERYPART"),
			}, wrong: map[string]string{"serial": ""}, at: "above"}
		}},
		{"many", func(r *run) sheet {
			a, _ := r.legal(asset.VerbFreeze, kept)
			return sheet{login: "baomi1", path: "/assets?q=" + a.Code, css: `main form[action="/assets/bulk"]`, done: ".note.ok", before: func() {
				r.b.run(chromedp.Click(chromedp.CSS(`input[name="pick"]`)))
				r.b.press(`button[name="do"][value="freeze"]`)
			}}
		}},
		{"columns", func(*run) sheet {
			return sheet{login: "baomi2", path: "/assets?panel=columns", css: `form[action="/assets/columns"]`, sure: true, done: "table.assets"}
		}},
		{"save a view", func(r *run) sheet {
			return sheet{login: "baomi2", path: "/assets?class=drive&panel=views", css: `form[action="/assets/views"]`, done: ".chips .chip[aria-current=page]",
				fill: map[string]string{"name": r.unique("示例")}, wrong: map[string]string{"name": ""}, at: "name"}
		}},
		{"drop a view", func(r *run) sheet {
			id := r.do("baomi2", app.SaveView{Name: r.unique("示例"), Query: "class=drive", Sharing: setting.Own}).ID
			return sheet{login: "baomi2", path: "/assets?panel=views", css: `form[action="/assets/views/` + id + `/drop"]`, button: "button", sure: true, done: "table.assets"}
		}},
		{"void a label", func(r *run) sheet {
			x, login := r.legal(asset.VerbFreeze, kept)
			path := "/assets/" + x.ID + "/labels/" + r.s.token(login, x.ID)
			return sheet{login: login, path: path, button: "button.danger"}
		}},
	}
	return append(append(append(append(out, stationDeeds()...), organDeeds()...), vendorDeeds()...), append(auditDeeds(), factorDeeds()...)...)
}

func (r *run) signedOut() {
	r.b.press(`form[action="/signout"] button`)
	r.b.open("/lang?to=" + r.lang + "&back=/signin")
}

func (r *run) unique(text string) string {
	r.n++
	return fmt.Sprintf("%s%d", text, r.n)
}

func (r *run) department(name string) string {
	r.t.Helper()
	list, err := r.s.store.Departments(context.Background(), r.s.actor("secadmin"))
	if err != nil {
		r.t.Fatal(err)
	}
	for _, x := range list {
		if x.Name == name {
			return x.ID
		}
	}
	r.t.Fatalf("no department %s", name)
	return ""
}

// entered is a new person of the organ.
func (r *run) entered() (id, name string) {
	name = r.unique("柏示例")
	return r.do("baomi1", app.SetPerson{Person: org.Person{Name: name, Department: r.department("研究室")}}).ID, name
}

// opened is an account for a new person, and the half of its code that who made it has.
func (r *run) opened() (login, code string) {
	_, name := r.entered()
	login = r.unique("newcomer")
	c := newClient(r.t, r.s, "sysadmin", r.lang)
	c.get("/accounts")
	c.send("main form[action=/accounts][method=post]", merge(pick("person_q", name), pick("login", login)))
	c.send("main form[action=/accounts][method=post]", nil)
	return login, c.text(".once")
}

// activated gives the other half of a new account's code.
func (r *run) activated(login string) string {
	c := newClient(r.t, r.s, "secadmin", r.lang)
	c.get("/accounts?q=" + login)
	c.send("form.move", merge(pick("to", "active"), pick("reason", "示例")))
	return c.text(".once")
}

func activation(r *run) sheet {
	login, code := r.opened()
	code += r.activated(login)
	const next = "Luanma-2026-Qiqi"
	return sheet{login: "keeper7", path: "/settings", css: "form", at: "again", secret: "code", done: "body.door .note.ok", before: func() {
		r.signedOut()
		r.b.open("/activate")
	}, fill: map[string]string{"account": login, "code": code, "new": next, "again": next}, wrong: map[string]string{"again": "different"}}
}

// stationDeeds are the scan station, the labels and the import.
func stationDeeds() []deed {
	return []deed{
		{"scan station", func(r *run) sheet {
			x, login := r.legal(asset.VerbIssue, func(x view.Record) bool { return issuable(x.Asset) })
			return sheet{login: login, path: "/scan?verb=issue", css: "#station", button: `button[value="submit"]`, before: func() { r.scanned(x) },
				fill: map[string]string{"person": staff[x.Department.Name].name}, done: "tr[data-state=done]"}
		}},
		{"read back", func(r *run) sheet {
			x, login := r.legal(asset.VerbFreeze, func(x view.Record) bool { return kept(x) && len(x.Labels) == 1 })
			r.do(login, app.VoidLabel{Token: x.Labels[0].Token, Reason: "示例"})
			r.do(login, app.Print{Assets: []string{x.ID}, Stock: "a4-70x37", Start: 1})
			return sheet{login: login, path: "/labels/readback", fill: map[string]string{"q": r.s.unread(x.ID)}, sure: true, done: "tr[data-state=done]"}
		}},
		{"look at labels", func(r *run) sheet {
			x, login := r.legal(asset.VerbFreeze, kept)
			return sheet{login: login, path: "/labels", css: "#labels", button: `button[value="preview"]`, sure: true, still: true,
				before: r.listed, fill: map[string]string{"codes": x.Code}, done: ".drafts figure"}
		}},
		{"print labels", func(r *run) sheet {
			x, login := r.legal(asset.VerbFreeze, kept)
			return sheet{login: login, path: "/labels", css: "#labels", before: r.listed,
				fill: map[string]string{"codes": x.Code}, wrong: map[string]string{"codes": "NOSUCHTHING99"}, at: "above", done: "h1"}
		}},
		{"print job", func(r *run) sheet {
			x, login := r.legal(asset.VerbFreeze, kept)
			out := r.do(login, app.Print{Assets: []string{x.ID}, Stock: "a4-70x37", Start: 1})
			return sheet{login: login, path: "/labels/jobs/" + out.ID, button: `button[value="void"]`, done: ".note.ok",
				fill: map[string]string{"token": r.s.token(login, x.ID), "reason": "示例"}, wrong: map[string]string{"reason": ""}, at: "reason"}
		}},
		{"upload", func(r *run) sheet {
			return sheet{login: "baomi1", path: "/import", css: `form[action="/import"]`, done: `form[action=/import/columns]`,
				fill: map[string]string{"file": r.file()}, wrong: map[string]string{"file": ""}, at: "file"}
		}},
		{"columns of a file", func(r *run) sheet {
			return sheet{login: "baomi2", path: "/import", css: `form[action="/import/columns"]`, before: func() { r.upload("columns") },
				wrong: map[string]string{"f.0.1": "code"}, fill: map[string]string{"f.0.1": "kind"}, at: "f.0.1", done: `form[action=/import/confirm]`}
		}},
		{"confirm a file", func(r *run) sheet {
			return sheet{login: "officer1", path: "/import", css: `form[action="/import/confirm"]`, before: func() { r.upload("preview") }, sure: true, done: "h1"}
		}},
		{"give a file up", func(r *run) sheet {
			return sheet{login: "officer2", path: "/import", css: `form[action="/import/columns"]`, button: `button[formaction="/import/cancel"]`,
				before: func() { r.upload("columns") }, sure: true, done: "form[action=/import]"}
		}},
	}
}

// listed chooses the labels that are named.
func (r *run) listed() { r.b.put(`#labels input[name="which"]`, "radio", "codes") }

// scanned puts a thing into the basket, as a scanner does.
func (r *run) scanned(x view.Record) {
	if r.script {
		r.b.until("the box has the keyboard", `document.activeElement === document.querySelector("#station [name=q]")`)
		r.b.scan(x.Code)
		r.b.until("it is in the basket", `document.querySelector("[data-count]").textContent === "1"`)
		return
	}
	r.b.put(`#station [name="q"]`, "text", x.Code)
	r.b.press(`#station button[value="add"]`)
}

// file is a small ledger that nothing else has sent.
func (r *run) file() string {
	r.t.Helper()
	n := r.unique("EVERY")
	path := filepath.Join(r.t.TempDir(), "ledger.csv")
	text := "保密编号,介质类型,序列号,密级,使用部门\n" + n + ",U盘," + n + "AA,秘密,办公厅\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// upload leads to a step of the import.
func (r *run) upload(step string) {
	r.b.put(`form[action="/import"] [name="file"]`, "file", r.file())
	r.b.press(`form[action="/import"] button.main`)
	if step == "preview" {
		r.b.press(`form[action="/import/columns"] .btns button.main`)
	}
}
