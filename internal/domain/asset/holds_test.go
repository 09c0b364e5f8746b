package asset_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
)

// A report of loss goes through in every state, by every person and the system,
// whatever is held, waits or is written in the note (ORG 21).
func TestALossIsReportedInEveryStateByAnyone(t *testing.T) {
	for _, life := range asset.Lives() {
		for _, who := range append(newOrgan().ids, "") {
			s := newScene(t)
			s.assets["x"] = asset.State{ID: "x", Class: asset.Medium, Life: life, Version: 7, Holds: []asset.Hold{{Kind: asset.HoldFrozen}}}
			s.again["x"] = s.assets["x"]
			c := asset.Command{Asset: "x", Verb: asset.VerbReportLost, Version: 3, Args: asset.Args{Reason: "在\x00途中\xff丢失", Person: "\xff"}}
			if _, err := s.do(who, c); err != nil {
				t.Fatalf("%s by %q: %v", life, who, err)
			}
			x := s.assets["x"]
			want := asset.Lost
			if life.Terminal() {
				want = life
			}
			if x.Life != want || !slices.Contains(x.HoldsAt(s.now), asset.HoldIncident) {
				t.Errorf("%s: %+v", life, x)
			}
			if h := x.Holds[1]; h.Until != s.now.Add(24*time.Hour) {
				t.Errorf("clock until %v", h.Until)
			}
		}
	}
}

func TestALossClosesWhatWaitsOnTheAssetAndItsParts(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, conf, "u1", "d")
	s.must("sec1", asset.VerbCorrect, "d", asset.Args{Correct: &asset.Correction{Notes: text("旧")}, Reason: "核对"})
	s.must("u1", asset.VerbHandOver, "pc", toIssue("u2"))
	host, part := s.assets["pc"].Request.ID, s.assets["d"].Request.ID
	events, err := s.do("wit1", asset.Command{Asset: "pc", Verb: asset.VerbReportLost})
	if err != nil {
		t.Fatal(err)
	}
	var closed []string
	for _, e := range events {
		if c, ok := e.Data.(asset.RequestClosed); ok && c.Verb == asset.VerbReportLost {
			closed = append(closed, c.Request)
		}
	}
	if !slices.Equal(closed, []string{host, part}) {
		t.Errorf("closed %v, want %s and %s", closed, host, part)
	}
	for _, id := range []string{"pc", "d"} {
		if x := s.assets[id]; x.Life != asset.Lost || x.Request != nil || x.Before != "" || x.Custody.Holder != asset.HolderNobody {
			t.Errorf("%+v", x)
		}
	}
	s.refused("flow.hold", "u2", asset.VerbAccept, "pc", none1())
}

// A request on another asset that speaks of the lost one comes to nothing, and
// can still be refused.
func TestARequestThatSpeaksOfALostAssetIsNotCarriedOut(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1")
	s.used("m", asset.Medium, conf, "u2")
	s.must("offA", asset.VerbPair, "pc", asset.Args{Other: "m"})
	s.stored("host", asset.Computer, secret, "d")
	s.must("tech", asset.VerbTakeOut, "host", asset.Args{Part: "d", Reason: "更换"})
	s.must("u4", asset.VerbReportLost, "m", none1())
	s.must("u4", asset.VerbReportLost, "d", none1())
	s.refused("flow.state", "sec2", asset.VerbApprove, "pc", none1())
	s.invalid("part", "sec2", asset.VerbApprove, "host", none1())
	s.must("sec2", asset.VerbRefuse, "pc", asset.Args{Reason: "介质丢失"})
	s.must("tech", asset.VerbWithdraw, "host", none1())
}

func TestALostPartLeavesItsHost(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d1", "d2")
	s.must("u1", asset.VerbReportLost, "d1", none1())
	if got := s.assets["pc"].Parts; !slices.Equal(got, []string{"d2"}) || s.assets["d1"].Host != "" {
		t.Errorf("parts %v", got)
	}
	s.life("pc", asset.InUse)
	s.must("u1", asset.VerbReportLost, "pc", none1())
	s.life("d2", asset.Lost)
	s.must("u1", asset.VerbReportLost, "d2", none1())
	if got := s.assets["pc"].Parts; len(got) != 0 {
		t.Errorf("parts %v", got)
	}
}

func TestAFreezeStopsBusinessUntilItIsLifted(t *testing.T) {
	s := newScene(t)
	s.used("m", asset.Medium, conf, "u1")
	s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(conf)})
	order := asset.Args{Reference: "保办〔2026〕1号", Reason: "核查"}
	s.refused("flow.state", "sec1", asset.VerbUnfreeze, "m", order)
	s.refused("flow.seat", "headA", asset.VerbFreeze, "m", order)
	s.must("grp1", asset.VerbFreeze, "m", order)
	s.refused("flow.state", "sec1", asset.VerbFreeze, "m", order)
	s.refused("flow.hold", "u1", asset.VerbClear, "m", none1()) // what is frozen is evidence
	s.refused("flow.hold", "u1", asset.VerbHandOver, "m", toIssue("u2"))
	s.must("sec1", asset.VerbUnfreeze, "m", order)
	s.must("u1", asset.VerbClear, "m", none1())
	if len(s.assets["m"].Holds) != 0 {
		t.Errorf("%+v", s.assets["m"].Holds)
	}
}

func TestAHoldOnTheOtherAssetStopsTheDeedToo(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1")
	s.used("m", asset.Medium, conf, "u2")
	s.must("sec1", asset.VerbFreeze, "m", asset.Args{Reference: "1号", Reason: "核查"})
	s.refused("flow.hold", "offA", asset.VerbPair, "pc", asset.Args{Other: "m"})
	s.must("sec1", asset.VerbUnfreeze, "m", asset.Args{Reference: "2号", Reason: "查清"})
	s.must("offA", asset.VerbUpgrade, "m", marking(secret))
	s.sign("m", "headA", "grp1")
	s.refused("lvl.label-follow", "offA", asset.VerbPair, "pc", asset.Args{Other: "m"})
}

// The holds that come with the carry-out and stock-take act already.
func TestEveryHoldIsNamedAndAnswersWithItsRule(t *testing.T) {
	for hold, rule := range map[asset.HoldKind]string{
		asset.HoldIncident: "flow.hold", asset.HoldDiscrepancy: "flow.hold", asset.HoldFrozen: "flow.hold", asset.HoldOverdueReturn: "out.overdue",
		asset.HoldOverdueClear: "med.clear-by", asset.HoldLabelPending: "lvl.label-follow",
	} {
		if x := hold.Text(); x.ZH == "" || x.EN == "" {
			t.Errorf("%s has no name", hold)
		}
		s := newScene(t)
		s.used("m", asset.Medium, conf, "u1")
		e := event.Of(asset.Held{Asset: "m", Hold: asset.Hold{Kind: hold}}, event.Subject{Kind: asset.KindSubject, ID: "m"})
		if err := s.apply(e, e); err != nil {
			t.Fatal(err)
		}
		s.refused(rule, "u1", asset.VerbHandOver, "m", toIssue("u2"))
		if strings.HasPrefix(string(hold), "overdue") { // these block only some commands
			s.must("u1", asset.VerbReturn, "m", none1())
		}
	}
}
