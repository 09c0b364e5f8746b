package asset_test

import (
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
)

// claiming is a draft of which the old ledger says top secret, 30 years.
func claiming(id string, c asset.Class, parts ...string) asset.Registration {
	r := draft(id, c, parts...)
	r.Claim = asset.Claim{Level: level.TopSecret.String(), Term: 30}
	return r
}

func says(t *testing.T, list []errs.Text, zh, en string) {
	t.Helper()
	for _, m := range list {
		if strings.Contains(m.ZH, zh) && strings.Contains(m.EN, en) {
			return
		}
	}
	t.Errorf("neither %q nor %q in %v", zh, en, list)
}

// What the old ledger says of a medium, a drive or a computer with drives is the
// least that was ever on it: no decision goes below it.
func TestStorageIsNotClassifiedBelowTheOldLedger(t *testing.T) {
	s := newScene(t)
	for _, r := range []asset.Registration{
		claiming("m", asset.Medium), claiming("d", asset.Drive), claiming("pc", asset.Computer, "pcd"), claiming("copier", asset.OA, "cd"),
	} {
		s.enter(r)
		s.refused("lvl.high-water", "offA", asset.VerbClassify, r.ID, marking(secret))
		e := asError(s.try("offA", asset.VerbClassify, r.ID, marking(conf)))
		says(t, e.Missing, "原台账密级：绝密★30年", "level in the old ledger: top secret, 30 years")
		says(t, e.Missing, "作废此草稿", "void this draft")
		reasoned := marking(secret)
		reasoned.Reason = "原台账有误" // a reason is not enough for what stores things
		s.refused("lvl.high-water", "offA", asset.VerbClassify, r.ID, reasoned)
		s.classify(r.ID, top)
	}
	if got := s.assets["pcd"].HighWater; got != top {
		t.Errorf("the drive inside has held %s", got)
	}
	r := draft("low", asset.Medium)
	r.Claim.Level = conf.String()
	s.enter(r)
	s.classify("low", secret) // above the claim is free
	r = draft("odd", asset.Medium)
	r.Claim.Level = "很密"
	s.enter(r)
	s.classify("odd", conf) // no level that can be read binds nothing
}

// What stores nothing may have been marked too high: that takes a reason, which
// stands in the request for those who sign.
func TestOtherThingsBelowTheOldLedgerNeedAReason(t *testing.T) {
	s := newScene(t)
	r := claiming("tok", asset.Token)
	r.Claim.Term = 0
	s.enter(r)
	e := asError(s.try("offA", asset.VerbClassify, "tok", marking(secret)))
	wantField(t, "reason", e)
	if f := e.Fields[0].Text; !strings.Contains(f.ZH, "原台账密级为绝密，") || strings.Contains(f.ZH, "★") {
		t.Errorf("%+v", f)
	}
	a := marking(secret)
	a.Reason = " \t"
	s.invalid("reason", "offA", asset.VerbClassify, "tok", a)
	a.Reason = "设备清单改版，仅为机密"
	s.must("offA", asset.VerbClassify, "tok", a)
	st := s.assets["tok"]
	if st.Request.Args.Reason != a.Reason || !st.BelowClaim(*st.Request.Args.Level) || st.BelowClaim(top) {
		t.Errorf("%+v", st.Request)
	}
	s.sign("tok", "headA", "grp1")
	if m := s.assets["tok"].Marking; m.Level != secret {
		t.Errorf("%+v", m)
	}
}

// Before the first decision nobody knows what storage held, and none is said.
func TestHighWaterIsUnknownBeforeTheFirstDecision(t *testing.T) {
	s := newScene(t)
	s.enter(draft("m", asset.Medium))
	if st := s.assets["m"]; st.HighWaterKnown() || st.HighWaterText() == none.Text() || !strings.Contains(st.HighWaterText().EN, "not decided") {
		t.Errorf("%v %v", st.HighWaterKnown(), st.HighWaterText())
	}
	s.classify("m", conf)
	if st := s.assets["m"]; !st.HighWaterKnown() || st.HighWaterText() != conf.Text() {
		t.Errorf("%v %v", st.HighWaterKnown(), st.HighWaterText())
	}
	s.stored("u", asset.Medium, none)
	if st := s.assets["u"]; !st.HighWaterKnown() || st.HighWaterText() != none.Text() {
		t.Errorf("%v %v", st.HighWaterKnown(), st.HighWaterText())
	}
	s.stored("tok", asset.Token, secret)
	if s.assets["tok"].HighWaterKnown() {
		t.Error("a token stores nothing")
	}
}
