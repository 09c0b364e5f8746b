package store

import (
	"sync"
	"time"
)

// sessionCache keeps the sessions of the last moments. What another process
// ends has no effect here any more after organFresh (reliability.md T16 wants
// one second).
type sessionCache struct {
	mu   sync.Mutex
	kept map[string]keptSession
	well map[string]time.Time // when Tx.Present last found nothing amiss
}

type keptSession struct {
	session Session
	at      time.Time // when the database was asked
}

// maxSessions bounds the cache; over it everything is forgotten, which costs
// one look each.
const maxSessions = 10_000

func (c *sessionCache) get(hash []byte) (Session, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.kept[string(hash)]
	if !ok || time.Since(k.at) >= organFresh {
		return Session{}, false
	}
	return k.session, true
}

func (c *sessionCache) put(hash []byte, v Session, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= maxSessions {
		c.kept = map[string]keptSession{}
	}
	c.kept[string(hash)] = keptSession{v, at}
}

// looked reports whether Tx.Present found nothing amiss within organFresh with an
// actor of this account, session and state of the organ.
func (c *sessionCache) looked(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.well[key]
	return ok && time.Since(at) < organFresh
}

func (c *sessionCache) foundWell(key string, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.well == nil || len(c.well) >= maxSessions {
		c.well = map[string]time.Time{}
	}
	c.well[key] = at
}

func (c *sessionCache) forget() {
	c.mu.Lock()
	c.kept, c.well = nil, nil
	c.mu.Unlock()
}
