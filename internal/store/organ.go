package store

import (
	"database/sql"
	"slices"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
)

// The loaders of the organ take no lock: what a decision read here and then
// changes is compared again under lock by Append, and the transaction repeated
// when somebody else was faster.

// Department loads one department.
func (x *Tx) Department(id string) (org.Department, bool, error) {
	return x.state.departments.one(id, false)
}

// DepartmentForUpdate loads and locks one department.
func (x *Tx) DepartmentForUpdate(id string) (org.Department, bool, error) {
	return x.state.departments.one(id, true)
}

// organKept is what a transaction with many commands asks about the organ again
// and again: read once, and anew after it has changed something itself.
type organKept struct {
	tree      map[string]org.Department
	treeTurn  int
	heads     map[holdersOf][]string
	headsTurn int
	policy    *policy.Policy
}

type holdersOf struct {
	seat       org.Seat
	department string
	day        org.Date
}

// Departments loads the whole tree, by id. An organ has hundreds at most. The
// map is the transaction's own: it is read, never written to.
func (x *Tx) Departments() (map[string]org.Department, error) {
	if turn := x.state.departments.turns; x.organ.tree == nil || x.organ.treeTurn != turn {
		tree, err := x.loadTree()
		if err != nil {
			return nil, err
		}
		x.organ.tree, x.organ.treeTurn = tree, turn
	}
	return x.organ.tree, nil
}

func (x *Tx) loadTree() (map[string]org.Department, error) {
	var ids []string
	if err := x.each(func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM department"); err != nil {
		return nil, err
	}
	if err := x.state.departments.load(ids, false); err != nil {
		return nil, err
	}
	out := make(map[string]org.Department, len(ids))
	for id, r := range x.state.departments.rows { // with those made in this transaction
		if r.chain.seq > 0 {
			out[id] = r.state
		}
	}
	return out, nil
}

// Rooms loads the rooms; an unknown id is not in the answer.
func (x *Tx) Rooms(ids ...string) (map[string]org.Room, error) {
	return x.state.rooms.several(ids, false)
}

// RoomForUpdate loads and locks one room.
func (x *Tx) RoomForUpdate(id string) (org.Room, bool, error) { return x.state.rooms.one(id, true) }

// Persons loads the persons with their seats and delegations; an unknown id is
// not in the answer.
func (x *Tx) Persons(ids ...string) (map[string]org.Person, error) {
	return x.state.persons.several(ids, false)
}

// PersonForUpdate loads and locks one person.
func (x *Tx) PersonForUpdate(id string) (org.Person, bool, error) {
	return x.state.persons.one(id, true)
}

// PersonsForUpdate loads and locks persons, in the order of their ids.
func (x *Tx) PersonsForUpdate(ids ...string) (map[string]org.Person, error) {
	return x.state.persons.several(slices.Sorted(slices.Values(ids)), true)
}

// Account loads one account.
func (x *Tx) Account(id string) (account.State, bool, error) {
	return x.state.accounts.one(id, false)
}

// AccountForUpdate loads and locks one account.
func (x *Tx) AccountForUpdate(id string) (account.State, bool, error) {
	return x.state.accounts.one(id, true)
}

// Holders lists the persons who hold the seat over the department on the day in
// their own right: bound to it, to one above it, or to the whole organ. They
// are sorted by id. Like the policy they are kept as long as the organ's counter
// stands, but for a transaction that has changed the organ itself.
func (x *Tx) Holders(seat org.Seat, department string, day org.Date) ([]string, error) {
	key := holdersOf{seat, department, day}
	turn := x.state.departments.turns + x.state.persons.turns
	version, own := int64(0), turn > 0
	if !own {
		var kept []string
		var ok bool
		if kept, version, ok = x.store.organ.heldBy(key); ok {
			return slices.Clone(kept), nil
		}
	}
	if x.organ.heads == nil || x.organ.headsTurn != turn {
		if own {
			if err := x.flush(); err != nil { // what is changed here has to be there to be asked
				return nil, err
			}
		}
		x.organ.heads, x.organ.headsTurn = map[holdersOf][]string{}, turn
	}
	if kept, ok := x.organ.heads[key]; ok {
		return slices.Clone(kept), nil
	}
	out, err := x.holders(seat, department, day)
	if err == nil {
		x.organ.heads[key] = slices.Clone(out)
		if own {
			return out, nil
		}
		if x.readOnly { // its state may be older than what the cache stands for by now
			if _, err := x.first([]any{&version}, "SELECT value FROM counters WHERE name = ?", "organ"); err != nil {
				return nil, err
			}
		}
		x.store.organ.keepHeld(version, key, x.organ.heads[key])
	}
	return out, err
}

// heldBy gives what is kept, if it is fresh, and the version it stands for.
func (c *organCache) heldBy(key holdersOf) (held []string, version int64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.checked) < organFresh {
		held, ok = c.held[key]
	}
	return held, c.version, ok
}

func (c *organCache) keepHeld(version int64, key holdersOf, held []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version || c.actors == nil { // changed meanwhile, or nobody has looked yet
		return
	}
	if c.held == nil {
		c.held = map[holdersOf][]string{}
	}
	c.held[key] = held
}

func (x *Tx) holders(seat org.Seat, department string, day org.Date) ([]string, error) {
	var out []string
	err := x.each(func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		out = append(out, id)
		return err
	}, `WITH RECURSIVE above (id) AS (SELECT d.id FROM department d WHERE d.id = ? UNION
			SELECT d.parent_id FROM department d JOIN above a ON d.id = a.id WHERE d.parent_id IS NOT NULL)
		SELECT DISTINCT s.person_id FROM seat s JOIN person p ON p.id = s.person_id
		WHERE s.seat = ? AND NOT s.ended AND s.from_day <= ? AND (s.until_day = '' OR s.until_day >= ?)
		  AND p.status <> 'closed' AND (s.department_id IS NULL OR s.department_id IN (SELECT id FROM above))
		ORDER BY s.person_id`, department, string(seat), string(day), string(day))
	return out, err
}

// Empty reports whether nobody is on record yet. Of two transactions that ask at
// once the second waits for the first to end.
func (x *Tx) Empty() (bool, error) {
	if err := x.flush(); err != nil {
		return false, err
	}
	if err := x.lockOrgan(); err != nil {
		return false, err
	}
	found, err := x.first([]any{new(string)}, "SELECT id FROM person LIMIT 1")
	return !found, err
}
