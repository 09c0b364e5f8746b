package asset_test

import (
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
)

func TestAnIssuePutsTheAssetIntoOnePersonsHands(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret, "d1", "d2")
	s.must("offA", asset.VerbIssue, "pc", asset.Args{Person: "u1", Room: "office", Use: "文字处理"})
	s.refused("flow.step", "u1", asset.VerbAccept, "pc", none1()) // the head has not approved
	s.sign("pc", "headA")
	s.refused("hand.two-sign", "u2", asset.VerbAccept, "pc", none1())
	s.refused("hand.two-sign", "u1", asset.VerbApprove, "pc", none1()) // one accepts, one does not approve
	s.must("u1", asset.VerbAccept, "pc", none1())
	pc := s.assets["pc"]
	want := asset.Custody{Holder: asset.HolderKeeper, Person: "u1", Department: "a", Room: "office", Since: s.now}
	if pc.Custody != want || pc.Life != asset.InUse || pc.Details.Use != "文字处理" {
		t.Errorf("%+v", pc)
	}
	for _, id := range pc.Parts {
		if c := s.assets[id].Custody; c.Person != "u1" || c.Holder != asset.HolderHost || s.assets[id].Life != asset.InUse {
			t.Errorf("part %+v", s.assets[id])
		}
	}
}

func TestNobodyIssuesToHimself(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	s.refused("hand.two-sign", "sec1", asset.VerbIssue, "pc", toIssue("sec1"))
	s.change("offA", func(p *org.Person) { p.Seats = nil })
	s.refused("hand.two-sign", "offA", asset.VerbIssue, "pc", toIssue("sec1")) // for sec1, to sec1
	s.must("sec1", asset.VerbIssue, "pc", toIssue("offA"))
}

func TestWhoMayNotBeKeeper(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret)
	s.refused("adm.no-business", "sec1", asset.VerbIssue, "pc", toIssue("aud"))
	s.refused("use.one-person", "sec1", asset.VerbIssue, "pc", toIssue("nobody"))
	s.change("u1", func(p *org.Person) { p.Status = org.Closed })
	s.refused("use.one-person", "sec1", asset.VerbIssue, "pc", toIssue("u1"))
	s.change("u1", func(p *org.Person) { p.Status = org.Leaving })
	s.refused("use.one-person", "sec1", asset.VerbIssue, "pc", toIssue("u1"))
	s.now = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	s.must("tech", asset.VerbCheck, "pc", asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkNone})
	s.refused("use.clearance", "sec1", asset.VerbIssue, "pc", toIssue("u2")) // valid to the end of 2026
	s.change("headA", func(p *org.Person) { p.UndertakingOn = "2027-01-02" })
	s.refused("use.duty-signed", "sec1", asset.VerbIssue, "pc", toIssue("headA"))
}

// The room it stands in has to fit as well as one that is named.
func TestWhatIsPutIntoUseStandsInAFittingRoom(t *testing.T) {
	s := newScene(t)
	r := draft("n", asset.NetDev)
	r.Room = "hall"
	s.enter(r)
	s.classify("n", conf)
	s.label("n")
	s.must("tech", asset.VerbCheck, "n", asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkNone})
	s.refused("flow.room", "sec1", asset.VerbIssue, "n", toIssue("u1"))
	s.invalid("room", "sec1", asset.VerbIssue, "n", asset.Args{Person: "u1", Room: "shut"})
	s.must("sec1", asset.VerbIssue, "n", asset.Args{Person: "u1", Room: "office"})
	s.sign("n", "headA")
	s.must("u1", asset.VerbAccept, "n", none1())
	s.refused("flow.room", "sec1", asset.VerbUpgrade, "n", marking(top))
}

func TestAReturnIsSignedByBothSides(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d")
	s.must("u1", asset.VerbReturn, "pc", none1()) // the keeper brings it: the office signs
	s.refused("apr.no-self", "u1", asset.VerbApprove, "pc", none1())
	s.sign("pc", "sec1")
	s.life("d", asset.InStore)
	if c := s.assets["pc"].Custody; c.Holder != asset.HolderStore || c.Person != "" {
		t.Errorf("%+v", c)
	}

	s.used("pc2", asset.Computer, secret, "u1")
	s.must("offA", asset.VerbReturn, "pc2", asset.Args{Room: "vault"}) // taken back: the keeper signs, then the secrecy office
	s.refused("hand.two-sign", "offA", asset.VerbAccept, "pc2", none1())
	s.refused("hand.two-sign", "sec1", asset.VerbApprove, "pc2", none1())
	s.must("u1", asset.VerbAccept, "pc2", none1())
	s.life("pc2", asset.InUse)
	s.sign("pc2", "sec1")
	s.life("pc2", asset.InStore)

	s.used("pc3", asset.Computer, secret, "u1")
	s.must("sec1", asset.VerbReturn, "pc3", none1()) // the secrecy office signs by asking
	s.must("u1", asset.VerbAccept, "pc3", none1())
	s.life("pc3", asset.InStore)

	s.stored("pc4", asset.Computer, secret)
	s.must("tech", asset.VerbCheck, "pc4", asset.Args{Wireless: asset.WirelessAbsent, Network: asset.NetworkNone})
	s.must("sec2", asset.VerbIssue, "pc4", toIssue("sec1"))
	s.sign("pc4", "headB")
	s.must("sec1", asset.VerbAccept, "pc4", none1())
	s.change("offA", func(p *org.Person) { p.Seats = nil })
	s.refused("hand.two-sign", "offA", asset.VerbReturn, "pc4", none1()) // for sec1, from sec1
}

func TestAKeeperOfTheOfficeDoesNotSignForTheOffice(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "sec2")
	s.must("sec2", asset.VerbReturn, "pc", none1())
	s.refused("apr.no-self", "sec2", asset.VerbApprove, "pc", none1())
	s.sign("pc", "sec1")
}

func TestAMediumComesBackEmpty(t *testing.T) {
	s := newScene(t)
	s.used("m", asset.Medium, conf, "u1")
	s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(conf)})
	s.refused("med.clear-by", "u1", asset.VerbReturn, "m", none1())
	s.must("u1", asset.VerbClear, "m", asset.Args{Reason: "已归档"})
	s.refused("flow.state", "u1", asset.VerbClear, "m", none1())
	s.must("u1", asset.VerbReturn, "m", none1())
}

func TestAHandOverFallsBackWithItsParts(t *testing.T) {
	for name, end := range map[string]func(*scene){
		"refused by the head": func(s *scene) { s.must("headA", asset.VerbRefuse, "pc", asset.Args{Reason: "不同意"}) },
		"withdrawn":           func(s *scene) { s.must("u1", asset.VerbWithdraw, "pc", none1()) },
		"refused by the receiver": func(s *scene) {
			s.sign("pc", "headA", "wit1")
			s.must("u2", asset.VerbRefuse, "pc", asset.Args{Reason: "不符"})
		},
		"lapsed": func(s *scene) {
			s.now = s.now.Add(s.policy.Days("handover.accept-days"))
			s.must("", asset.VerbLapse, "pc", none1())
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.used("pc", asset.Computer, secret, "u1", "d")
			// A request on the part goes its own way, whatever the host does.
			s.must("sec1", asset.VerbCorrect, "d", asset.Args{Correct: &asset.Correction{Notes: text("旧")}, Reason: "核对"})
			s.must("u1", asset.VerbHandOver, "pc", toIssue("u2"))
			s.life("pc", asset.HandoverPending)
			s.life("d", asset.HandoverPending)
			end(s)
			s.life("pc", asset.InUse)
			s.life("d", asset.InUse)
			if s.assets["pc"].Custody.Person != "u1" || s.assets["d"].Custody.Person != "u1" {
				t.Errorf("fell back to %+v", s.assets["pc"].Custody)
			}
			if s.assets["pc"].Request != nil || s.assets["d"].Request == nil {
				t.Error("the wrong request was closed")
			}
			s.sign("d", "sec2")
			if s.assets["d"].Details.Notes != "旧" {
				t.Error("the part was not corrected")
			}
		})
	}
}

func TestAHandOverFromSecretUpHasAWitness(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d")
	s.refused("hand.two-sign", "u1", asset.VerbHandOver, "pc", toIssue("u1"))
	s.refused("use.clearance", "u1", asset.VerbHandOver, "pc", toIssue("u3"))
	s.refused("flow.seat", "offA", asset.VerbHandOver, "pc", toIssue("u2")) // only the keeper offers
	s.must("u1", asset.VerbHandOver, "pc", asset.Args{Person: "u2", Room: "office"})
	s.sign("pc", "headA")
	s.refused("apr.level", "wit2", asset.VerbApprove, "pc", none1())
	s.sign("pc", "wit1")
	s.must("u2", asset.VerbAccept, "pc", none1())
	if pc, d := s.assets["pc"], s.assets["d"]; pc.Custody.Person != "u2" || d.Custody.Person != "u2" || d.Custody.Room != "office" {
		t.Errorf("%+v %+v", pc.Custody, d.Custody)
	}
}

func TestAMoveChangesPlaceAndUseNotTheKeeper(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d")
	s.refused("hand.no-sideways", "offA", asset.VerbMove, "pc", asset.Args{Department: "b"})
	s.invalid("room", "offA", asset.VerbMove, "pc", none1())
	s.refused("flow.room", "offA", asset.VerbMove, "pc", asset.Args{Room: "hall"})
	s.must("offA", asset.VerbMove, "pc", asset.Args{Room: "office", Use: "会议"})
	s.sign("pc", "headA")
	if pc := s.assets["pc"]; pc.Custody.Room != "office" || pc.Custody.Person != "u1" || pc.Details.Use != "会议" || s.assets["d"].Custody.Room != "office" {
		t.Errorf("%+v", pc)
	}
}

func TestADraftIsMovedAtOnceAndNotToAClosedDepartment(t *testing.T) {
	s := newScene(t)
	r := draft("pc", asset.Computer, "d")
	r.Department = ""
	s.enter(r)
	s.invalid("department", "sec1", asset.VerbClassify, "pc", marking(secret))
	s.invalid("department", "sec1", asset.VerbMove, "pc", asset.Args{Department: "z"})
	s.refused("flow.seat", "headB", asset.VerbMove, "pc", asset.Args{Department: "b"})
	s.must("sec1", asset.VerbMove, "pc", asset.Args{Department: "a"})
	if s.assets["d"].Custody.Department != "a" {
		t.Error("the part stayed behind")
	}
}

func TestLoadingNeverRaisesAMediumAboveItsMarking(t *testing.T) {
	s := newScene(t)
	s.used("m", asset.Medium, secret, "u1")
	s.refused("med.no-cross", "u1", asset.VerbLoad, "m", asset.Args{Level: at(top)})
	s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(conf)})
	first := s.assets["m"].Content
	s.now = s.now.Add(24 * time.Hour)
	s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(secret)}) // a second person from secret up
	s.refused("apr.level", "wit2", asset.VerbApprove, "m", none1())
	s.sign("m", "wit1")
	if c := s.assets["m"].Content; c.Level != secret || c.Since != first.Since || c.ClearBy != first.ClearBy {
		t.Errorf("%+v: the clock runs from the first file", c)
	}
	s.must("u1", asset.VerbClear, "m", none1())
	if m := s.assets["m"]; m.HighWater != secret || m.Content.Holding() {
		t.Errorf("clearing is no sanitization: %+v", m)
	}
}

func TestTopSecretFilesShortenTheClock(t *testing.T) {
	s := newScene(t)
	s.used("m", asset.Medium, top, "u1")
	s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(conf)})
	s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(top)})
	s.sign("m", "wit1")
	if c := s.assets["m"].Content; c.ClearBy != s.now.Add(7*24*time.Hour) {
		t.Errorf("clear by %v", c.ClearBy)
	}
}

func text(v string) *string { return &v }
