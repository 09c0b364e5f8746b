package store

import (
	"database/sql"
	"net/url"
	"runtime"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// sqliteReaders is the size of the reader pool; more than a few thrash the page
// cache without reading faster.
const sqliteReaders = 4

// rehearsals is how many previews of one process read at once; more wait.
const rehearsals = 2

// openSQLite opens the file twice: one connection that writes, a few that read.
// Other processes may have the file open too: every write transaction starts
// with BEGIN IMMEDIATE and waits for the file lock, so none of them can find
// halfway that what it read has changed.
func openSQLite(path string) (writer, reader *gorm.DB, err error) {
	pragmas := url.Values{
		"_pragma": {
			"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
			"recursive_triggers(1)", "temp_store(MEMORY)",
		},
		"_txlock": {"immediate"},
	}
	w, err := sqlitePool(path, pragmas, 1)
	if err != nil {
		return nil, nil, err
	}
	pragmas.Del("_txlock")
	pragmas.Add("_pragma", "query_only(1)")
	r, err := sqlitePool(path, pragmas, max(2, min(sqliteReaders, runtime.NumCPU())))
	if err != nil {
		_ = w.Close()
		return nil, nil, err
	}
	if writer, err = gorm.Open(sqlite.New(sqlite.Config{Conn: w}), gormConfig()); err != nil {
		_ = w.Close()
		_ = r.Close()
		return nil, nil, err
	}
	if reader, err = gorm.Open(sqlite.New(sqlite.Config{Conn: r}), gormConfig()); err != nil {
		_ = w.Close()
		_ = r.Close()
		return nil, nil, err
	}
	return writer, reader, nil
}

// openRehearser opens the file for rehearsals: connections of their own, made
// when one is first asked for.
func openRehearser(path string) (*gorm.DB, error) {
	db, err := sqlitePool(path, url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "temp_store(MEMORY)", "query_only(1)",
	}}, rehearsals)
	if err != nil {
		return nil, err
	}
	return gorm.Open(sqlite.New(sqlite.Config{Conn: db}), gormConfig())
}

func sqlitePool(path string, query url.Values, size int) (*sql.DB, error) {
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
	db, err := sql.Open(cachedSQLite, dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(10 * time.Minute)
	if size == 1 {
		db.SetConnMaxIdleTime(0)
	}
	return db, nil
}
