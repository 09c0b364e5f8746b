package asset_test

import (
	"slices"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

func none1() asset.Args { return asset.Args{} }

func TestSignaturesComeInTheOrderOfTheChain(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer))
	s.must("offA", asset.VerbClassify, "pc", marking(secret))
	s.refused("flow.pending", "sec1", asset.VerbClassify, "pc", marking(conf))
	s.refused("flow.step", "grp1", asset.VerbApprove, "pc", none1()) // the head first
	s.refused("flow.step", "headB", asset.VerbApprove, "pc", none1())
	s.sign("pc", "headA")
	s.refused("flow.step", "headA", asset.VerbApprove, "pc", none1()) // he holds no later seat
	s.life("pc", asset.Draft)
	s.sign("pc", "grp1")
	s.life("pc", asset.Registered)
	s.refused("flow.step", "grp1", asset.VerbApprove, "pc", none1()) // nothing waits any more
}

func TestOnePersonSignsOnceInARequest(t *testing.T) {
	s := newScene(t)
	s.change("headA", func(p *org.Person) { p.Seats = append(p.Seats, seat(org.LeadingGroup, "")) })
	s.enter(draft("pc", asset.Computer))
	s.must("offA", asset.VerbClassify, "pc", marking(secret))
	s.sign("pc", "headA")
	s.refused("apr.no-self", "headA", asset.VerbApprove, "pc", none1())
	// nor by the hand of his delegate
	s.delegate("headA", org.Delegation{ID: "d9", To: "u2", Seat: org.LeadingGroup, From: "2020-01-01", Until: "2099-12-31"})
	s.refused("apr.no-self", "u2", asset.VerbApprove, "pc", none1())
	s.sign("pc", "grp1")
}

func TestADelegateSignsForAnotherButNotForAParty(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer))
	s.must("sec2", asset.VerbClassify, "pc", marking(secret))
	s.sign("pc", "u1") // delegated by headA
	step := s.assets["pc"].Request.Steps[0]
	if step.Signed != "u1" || step.For != "headA" {
		t.Errorf("signed %+v", step)
	}
	// headA's delegate has signed: headA does not sign again, in another seat.
	s.change("headA", func(p *org.Person) { p.Seats = append(p.Seats, seat(org.LeadingGroup, "")) })
	s.refused("apr.no-self", "headA", asset.VerbApprove, "pc", none1())
	s.sign("pc", "leadA") // delegated by grp1
	s.life("pc", asset.Registered)

	s.label("pc")
	s.must("tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkNone})
	s.must("sec2", asset.VerbIssue, "pc", toIssue("headA"))
	if got := s.assets["pc"].Request.Steps[0].Seat; got != org.Leader {
		t.Fatalf("the sole head receives, but %s signs", got)
	}
	s.sign("pc", "leadA")
	s.must("headA", asset.VerbAccept, "pc", none1())
	s.must("headA", asset.VerbReturn, "pc", none1())
	s.refused("flow.step", "u1", asset.VerbApprove, "pc", none1())
	s.sign("pc", "sec1")
	s.life("pc", asset.InStore)
}

// What the delegate asked for is the delegator's own matter too.
func TestTheDelegatorDoesNotApproveWhatHisDelegateAskedFor(t *testing.T) {
	s := newScene(t)
	s.change("offA", func(p *org.Person) { p.Seats = nil }) // only sec1's seat, by delegation
	s.change("sec1", func(p *org.Person) {
		p.Seats = append(p.Seats, seat(org.DepartmentHead, "b"), seat(org.LeadingGroup, ""))
	})
	r := draft("pc", asset.Computer)
	r.Department = "b"
	s.enter(r)
	s.must("offA", asset.VerbClassify, "pc", marking(secret))
	if r := s.assets["pc"].Request; r.By != "offA" || r.For != "sec1" {
		t.Fatalf("asked by %s for %s", r.By, r.For)
	}
	s.refused("lvl.two-hands", "sec1", asset.VerbApprove, "pc", none1())
	s.sign("pc", "headB")
	s.refused("lvl.two-hands", "sec1", asset.VerbApprove, "pc", none1())
	s.refused("lvl.two-hands", "offA", asset.VerbApprove, "pc", none1())
	s.sign("pc", "grp1")
}

func TestAPartyDoesNotSignThroughADelegate(t *testing.T) {
	s := newScene(t)
	s.change("headA", func(p *org.Person) { p.Seats = append(p.Seats, seat(org.AssetOfficer, "a")) })
	s.change("u2", func(p *org.Person) { p.Seats = []org.Grant{seat(org.DepartmentHead, "a")} }) // a second head
	s.enter(draft("pc", asset.Computer))
	s.must("headA", asset.VerbClassify, "pc", marking(secret))
	s.refused("lvl.two-hands", "u1", asset.VerbApprove, "pc", none1()) // headA's delegate
	s.sign("pc", "u2")
	s.sign("pc", "grp1")
	s.label("pc")
	s.must("tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkNone})
	s.must("headA", asset.VerbIssue, "pc", toIssue("u2"))
	s.refused("apr.no-self", "headA", asset.VerbApprove, "pc", none1()) // only he and the receiver head it: the leader signs
	s.refused("flow.step", "u1", asset.VerbApprove, "pc", none1())
	s.sign("pc", "lead")
	s.must("u2", asset.VerbAccept, "pc", none1())
}

func TestTheLeaderStandsInForTheSoleHead(t *testing.T) {
	s := newScene(t)
	s.change("headA", func(p *org.Person) { p.Seats = append(p.Seats, seat(org.AssetOfficer, "a")) })
	s.enter(draft("pc", asset.Computer))
	s.must("headA", asset.VerbClassify, "pc", marking(secret))
	s.refused("lvl.two-hands", "headA", asset.VerbApprove, "pc", none1())
	s.sign("pc", "leadA", "grp1") // a leader bound to this department
	s.life("pc", asset.Registered)

	// Where another heads the department too, the leader is not asked.
	r := draft("pc2", asset.Computer)
	r.Department = "b"
	s.enter(r)
	s.must("headB", asset.VerbClassify, "pc2", marking(conf))
	s.refused("flow.step", "lead", asset.VerbApprove, "pc2", none1())
	s.sign("pc2", "headB2", "grp1")
}

func TestALeaderOfAnotherDepartmentDoesNotSign(t *testing.T) {
	s := newScene(t)
	s.change("headB2", func(p *org.Person) { p.Seats = nil })
	r := draft("pc", asset.Computer)
	r.Department = "b"
	s.enter(r)
	s.must("headB", asset.VerbClassify, "pc", marking(conf))
	s.refused("flow.step", "leadA", asset.VerbApprove, "pc", none1())
	s.sign("pc", "lead")
}

func TestAnApproverReachesTheLevelAskedFor(t *testing.T) {
	s := newScene(t)
	s.stored("n", asset.NetDev, conf)
	s.must("sec1", asset.VerbUpgrade, "n", marking(top))
	s.sign("n", "headA")
	s.refused("apr.level", "grp2", asset.VerbApprove, "n", none1())
	s.refused("apr.level", "grp2", asset.VerbRefuse, "n", asset.Args{Reason: "不知情"})
	s.sign("n", "grp1")
}

func TestTheDeedIsCheckedAgainBeforeTheLastSignature(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	s.must("sec1", asset.VerbIssue, "pc", toIssue("u2"))
	s.sign("pc", "headA")
	s.change("u2", func(p *org.Person) { p.Clearance = conf })
	s.refused("use.clearance", "u2", asset.VerbAccept, "pc", none1())
	s.change("u2", func(p *org.Person) { p.Clearance = secret; p.Status = org.Leaving })
	s.refused("use.one-person", "u2", asset.VerbAccept, "pc", none1())
	s.change("u2", func(p *org.Person) { p.Status = org.Active; p.ClearanceUntil = "2026-01-01" })
	s.refused("use.clearance", "u2", asset.VerbAccept, "pc", none1())
	s.change("u2", func(p *org.Person) { p.ClearanceUntil = "" })
	s.now = s.now.Add(400 * 24 * time.Hour)
	s.refused("reg.tech-check", "u2", asset.VerbAccept, "pc", none1())
	s.must("u2", asset.VerbRefuse, "pc", asset.Args{Reason: "检测过期"}) // refusing needs no such check
	s.life("pc", asset.InStore)
}

// A medium that becomes overdue while its hand-over waits is not handed over.
func TestAHoldThatCameMeanwhileStopsTheDeed(t *testing.T) {
	s := newScene(t)
	s.used("m", asset.Medium, top, "u1")
	s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(top)})
	s.sign("m", "wit1")
	s.now = s.now.Add(s.policy.Days("clear-by.days.top-secret") - time.Hour)
	s.must("u1", asset.VerbHandOver, "m", toIssue("headA"))
	s.now = s.now.Add(2 * time.Hour)
	s.sign("m", "leadA", "wit1")
	s.refused("med.clear-by", "headA", asset.VerbAccept, "m", none1())
}

func TestFreezingStopsSigningButNotRefusing(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	s.must("sec1", asset.VerbIssue, "pc", toIssue("u1"))
	s.must("sec2", asset.VerbFreeze, "pc", asset.Args{Reference: "1号", Reason: "核查"})
	s.refused("flow.hold", "headA", asset.VerbApprove, "pc", none1())
	s.must("headA", asset.VerbRefuse, "pc", asset.Args{Reason: "冻结"})
	if s.assets["pc"].Request != nil {
		t.Error("the request waits still")
	}
}

func TestOnlyTheApplicantWithdraws(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	s.refused("flow.step", "sec1", asset.VerbWithdraw, "pc", none1())
	s.must("sec1", asset.VerbIssue, "pc", toIssue("u1"))
	s.refused("flow.step", "sec2", asset.VerbWithdraw, "pc", none1())
	s.must("sec1", asset.VerbWithdraw, "pc", none1())
	s.must("sec1", asset.VerbMove, "pc", asset.Args{Room: "vault"}) // the way is free again
}

func TestASignatureNamesTheRequestItSaw(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	s.must("sec1", asset.VerbIssue, "pc", toIssue("u1"))
	for _, v := range []asset.Verb{asset.VerbApprove, asset.VerbRefuse, asset.VerbWithdraw} {
		who := "headA"
		if v == asset.VerbWithdraw {
			who = "sec1"
		}
		_, err := s.do(who, asset.Command{Asset: "pc", Verb: v, Request: "another", Args: asset.Args{Reason: "理由"}})
		if ruleOf(err) != "flow.step" {
			t.Errorf("%s of another request: %v", v, err)
		}
	}
}

func TestTheSystemOnlyLapses(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d")
	for _, spec := range asset.Specs() {
		if spec.Verb == asset.VerbReportLost {
			continue
		}
		_, err := s.do("", asset.Command{Asset: "pc", Verb: spec.Verb})
		if e := asError(err); e == nil || (e.Kind != errs.Refused && e.Kind != errs.Invalid) {
			t.Errorf("%s by the system: %v", spec.Verb, err)
		}
	}
	s.must("u1", asset.VerbHandOver, "pc", toIssue("u2"))
	s.refused("flow.step", "", asset.VerbLapse, "pc", none1())
	s.now = s.now.Add(s.policy.Days("handover.accept-days"))
	s.refused("flow.seat", "u1", asset.VerbLapse, "pc", none1())
	s.must("", asset.VerbLapse, "pc", none1())
	s.life("pc", asset.InUse)
	s.life("d", asset.InUse)
	if c := s.assets["pc"].Custody; c.Person != "u1" {
		t.Errorf("fell back to %q", c.Person)
	}
}

func TestWhatIsOverdueIsNotAcceptedEvenBeforeItLapses(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, conf, "u1")
	s.must("u1", asset.VerbHandOver, "pc", toIssue("u2"))
	s.sign("pc", "headA")
	s.now = s.now.Add(s.policy.Days("handover.accept-days"))
	s.refused("flow.step", "u2", asset.VerbAccept, "pc", none1())
	s.must("u2", asset.VerbRefuse, "pc", asset.Args{Reason: "逾期"})
	s.life("pc", asset.InUse)
}

// A policy without the seats the regulation names opens no request.
func TestAChainWithoutTheNamedSeatsIsRefused(t *testing.T) {
	s := newScene(t)
	s.enter(draft("n", asset.NetDev))
	s.used("pc", asset.Computer, conf, "u1")
	for key, raw := range map[string]string{"chain.classify": "department_head,leader", "chain.hand_over": "secrecy_office"} {
		p, err := s.policy.Set(key, raw)
		if err != nil {
			t.Fatal(err)
		}
		s.policy = p
	}
	s.refused("lvl.two-hands", "offA", asset.VerbClassify, "n", marking(secret))
	s.refused("hand.no-sideways", "u1", asset.VerbHandOver, "pc", toIssue("u2"))
}

func TestARequestKeepsItsTextInOneForm(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, conf)
	s.must("sec1", asset.VerbIssue, "pc", asset.Args{Person: "u1", Use: "re\u0301sume\u0301"})
	if got := s.assets["pc"].Request.Args.Use; got != "résumé" {
		t.Errorf("%q", got)
	}
	bad := level.Level(9)
	s.must("sec1", asset.VerbWithdraw, "pc", none1())
	s.invalid("level", "sec1", asset.VerbUpgrade, "pc", asset.Args{Level: &bad, Basis: "依据"})
	s.invalid("basis", "sec1", asset.VerbUpgrade, "pc", asset.Args{Level: at(top), Basis: "a\x00b"})
	s.invalid("use", "sec1", asset.VerbIssue, "pc", asset.Args{Person: "u1", Use: "\xff"})
	if _, err := s.do("sec1", asset.Command{Asset: "pc", Verb: asset.VerbUpgrade}); !slices.ContainsFunc(asError(err).Fields, func(f errs.Field) bool { return f.Name == "level" }) {
		t.Errorf("%v", err)
	}
}
