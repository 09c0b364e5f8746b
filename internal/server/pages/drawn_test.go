package pages

import (
	"html/template"
	"strings"
	"sync"
	"testing"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// What is kept of a drawing is what its template gives for every asset of the
// key: a part of the asset that shows and is not in the key would be found here.
func TestDrawingsAreOfTheirAsset(t *testing.T) {
	p := New(Deps{})
	var list []view.Asset
	for i, life := range asset.Lives() {
		for k, hold := range [][]asset.HoldKind{nil, {asset.HoldFrozen}, {asset.HoldFrozen, asset.HoldIncident}, {asset.HoldIncident}, {asset.HoldLabelPending}} {
			for n, w := range []view.Waiting{{}, {Verb: asset.VerbIssue, Seat: org.Leader}, {Verb: asset.VerbIssue, Seat: org.Receiver}, {Verb: asset.VerbMove, Seat: org.Leader}} {
				list = append(list, view.Asset{
					ID: time.Duration(len(list)).String(), Life: life, Holds: hold, Waiting: w, LabelDue: (i+k+n)%2 == 0,
					Level: level.All()[(i+k)%4], Term: 10 * (n % 3), Decided: (i+n)%3 > 0,
				})
			}
		}
	}
	for _, s := range p.sets {
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				for i := range list {
					a := &list[i]
					for name, key := range map[string]any{"mark": markOf(a), "listtags": stateOf(a)} {
						var b strings.Builder
						if err := s.templates.ExecuteTemplate(&b, name, a); err != nil {
							t.Error(err)
						}
						if got := s.draw(name, key, a); got != template.HTML(b.String()) {
							t.Errorf("%s of %+v: kept %q, drawn %q", name, a, got, b.String())
						}
					}
				}
			})
		}
		wg.Wait()
	}
}

func TestDrawingsHaveAnEnd(t *testing.T) {
	s := New(Deps{}).sets["zh"]
	for term := range 2 * mostDrawn {
		a := view.Asset{Level: level.Secret, Term: term, Decided: true}
		s.draw("mark", markOf(&a), &a)
	}
	if len(s.drawn.all) > mostDrawn {
		t.Errorf("%d kept", len(s.drawn.all))
	}
}
