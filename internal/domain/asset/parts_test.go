package asset_test

import (
	"slices"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
)

// bare is a drive of the level taken out of a host, labelled and in store.
func (s *scene) bare(id string, l level.Level) {
	s.t.Helper()
	s.stored("box-"+id, asset.Computer, l, id)
	s.must("tech", asset.VerbTakeOut, "box-"+id, asset.Args{Part: id, Room: "vault", Reason: "更换"})
	s.sign("box-"+id, "sec1")
	s.label(id)
}

func TestADriveTakenOutIsStoredAsItsOwnAsset(t *testing.T) {
	s := newScene(t)
	s.stored("pc", asset.Computer, secret, "d1", "d2")
	s.refused("flow.seat", "offA", asset.VerbTakeOut, "pc", asset.Args{Part: "d1", Reason: "更换"})
	s.invalid("part", "tech", asset.VerbTakeOut, "pc", asset.Args{Part: "pc", Reason: "更换"})
	s.refused("flow.room", "tech", asset.VerbTakeOut, "pc", asset.Args{Part: "d1", Room: "hall", Reason: "更换"})
	s.invalid("room", "tech", asset.VerbTakeOut, "pc", asset.Args{Part: "d1", Room: "nowhere", Reason: "更换"})
	s.must("tech", asset.VerbTakeOut, "pc", asset.Args{Part: "d1", Room: "vault", Reason: "更换"})
	s.sign("pc", "sec1")
	d := s.assets["d1"]
	want := asset.Custody{Holder: asset.HolderStore, Department: "a", Room: "vault", Since: s.now}
	if d.Host != "" || d.Custody != want || d.Life != asset.InStore || !slices.Equal(s.assets["pc"].Parts, []string{"d2"}) {
		t.Errorf("%+v", d)
	}
	s.refused("lvl.label-follow", "offA", asset.VerbIssue, "d1", toIssue("u1")) // it never had a label of its own
}

func TestADriveGoesIntoOneHostOnly(t *testing.T) {
	s := newScene(t)
	s.bare("d", conf)
	s.stored("h1", asset.Computer, secret)
	s.stored("h2", asset.Computer, secret)
	in := asset.Args{Part: "d", Reason: "换上"}
	s.must("tech", asset.VerbPutIn, "h1", in)
	s.must("tech", asset.VerbPutIn, "h2", in)
	s.sign("h1", "sec1")
	s.refused("flow.part", "sec1", asset.VerbApprove, "h2", none1())
	d := s.assets["d"]
	if d.Host != "h1" || d.Marking.Level != secret || d.HighWater != secret {
		t.Errorf("%+v: it takes the host's marking", d)
	}
	s.refused("flow.pending", "sec1", asset.VerbDowngrade, "h2", marking(conf)) // while the put-in waits
}

func TestWhatMayNotBePutIn(t *testing.T) {
	s := newScene(t)
	s.bare("d", secret)
	s.stored("low", asset.Computer, conf)
	s.stored("open", asset.Computer, none)
	s.stored("drum", asset.Drum, conf)
	s.stored("m", asset.Medium, conf)
	s.stored("blank", asset.Drive, none)
	s.enter(draft("raw", asset.Drive))
	in := func(part string) asset.Args { return asset.Args{Part: part, Reason: "换上"} }
	s.refused("lvl.highest-rules", "tech", asset.VerbPutIn, "low", in("d"))
	s.refused("use.noncls-no-secret", "tech", asset.VerbPutIn, "open", in("d"))
	s.refused("use.noncls-no-secret", "tech", asset.VerbPutIn, "low", in("blank"))
	s.refused("flow.class", "tech", asset.VerbPutIn, "low", in("drum"))
	s.refused("flow.state", "tech", asset.VerbPutIn, "low", in("raw"))
	s.invalid("part", "tech", asset.VerbPutIn, "low", in("m"))
	s.invalid("part", "tech", asset.VerbPutIn, "low", in("none"))
	s.must("sec1", asset.VerbFreeze, "d", asset.Args{Reference: "1号", Reason: "核查"})
	s.refused("flow.hold", "tech", asset.VerbPutIn, "low", in("d"))
	s.stored("oa", asset.OA, conf)
	s.must("tech", asset.VerbPutIn, "oa", in("drum"))
	s.must("tech", asset.VerbPutIn, "open", in("blank"))
}

// A higher drive goes in after the host was raised by a decision of its own.
func TestTheHostIsRaisedFirst(t *testing.T) {
	s := newScene(t)
	s.bare("d", secret)
	s.stored("pc", asset.Computer, conf)
	s.must("sec1", asset.VerbUpgrade, "pc", marking(secret))
	s.sign("pc", "headA", "grp1")
	s.label("pc")
	s.must("tech", asset.VerbPutIn, "pc", asset.Args{Part: "d", Reason: "换上"})
	// The drive rises while the request waits: the deed is checked again.
	s.must("sec1", asset.VerbUpgrade, "d", marking(top))
	s.sign("d", "headA", "grp1")
	s.label("d")
	s.refused("lvl.highest-rules", "sec1", asset.VerbApprove, "pc", none1())
}

func TestAPartInsideIsReachedThroughItsHost(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d")
	for _, v := range []asset.Verb{asset.VerbIssue, asset.VerbReturn, asset.VerbUpgrade, asset.VerbMove, asset.VerbFreeze} {
		_, err := s.do("sec1", asset.Command{Asset: "d", Verb: v})
		if got := ruleOf(err); got != "flow.part" && got != "flow.state" {
			t.Errorf("%s: %v", v, err)
		}
	}
	s.must("sec1", asset.VerbCorrect, "d", asset.Args{Correct: &asset.Correction{Model: text("M2")}, Reason: "核对"})
}

func TestAPairingStandsOnBothSides(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1")
	s.used("oa", asset.OA, conf, "u2")
	s.used("pc2", asset.Computer, secret, "u1")
	s.invalid("other", "sec1", asset.VerbPair, "pc", asset.Args{Other: "pc"})
	s.invalid("other", "sec1", asset.VerbPair, "pc", asset.Args{Other: "pc2"})
	s.invalid("other", "sec1", asset.VerbUnpair, "pc", asset.Args{Other: "oa"})
	s.must("sec1", asset.VerbPair, "oa", asset.Args{Other: "pc"}) // from either side
	s.refused("flow.state", "sec1", asset.VerbPair, "pc", asset.Args{Other: "oa"})
	s.sign("oa", "sec2")
	s.refused("flow.state", "sec1", asset.VerbPair, "pc", asset.Args{Other: "oa"})
	s.must("sec1", asset.VerbPair, "pc2", asset.Args{Other: "oa"})
	s.sign("pc2", "sec2")
	if got := s.assets["oa"].Pairs; !slices.Equal(got, []string{"pc", "pc2"}) {
		t.Errorf("pairs %v", got)
	}
	s.must("sec1", asset.VerbUnpair, "oa", asset.Args{Other: "pc"})
	s.sign("oa", "sec2")
	if len(s.assets["pc"].Pairs) != 0 || !slices.Equal(s.assets["oa"].Pairs, []string{"pc2"}) {
		t.Error("still paired")
	}
}

func TestMediaAndDevicesAreNotCrossUsed(t *testing.T) {
	s := newScene(t)
	s.used("open", asset.Computer, none, "u1")
	s.used("closed", asset.Computer, secret, "u1")
	s.used("m0", asset.Medium, none, "u1")
	s.used("m1", asset.Medium, conf, "u1")
	s.used("oa", asset.OA, secret, "u1")
	s.refused("med.no-cross", "sec1", asset.VerbPair, "m1", asset.Args{Other: "open"})
	s.refused("med.no-cross", "sec1", asset.VerbPair, "open", asset.Args{Other: "m1"})
	s.refused("med.no-cross", "sec1", asset.VerbPair, "closed", asset.Args{Other: "m0"})
	s.refused("net.oa-pair", "sec1", asset.VerbPair, "open", asset.Args{Other: "oa"})
	s.refused("net.oa-pair", "sec1", asset.VerbPair, "oa", asset.Args{Other: "open"})
	s.must("sec1", asset.VerbPair, "open", asset.Args{Other: "m0"})
	s.must("sec1", asset.VerbPair, "closed", asset.Args{Other: "m1"})
}
