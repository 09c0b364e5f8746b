package event

import "testing"

type happened struct{}

func (happened) EventType() string { return "test.happened" }

func TestAnEventTouchesItsSubjectsAndNothingElse(t *testing.T) {
	e := Of(happened{}, Subject{Kind: "asset", ID: "1"}, Subject{Kind: "label", ID: "T"})
	for _, c := range []struct {
		kind, id string
		want     bool
	}{{"asset", "1", true}, {"label", "T", true}, {"label", "1", false}, {"asset", "2", false}, {"", "", false}} {
		if got := e.Touches(c.kind, c.id); got != c.want {
			t.Errorf("%s %s: %v", c.kind, c.id, got)
		}
	}
	if e.Subjects[0].ID != "1" || e.Data.EventType() != "test.happened" {
		t.Errorf("%+v", e)
	}
}
