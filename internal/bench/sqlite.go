package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"sealbook/internal/bench/load"
)

// On SQLite there is no other process to stand beside; what ours is held
// against runs here, on the same file or one beside it.

// likeOnSQLite searches our own file by LIKE, as a tracker without an index of
// fragments does, and gives the median time of one search.
func likeOnSQLite(ctx context.Context, w where, list []string, d time.Duration) (time.Duration, error) {
	db, err := w.open()
	if err != nil {
		return 0, err
	}
	defer db.Close()
	var took []float64
	for end := time.Now().Add(d); time.Now().Before(end) || len(took) < 5; {
		began := time.Now()
		rows, err := db.QueryContext(ctx, `SELECT a.id, a.code, a.name, a.serial, a.life, a.department_name, a.room_name, a.keeper_name
			FROM asset_search s JOIN asset a ON a.id = s.asset_id WHERE s.text LIKE ? ORDER BY a.code_key LIMIT 50`,
			"%"+list[rand.IntN(len(list))]+"%") //nolint:gosec // no secret
		if err != nil {
			return 0, err
		}
		for rows.Next() {
			var c [8]sql.NullString
			if err := rows.Scan(&c[0], &c[1], &c[2], &c[3], &c[4], &c[5], &c[6], &c[7]); err != nil {
				_ = rows.Close()
				return 0, err
			}
		}
		if err := rows.Err(); err != nil {
			return 0, err
		}
		took = append(took, float64(time.Since(began)))
	}
	return time.Duration(load.MedianOf(took)), nil
}

// plainSQLite is what A14 holds our moves against: a plain table, three
// statements, a transaction of its own for each, as durable as ours.
func plainSQLite(ctx context.Context, dir string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "plain.db")+
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	for _, q := range []string{
		"CREATE TABLE IF NOT EXISTS asset (id INTEGER PRIMARY KEY, room TEXT, changed TEXT, version INTEGER)",
		"CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, asset INTEGER, at TEXT, data TEXT)",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 1000) INSERT OR IGNORE INTO asset SELECT i, '', '', 0 FROM n",
	} {
		if _, err := db.ExecContext(ctx, q); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

// oneByOne lets eight clients write so for d.
func oneByOne(ctx context.Context, db *sql.DB, d time.Duration) (load.Sample, error) {
	done := make([]int, clients)
	faults := make([]error, clients)
	began, before := time.Now(), used()
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for time.Since(began) < d && faults[i] == nil {
				if faults[i] = oneWrite(ctx, db); faults[i] == nil {
					done[i]++
				}
			}
		})
	}
	all.Wait()
	n := 0
	for i := range clients {
		if faults[i] != nil {
			return load.Sample{}, faults[i]
		}
		n += done[i]
	}
	return load.Sample{Requests: n, Took: time.Since(began), CPU: used() - before}, nil
}

func oneWrite(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()                              // after the commit it does nothing
	id, now := 1+rand.IntN(1000), time.Now().Format(time.RFC3339Nano) //nolint:gosec // no secret
	var version int
	if err := tx.QueryRowContext(ctx, "SELECT version FROM asset WHERE id = ?", id).Scan(&version); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE asset SET room = ?, changed = ?, version = ? WHERE id = ?", fmt.Sprint(version%9), now, version+1, id); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO event (asset, at, data) VALUES (?, ?, ?)", id, now, `{"life":"draft","room":"r"}`); err != nil {
		return err
	}
	return tx.Commit()
}
