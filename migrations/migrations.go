// Package migrations carries the schema: numbered literal SQL, the same numbers
// for both databases, frozen once landed.
package migrations

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// Postgres returns the migrations for Postgres.
func Postgres() fs.FS { return sub("postgres") }

// SQLite returns the migrations for SQLite.
func SQLite() fs.FS { return sub("sqlite") }

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only for a name that is no valid path
	}
	return f
}

// Digest returns the SHA-256 of one file in hexadecimal, as the history keeps it.
func Digest(dir fs.FS, name string) (string, error) {
	b, err := fs.ReadFile(dir, name)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Version changes with any text of the migrations in dir.
func Version(dir fs.FS) (string, error) {
	names, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, n := range names {
		d, err := Digest(dir, n)
		if err != nil {
			return "", err
		}
		h.Write([]byte(n + " " + d + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
