package asset_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
)

func (s *scene) legal(person, id string) []asset.Verb {
	var out []asset.Verb
	for _, a := range asset.Actions(s.facts(person), id) {
		if a.Legal() {
			out = append(out, a.Spec.Verb)
		} else if a.Why.Text.ZH == "" {
			s.t.Errorf("%s: no reason why not", a.Spec.Verb)
		}
	}
	return out
}

func TestTheActionsOfferedAreTheLegalOnes(t *testing.T) {
	s := newScene(t)
	s.used("m", asset.Medium, conf, "u1")
	want := func(person string, verbs ...asset.Verb) {
		t.Helper()
		if got := s.legal(person, "m"); !slices.Equal(got, verbs) {
			t.Errorf("%s: %v, want %v", person, got, verbs)
		}
	}
	want("u1", asset.VerbReturn, asset.VerbHandOver, asset.VerbLoad, asset.VerbRepair, asset.VerbReportLost)
	want("u2", asset.VerbReportLost)
	want("aud", asset.VerbReportLost)
	want("grp2", asset.VerbFreeze, asset.VerbReportLost)
	s.must("u1", asset.VerbLoad, "m", asset.Args{Level: at(conf)})
	if got := s.legal("u1", "m"); !slices.Contains(got, asset.VerbClear) {
		t.Errorf("nothing to clear: %v", got)
	}
	s.must("u1", asset.VerbHandOver, "m", toIssue("u2"))
	want("u1", asset.VerbReportLost, asset.VerbWithdraw) // no approval of one's own, though headA's delegate
	want("headA", asset.VerbReportLost, asset.VerbApprove, asset.VerbRefuse)
	want("u2", asset.VerbReportLost)
	s.sign("m", "headA")
	want("u2", asset.VerbReportLost, asset.VerbAccept, asset.VerbRefuse)
	s.must("sec1", asset.VerbFreeze, "m", asset.Args{Reference: "1号", Reason: "核查"})
	want("u2", asset.VerbReportLost, asset.VerbRefuse)
	want("sec2", asset.VerbUnfreeze, asset.VerbReportLost)
}

// What is not offered is refused: the offer and the decision are the same.
func TestWhatIsNotOfferedIsRefused(t *testing.T) {
	s := newScene(t)
	s.used("m", asset.Medium, conf, "u1")
	for _, who := range s.ids {
		for _, a := range asset.Actions(s.facts(who), "m") {
			if a.Legal() {
				continue
			}
			c := asset.Command{Asset: "m", Verb: a.Spec.Verb, Args: asset.Args{Reason: "理由", Reference: "1号"}}
			// Where nothing is there to be named (a label, a pair, a part), any name is refused for itself.
			named := slices.Contains([]asset.Verb{asset.VerbLabel, asset.VerbUnpair, asset.VerbTakeOut}, c.Verb) && a.Why.Rule == "flow.state"
			if named {
				c.Args.Token, c.Args.Other, c.Args.Part = "TOKEN", "x", "x"
			}
			if _, err := s.do(who, c); asError(err) == nil || (!named && asError(err).Code != a.Why.Code) {
				t.Errorf("%s by %s: %v, offered not for %s", a.Spec.Verb, who, err, a.Why.Code)
			}
		}
	}
}

func TestEveryVerbIsNamedAndItsFieldsAreInputs(t *testing.T) {
	inputs := map[string]bool{}
	args := reflect.TypeOf(asset.Args{})
	for i := range args.NumField() {
		name, _, _ := strings.Cut(args.Field(i).Tag.Get("json"), ",")
		inputs[name] = true
	}
	for _, v := range verbs() {
		if x := v.Text(); x.ZH == "" || x.EN == "" {
			t.Errorf("%s has no name", v)
		}
	}
	for _, spec := range asset.Specs() {
		for _, f := range spec.Fields {
			if !inputs[f.Name] || f.Text.ZH == "" || f.Text.EN == "" {
				t.Errorf("%s: field %q", spec.Verb, f.Name)
			}
		}
	}
	for _, l := range asset.Lives() {
		if x := l.Text(); x.ZH == "" || x.EN == "" {
			t.Errorf("%s has no name", l)
		}
	}
	if !asset.Life("melted").Text().IsZero() {
		t.Error("an unknown state has a name")
	}
}

func TestRefersNamesWhatADecisionLooksAt(t *testing.T) {
	s := asset.State{ID: "a", Parts: []string{"p1", "p2"}, Pairs: []string{"m"}, Host: "h",
		Request: &asset.Request{Args: asset.Args{Other: "m", Part: "p3"}}}
	got := asset.Refers(s, asset.Command{Asset: "a", Args: asset.Args{Other: "a", Part: "p1"}})
	if want := []string{"h", "m", "p1", "p2", "p3"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Fold is total: an event that does not touch the state leaves it as it is.
func TestAForeignEventChangesNothing(t *testing.T) {
	s := newScene(t)
	s.used("pc", asset.Computer, secret, "u1", "d")
	before := s.assets["pc"]
	for _, p := range asset.Payloads() {
		if p.EventType() == "" {
			t.Errorf("%T has no name", p)
		}
		e := event.Of(p, event.Subject{Kind: asset.KindSubject, ID: "other"})
		if got := asset.Fold(before, e); !reflect.DeepEqual(got, before) {
			t.Errorf("%T changed %+v", p, got)
		}
		asset.Fold(asset.State{}, event.Of(p)) // and nothing panics on nothing
		asset.Fold(before, event.Of(p, event.Subject{Kind: asset.KindSubject, ID: "pc"}))
	}
	if !reflect.DeepEqual(s.assets["pc"], before) {
		t.Error("a fold wrote into its argument")
	}
}

// Whatever an event says, the highest level a part ever held stays.
func TestNoEventLowersTheHighWaterMark(t *testing.T) {
	x := asset.State{ID: "x", Class: asset.Drive, Life: asset.InStore, HighWater: top, Marking: asset.Marking{Level: top, Decided: true}}
	low := asset.Marking{Level: conf, Decided: true}
	subject := event.Subject{Kind: asset.KindSubject, ID: "x"}
	for _, p := range []event.Payload{
		asset.Marked{Asset: "x", Marking: low}, asset.Marked{Asset: "host", Marking: low}, asset.PutIn{Asset: "host", Part: "x", Marking: low},
		asset.Loaded{Asset: "x", Content: asset.Content{Level: conf}}, asset.Cleared{Asset: "x"}, asset.TakenOut{Asset: "host", Part: "x"},
	} {
		if got := asset.Fold(x, event.Of(p, subject)); got.HighWater != top {
			t.Errorf("%T: %s", p, got.HighWater)
		}
	}
	if got := asset.Fold(x, event.Of(asset.Marked{Asset: "host", Marking: low}, subject)); got.Marking.Level != top {
		t.Errorf("a part is marked %s below what it held", got.Marking.Level)
	}
}
