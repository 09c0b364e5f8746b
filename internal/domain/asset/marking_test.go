package asset_test

import (
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

func TestAClassificationMarksTheHostAndWhatIsInside(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer, "d"))
	a := marking(secret)
	a.Term, a.Scope = 15, "本处"
	s.must("offA", asset.VerbClassify, "pc", a)
	s.sign("pc", "headA", "grp1")
	want := asset.Marking{Level: secret, Term: 15, Scope: "本处", Basis: "定密事项一览表第3项", Decided: true, Version: 1}
	for _, id := range []string{"pc", "d"} {
		if m := s.assets[id].Marking; m != want {
			t.Errorf("%s: %+v", id, m)
		}
	}
	if pc, d := s.assets["pc"], s.assets["d"]; pc.HighWater != none || d.HighWater != secret {
		t.Errorf("high-water %s and %s", pc.HighWater, d.HighWater)
	}
}

func TestATermIsTheCapUnlessSaid(t *testing.T) {
	s := newScene(t)
	for _, l := range []level.Level{conf, secret, top} {
		id := l.String()
		s.stored(id, asset.Medium, l)
		if got, want := s.assets[id].Marking.Term, s.policy.Int("term.cap."+id); got != want {
			t.Errorf("%s: %d years, want %d", l, got, want)
		}
	}
	s.enter(draft("x", asset.Medium))
	for _, term := range []int{-1, 100} {
		a := marking(secret)
		a.Term = term
		s.invalid("term", "sec1", asset.VerbClassify, "x", a)
	}
	r := draft("y", asset.Medium)
	r.Book = asset.Unclassified
	s.enter(r)
	a := marking(none)
	a.Term = 5
	s.must("sec1", asset.VerbClassify, "y", a)
	s.sign("y", "headA", "grp1")
	if m := s.assets["y"].Marking; m.Term != 0 || !m.Decided {
		t.Errorf("%+v", m)
	}
}

func TestTheBookAndTheLevelAgree(t *testing.T) {
	s := newScene(t)
	r := draft("n", asset.Computer)
	r.Book = asset.Unclassified
	s.enter(r)
	s.refused("use.noncls-no-secret", "sec1", asset.VerbClassify, "n", marking(conf))
	s.enter(draft("c", asset.Computer))
	s.invalid("level", "sec1", asset.VerbClassify, "c", marking(none))
	s.classify("n", none)
	s.refused("use.noncls-no-secret", "sec1", asset.VerbUpgrade, "n", marking(conf))
	s.classify("c", conf)
	s.refused("ret.no-exit-unsanitized", "sec1", asset.VerbDowngrade, "c", marking(none))
	s.invalid("level", "sec1", asset.VerbDowngrade, "c", marking(conf))
	s.invalid("level", "sec1", asset.VerbUpgrade, "c", marking(conf))
}

func TestAnUpgradeAsksAgainAfterKeeperAndPairs(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, conf, "u3")
	s.refused("use.clearance", "sec1", asset.VerbUpgrade, "pc", marking(secret))
	s.change("u3", func(p *org.Person) { p.Clearance = top })
	s.used("m", asset.Medium, conf, "u2")
	s.must("sec1", asset.VerbPair, "pc", asset.Args{Other: "m"})
	s.sign("pc", "sec2")
	s.refused("med.no-cross", "sec1", asset.VerbUpgrade, "m", marking(secret)) // the computer is confidential
	s.must("sec1", asset.VerbUpgrade, "pc", marking(secret))
	s.change("u3", func(p *org.Person) { p.Clearance = conf })
	s.sign("pc", "headB")
	s.refused("use.clearance", "grp1", asset.VerbApprove, "pc", none1())
	s.change("u3", func(p *org.Person) { p.Clearance = top })
	s.sign("pc", "grp1")
	s.label("pc")
	s.must("sec1", asset.VerbUpgrade, "m", marking(secret))
	s.sign("m", "headA", "grp1")
	s.refused("med.no-cross", "sec1", asset.VerbDowngrade, "pc", marking(conf))
}

func TestAnUpgradedHostTakesItsPartsAlong(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, conf, "u1", "d")
	s.must("sec1", asset.VerbUpgrade, "pc", marking(top))
	s.sign("pc", "headA", "grp1")
	if d := s.assets["d"]; d.Marking.Level != top || d.HighWater != top || d.Marking.Version != 2 {
		t.Errorf("%+v", d)
	}
	s.refused("lvl.label-follow", "u1", asset.VerbReturn, "pc", none1())
	s.label("pc")
	s.refused("lvl.highest-rules", "sec1", asset.VerbDowngrade, "pc", marking(secret))
}

func TestADowngradeOfWhatHoldsNoStorage(t *testing.T) {
	s := newScene(t)
	s.used("oa", asset.OA, top, "u1")
	s.must("sec1", asset.VerbDowngrade, "oa", marking(secret))
	s.sign("oa", "headA", "grp1")
	if m := s.assets["oa"].Marking; m.Level != secret || m.Term != 20 || m.Version != 2 {
		t.Errorf("%+v", m)
	}
}

func TestAClassifiedDeviceOnAnOpenNetworkIsNotClassified(t *testing.T) {
	s := newScene(t)
	s.enter(draft("pc", asset.Computer))
	x := s.assets["pc"]
	x.Network = asset.NetworkInternet // a ledger taken over said so
	s.assets["pc"] = x
	s.refused("net.isolation", "sec1", asset.VerbClassify, "pc", marking(secret))
}

// A new marking without a scope keeps the scope there was.
func TestUpgradeKeepsTheScopeItDoesNotName(t *testing.T) {
	s := newScene(t)
	s.enter(draft("m", asset.Medium))
	first := marking(conf)
	first.Scope = "研究室"
	s.must("sec1", asset.VerbClassify, "m", first)
	s.sign("m", "headA", "grp1")
	s.must("sec1", asset.VerbUpgrade, "m", marking(secret))
	s.sign("m", "headA", "grp1")
	if got := s.assets["m"].Marking; got.Level != secret || got.Scope != "研究室" {
		t.Errorf("%+v", got)
	}
}
