package pages_test

import (
	"context"
	"fmt"
	"slices"

	"sealbook/internal/app"
	"sealbook/internal/demo"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/repair"
	"sealbook/internal/view"
)

// scene is what a verb needs that cannot be found by looking for an asset and a
// person for whom it is legal: a new verb may do without.
type scene struct {
	login, id string
	fit       func(r view.Record) bool
	fill      func(r view.Record) map[string]string
}

func just(fill map[string]string) func(view.Record) map[string]string {
	return func(view.Record) map[string]string { return fill }
}

// marked are free things of a level without anything inside that has one.
func marked(l level.Level) func(view.Record) bool {
	return func(x view.Record) bool { return x.Level == l && kept(x) && len(x.Parts) == 0 }
}

// scenes by verb; the rest is found.
var scenes = map[asset.Verb]func(r *run) scene{
	asset.VerbIssue: func(*run) scene {
		return scene{fit: func(x view.Record) bool { return issuable(x.Asset) }, fill: func(x view.Record) map[string]string {
			return map[string]string{"person": staff[x.Department.Name].name, "room": x.Department.Name + "库房", "use": "示例用途"}
		}}
	},
	asset.VerbReturn: func(*run) scene {
		return scene{fit: kept, fill: func(x view.Record) map[string]string { return map[string]string{"room": x.Department.Name + "库房"} }}
	},
	asset.VerbHandOver: func(*run) scene {
		return scene{fit: kept, fill: func(x view.Record) map[string]string {
			if x.Keeper.Name == "许酉" {
				return map[string]string{"person": "吕亥"}
			}
			return map[string]string{"person": "许酉"}
		}}
	},
	asset.VerbMove: func(*run) scene {
		return scene{fit: kept, fill: just(map[string]string{"use": "示例用途"})}
	},
	asset.VerbLoad: func(*run) scene {
		return scene{fit: func(x view.Record) bool { return x.Level >= level.Secret }, fill: just(map[string]string{"level": "confidential"})}
	},
	asset.VerbClassify: func(*run) scene { return scene{fill: just(map[string]string{"level": "secret", "term": "10"})} },
	asset.VerbUpgrade: func(*run) scene {
		return scene{fit: marked(level.Confidential), fill: just(map[string]string{"level": "secret", "term": "10"})}
	},
	asset.VerbDowngrade: func(*run) scene {
		return scene{fit: marked(level.Secret), fill: just(map[string]string{"level": "confidential", "term": "5"})}
	},
	asset.VerbCorrect: func(*run) scene { return scene{fill: just(map[string]string{"correct.brand": "更正牌"})} },
	asset.VerbCheck: func(*run) scene {
		return scene{fill: just(map[string]string{"wireless": "absent", "network": "none"})}
	},
	asset.VerbLabel: func(r *run) scene {
		x, login := r.legal(asset.VerbFreeze, func(x view.Record) bool { return kept(x) && x.Class == asset.Computer })
		r.do(login, app.VoidLabel{Token: x.Labels[0].Token, Reason: "示例"})
		r.do(login, app.Print{Assets: []string{x.ID}, Stock: "a4-70x37", Start: 1})
		return scene{login: login, id: x.ID, fill: just(map[string]string{"token": r.s.unread(x.ID)})}
	},
	asset.VerbUnfreeze: func(r *run) scene {
		x, login := r.legal(asset.VerbFreeze, kept)
		r.act(login, x.ID, asset.VerbFreeze, asset.Args{Reference: "示例1号", Reason: "示例"})
		return scene{login: login, id: x.ID}
	},
	asset.VerbPair:   pairScene,
	asset.VerbUnpair: unpairScene,
	asset.VerbPutIn:  putInScene,
	asset.VerbTakeOut: func(*run) scene {
		return scene{fit: func(x view.Record) bool { return len(x.Parts) > 0 }, fill: func(x view.Record) map[string]string {
			return map[string]string{"room": x.Department.Name + "库房"}
		}}
	},
	asset.VerbClear: func(r *run) scene {
		x, login := r.legal(asset.VerbLoad, func(x view.Record) bool { return x.Level >= level.Secret })
		l := level.Confidential
		r.act(login, x.ID, asset.VerbLoad, asset.Args{Level: &l})
		return scene{login: login, id: x.ID}
	},
	asset.VerbRepair: func(*run) scene {
		return scene{fit: kept, fill: just(map[string]string{"repair.on_site": "onsite", "repair.fault": "示例故障"})}
	},
	asset.VerbCloseRepair: closeRepairScene,
	asset.VerbApprove:     func(r *run) scene { return r.returning(false) },
	asset.VerbRefuse:      func(r *run) scene { return r.returning(false) },
	asset.VerbWithdraw: func(r *run) scene {
		return r.returning(true)
	},
	asset.VerbAccept: func(r *run) scene {
		x, login := r.legal(asset.VerbIssue, func(x view.Record) bool { return issuable(x.Asset) })
		who := staff[x.Department.Name]
		r.act(login, x.ID, asset.VerbIssue, asset.Args{Person: r.s.actor(who.login).Person, Use: "示例"})
		r.act(who.head, x.ID, asset.VerbApprove, asset.Args{})
		return scene{login: who.login, id: x.ID}
	},
}

func kept(x view.Record) bool { return free(x.Asset) && x.Life == asset.InUse && x.Keeper.ID != "" }

// returning is an asset whose return was asked for: seen by him who asked, or by
// the office that decides.
func (r *run) returning(own bool) scene {
	x, _ := r.legal(asset.VerbReturn, kept)
	login := r.loginOf(x.Keeper.Name)
	room := r.room(x.Department.Name + "库房")
	r.act(login, x.ID, asset.VerbReturn, asset.Args{Room: room, Reason: "示例"})
	switch {
	case own:
		return scene{login: login, id: x.ID}
	case login == "baomi1":
		return scene{login: "baomi2", id: x.ID}
	}
	return scene{login: "baomi1", id: x.ID}
}

func (r *run) loginOf(name string) string {
	for _, acc := range demo.Accounts() {
		if acc.Name == name {
			return acc.Login
		}
	}
	r.t.Fatalf("%s has no account", name)
	return ""
}

// pairable are a printer and a computer of one department, free for a pair.
func pairable(r *run) (oa, pc view.Record, login string) {
	oa, login = r.legal(asset.VerbPair, func(x view.Record) bool { return kept(x) && x.Class == asset.OA && len(x.Pairs) == 0 })
	pc, _ = r.legal(asset.VerbPair, func(x view.Record) bool {
		return kept(x) && x.Class == asset.Computer && len(x.Pairs) == 0 && x.Level == oa.Level
	})
	return oa, pc, login
}

func pairScene(r *run) scene {
	oa, pc, login := pairable(r)
	return scene{login: login, id: oa.ID, fill: just(map[string]string{"other": pc.Code})}
}

func unpairScene(r *run) scene {
	oa, pc, login := pairable(r)
	r.act(login, oa.ID, asset.VerbPair, asset.Args{Other: pc.ID, Reason: "示例"})
	other := "baomi2"
	if login == other {
		other = "baomi1"
	}
	r.act(other, oa.ID, asset.VerbApprove, asset.Args{})
	return scene{login: login, id: oa.ID}
}

func putInScene(r *run) scene {
	host, tech := r.legal(asset.VerbTakeOut, func(x view.Record) bool { return len(x.Parts) > 0 && x.Life == asset.InStore })
	drive := host.Parts[0]
	r.act(tech, host.ID, asset.VerbTakeOut, asset.Args{Part: drive.ID, Room: r.room(host.Department.Name + "库房"), Reason: "示例"})
	r.act("baomi1", host.ID, asset.VerbApprove, asset.Args{})
	// On its own it has to wear its own label.
	r.do("baomi1", app.Print{Assets: []string{drive.ID}, Stock: "a4-70x37", Start: 1})
	r.act("baomi1", drive.ID, asset.VerbLabel, asset.Args{Token: r.s.unread(drive.ID)})
	return scene{login: tech, id: host.ID, fill: just(map[string]string{"part": drive.Code})}
}

// closeRepairScene is a medium that was mended by an own technician and found good
// by two.
func closeRepairScene(r *run) scene {
	x, _ := r.legal(asset.VerbRepair, func(x view.Record) bool {
		return kept(x) && x.Class == asset.Medium && x.Level <= level.Secret && staff[x.Department.Name].head != ""
	})
	r.act("baomi1", x.ID, asset.VerbRepair, asset.Args{Repair: &asset.RepairAsk{OnSite: true, Fault: "示例故障"}})
	q := r.s.record("baomi1", x.ID).State.Request
	r.act(staff[x.Department.Name].head, x.ID, asset.VerbApprove, asset.Args{})
	r.act("baomi2", x.ID, asset.VerbApprove, asset.Args{})
	tech := r.s.actor("tech").Person
	under := func(login string, v repair.Verb, a repair.Args) {
		r.do(login, app.Repair{Command: repair.Command{Order: q.ID, Verb: v, Args: a}})
	}
	under("tech", repair.VerbStart, repair.Args{Own: []string{tech}})
	for _, login := range []string{"baomi1", "baomi2"} {
		under(login, repair.VerbInspect, repair.Args{Serial: x.Serial})
	}
	return scene{login: "baomi1", id: x.ID}
}

// legal finds an asset no form was about yet, and a person who may do that to it
// now.
func (r *run) legal(v asset.Verb, fit func(view.Record) bool) (view.Record, string) {
	r.t.Helper()
	ctx := context.Background()
	spec, _ := asset.SpecOf(v)
	for _, acc := range demo.Accounts() {
		actor := r.s.actor(acc.Login)
		if actor.Admin() {
			continue
		}
		var list []view.Record
		err := r.s.store.EachRecord(ctx, actor, view.AssetFilter{Life: spec.From, Class: first(spec.Classes)}, func(x view.Record) error {
			if !r.used[x.ID] {
				list = append(list, x)
			}
			return nil
		})
		if err != nil {
			r.t.Fatal(err)
		}
		for _, x := range list {
			full, actions, err := r.s.app.Record(ctx, actor, x.ID)
			if err != nil {
				r.t.Fatal(err)
			}
			may := slices.ContainsFunc(actions, func(a asset.Action) bool { return a.Spec.Verb == v && a.Why == nil })
			if may && (fit == nil || fit(full)) {
				r.used[x.ID] = true
				return full, acc.Login
			}
		}
	}
	r.t.Fatalf("nobody may %s anything", v)
	return view.Record{}, ""
}

func first(list []asset.Class) asset.Class {
	if len(list) == 1 {
		return list[0]
	}
	return ""
}

func (r *run) do(login string, cmd app.Command) app.Outcome {
	r.t.Helper()
	out, err := r.s.app.Execute(context.Background(), r.s.actor(login), cmd, "")
	if err != nil {
		r.t.Fatalf("%s: %+v: %v", login, cmd, err)
	}
	return out
}

func (r *run) act(login, id string, v asset.Verb, args asset.Args) {
	r.t.Helper()
	r.do(login, app.Act{Command: asset.Command{Asset: id, Verb: v, Args: args}})
}

func (r *run) room(name string) string {
	r.t.Helper()
	list, err := r.s.store.Rooms(context.Background(), r.s.actor("secadmin"))
	if err != nil {
		r.t.Fatal(err)
	}
	for _, x := range list {
		if x.Name == name {
			return x.ID
		}
	}
	r.t.Fatalf("no room %s", name)
	return ""
}

// verbDeeds are the forms of every verb that anybody may ever ask for.
func verbDeeds() []deed {
	var out []deed
	for _, spec := range asset.Specs() {
		if spec.Verb == asset.VerbLapse || spec.Verb == asset.VerbLend {
			continue
		}
		out = append(out, deed{string(spec.Verb), func(r *run) sheet { return r.verb(spec) }})
	}
	return out
}

func (r *run) verb(spec asset.Spec) sheet {
	var sc scene
	if set := scenes[spec.Verb]; set != nil {
		sc = set(r)
	}
	var x view.Record
	if sc.id == "" {
		x, sc.login = r.legal(spec.Verb, sc.fit)
	} else {
		x = r.s.record(sc.login, sc.id)
	}
	path := fmt.Sprintf("/assets/%s/do/%s", x.ID, spec.Verb)
	out := sheet{login: sc.login, path: path, css: `main form[action="` + path + `"]`}
	if sc.fill != nil {
		out.fill = sc.fill(x)
	}
	if spec.Verb == asset.VerbReportLost { // is taken whatever else happened; but not from the Enter key
		out.at, out.refusing = "above", `button[name="look"]`
		return out
	}
	if !slices.ContainsFunc(spec.Fields, func(f asset.Field) bool { return f.Required }) {
		out.at, out.stale = "above", func() {
			r.do("baomi1", app.Print{Assets: []string{x.ID}, Stock: "a4-70x37", Start: 1})
		}
	}
	return out
}
