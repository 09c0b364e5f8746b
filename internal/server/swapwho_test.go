package server_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// asker is somebody of T1's roles, with what is another's to him and what he has
// of his own. The three scopes of the figure are all there: another department
// (or, for those bound to none, what is neither theirs nor waits for them), one's
// own department above one's clearance, and nobody at all.
type asker struct {
	login string // "" has not signed in
	of    map[string]swap
	kinds []string // that are tried, nil for all
	own   subjects
	waits string          // one's own asset, with a request that waits
	paths map[string]swap // one's own, for the other places of a path
	may   func(org.Permission) bool
	api   bool // a program: there are no pages for it
}

func (a asker) tries(kind string) bool {
	return a.kinds == nil || slices.Contains(a.kinds, kind)
}

// ofBusiness are the kinds of ids that have a department and a level.
var ofBusiness = []string{"assets", "jobs", "token", "text", "requests"}

// abroad are the seats that an organ may bind to a department, bound to 西山处.
var abroad = map[string]org.Seat{
	"office-west": org.SecrecyOffice, "leader-west": org.Leader, "group-west": org.LeadingGroup, "technician-west": org.Technician, "witness-west": org.Witness,
}

// beneath hold what the roles of T1 hold in 东海处 and are cleared to secret.
var beneath = map[string]org.Seat{
	"keeper-low": "", "officer-low": org.AssetOfficer, "head-low": org.DepartmentHead, "office-low": org.SecrecyOffice, "leader-low": org.Leader,
	"group-low": org.LeadingGroup, "technician-low": org.Technician, "witness-low": org.Witness,
}

// askers makes them, and what they ask for. A role of T1 is left out where the
// thing is within its reach: 东海处's officer, head and the organ-wide seats see
// what is secret, and are asked for what is top secret with a lower clearance.
func (h *house) askers() []asker {
	h.t.Helper()
	for _, login := range slices.Sorted(maps.Keys(abroad)) {
		seat := abroad[login]
		h.cleared(login, "西山处", seat, "西山处", level.TopSecret)
	}
	for _, login := range slices.Sorted(maps.Keys(beneath)) {
		seat, over := beneath[login], ""
		if seat.Bound() {
			over = "东海处"
		}
		h.cleared(login, "东海处", seat, over, level.Secret)
	}
	h.holders()
	far := h.swaps(h.waiting("东海处", level.Secret, "holder"), h.somebody("东海处", level.Secret))
	high := h.swapped(far, h.waiting("东海处", level.TopSecret, "holder2"))
	west, east, low := h.thing("西山处", level.Secret, "stranger"), h.thing("东海处", level.Secret, "keeper"), h.thing("东海处", level.Secret, "keeper-low")
	stored := map[string]things{"西山处": h.thing("西山处", level.Secret, ""), "东海处": h.thing("东海处", level.Secret, "")}
	waits := map[string]string{"西山处": h.waiting("西山处", level.Secret, "stranger").asset, "东海处": h.waiting("东海处", level.Secret, "keeper").asset}
	var out []asker
	add := func(login, department string, of map[string]swap, kinds []string, used things) {
		may := h.actor(login).May
		own := subjects{stored: stored[department].asset, used: used.asset, person: h.person[login], account: h.account[login], token: stored[department].token}
		out = append(out, asker{login: login, of: of, kinds: kinds, own: own, waits: waits[department], paths: h.swapped(far, stored[department]), may: may})
	}
	for _, login := range []string{"stranger", "officer2", "head2", "office-west", "leader-west", "group-west", "technician-west", "witness-west", "sysadmin", "secadmin", "auditor"} {
		add(login, "西山处", far, nil, west)
	}
	for _, login := range []string{"keeper", "technician", "witness"} {
		add(login, "东海处", far, nil, east)
	}
	for _, login := range slices.Sorted(maps.Keys(beneath)) {
		add(login, "东海处", high, ofBusiness, low)
	}
	only := []org.Permission{org.AssetRead, org.AssetAct, org.LabelRead, org.LabelPrint, org.Export}
	nobody, program := out[0], out[0]
	nobody.login, nobody.may = "", func(p org.Permission) bool { return p == org.Open }
	program.login, program.api, program.may = "program", true, func(p org.Permission) bool { return p == org.Open || slices.Contains(only, p) }
	token, _, err := h.auth.MakeToken(h.ctx, h.inPerson("office"), account.TokenAsked{Name: "西山处的程序", Permissions: only, Departments: []string{h.dept["西山处"]}, Days: 1},
		auth.Given{Password: password})
	if err != nil {
		h.t.Fatal(err)
	}
	h.tokens["program"] = token
	return append(out, nobody, program)
}

// holders are two of 东海处 who keep what the others ask for, and to whom a seat is
// lent; neither asks himself.
func (h *house) holders() {
	h.t.Helper()
	for _, login := range []string{"holder", "holder2"} {
		h.member(login, "东海处", "", "")
	}
}

// swapped is of with the ids of x for those of business.
func (h *house) swapped(of map[string]swap, x things) map[string]swap {
	out := maps.Clone(of)
	out["assets"], out["jobs"], out["token"], out["text"] = unlike(x.asset), unlike(x.job), h.another(x.token), uncoded(x.code)
	if x.request != "" {
		out["requests"] = unlike(x.request)
	}
	return out
}

// swaps are another's id for each kind of parameter, every one of them real;
// things are 东海处's, what is personal is the office's and the holder's.
func (h *house) swaps(x, who things) map[string]swap {
	h.t.Helper()
	view := h.call("office", "POST", "/api/v1/views", object{"name": "示例视图", "query": "life=in_store", "sharing": "own"}).is(http.StatusCreated).text("id")
	session := h.call("office", "GET", "/api/v1/sessions", nil).is(http.StatusOK).text("rows", 0, "id")
	token := h.call("office", "POST", "/api/v1/tokens", object{"name": "示例程序", "permissions": []string{"asset.read"}, "days": 1, "password": password}).is(http.StatusCreated).text("id")
	factor, _ := h.enrolled("holder")
	dual := h.do("secadmin", app.AskDual{Account: who.account, Kind: account.Recover, Reason: "示例"}).ID
	out := map[string]swap{}
	for kind, id := range map[string]string{
		"assets": x.asset, "jobs": x.job, "token": x.token, "text": x.code, "persons": who.person, "accounts": who.account, "departments": h.dept["东海处"],
		"rooms": h.room["东海处"], "grant": who.grant, "delegation": h.lent(who), "dual": dual, "views": view, "sessions": session, "tokens": token, "factors": factor,
	} {
		if id == "" {
			h.t.Fatalf("no id of %s", kind)
		}
		out[kind] = unlike(id)
	}
	for kind, id := range h.vendored().of() {
		out[kind] = unlike(id)
	}
	out["token"], out["text"] = h.another(x.token), uncoded(x.code)
	if x.request != "" {
		out["requests"] = unlike(x.request)
	}
	return out
}

// waiting is a thing that its keeper has asked to hand over: the head of the
// department signs next.
func (h *house) waiting(department string, l level.Level, keeper string) things {
	h.t.Helper()
	x := h.thing(department, l, keeper)
	h.acts(keeper, x.asset, asset.VerbHandOver, asset.Args{Person: h.person["office"], Reason: "岗位调整"})
	x.request = h.record("office", x.asset).text("request", "id")
	return x
}

// lent has the person of things hand his seat to the holder for a day, and
// gives the id of that.
func (h *house) lent(who things) string {
	h.t.Helper()
	today := h.app.Today(h.store.Now())
	a, err := h.store.Actor(h.ctx, who.account, today)
	if err != nil {
		h.t.Fatal(err)
	}
	a.Proof = &org.Proof{Account: a.Account, Person: a.Person, Method: "password", At: h.store.Now()}
	d := org.Delegation{To: h.person["holder2"], Seat: org.AssetOfficer, Department: h.dept[who.department], From: today, Until: today}
	if _, err := h.app.Execute(h.ctx, a, app.Delegate{Delegation: d}, ""); err != nil {
		h.t.Fatal(err)
	}
	p, err := h.store.Person(h.ctx, h.actor("secadmin"), who.person)
	if err != nil || len(p.Delegations) != 1 {
		h.t.Fatalf("%v %v", p.Delegations, err)
	}
	return p.Delegations[0].ID
}

// enrolled gives the login a one-time code as a second factor: its id, and the
// secret that it is made from.
func (h *house) enrolled(login string) (id, secret string) {
	h.t.Helper()
	token, open, err := h.auth.SignIn(h.ctx, login, password, "192.0.2.9")
	if err != nil {
		h.t.Fatal(err)
	}
	secret = h.begun(token, open)
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	if _, open, err = h.auth.FinishCode(h.ctx, token, open, code); err != nil {
		h.t.Fatal(err)
	}
	list, err := h.auth.Factors(h.ctx, open)
	if err != nil || len(list) != 1 {
		h.t.Fatalf("%v %v", list, err)
	}
	return list[0].ID, secret
}

// begun is a code that was asked for and not yet entered.
func (h *house) begun(token string, open auth.Session) (secret string) {
	h.t.Helper()
	if err := h.auth.StartCode(h.ctx, token, open, auth.Given{Password: password}, "手机"); err != nil {
		h.t.Fatal(err)
	}
	p, err := h.auth.Pending(h.ctx, token, open, "x")
	if err != nil {
		h.t.Fatal(err)
	}
	return p.Secret
}

// ask sends the asker's request, as the API or the pages are asked: a body is
// JSON for the one and a form for the others.
func (h *house) ask(who asker, method, path string, body object) answer {
	h.t.Helper()
	if strings.HasPrefix(path, "/api/") {
		if body == nil {
			return h.call(who.login, method, path, nil)
		}
		return h.call(who.login, method, path, body)
	}
	form := url.Values{}
	for name, v := range body {
		if list, ok := v.([]string); ok {
			form[name] = list
		} else if s, ok := v.(string); ok {
			form.Set(name, s)
		}
	}
	if who.login != "" && takesFile(method, path) {
		return h.parts(who.login, method, path, form)
	}
	if who.login != "" {
		return h.browse(who.login, method, path, form)
	}
	if method == http.MethodGet {
		return h.raw(method, path, nil)
	}
	return h.raw(method, path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}
