package server_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// formTry is one field of one page, tried with an id of the kind.
type formTry struct {
	route server.Route
	verb  asset.Verb
	name  string
	kind  string
}

func (f formTry) what() string {
	return f.route.Method + " " + strings.Replace(f.route.Path, ":verb", string(f.verb), 1) + " " + f.name + "=" + f.kind
}

// notAForm are the routes that are not tried: what ends or makes a session, what
// sets the language of all that comes after, and the log of the audit, in which
// each try would be one more line.
var notAForm = []string{"/signout", "/signin", "/signin/factor", "/activate", "/password", "/lang", "/settings/sessions", "/audit/export", "/audit/users", "/audit/administrators", "/static/:name"}

// formTries are every page × every field that holds an id of business or of one's
// own; a page of a verb has the fields of the verb.
func formTries(names []string) []formTry {
	var out []formTry
	for _, r := range server.Routes() {
		if !isPage(r) || slices.Contains(notAForm, r.Path) {
			continue
		}
		for _, verb := range verbsOf(r) {
			spec, _ := asset.SpecOf(verb)
			for _, name := range names {
				if verb != "" && name != "request" && !slices.ContainsFunc(spec.Fields, func(f asset.Field) bool { return f.Name == strings.TrimSuffix(name, "_q") }) {
					continue
				}
				for _, kind := range formIDs[name] {
					if !slices.Contains(everybodys, kind) && kind != "departments" {
						out = append(out, formTry{r, verb, name, kind})
					}
				}
			}
		}
	}
	return out
}

// made is of with what pages make of an id: a pick with the version that was seen,
// what is taken back after a scan, and the query of a list.
func made(of map[string]swap) map[string]swap {
	with := func(s swap, before, after string) swap {
		return swap{before + s.theirs + after, before + s.unknown + after}
	}
	of["picks"], of["query"] = with(of["assets"], "", ".1"), with(of["text"], "q=", "")
	of["undo"] = swap{of["assets"].theirs + "." + of["requests"].theirs, of["assets"].unknown + "." + of["requests"].unknown}
	return of
}

// around is what a form has to be sent with for the field to be looked at.
func (f formTry) around(own subjects) object {
	out := object{
		"verb": "freeze", "reason": "示例", "reference": "令1", "stay": "1", "purpose": "示例自查", "stock": "a4-70x37", "start": "1", "which": "picked",
		"password": password, "account": "leader", "sign_password": password,
	}
	switch f.name {
	case "pick", "picks", "query":
		out["do"], out["step"] = "freeze", "go"
		if f.name == "query" {
			out["all"] = "1"
		}
	case "others":
		out["do"], out["step"], out["picks"] = "freeze", "go", own.stored+".1"
	case "row":
		delete(out, "do")
	case "undo":
		out["do"], out["undo"] = "withdraw", ""
	case "token":
		out["do"] = "void"
	case "codes", "q":
		out["which"], out["do"] = "codes", "add"
	case "other_q":
		out["find"] = "other"
	case "request":
		out["version"] = "1"
	}
	if strings.HasPrefix(f.route.Path, "/scan") {
		out["verb"] = "issue"
	}
	if f.route.Path == "/counter" || f.route.Path == "/labels/print" {
		delete(out, "do")
	}
	return out
}

// filledForm sends the form with the ids in their fields, on what is the asker's own.
func (h *house) filledForm(a asker, f formTry, ids object) answer {
	h.t.Helper()
	own := a.paths
	if f.name == "request" {
		own = maps.Clone(a.paths)
		own["assets"] = unlike(a.waits)
	}
	path := filled(strings.Replace(f.route.Path, ":verb", string(f.verb), 1), -1, "", own)
	form := f.around(a.own)
	maps.Copy(form, ids)
	if f.route.Method != http.MethodGet {
		return h.ask(a, f.route.Method, path, form)
	}
	v := url.Values{}
	for name, value := range form {
		if s, is := value.(string); is {
			v.Set(name, s)
		}
	}
	return h.ask(a, f.route.Method, path+"?"+v.Encode(), nil)
}

// pair is another's and nobody's; what the first form did, if it did anything
// whatever the field says, is done before either.
func (h *house) pair(a asker, f formTry) (s swap, theirs, unknown answer) {
	h.t.Helper()
	s = a.of[f.kind]
	unknown = h.filledForm(a, f, object{f.name: s.unknown})
	if f.route.Method != http.MethodGet && unknown.status < 400 {
		unknown = h.filledForm(a, f, object{f.name: s.unknown})
	}
	return s, h.filledForm(a, f, object{f.name: s.theirs}), unknown
}

// control is the secrecy office of the organ, which sees what the others ask for:
// what it is told shows which pages look at which field, and that the form around
// the field is one that gets as far.
func (h *house) control(like asker) asker {
	h.t.Helper()
	x := h.waiting("东海处", level.Secret, "holder")
	like.login, like.kinds, like.may = "office", nil, h.actor("office").May
	like.of = made(h.swapped(like.of, x))
	return like
}

// drawn is what the pages are drawn of for their names: of it there is everything.
func (h *house) drawn() things {
	h.t.Helper()
	x, who := h.thing("东海处", level.Secret, ""), h.somebody("东海处", level.Secret)
	x.person, x.account, x.grant, x.delegation = who.person, who.account, who.grant, who.delegation
	return x
}

// T2, the pages: every field that holds an id, under every name that templates,
// handlers and drawn pages have for one, on every page, with one's own in the
// path. What the control is told the difference of, every role is asked for by
// itself; all the rest of a page together.
func TestEveryIDInAFormSwapped(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, store.Options{})) // the queries behind are those of the API, and asked on both databases
	who := h.askers()
	for i := range who {
		who[i].of = made(who[i].of)
	}
	looked, rest := h.lookedAt(h.control(who[0]), formTries(h.fieldNames(h.drawn())))
	pairs := 0
	for _, a := range who {
		if a.api {
			continue
		}
		for _, f := range looked {
			pairs++
			s, theirs, unknown := h.pair(a, f)
			alike(t, a.login+" "+f.what(), s, theirs, unknown)
		}
		pairs += h.together(a, rest)
	}
	if pairs < 1500 {
		t.Errorf("only %d pairs", pairs)
	}
	if !t.Failed() {
		t.Logf("%d fields of pages that tell one from another to who sees it, %d others together × roles they are out of reach for = %d pairs, leaks 0",
			len(looked), len(rest), pairs)
	}
}

// atHome are the fields that the control is not told of: whose factor it is, whose
// request waits, and what only an asset in the right state is looked at with. Every
// role is asked for them where they belong.
func (f formTry) atHome() (nobodyTold, here bool) {
	switch f.name {
	case "factor":
		return true, f.route.Path == "/settings/factors/remove"
	case "token":
		return true, f.verb != "" || strings.HasPrefix(f.route.Path, "/labels/jobs/")
	case "request", "other", "other_q", "part", "part_q":
		return true, f.verb != ""
	}
	return false, false
}

// lookedAt parts the tries by whether the control is told the difference. Every
// name and every kind has a page where it is, or the test no longer gets that far.
func (h *house) lookedAt(control asker, tries []formTry) (looked, rest []formTry) {
	h.t.Helper()
	names := map[string]int{}
	for _, f := range tries {
		_, here := f.atHome()
		if s, theirs, unknown := h.pair(control, f); same(s, theirs, unknown) && !here {
			rest = append(rest, f)
		} else {
			looked = append(looked, f)
			names[f.name]++
			names["="+f.kind]++
		}
	}
	for _, f := range tries {
		if nobodyTold, _ := f.atHome(); !nobodyTold && (names[f.name] == 0 || names["="+f.kind] == 0) {
			h.t.Errorf("%s: nobody is told of a %s under this name, not even who sees it", f.what(), f.kind)
			names[f.name], names["="+f.kind] = 1, 1
		}
	}
	return looked, rest
}

// together asks one page for all the fields that no page was seen to look at, of
// those roles that differ most in what they are let in to.
func (h *house) together(a asker, rest []formTry) (pairs int) {
	h.t.Helper()
	if !slices.Contains([]string{"", "officer2", "office-low", "sysadmin", "secadmin"}, a.login) {
		return 0
	}
	of := map[string][]formTry{}
	for _, f := range rest {
		key := f.route.Method + " " + f.route.Path + " " + string(f.verb)
		of[key] = append(of[key], f)
	}
	for _, key := range slices.Sorted(maps.Keys(of)) {
		list, s := of[key], swap{}
		for _, f := range list {
			s.theirs, s.unknown = s.theirs+" "+a.of[f.kind].theirs, s.unknown+" "+a.of[f.kind].unknown
		}
		ask := func(theirs bool) answer {
			form := object{}
			for _, f := range list {
				if form[f.name] = a.of[f.kind].unknown; theirs {
					form[f.name] = a.of[f.kind].theirs
				}
			}
			return h.filledForm(a, list[0], form)
		}
		pairs++
		unknown := ask(false)
		if list[0].route.Method != http.MethodGet && unknown.status < 400 {
			unknown = ask(false)
		}
		alike(h.t, a.login+" "+key+", all other fields", s, ask(true), unknown)
	}
	return pairs
}
