package booklist

import (
	"context"
	"net/url"
	"sync"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

const (
	// MostCounted is how far a view is counted: beyond, «1000+» says enough.
	MostCounted = 1000
	// CountingTime is what the counts of one page may take together: few rows that
	// no index finds are looked for through the whole book.
	CountingTime = 300 * time.Millisecond
	// slowFor is how long a count that took longer is not tried again.
	slowFor = time.Minute
)

// Counts counts lists for people who wait for a page. It remembers for a while
// which lists take too long to count. The zero value is ready.
type Counts struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// Saved is the number of assets that the actor sees in a saved view, by its
// query: up to MostCounted, more when there are more than that. It is not known
// when it was not found in time, or the query means nothing: opening the list
// says what is wrong with it.
func (c *Counts) Saved(ctx context.Context, st *store.Store, actor org.Actor, query string) (n int, more, known bool, err error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return 0, false, false, nil //nolint:nilerr // kept by an older release
	}
	f, err := Filter(q)
	if err != nil {
		return 0, false, false, nil //nolint:nilerr // as above
	}
	n, known, err = c.Count(ctx, st, actor, Narrowing(q).Encode(), f, MostCounted+1)
	if n > MostCounted {
		n, more = MostCounted, true
	}
	return n, more, known, err
}

// Count counts a list up to most, unless that takes longer than it is worth.
func (c *Counts) Count(
	ctx context.Context, st *store.Store, actor org.Actor, query string, f view.AssetFilter, most int,
) (n int, known bool, err error) {
	key, now := actor.Account+" "+query, st.Now()
	if c.slow(key, now) {
		return 0, false, nil
	}
	within, cancel := context.WithTimeout(ctx, CountingTime)
	defer cancel()
	n, err = st.CountAssets(within, actor, f, most)
	if err != nil && within.Err() == context.DeadlineExceeded {
		c.add(key, now.Add(slowFor))
		return 0, false, nil
	}
	return n, err == nil, err
}

func (c *Counts) slow(key string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Before(c.until[key])
}

func (c *Counts) add(key string, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.until == nil || len(c.until) >= 1000 {
		c.until = map[string]time.Time{}
	}
	c.until[key] = until
}
