package auth

import (
	"sync"
	"time"
)

// Wrong tokens from one address. A token has 256 bits of chance: guessing is
// hopeless, and this only keeps a program with a wrong one from asking the
// database all day. It is the one thing this package keeps in memory, and a
// restart may forget it.
const (
	wrongEach    = 60 // wrong tokens of an address
	wrongWithin  = time.Minute
	maxAddresses = 10_000 // over it everything is forgotten
)

type wrongTokens struct {
	mu      sync.Mutex
	since   time.Time
	count   map[string]int      // address → wrong ones since
	trusted map[string]struct{} // hashes that were right: another program's mistake is not theirs
}

// barred refuses a token that is not known to be right from an address that has
// sent too many wrong ones. Error: session.throttled.
func (w *wrongTokens) barred(hash []byte, addr string, now time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn(now)
	if _, ok := w.trusted[string(hash)]; ok || w.count[addr] < wrongEach {
		return nil
	}
	return throttled(w.since.Add(wrongWithin).Sub(now))
}

func (w *wrongTokens) wrong(hash []byte, addr string, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn(now)
	delete(w.trusted, string(hash))
	if len(w.count) >= maxAddresses {
		clear(w.count)
	}
	w.count[addr]++
}

func (w *wrongTokens) right(hash []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.trusted == nil || len(w.trusted) >= maxAddresses {
		w.trusted = map[string]struct{}{}
	}
	w.trusted[string(hash)] = struct{}{}
}

// turn starts a new count each minute.
func (w *wrongTokens) turn(now time.Time) {
	if w.count == nil || now.Sub(w.since) >= wrongWithin || now.Before(w.since) {
		w.since, w.count = now, map[string]int{}
	}
}
