package store

import (
	"context"
	"database/sql"
	"slices"
)

// countOnce counts what was on record before there were tables of counts.
func (x *Tx) countOnce() error {
	var done int64
	if _, err := x.first([]any{&done}, "SELECT value FROM counters WHERE name = 'tally'"+x.dialect.forUpdate()); err != nil || done > 0 {
		return err
	}
	return x.recount()
}

// Recount counts all assets anew, whatever the tables of counts say: they are
// wrong for good where something wrote assets without them, such as an older
// release that ran on after the upgrade. Nothing is written meanwhile.
func (s *Store) Recount(ctx context.Context) error {
	return s.WriteAlone(ctx, func(x *Tx) error {
		if _, err := x.do("UPDATE counters SET value = 0 WHERE name = 'tally'"); err != nil {
			return err
		}
		return x.recount()
	})
}

// recount makes the counts, and the years by which rows are found, what the rows
// say. On Postgres nobody changes an asset or a count meanwhile; on SQLite nobody
// could.
func (x *Tx) recount() error {
	if lock := x.dialect.keepCounts(); lock != "" {
		if _, err := x.do(lock); err != nil {
			return err
		}
	}
	var t tallied
	years := map[int64][]string{} // ids of the rows whose year is not what it says
	if err := x.each(func(r *sql.Rows) error {
		var has int64
		c, err := scanCounted(r, &has)
		t.count(c, 1)
		if has != c.bought {
			years[c.bought] = append(years[c.bought], c.id)
		}
		return err
	}, "SELECT "+countedColumns+", a.bought FROM asset a"); err != nil {
		return err
	}
	for year, ids := range years {
		for part := range slices.Chunk(ids, 500) {
			if _, err := x.do("UPDATE asset SET bought = ? WHERE id IN ?", year, part); err != nil {
				return err
			}
		}
	}
	for _, table := range []string{assetTally.table, assetFlow.table} {
		if _, err := x.do("DELETE FROM " + table); err != nil {
			return err
		}
	}
	if err := t.write(x); err != nil {
		return err
	}
	_, err := x.do("UPDATE counters SET value = 1 WHERE name = 'tally'")
	return err
}

// looseLines is how many lines more than sorts there may be before they are
// added up: few enough to read in a millisecond or two.
const looseLines = 2000

// AddUp makes one line of the many that a sort of assets has got in the tables
// of counts, where there are many. What is added meanwhile stays as it is: only
// lines that were there are taken away, and what they add up to is put in their
// place. It answers with the count of lines that are gone.
func (s *Store) AddUp(ctx context.Context) (int, error) { return s.addUp(ctx, looseLines) }

func (s *Store) addUp(ctx context.Context, most int) (int, error) {
	a, err := addUp(ctx, s, &assetTally, most)
	if err != nil {
		return 0, err
	}
	b, err := addUp(ctx, s, &assetFlow, most)
	return a + b, err
}

func addUp[C comparable](ctx context.Context, s *Store, t *tallyOf[C], most int) (gone int, err error) {
	var loose int
	if _, err := s.reads().one(ctx, []any{&loose}, "SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT "+t.columns+" FROM "+t.table+
		") AS sorts) FROM "+t.table); err != nil || loose <= most {
		return 0, err
	}
	err = s.Write(ctx, func(x *Tx) error {
		counts, lines, err := t.lines(x, "DELETE FROM "+t.table+" RETURNING "+t.columns+", n")
		if err != nil {
			return err
		}
		gone = lines
		for _, n := range counts {
			if n != 0 {
				gone--
			}
		}
		return t.add(x, counts)
	})
	return gone, err
}
