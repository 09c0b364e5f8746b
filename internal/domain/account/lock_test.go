package account

import (
	"testing"
	"time"
)

func TestAnAccountIsLockedByAsManyFailuresAsTheLimitWithinTheWindow(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	ago := func(minutes int) Try {
		return Try{At: now.Add(-time.Duration(minutes) * time.Minute), Failed: true, Addr: "a"}
	}
	in := func(minutes int) Try {
		return Try{At: now.Add(-time.Duration(minutes) * time.Minute), Clears: true}
	}
	for name, c := range map[string]struct {
		tries []Try
		until time.Time
		n     int
	}{
		"none":                     {nil, time.Time{}, 0},
		"too few":                  {[]Try{ago(1), ago(2)}, time.Time{}, 0},
		"enough":                   {[]Try{ago(1), ago(2), ago(5)}, now.Add(10 * time.Minute), 3},
		"one too old":              {[]Try{ago(1), ago(2), ago(15)}, time.Time{}, 0},
		"a sign-in between":        {[]Try{ago(1), ago(2), in(3), ago(4)}, time.Time{}, 0},
		"unlocked since":           {[]Try{in(1), ago(2), ago(3), ago(4)}, time.Time{}, 0},
		"more than enough":         {[]Try{ago(1), ago(2), ago(3), ago(4)}, now.Add(12 * time.Minute), 4},
		"what is neither does not": {[]Try{{At: now}, ago(1), {At: now}, ago(2), ago(3)}, now.Add(12 * time.Minute), 3},
	} {
		l := LockOf(c.tries, 3, 15*time.Minute, now)
		if !l.Until.Equal(c.until) || l.Failures != c.n || l.Locked() != !c.until.IsZero() {
			t.Errorf("%s: %+v", name, l)
		}
		if l.Locked() && (l.Since != now.Add(-time.Minute) || l.Addr != "a") {
			t.Errorf("%s: since %v from %q", name, l.Since, l.Addr)
		}
	}
}
