package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"sync"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/errs"
)

// organFresh is how old the organ's version may be before it is asked for
// again: a seat taken away by another process has no effect any more after
// that (reliability.md T16 wants one second).
const organFresh = 500 * time.Millisecond

// organCache keeps what is read for every request and changes rarely. Each
// change of a department, person or account raises a counter in the database in
// its own transaction; the cache is good for as long as the counter stands.
type organCache struct {
	mu      sync.Mutex
	checked time.Time
	version int64
	actors  map[actorKey]org.Actor
	tree    *organTree
	policy  *policy.Policy
	held    map[holdersOf][]string // see Tx.Holders
}

func (c *organCache) policyAt(version int64) (policy.Policy, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version || c.policy == nil {
		return policy.Policy{}, false
	}
	return *c.policy, true
}

func (c *organCache) freshPolicy() (policy.Policy, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.policy == nil || time.Since(c.checked) >= organFresh {
		return policy.Policy{}, false
	}
	return *c.policy, true
}

func (c *organCache) keepPolicy(version int64, p policy.Policy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version == version { // else it was changed meanwhile
		c.policy = &p
	}
}

type actorKey struct {
	account string
	day     org.Date
}

// organTree is the departments with what each covers.
type organTree struct {
	departments map[string]org.Department
	covers      map[string][]string // id → itself and all below, sorted
}

// forget makes the next look ask the database.
func (c *organCache) forget() {
	c.mu.Lock()
	c.checked = time.Time{}
	c.mu.Unlock()
}

// current returns the version of the organ that the cache stands for, at most
// organFresh old.
func (s *Store) current(ctx context.Context) (int64, error) {
	c := &s.organ
	c.mu.Lock()
	version, fresh := c.version, time.Since(c.checked) < organFresh
	c.mu.Unlock()
	if fresh {
		return version, nil
	}
	asked := time.Now()
	if _, err := s.reads().one(ctx, []any{&version}, "SELECT value FROM counters WHERE name = ?", "organ"); err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if version > c.version || c.actors == nil {
		c.version, c.actors, c.tree, c.policy, c.held = version, map[actorKey]org.Actor{}, nil, nil, nil
	}
	if asked.After(c.checked) {
		c.checked = asked
	}
	return version, nil
}

// Actor makes the actor of an account for the day: who he is, what he is
// cleared for, and every seat in force, his own and those delegated to him,
// with the departments each covers. An account that is not active has no actor.
func (s *Store) Actor(ctx context.Context, accountID string, day org.Date) (org.Actor, error) {
	version, err := s.current(ctx)
	if err != nil {
		return org.Actor{}, err
	}
	c, key := &s.organ, actorKey{accountID, day}
	c.mu.Lock()
	a, ok := c.actors[key]
	ok = ok && c.version == version
	c.mu.Unlock()
	if !ok {
		if a, err = s.loadActor(ctx, accountID, day); err != nil {
			return org.Actor{}, err
		}
		c.mu.Lock()
		if c.version == version { // else somebody has changed the organ meanwhile
			c.actors[key] = a
		}
		c.mu.Unlock()
	}
	a.Held, a.AsOf, a.Looked = slices.Clone(a.Held), version, s.Now()
	return a, nil
}

func noActor() *errs.Error {
	return errs.New(errs.Unauthenticated, "account.inactive",
		"该账号未启用或已停用，请联系安全管理员。", "The account is not active; see the security administrator.")
}

func (s *Store) loadActor(ctx context.Context, accountID string, day org.Date) (org.Actor, error) {
	tree, err := s.organTree(ctx)
	if err != nil {
		return org.Actor{}, err
	}
	var a org.Actor
	err = s.Read(ctx, func(x *Tx) (err error) {
		a, err = x.actor(tree, accountID, day)
		return err
	})
	return a, err
}

func (x *Tx) actor(tree *organTree, accountID string, day org.Date) (org.Actor, error) {
	var a org.Actor
	acc, found, err := x.Account(accountID)
	if err != nil {
		return a, err
	}
	if !found || acc.State != account.Active {
		return a, noActor()
	}
	persons, err := x.Persons(acc.Person)
	if err != nil {
		return a, err
	}
	p, ok := persons[acc.Person]
	if !ok || p.Status == org.Closed {
		return a, noActor()
	}
	a = org.Actor{Account: acc.ID, Person: p.ID, Name: p.Name}
	if p.ClearedFor(level.Confidential, day) { // valid that day, at whatever level
		a.Clearance = p.Clearance
	}
	for _, g := range p.Seats {
		if g.On(day) {
			a.Held = append(a.Held, org.Held{Seat: g.Seat, Department: g.Department, Covers: tree.covers[g.Department]})
		}
	}
	if a.Admin() {
		return a, nil // the three hold nothing beside their seat, not by delegation either
	}
	delegated, err := x.delegatedTo(p.ID, day)
	if err != nil {
		return a, err
	}
	for _, h := range delegated {
		h.Covers = tree.covers[h.Department]
		a.Held = append(a.Held, h)
	}
	a.Held = append(a.Held, org.Held{Seat: org.Keeper})
	a.Checks, err = x.checksBefore(a, day)
	return a, err
}

// checksBefore is org.Actor.Checks for the day: by its end a check made earlier
// has run out or will within the weeks that the pictures show (dueIn).
func (x *Tx) checksBefore(a org.Actor, day org.Date) (time.Time, error) {
	if !a.Holds(org.Technician) {
		return time.Time{}, nil
	}
	p, err := x.Policy()
	if err != nil {
		return time.Time{}, err
	}
	at, err := time.ParseInLocation("2006-01-02", string(day), organZone)
	if err != nil {
		return time.Time{}, errs.Wrap(err, "store.actor")
	}
	return mondayOf(at).AddDate(0, 0, 7*overviewWeeks).Add(-p.Days("tech-check.valid-days")), nil
}

// delegatedTo lists the seats in force that others have handed to the person:
// each only under the very grant by which the other holds it himself on that day,
// and while he could act in it: whose account is suspended has nobody act for him.
func (x *Tx) delegatedTo(person string, day org.Date) ([]org.Held, error) {
	var out []org.Held
	err := x.each(func(r *sql.Rows) error {
		var h org.Held
		var department text
		err := r.Scan(&h.Seat, &department, &h.For)
		h.Department = string(department)
		out = append(out, h)
		return err
	}, `SELECT DISTINCT d.seat, d.department_id, d.person_id FROM delegation d
		JOIN person p ON p.id = d.person_id AND p.status <> 'closed'
		JOIN account c ON c.person_id = d.person_id AND c.state = 'active'
		JOIN seat s ON s.id = d.grant_id AND NOT s.ended AND s.from_day <= ? AND (s.until_day = '' OR s.until_day >= ?)
		WHERE d.to_id = ? AND NOT d.ended AND d.from_day <= ? AND d.until_day >= ?
		ORDER BY d.seat, d.person_id`, string(day), string(day), person, string(day), string(day))
	return out, err
}

// organTree returns the departments; callers do not change it.
func (s *Store) organTree(ctx context.Context) (*organTree, error) {
	version, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	c := &s.organ
	c.mu.Lock()
	t := c.tree
	fresh := c.version == version
	c.mu.Unlock()
	if t != nil && fresh {
		return t, nil
	}
	if t, err = readTree(ctx, s.reads()); err != nil {
		return nil, err
	}
	c.mu.Lock()
	if c.version == version {
		c.tree = t
	}
	c.mu.Unlock()
	return t, nil
}

// organTree reads the departments as they are in this transaction.
func (x *Tx) organTree() (*organTree, error) {
	t, err := readTree(x.ctx, x.conn)
	return t, x.failed(err)
}

func readTree(ctx context.Context, c conn) (*organTree, error) {
	t := &organTree{departments: map[string]org.Department{}}
	if err := c.rows(ctx, func(r *sql.Rows) error {
		var d org.Department
		var parent text
		err := r.Scan(&d.ID, &d.Name, &parent, &d.Closed, &d.Version)
		d.Parent = string(parent)
		t.departments[d.ID] = d
		return err
	}, "SELECT id, name, parent_id, closed, version FROM department"); err != nil {
		return nil, err
	}
	t.covers = coverage(t.departments)
	return t, nil
}

// coverage expands each department to itself and all below. A loop in the tree,
// which the rules forbid, ends where it began.
func coverage(all map[string]org.Department) map[string][]string {
	out := make(map[string][]string, len(all))
	for _, id := range slices.Sorted(maps.Keys(all)) {
		seen := map[string]bool{}
		for at := id; at != "" && !seen[at]; at = all[at].Parent {
			seen[at] = true
			out[at] = append(out[at], id)
		}
	}
	return out
}
