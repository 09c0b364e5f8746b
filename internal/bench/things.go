package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// things is what requests speak of, as one side has it on record.
type things struct {
	ids        []string
	tokens     []string
	drafts     []string // free to be moved
	rooms      []string
	near       map[string][]string // of a draft: the rooms of its department, where it may stand; nil: any
	department string              // id of the one whose list is asked for
	hits       []string
	common     string // a fragment that a large part of the assets has
	letters    []string
}

// open reads straight from a side's database, beside its server.
func (w where) open() (*sql.DB, error) {
	if w.URL != "" {
		return sql.Open("pgx", w.URL)
	}
	return sql.Open("sqlite", "file:"+w.Path+"?_pragma=busy_timeout(10000)")
}

// at most so many of each are asked for in turn; enough that no cache of the
// database holds just these.
const manyThings = 50_000

// thingsOf lists what a side has.
func thingsOf(ctx context.Context, w where, ours bool, departments string) (*things, error) {
	db, err := w.open()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	free := "life = 'draft'"
	token := "SELECT token FROM label WHERE state <> 'void' AND state <> 'replaced'"
	if ours {
		free += " AND wait_verb = '' AND host_id IS NULL AND NOT held"
	}
	t := &things{}
	for _, q := range []struct {
		into  *[]string
		query string
	}{
		{&t.ids, "SELECT id FROM asset"}, {&t.tokens, token}, {&t.drafts, "SELECT id FROM asset WHERE " + free},
		{&t.rooms, "SELECT id FROM room WHERE name LIKE '%库房'"},
	} {
		if *q.into, err = column(ctx, db, q.query+fmt.Sprintf(" ORDER BY 1 LIMIT %d", manyThings)); err != nil {
			return nil, err
		}
		if len(*q.into) == 0 {
			return nil, fmt.Errorf("nothing found by %s", q.query)
		}
	}
	one, err := column(ctx, db, "SELECT id FROM department WHERE name = '"+departments+"'")
	if err != nil || len(one) != 1 {
		return nil, fmt.Errorf("department %s: %d found: %w", departments, len(one), err)
	}
	t.department = one[0]
	if ours {
		err = t.neighbours(ctx, db)
	}
	return t, err
}

// neighbours finds the rooms each draft may be moved to, and puts a room of the
// department that is registered for before all others.
func (t *things) neighbours(ctx context.Context, db *sql.DB) error {
	pairs, err := column(ctx, db, "SELECT department_id || ' ' || id FROM room ORDER BY 1")
	if err != nil {
		return err
	}
	of := map[string][]string{}
	for _, p := range pairs {
		department, room, _ := strings.Cut(p, " ")
		of[department] = append(of[department], room)
	}
	if len(of[t.department]) == 0 {
		return fmt.Errorf("department %s has no room", t.department)
	}
	t.rooms = of[t.department]
	if pairs, err = column(ctx, db, "SELECT id || ' ' || department_id FROM asset WHERE life = 'draft' AND department_id IS NOT NULL"); err != nil {
		return err
	}
	t.near = map[string][]string{}
	for _, p := range pairs {
		id, department, _ := strings.Cut(p, " ")
		t.near[id] = of[department]
	}
	t.drafts = slices.DeleteFunc(t.drafts, func(id string) bool { return len(t.near[id]) == 0 })
	if len(t.drafts) == 0 {
		return errors.New("no draft has a room to be moved to")
	}
	return nil
}

func column(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// fragments are what is searched for: given names of two characters and three
// letters out of serials, of rows all over the ledger.
func (t *things) fragments(rows int, departments []string) {
	for i := range 200 {
		r := rowOf(1+i*max(1, rows/200)%max(1, rows), departments)
		keeper := []rune(r.keeper)
		t.hits = append(t.hits, string(keeper[1:]))
		t.letters = append(t.letters, strings.ToLower(r.serial[4:7]))
	}
	t.common = "样例" // of the brand
}

// tidy gathers statistics and settles what the import left to the background,
// on either side, so that no round pays for it.
func tidy(ctx context.Context, places ...where) error {
	for _, w := range places {
		db, err := w.open()
		if err != nil {
			return err
		}
		list := []string{"ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"}
		if w.URL != "" {
			list = []string{"VACUUM ANALYZE", "CHECKPOINT"}
		}
		for _, q := range list {
			if _, err := db.ExecContext(ctx, q); err != nil {
				_ = db.Close()
				return fmt.Errorf("%s: %w", q, err)
			}
		}
		if err := db.Close(); err != nil {
			return err
		}
	}
	return nil
}
