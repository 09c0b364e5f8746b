package asset_test

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sealbook/internal/domain/asset"
)

// tally counts, by verb, what was accepted and refused, and by which rule.
type tally struct {
	steps             int
	accepted, refused map[asset.Verb]int
	rules             map[string]int
}

func newTally() *tally {
	return &tally{accepted: map[asset.Verb]int{}, refused: map[asset.Verb]int{}, rules: map[string]int{}}
}

func (n *tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d steps\n%-12s %9s %9s\n", n.steps, "verb", "accepted", "refused")
	for _, v := range verbs() {
		fmt.Fprintf(&b, "%-12s %9d %9d\n", v, n.accepted[v], n.refused[v])
	}
	for _, id := range slices.Sorted(maps.Keys(n.rules)) {
		fmt.Fprintf(&b, "%s:%d ", id, n.rules[id])
	}
	return b.String()
}

// verbs are all verbs: those of the table and those with ways of their own.
func verbs() []asset.Verb {
	out := []asset.Verb{asset.VerbRegister, asset.VerbPrint, asset.VerbVoidLabel}
	for _, s := range asset.Specs() {
		out = append(out, s.Verb)
	}
	return out
}

// step does one thing of the verb's choosing and checks what must hold after it.
func (w *world) step(c chance, n *tally) error {
	n.steps++
	live := slices.DeleteFunc(slices.Clone(w.order), func(id string) bool {
		return w.assets[id].Life == asset.Lost || w.assets[id].Life.Terminal()
	})
	switch k := c.IntN(100); {
	case len(live) < 6 || (k < 2 && len(live) < 14):
		return w.tallied(n, asset.VerbRegister, "", func() error {
			return w.register(pick(c, []string{"sec1", "offA", "headB", "sec2", "aud"}), w.registration(c))
		})
	case k < 7:
		w.turn(c)
		return nil
	case k < 12:
		id := pick(c, live)
		return w.tallied(n, asset.VerbPrint, id, func() error {
			_, err := w.print(pick(c, []string{"sec1", "sec2", "offA", "headB", "u1"}), id)
			return err
		})
	case k < 13:
		id := pick(c, live)
		l := pick(c, w.labels[id])
		return w.tallied(n, asset.VerbVoidLabel, id, func() error { return w.voidLabel(pick(c, []string{"sec1", "offA", "aud"}), id, l.Token, "破损") })
	case k < 17:
		return w.tallied(n, "repair order", "", func() error { return w.repairGoesOn(c) })
	case k < 19:
		live = w.order // what is gone stays gone
	}
	s := w.assets[pick(c, live)]
	who, cmd := w.command(c, s)
	count := len(w.log)
	err := w.tallied(n, cmd.Verb, s.ID, func() error { _, err := w.do(who, cmd); return err })
	if err != nil || len(w.log) == count {
		return err
	}
	if err := w.entitled(who, cmd.Verb, s); err != nil {
		return fmt.Errorf("%s by %q: %w", cmd.Verb, who, err)
	}
	for id, was := range w.before {
		if err := w.follows(who, cmd.Verb, was, w.assets[id]); err != nil {
			return err
		}
	}
	return nil
}

// tallied does it, counts it, and checks the refusal or all that was touched.
func (w *world) tallied(n *tally, v asset.Verb, id string, do func() error) error {
	count := len(w.log)
	err := do()
	if err != nil {
		n.refused[v]++
		if r := ruleOf(err); r != "" {
			n.rules[r]++
		}
		if len(w.log) != count {
			return err // it was decided, but could not be kept
		}
		return refusal(v, err)
	}
	n.accepted[v]++
	for _, k := range w.log[count:] {
		for _, s := range k.e.Subjects {
			if s.Kind != asset.KindSubject {
				continue
			}
			x := w.assets[s.ID]
			for _, id := range slices.Concat([]string{x.ID}, x.Parts, x.Pairs) {
				if err := w.consistent(w.assets[id]); err != nil {
					return fmt.Errorf("after %s: %w", v, err)
				}
			}
		}
	}
	return nil
}

const (
	propertyChecks = 200
	propertySteps  = 5200
)

// TestRandomCommandsKeepTheInvariants walks at least a million steps, with -short
// a fifth of them. The seed
// it prints repeats the walk: go test -run RandomCommands -rapid.seed=N.
func TestRandomCommandsKeepTheInvariants(t *testing.T) {
	seed := flag.Lookup("rapid.seed").Value.String()
	if seed == "0" {
		seed = strconv.FormatInt(time.Now().UnixNano(), 10)
		setFlag(t, "rapid.seed", seed)
	}
	setFlag(t, "rapid.checks", strconv.Itoa(propertyChecks))
	setFlag(t, "rapid.nofailfile", "true")
	total := newTally()
	began := time.Now()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		for range propertySteps {
			c := chanceOf(rapid.Uint64().Draw(t, "step"))
			if err := w.step(c, total); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.replay(); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("seed %s, %v\n%s", seed, time.Since(began).Round(time.Millisecond), total)
	if t.Failed() {
		return
	}
	least := 1_000_000
	if testing.Short() {
		least /= 5 // rapid itself makes a fifth of the checks under -short
	}
	if total.steps < least {
		t.Errorf("only %d steps", total.steps)
	}
	for _, v := range verbs() {
		if (total.accepted[v] == 0) != (v == asset.VerbLend) {
			t.Errorf("%s: accepted %d times", v, total.accepted[v])
		}
	}
}

func setFlag(t *testing.T, name, value string) {
	t.Helper()
	was := flag.Lookup(name).Value.String()
	if err := flag.Set(name, value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set(name, was) })
}

func ruleOf(err error) string {
	if e := asError(err); e != nil {
		return e.Rule
	}
	return ""
}
