package asset_test

import (
	"slices"
	"testing"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
)

// ruleCase breaks one rule, and does the same without breaking it.
type ruleCase struct {
	broken func(s *scene) error
	kept   func(s *scene) error
}

const (
	conf   = level.Confidential
	secret = level.Secret
	top    = level.TopSecret
	none   = level.Unclassified
)

func register(r asset.Registration) func(*scene) error {
	return func(s *scene) error { return s.register("sec1", r) }
}

func changed(r asset.Registration, f func(*asset.Registration)) asset.Registration {
	f(&r)
	return r
}

// one makes a case body: set up, then the command that is judged.
func one(set func(*scene), person string, v asset.Verb, id string, a asset.Args) func(*scene) error {
	return func(s *scene) error {
		set(s)
		return s.try(person, v, id, a)
	}
}

func storedPC(l level.Level, parts ...string) func(*scene) {
	return func(s *scene) { s.stored("pc", asset.Computer, l, parts...) }
}

func usedPC(l level.Level, parts ...string) func(*scene) {
	return func(s *scene) { s.used("pc", asset.Computer, l, "u1", parts...) }
}

func toIssue(person string) asset.Args { return asset.Args{Person: person} }

var ruleCases = map[string]ruleCase{
	"reg.serial-required": {
		register(changed(draft("x", asset.Computer), func(r *asset.Registration) { r.Serial = " 　" })),
		register(changed(draft("x", asset.Medium), func(r *asset.Registration) { r.Serial = "" })),
	},
	"reg.serial-unique": {
		func(s *scene) error {
			s.enter(draft("x", asset.Computer))
			return s.register("sec1", changed(draft("y", asset.Computer), func(r *asset.Registration) { r.Serial = "ｓn-X " }))
		},
		func(s *scene) error {
			s.enter(draft("x", asset.Computer))
			s.must("sec1", asset.VerbVoid, "x", asset.Args{Reason: "重复登记"})
			return s.register("sec1", changed(draft("y", asset.Computer), func(r *asset.Registration) { r.Serial = "SN-x" }))
		},
	},
	"reg.code-never-reused": {
		func(s *scene) error {
			s.enter(draft("x", asset.Computer))
			s.must("sec1", asset.VerbVoid, "x", asset.Args{Reason: "重复登记"})
			return s.register("sec1", changed(draft("y", asset.Computer), func(r *asset.Registration) { r.Code = "bm-Ｘ" }))
		},
		func(s *scene) error {
			s.enter(draft("x", asset.Computer))
			return s.register("sec1", draft("y", asset.Computer))
		},
	},
	"reg.wireless-absent": {
		one(func(s *scene) {
			storedPC(secret)(s)
			s.must("tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessPresent, Network: asset.NetworkNone})
		}, "sec1", asset.VerbIssue, "pc", toIssue("u1")),
		one(func(s *scene) {
			storedPC(secret)(s)
			s.must("tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessRemoved, Network: asset.NetworkNone})
		}, "sec1", asset.VerbIssue, "pc", toIssue("u1")),
	},
	"reg.tech-check": {
		func(s *scene) error {
			s.enter(draft("pc", asset.Computer))
			s.classify("pc", secret)
			s.label("pc")
			return s.try("sec1", asset.VerbIssue, "pc", toIssue("u1"))
		},
		one(storedPC(secret), "sec1", asset.VerbIssue, "pc", toIssue("u1")),
	},
	"lvl.none-no-use": {
		one(func(s *scene) { s.enter(draft("pc", asset.Computer)) }, "sec1", asset.VerbIssue, "pc", toIssue("u1")),
		one(storedPC(secret), "sec1", asset.VerbIssue, "pc", toIssue("u1")),
	},
	"lvl.term-cap": {
		one(func(s *scene) { s.enter(draft("pc", asset.Computer)) }, "sec1", asset.VerbClassify, "pc",
			asset.Args{Level: at(secret), Term: 21, Basis: "依据", Special: " "}),
		one(func(s *scene) { s.enter(draft("pc", asset.Computer)) }, "sec1", asset.VerbClassify, "pc",
			asset.Args{Level: at(secret), Term: 21, Basis: "依据", Special: "上级文件另有规定"}),
	},
	"lvl.two-hands": {
		func(s *scene) error {
			s.enter(changed(draft("pc", asset.Computer), func(r *asset.Registration) { r.Department = "b" }))
			s.must("headB", asset.VerbClassify, "pc", marking(conf)) // as asset officer
			return s.try("headB", asset.VerbApprove, "pc", asset.Args{})
		},
		func(s *scene) error {
			s.enter(changed(draft("pc", asset.Computer), func(r *asset.Registration) { r.Department = "b" }))
			s.must("headB", asset.VerbClassify, "pc", marking(conf))
			return s.try("headB2", asset.VerbApprove, "pc", asset.Args{})
		},
	},
	"lvl.highest-rules": {
		one(storedPC(secret, "d"), "sec1", asset.VerbDowngrade, "pc", marking(conf)),
		one(storedPC(secret), "sec1", asset.VerbDowngrade, "pc", marking(conf)),
	},
	"lvl.high-water": {
		one(func(s *scene) { s.stored("d", asset.Drive, secret) }, "sec1", asset.VerbDowngrade, "d", marking(conf)),
		one(func(s *scene) { s.stored("n", asset.NetDev, secret) }, "sec1", asset.VerbDowngrade, "n", marking(conf)),
	},
	"lvl.label-follow": {
		one(func(s *scene) {
			storedPC(conf)(s)
			s.must("sec1", asset.VerbUpgrade, "pc", marking(secret))
			s.sign("pc", "headA", "grp1")
		}, "sec1", asset.VerbIssue, "pc", toIssue("u1")),
		one(func(s *scene) {
			storedPC(conf)(s)
			s.must("sec1", asset.VerbUpgrade, "pc", marking(secret))
			s.sign("pc", "headA", "grp1")
			s.label("pc")
		}, "sec1", asset.VerbIssue, "pc", toIssue("u1")),
	},
	"use.one-person": {
		one(storedPC(secret), "sec1", asset.VerbIssue, "pc", asset.Args{Person: " "}),
		one(storedPC(secret), "sec1", asset.VerbIssue, "pc", toIssue("u1")),
	},
	"use.no-lending": {
		one(usedPC(secret), "u1", asset.VerbLend, "pc", asset.Args{}),
		one(usedPC(secret), "u1", asset.VerbHandOver, "pc", toIssue("u2")),
	},
	"use.clearance": {
		one(storedPC(secret), "sec1", asset.VerbIssue, "pc", toIssue("u3")),
		one(storedPC(conf), "sec1", asset.VerbIssue, "pc", toIssue("u3")),
	},
	"use.duty-signed": {
		one(func(s *scene) {
			storedPC(secret)(s)
			s.change("u1", func(p *org.Person) { p.UndertakingOn = "" })
		}, "sec1", asset.VerbIssue, "pc", toIssue("u1")),
		one(func(s *scene) {
			storedPC(secret)(s)
			s.change("u1", func(p *org.Person) { p.UndertakingOn = s.today() })
		}, "sec1", asset.VerbIssue, "pc", toIssue("u1")),
	},
	"net.isolation": {
		one(storedPC(secret), "tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkInternet}),
		one(storedPC(none), "tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkInternet}),
	},
	"net.oa-pair": {
		one(func(s *scene) {
			usedPC(secret)(s)
			s.used("oa", asset.OA, none, "u2")
		}, "sec1", asset.VerbPair, "pc", asset.Args{Other: "oa"}),
		one(func(s *scene) {
			usedPC(secret)(s)
			s.used("oa", asset.OA, conf, "u2")
		}, "sec1", asset.VerbPair, "pc", asset.Args{Other: "oa"}),
	},
	"use.noncls-no-secret": {
		one(func(s *scene) { s.used("m", asset.Medium, none, "u1") }, "u1", asset.VerbLoad, "m", asset.Args{Level: at(conf)}),
		one(func(s *scene) { s.used("m", asset.Medium, none, "u1") }, "u1", asset.VerbLoad, "m", asset.Args{Level: at(none)}),
	},
	"med.no-cross": {
		one(func(s *scene) {
			usedPC(conf)(s)
			s.used("m", asset.Medium, secret, "u2")
		}, "sec1", asset.VerbPair, "m", asset.Args{Other: "pc"}),
		one(func(s *scene) {
			usedPC(secret)(s)
			s.used("m", asset.Medium, conf, "u2")
		}, "sec1", asset.VerbPair, "m", asset.Args{Other: "pc"}),
	},
	"med.clear-by": {
		one(func(s *scene) {
			s.used("m", asset.Medium, conf, "u1")
			s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(conf)})
			s.now = s.now.Add(s.policy.Days("clear-by.days") + 1)
		}, "u1", asset.VerbHandOver, "m", toIssue("u2")),
		one(func(s *scene) {
			s.used("m", asset.Medium, conf, "u1")
			s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(conf)})
			s.now = s.now.Add(s.policy.Days("clear-by.days") + 1)
			s.must("u1", asset.VerbClear, "m", asset.Args{})
		}, "u1", asset.VerbHandOver, "m", toIssue("u2")),
	},
	"hand.two-sign": {
		one(func(s *scene) {
			storedPC(secret)(s)
			s.must("sec1", asset.VerbIssue, "pc", toIssue("u1"))
			s.sign("pc", "headA")
		}, "sec1", asset.VerbAccept, "pc", asset.Args{}),
		one(func(s *scene) {
			storedPC(secret)(s)
			s.must("sec1", asset.VerbIssue, "pc", toIssue("u1"))
			s.sign("pc", "headA")
		}, "u1", asset.VerbAccept, "pc", asset.Args{}),
	},
	"hand.no-sideways": {
		one(func(s *scene) {
			usedPC(conf)(s)
			s.must("u1", asset.VerbHandOver, "pc", toIssue("u2"))
		}, "u2", asset.VerbAccept, "pc", asset.Args{}),
		one(func(s *scene) {
			usedPC(conf)(s)
			s.must("u1", asset.VerbHandOver, "pc", toIssue("u2"))
			s.sign("pc", "headA")
		}, "u2", asset.VerbAccept, "pc", asset.Args{}),
	},
	"inc.no-block":  {nil, one(storedPC(secret), "aud", asset.VerbReportLost, "pc", asset.Args{})},
	"hand.offboard": {offboard(1), offboard(0)},
	"flow.occupied": {
		closing(org.Inside{Assets: []org.Standing{{Code: "pc"}}}),
		closing(org.Inside{}),
	},
	"flow.last-admin": {ending(org.Grant{Until: "2999-12-31"}), ending(org.Grant{})},
	"flow.dual":       {confirmedBy("sysadm"), confirmedBy("another")},
	"flow.token":      {asksOf(org.AssetAct), asksOf(org.AssetRead)},
	"apr.no-self": {
		one(func(s *scene) {
			s.stored("pc", asset.Computer, conf)
			s.must("sec1", asset.VerbIssue, "pc", toIssue("headB"))
		}, "headB", asset.VerbApprove, "pc", asset.Args{}),
		one(func(s *scene) {
			s.stored("pc", asset.Computer, conf)
			s.must("sec1", asset.VerbIssue, "pc", toIssue("headB"))
		}, "headB2", asset.VerbApprove, "pc", asset.Args{}),
	},
	"apr.level": {
		one(func(s *scene) {
			s.enter(draft("pc", asset.Computer))
			s.must("sec1", asset.VerbClassify, "pc", marking(top))
			s.sign("pc", "headA")
		}, "grp2", asset.VerbApprove, "pc", asset.Args{}),
		one(func(s *scene) {
			s.enter(draft("pc", asset.Computer))
			s.must("sec1", asset.VerbClassify, "pc", marking(secret))
			s.sign("pc", "headA")
		}, "grp2", asset.VerbApprove, "pc", asset.Args{}),
	},
	"adm.three-distinct": {granted(org.Auditor, seat(org.SystemAdmin, "")), granted(org.Auditor)},
	"adm.no-business": {
		one(storedPC(secret), "secadm", asset.VerbFreeze, "pc", asset.Args{Reference: "1号", Reason: "核查"}),
		one(storedPC(secret), "sec2", asset.VerbFreeze, "pc", asset.Args{Reference: "1号", Reason: "核查"}),
	},
	"flow.seat":    {one(storedPC(secret), "offA", asset.VerbCheck, "pc", asset.Args{}), one(storedPC(secret), "offA", asset.VerbIssue, "pc", toIssue("u1"))},
	"flow.state":   {one(usedPC(secret), "sec1", asset.VerbIssue, "pc", toIssue("u2")), one(usedPC(secret), "u1", asset.VerbReturn, "pc", asset.Args{})},
	"flow.class":   {one(usedPC(secret), "u1", asset.VerbLoad, "pc", asset.Args{}), one(usedPC(secret), "u1", asset.VerbReturn, "pc", asset.Args{})},
	"flow.part":    {one(storedPC(secret, "d"), "sec1", asset.VerbIssue, "d", toIssue("u1")), one(storedPC(secret, "d"), "tech", asset.VerbTakeOut, "pc", asset.Args{Part: "d", Reason: "更换"})},
	"flow.room":    {one(storedPC(top), "sec1", asset.VerbIssue, "pc", asset.Args{Person: "u1", Room: "office"}), one(storedPC(top), "sec1", asset.VerbIssue, "pc", asset.Args{Person: "u1", Room: "vault"})},
	"flow.hold":    {one(frozenPC, "sec1", asset.VerbIssue, "pc", toIssue("u1")), one(frozenPC, "sec1", asset.VerbUnfreeze, "pc", asset.Args{Reference: "2号", Reason: "查清"})},
	"flow.pending": {one(issuingPC, "sec1", asset.VerbMove, "pc", asset.Args{Room: "vault"}), one(issuingPC, "sec1", asset.VerbWithdraw, "pc", asset.Args{})},
	"flow.step":    {one(issuingPC, "leadA", asset.VerbApprove, "pc", asset.Args{}), one(issuingPC, "headA", asset.VerbApprove, "pc", asset.Args{})},
	"flow.label": {one(storedPC(secret), "sec1", asset.VerbLabel, "pc", asset.Args{Token: "FREMD"}), func(s *scene) error {
		s.enter(draft("pc", asset.Computer))
		s.classify("pc", secret)
		token, err := s.print("sec1", "pc")
		if err != nil {
			return err
		}
		return s.try("sec1", asset.VerbLabel, "pc", asset.Args{Token: token})
	}},
	"flow.label-copy": {fetchAfter(asset.LabelVoid), fetchAfter("")},
}

func frozenPC(s *scene) {
	storedPC(secret)(s)
	s.must("sec1", asset.VerbFreeze, "pc", asset.Args{Reference: "1号", Reason: "核查"})
}

func issuingPC(s *scene) {
	storedPC(secret)(s)
	s.must("sec1", asset.VerbIssue, "pc", toIssue("u1"))
}

func offboard(keeps int64) func(*scene) error {
	return func(s *scene) error {
		p := s.persons["u1"]
		p.Status = org.Closed
		_, err := org.SetPerson(s.actor("sec1", s.today()), s.persons["u1"], p, s.departments, keeps, "")
		return err
	}
}

func closing(in org.Inside) func(*scene) error {
	return func(s *scene) error {
		d := s.departments["a"]
		d.Closed = true
		_, err := org.SetDepartment(s.actor("secadm", s.today()), d, s.departments, in)
		return err
	}
}

// ending takes the security administrator's seat back while others hold one.
func ending(others ...org.Grant) func(*scene) error {
	return func(s *scene) error {
		p := org.Person{ID: "x", Seats: []org.Grant{{ID: "g", Seat: org.SecurityAdmin}}}
		_, err := org.EndSeat(s.actor("secadm", s.today()), p, "g", "", s.today(), org.Others{org.SecurityAdmin: others})
		return err
	}
}

// confirmedBy confirms, as system administrator, the recovery of an account that
// the person sysadm asked for.
func confirmedBy(person string) func(*scene) error {
	return func(s *scene) error {
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		actor := org.Actor{Person: person, Held: []org.Held{{Seat: org.SystemAdmin}}}
		d := account.Dual{ID: "d", Kind: account.Recover, Account: "a", State: account.DualOpen, AskedBy: "sysadm", Expires: now.Add(time.Hour)}
		_, err := account.DecideDual(actor, account.State{ID: "a", Person: "u1", State: account.Active}, account.Whose{Asker: []org.Seat{org.SecurityAdmin}}, d, true, "", now)
		return err
	}
}

// asksOf asks for something with a token made for reading assets.
func asksOf(p org.Permission) func(*scene) error {
	return func(*scene) error {
		keeper := org.Actor{Person: "u1", Account: "a", Held: []org.Held{{Seat: org.Keeper}}}
		return keeper.Narrowed(org.TokenScope{Permissions: []org.Permission{org.AssetRead}}).RefuseToken(p)
	}
}

func granted(seat org.Seat, has ...org.Grant) func(*scene) error {
	return func(s *scene) error {
		p := s.persons["u1"]
		p.Seats = has
		_, err := org.GrantSeat(s.actor("secadm", s.today()), p, org.Grant{Seat: seat}, s.departments, s.today(), org.Beside{})
		return err
	}
}

func TestEveryRuleIsBrokenOnceAndKeptOnce(t *testing.T) {
	for id, c := range ruleCases {
		t.Run(id, func(t *testing.T) {
			if c.broken != nil {
				err := c.broken(newScene(t))
				e := asError(err)
				if e == nil || e.Rule != id {
					t.Fatalf("broken: %v", err)
				}
				if r, _ := rulebook.Get(id); !slices.Equal(e.Articles, r.Basis) {
					t.Errorf("articles %v", e.Articles)
				}
			}
			if err := c.kept(newScene(t)); err != nil {
				t.Errorf("kept: %v", err)
			}
		})
	}
}

// A rule that is said to be enforced here and has no case is a promise.
func TestEveryEnforcedRuleHasACase(t *testing.T) {
	counted := 0
	for _, r := range slices.Concat(rulebook.All(), rulebook.House()) {
		here := slices.Contains([]string{"asset", "org", "account", "label"}, r.Feature) && r.Enforced && r.ID != "flow.account"
		c, ok := ruleCases[r.ID]
		if ok != here {
			t.Errorf("%s (%s): a case %v", r.ID, r.Feature, ok)
		}
		if here && (c.kept == nil || (c.broken == nil) != (r.Effect == rulebook.EffectNeverRefuse)) {
			t.Errorf("%s: half a case", r.ID)
		}
		if here {
			counted++
		}
	}
	if counted != len(ruleCases) {
		t.Errorf("%d rules, %d cases", counted, len(ruleCases))
	}
}
