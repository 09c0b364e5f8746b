package account

import "time"

// KindLogin names the subject in whose line sign-ins and failures stand: an
// account, or a bucket of logins that nobody has.
const KindLogin = "login"

// Try is one line of an account's sign-ins.
type Try struct {
	At     time.Time
	Failed bool
	Clears bool   // a sign-in, or an unlocking by two: what was before does not count any more
	Addr   string // of the client, "" where it is not known
}

// Lock is an account that answers to no password for a while. The zero Lock is
// none.
type Lock struct {
	Since, Until time.Time
	Failures     int    // that count
	Addr         string // of the last of them
}

// Locked reports whether there is a lock.
func (l Lock) Locked() bool { return !l.Until.IsZero() }

// LockOf tells whether the tries, the newest first, bar the account at now: as
// many failures within the window as the limit, since the last that clears. Each
// failure counts from its own time, so that no window holds more than the limit.
func LockOf(tries []Try, limit int, window time.Duration, now time.Time) Lock {
	var l Lock
	for _, t := range tries {
		if now.Sub(t.At) >= window || t.Clears {
			break
		}
		if !t.Failed {
			continue
		}
		if l.Failures++; l.Failures == 1 {
			l.Since, l.Addr = t.At, t.Addr
		}
		if l.Failures == limit { // when this one has left the window, fewer are in it
			l.Until = t.At.Add(window)
		}
	}
	if l.Failures < limit {
		return Lock{}
	}
	return l
}
