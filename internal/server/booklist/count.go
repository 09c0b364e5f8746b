package booklist

import (
	"context"
	"net/url"
	"sync"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

const (
	// MostCounted is how far a view is counted: beyond, «1000+» says enough.
	MostCounted = 1000
	// CountingTime is what the counts of one answer may take together, on a page
	// and in JSON alike: few rows that no index finds are looked for through the
	// whole book, and somebody waits for the list itself.
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

// Counted is what a saved view holds of what the actor sees: N up to MostCounted,
// More when there are more than that. Where it is not Known it was not found in
// time, or it is Invalid and means nothing: opening the list says what is wrong with it.
type Counted struct {
	N                    int
	More, Known, Invalid bool
}

// Saved counts saved views, by their queries, in their order, as far as it gets in
// CountingTime. A view that means nothing, or no longer does, is no error: one
// that anybody has kept must not close the list to all who are shown it.
func (c *Counts) Saved(ctx context.Context, st *store.Store, actor org.Actor, queries []string) ([]Counted, error) {
	within, cancel := context.WithTimeout(ctx, CountingTime)
	defer cancel()
	out := make([]Counted, len(queries))
	for i, query := range queries {
		var err error
		if out[i], err = c.saved(within, st, actor, query); err != nil {
			return nil, err
		}
	}
	return out, ctx.Err()
}

func (c *Counts) saved(ctx context.Context, st *store.Store, actor org.Actor, query string) (Counted, error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return Counted{Invalid: true}, nil //nolint:nilerr // kept by an older release
	}
	f, err := Filter(q)
	if err != nil {
		return Counted{Invalid: true}, nil //nolint:nilerr // as above
	}
	n, known, err := c.Count(ctx, st, actor, Narrowing(q).Encode(), f, MostCounted+1)
	if errs.IsKind(err, errs.Invalid) { // the store knows more than the address tells
		return Counted{Invalid: true}, nil
	}
	return Counted{N: min(n, MostCounted), More: n > MostCounted, Known: known}, err
}

// Count counts a list up to most, unless that takes longer than it is worth.
func (c *Counts) Count(
	ctx context.Context, st *store.Store, actor org.Actor, query string, f view.AssetFilter, most int,
) (n int, known bool, err error) {
	key, now := actor.Account+" "+query, st.Now()
	if c.slow(key, now) || ctx.Err() == context.DeadlineExceeded { // the time went to others: it is not slow itself
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
