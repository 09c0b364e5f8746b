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

func (c *sessionCache) forget() {
	c.mu.Lock()
	c.kept = nil
	c.mu.Unlock()
}
