package store

import (
	"slices"
	"strings"
)

// nameCache keeps what the objects that asset rows point at are called, as of
// this transaction, under lock.
type nameCache map[lockKey]string

// fillNames puts the names of keeper, department, room and host into the rows
// whose reference changed. A row whose reference stays keeps the name it has:
// whoever renames the object has to wait for the row.
func fillNames(x *Tx, list []change[assetRow]) error {
	want := map[string][]string{}
	need := func(kind, id string) {
		if _, known := x.names[lockKey{kind, id}]; id != "" && !known {
			want[kind] = append(want[kind], id)
		}
	}
	for _, c := range list {
		b := before(c)
		a := c.after
		if a.Custody.Person != b.Custody.Person {
			need("person", a.Custody.Person)
		}
		if a.Custody.Department != b.Custody.Department {
			need("department", a.Custody.Department)
		}
		if a.Custody.Room != b.Custody.Room {
			need("room", a.Custody.Room)
		}
		if a.Host != b.Host {
			need("asset", a.Host)
		}
	}
	if err := x.lookNames(want); err != nil {
		return err
	}
	for _, c := range list {
		b := before(c)
		a := c.after
		if a.Custody.Person != b.Custody.Person {
			a.keeper = x.names[lockKey{"person", a.Custody.Person}]
		}
		if a.Custody.Department != b.Custody.Department {
			a.department = x.names[lockKey{"department", a.Custody.Department}]
		}
		if a.Custody.Room != b.Custody.Room {
			a.room = x.names[lockKey{"room", a.Custody.Room}]
		}
		if a.Host != b.Host {
			a.host = x.names[lockKey{"asset", a.Host}]
		}
	}
	return nil
}

func before(c change[assetRow]) *assetRow {
	if c.before == nil {
		return &assetRow{}
	}
	return c.before
}

// lookNames reads the names and keeps them from changing until the end. It
// takes these locks last and in one order; a transaction that renames holds its
// one row before it touches assets, so a circle is possible but rare, and the
// database breaks it: Write runs the loser again.
func (x *Tx) lookNames(want map[string][]string) error {
	if x.names == nil {
		x.names = nameCache{}
	}
	share := x.dialect.forShare()
	if x.readOnly {
		share = ""
	}
	var parts []string
	var args []any
	for _, of := range []struct{ kind, name, lock string }{
		{"asset", "code", ""}, // a code never changes
		{"department", "name", share}, {"person", "name", share}, {"room", "name", share},
	} {
		ids := want[of.kind]
		slices.Sort(ids)
		for part := range slices.Chunk(x.namesHere(of.kind, slices.Compact(ids)), 500) {
			parts = append(parts, "SELECT kind, id, name, version FROM (SELECT CAST('"+of.kind+"' AS text) AS kind, id, "+of.name+
				" AS name, version FROM "+of.kind+" WHERE id IN ? ORDER BY id"+of.lock+") AS "+of.kind+"s")
			args = append(args, part)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return x.ask(func(r scanner) error {
		var kind, id, name string
		var version int64
		if err := r.Scan(&kind, &id, &name, &version); err != nil {
			return err
		}
		x.names[lockKey{kind, id}] = name
		return x.asDecided(kind, id, version)
	}, strings.Join(parts, " UNION ALL "), args...)
}

// asDecided makes the transaction start over when what it points an asset at is
// not any more what it decided on: a room that was lowered meanwhile, a person
// whose clearance ended.
func (x *Tx) asDecided(kind, id string, version int64) error {
	was, read := int64(0), false
	switch kind {
	case "department":
		if r, ok := x.state.departments.rows[id]; ok {
			was, read = r.base, true
		}
	case "person":
		if r, ok := x.state.persons.rows[id]; ok {
			was, read = r.base, true
		}
	case "room":
		if r, ok := x.state.rooms.rows[id]; ok {
			was, read = r.base, true
		}
	}
	if read && was != version {
		return errAgain{stale(kind)}
	}
	return nil
}

// namesHere takes the names of what this transaction has loaded, and returns the
// ids that are left.
func (x *Tx) namesHere(kind string, ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		name, here := "", false
		switch kind {
		case "asset":
			if r, ok := x.state.assets.rows[id]; ok && r.chain.seq > 0 {
				name, here = r.state.Code, true
			}
		case "department":
			if r, ok := x.state.departments.rows[id]; ok && r.chain.seq > 0 && x.sure(kind, id, r.locked, r.base) {
				name, here = r.state.Name, true
			}
		case "person":
			if r, ok := x.state.persons.rows[id]; ok && r.chain.seq > 0 && x.sure(kind, id, r.locked, r.base) {
				name, here = r.state.Name, true
			}
		case "room":
			if r, ok := x.state.rooms.rows[id]; ok && r.chain.seq > 0 && x.sure(kind, id, r.locked, r.base) {
				name, here = r.state.Name, true
			}
		}
		if here {
			x.names[lockKey{kind, id}] = name
		}
		return here
	})
}

// staleIndex lists the objects whose name changed: the copies in asset rows
// follow in the same transaction.
type staleIndex struct{ list []staleName }

type staleName struct{ column, id, name string }

func (s *staleIndex) renamed(n staleName) { s.list = append(s.list, n) }

// afterRows writes what follows from the rows: places of print jobs, copies of
// names, and the mark that tells every process to read the organ anew.
func (x *Tx) afterRows() error {
	if err := x.writeItems(); err != nil {
		return err
	}
	stale := x.state.stale.list
	x.state.stale.list = nil
	for _, n := range stale {
		if err := x.rename(n); err != nil {
			return err
		}
	}
	if x.state.organChanged && !x.state.organNoted {
		x.state.organNoted = true
		_, err := x.do("UPDATE counters SET value = value + 1 WHERE name = 'organ'")
		return err
	}
	return nil
}

// rename brings the copies of a name up to date, in the rows and in the index.
func (x *Tx) rename(n staleName) error {
	reference := n.column + "_id"
	if _, err := x.do("UPDATE asset SET "+n.column+"_name = ? WHERE "+reference+" = ?", n.name, n.id); err != nil {
		return err
	}
	kind := n.column
	if kind == "keeper" {
		kind = "person"
	}
	x.names[lockKey{kind, n.id}] = n.name
	for _, r := range x.state.assets.rows {
		r.state.renamed(n)
		if r.stored != nil {
			r.stored.renamed(n)
		}
	}
	return x.reindex(reference+" = ?", n.id)
}

func (r *assetRow) renamed(n staleName) {
	switch {
	case n.column == "keeper" && r.Custody.Person == n.id:
		r.keeper = n.name
	case n.column == "department" && r.Custody.Department == n.id:
		r.department = n.name
	case n.column == "room" && r.Custody.Room == n.id:
		r.room = n.name
	}
}
