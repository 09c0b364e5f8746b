package pages

import (
	"html/template"
	"strings"
	"sync"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// drawings are pieces of pages that look alike for many assets: a marking, a
// state with its tags. Drawn for each row anew they cost a list more than all
// the rest of it.
type drawings struct {
	mu       sync.RWMutex
	all      map[any]template.HTML
	patterns map[any]pattern
}

// mostDrawn is how many are kept, far more than there are.
const mostDrawn = 5000

// markKey is all that the template «mark» shows of an asset.
type markKey struct {
	level   level.Level
	term    int
	decided bool
}

func markOf(a *view.Asset) markKey { return markKey{a.Level, a.Term, a.Decided} }

// stateKey is all that the template «listtags» shows of an asset.
type stateKey struct {
	life     asset.Life
	holds    string
	verb     asset.Verb
	seat     org.Seat
	labelDue bool
}

func stateOf(a *view.Asset) stateKey {
	k := stateKey{life: a.Life, verb: a.Waiting.Verb, seat: a.Waiting.Seat, labelDue: a.LabelDue}
	for _, h := range a.Holds {
		k.holds += string(h) + " "
	}
	return k
}

// draw executes a template once for each key. It panics when the template is
// wrong: like the others it is part of the binary.
func (s *set) draw(name string, key, of any) template.HTML {
	s.drawn.mu.RLock()
	out, ok := s.drawn.all[key]
	s.drawn.mu.RUnlock()
	if ok {
		return out
	}
	var b strings.Builder
	if err := s.templates.ExecuteTemplate(&b, name, of); err != nil {
		panic("pages: " + name + ": " + err.Error())
	}
	out = template.HTML(b.String()) //nolint:gosec // escaped by the template that has just written it
	s.drawn.mu.Lock()
	defer s.drawn.mu.Unlock()
	if s.drawn.all == nil || len(s.drawn.all) >= mostDrawn {
		s.drawn.all = map[any]template.HTML{}
	}
	s.drawn.all[key] = out
	return out
}
