package pages_test

import (
	"context"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
)

// organDeeds are the forms of the organ, its people, its policy and accounts.
func organDeeds() []deed {
	return []deed{
		{"new department", func(r *run) sheet {
			return sheet{login: "secadmin", path: "/organ/departments/new", fill: map[string]string{"name": r.unique("示例处")}}
		}},
		{"department", func(r *run) sheet {
			id := r.do("secadmin", app.SetDepartment{Department: org.Department{Name: r.unique("示例处")}}).ID
			return sheet{login: "secadmin", path: "/organ/departments/" + id + "/edit", fill: map[string]string{"name": r.unique("改名处")}, wrong: map[string]string{"name": "办公厅"}, at: "name"}
		}},
		{"new room", func(r *run) sheet {
			return sheet{login: "sysadmin", path: "/organ/rooms/new", fill: map[string]string{"name": r.unique("示例室"), "department": r.department("研究室"), "level": "secret"}}
		}},
		{"room", func(r *run) sheet {
			return sheet{login: "sysadmin", path: "/organ/rooms/" + r.room("研究室402") + "/edit", fill: map[string]string{"name": r.unique("示例室")}, wrong: map[string]string{"name": ""}, at: "name"}
		}},
		{"new person", func(r *run) sheet {
			return sheet{login: "baomi1", path: "/organ/persons/new", fill: map[string]string{"name": r.unique("柏示例"), "staff_no": r.unique("YS-"), "department": r.department("研究室"), "clearance": "secret"}}
		}},
		{"person", func(r *run) sheet {
			id, _ := r.entered()
			return sheet{login: "baomi1", path: "/organ/persons/" + id + "/edit", fill: map[string]string{"title": "示例"}, wrong: map[string]string{"name": ""}, at: "name"}
		}},
		{"grant a seat", func(r *run) sheet {
			id, _ := r.entered()
			return sheet{login: "secadmin", path: "/organ/persons/" + id, css: `form[action="/organ/persons/` + id + `/seats"]`,
				fill: map[string]string{"seat": "asset_officer", "department": r.department("研究室")}, wrong: map[string]string{"department": ""}, at: "department"}
		}},
		{"end a seat", func(r *run) sheet {
			id, _ := r.entered()
			r.do("secadmin", app.GrantSeat{Person: id, Grant: org.Grant{Seat: org.Technician}})
			return sheet{login: "secadmin", path: "/organ/persons/" + id, css: "#seats form", button: "button", fill: map[string]string{"reason": "示例"}, sure: true}
		}},
		{"delegate", func(r *run) sheet {
			one := "/organ/persons/" + r.s.actor("head.xcb").Person
			return sheet{login: "head.xcb", path: one, css: `form[action="` + one + `/delegations"]`,
				fill: map[string]string{"to": "许酉", "until": "2099-01-31"}, wrong: map[string]string{"until": ""}, at: "until"}
		}},
		{"end a delegation", func(r *run) sheet {
			one := "/organ/persons/" + r.s.actor("head.zzb").Person
			c := newClient(r.t, r.s, "head.zzb", r.lang)
			c.get(one)
			c.send("main form[action="+one+"/delegations]", merge(pick("to_q", "吕亥"), pick("until", "2099-01-31")))
			c.send("main form[action="+one+"/delegations]", nil)
			return sheet{login: "head.zzb", path: one, css: "#delegations form", button: "button", sure: true}
		}},
		{"policy", func(r *run) sheet {
			return sheet{login: "secadmin", path: "/policy/handover.accept-days", fill: map[string]string{"value": "5"}, wrong: map[string]string{"value": "90"}, at: "value"}
		}},
		{"new account", func(r *run) sheet {
			_, name := r.entered()
			return sheet{login: "sysadmin", path: "/accounts", css: `main form[action="/accounts"][method="post"]`,
				fill: map[string]string{"person": name, "login": r.unique("newcomer")}, wrong: map[string]string{"login": "Not A Login"}, at: "login", done: ".once"}
		}},
		{"ask to recover", func(r *run) sheet {
			id, _ := r.activeAccount()
			return sheet{login: "secadmin", path: "/accounts/" + id, css: `form[action="/accounts/` + id + `/ask"]`, button: `button[value="recover"]`,
				fill: map[string]string{"reason": "口令遗失"}, wrong: map[string]string{"reason": ""}, at: "reason"}
		}},
		{"end sessions", func(r *run) sheet {
			id, _ := r.activeAccount()
			return sheet{login: "secadmin", path: "/accounts/" + id, css: `form[action="/accounts/` + id + `/sessions"]`, button: "button", sure: true}
		}},
		{"confirm a recovery", func(r *run) sheet {
			id, _ := r.activeAccount()
			dual := r.do("secadmin", app.AskDual{Account: id, Kind: account.Recover, Reason: "示例"}).ID
			return sheet{login: "sysadmin", path: "/accounts", css: `form[action="/accounts/requests/` + dual + `"]`, button: `button[value="true"]`, sure: true, done: ".once"}
		}},
		{"withdraw a request of two", func(r *run) sheet {
			id, _ := r.activeAccount()
			dual := r.do("secadmin", app.AskDual{Account: id, Kind: account.Recover, Reason: "示例"}).ID
			return sheet{login: "secadmin", path: "/accounts", css: `form[action="/accounts/requests/` + dual + `/withdraw"]`, button: "button", sure: true}
		}},
		{"make a code anew", func(r *run) sheet {
			login, _ := r.opened()
			a, _, err := r.s.store.AccountByLogin(context.Background(), login)
			if err != nil {
				r.t.Fatal(err)
			}
			return sheet{login: "sysadmin", path: "/accounts/" + a.ID, css: `form[action="/accounts/` + a.ID + `/code"]`, button: "button", sure: true, done: ".once"}
		}},
		{"account", func(r *run) sheet {
			login, _ := r.opened()
			return sheet{login: "secadmin", path: "/accounts?q=" + login, css: "form.move", button: "button", fill: map[string]string{"reason": "示例"}, sure: true}
		}},
	}
}

// activeAccount is a new account that is active.
func (r *run) activeAccount() (id, login string) {
	person, _ := r.entered()
	login = r.unique("recovered")
	id = r.do("sysadmin", app.CreateAccount{Login: login, Person: person}).ID
	r.do("secadmin", app.MoveAccount{Account: id, State: account.Active})
	return id, login
}
