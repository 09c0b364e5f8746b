package asset_test

import (
	"testing"

	"sealbook/internal/domain/asset"
)

// fetchAfter asks for a file of a label that is on its asset, or out of force.
func fetchAfter(out asset.LabelState) func(*scene) error {
	return func(s *scene) error {
		storedPC(secret)(s)
		token := s.labels["pc"][0].Token
		if out == asset.LabelVoid {
			if err := s.voidLabel("sec1", "pc", token, "破损"); err != nil {
				return err
			}
		}
		return s.fetch("sec1", "pc", token)
	}
}

func (s *scene) fetch(who, id, token string) error {
	f := s.facts(who)
	f.Labels = s.labels[id]
	return asset.Fetch(f, id, token)
}

// A file of a label goes to whom the label may be printed, and to nobody once it
// is void, replaced or shows an earlier marking.
func TestAFileIsHandedOutOfTheCurrentLabelOnly(t *testing.T) {
	s := newScene(t)
	s.stored("n", asset.NetDev, conf)
	old := s.labels["n"][0].Token
	for who, want := range map[string]string{"u1": "flow.seat", "headA": "flow.seat", "sys": "adm.no-business", "sec1": "", "offA": ""} {
		if err := s.fetch(who, "n", old); ruleOf(err) != want {
			t.Errorf("by %s: %v, want %q", who, err, want)
		}
	}
	if err := s.fetch("sec1", "none", old); asError(err).Code != "asset.not_found" {
		t.Errorf("%v", err)
	}
	s.must("sec1", asset.VerbUpgrade, "n", marking(secret))
	s.sign("n", "headA", "grp1")
	if err := s.fetch("sec1", "n", old); ruleOf(err) != "flow.label-copy" {
		t.Errorf("of an earlier marking: %v", err)
	}
	s.label("n") // the new one is on, the old one replaced
	if err := s.fetch("sec1", "n", old); ruleOf(err) != "flow.label-copy" {
		t.Errorf("replaced: %v", err)
	}
	if err := s.fetch("sec1", "n", s.labels["n"][1].Token); err != nil {
		t.Errorf("the current one: %v", err)
	}
	s.must("sec1", asset.VerbFreeze, "n", asset.Args{Reference: "令1", Reason: "查"})
	if err := s.fetch("sec1", "n", s.labels["n"][1].Token); ruleOf(err) != "flow.hold" {
		t.Errorf("frozen: %v", err)
	}
}
