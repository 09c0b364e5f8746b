// Package ceiling is what the product is measured against (performance.md): the
// least a hand-written service on the same Postgres could do for the same
// answers. net/http and pgx only; nobody is asked who he is, no rule is
// consulted, nothing is kept of what was done but one plain event row.
package ceiling

import (
	"context"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Conns is the size of the pool, the same as the product's.
const Conns = 8

// schema has the columns that an answer of the product shows, and the indexes
// that the queries below want, no more.
const schema = `
CREATE SEQUENCE asset_code;
CREATE TABLE department (id text PRIMARY KEY, name text NOT NULL);
CREATE TABLE room (id text PRIMARY KEY, name text NOT NULL);
CREATE TABLE asset (
    id            text PRIMARY KEY,
    code          text NOT NULL UNIQUE,
    class         text NOT NULL,
    kind          text NOT NULL,
    name          text NOT NULL,
    serial        text NOT NULL,
    brand         text NOT NULL,
    model         text NOT NULL,
    level         int  NOT NULL,
    term          int  NOT NULL,
    scope         text NOT NULL,
    life          text NOT NULL,
    department_id text REFERENCES department,
    department    text NOT NULL,
    room_id       text REFERENCES room,
    room          text NOT NULL,
    keeper        text NOT NULL,
    details       text NOT NULL,
    since         timestamptz NOT NULL,
    changed       timestamptz NOT NULL,
    version       bigint NOT NULL,
    search        text NOT NULL
);
CREATE INDEX asset_serial ON asset (serial);
CREATE INDEX asset_department ON asset (department_id, code);
CREATE INDEX asset_room ON asset (room_id);
CREATE INDEX asset_changed ON asset (changed, id);
CREATE TABLE label (
    token    text PRIMARY KEY,
    asset_id text NOT NULL REFERENCES asset,
    number   int  NOT NULL,
    state    text NOT NULL,
    printed  timestamptz NOT NULL
);
CREATE INDEX label_asset ON label (asset_id);
CREATE TABLE event (
    id       bigserial PRIMARY KEY,
    asset_id text NOT NULL REFERENCES asset,
    type     text NOT NULL,
    actor    text NOT NULL,
    at       timestamptz NOT NULL,
    data     text NOT NULL
);
CREATE INDEX event_asset ON event (asset_id, id);
`

// Open connects with the product's number of connections.
func Open(ctx context.Context, url string) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	c.MaxConns, c.MinConns = Conns, Conns
	return pgxpool.NewWithConfig(ctx, c)
}

// Create makes the tables in an empty database.
func Create(ctx context.Context, db *pgxpool.Pool) error {
	_, err := db.Exec(ctx, schema)
	return err
}

// Handler answers:
//
//	GET  /scan/{token}           the asset behind a label's token
//	GET  /assets/{id}            one asset with its labels
//	GET  /assets?department&life&after | ?sort=changed | ?like   50 of them
//	POST /assets/{id}/move       lock, change, event
//	POST /assets                 a new asset with its event
func Handler(db *pgxpool.Pool) http.Handler {
	s := &server{db}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /scan/{token}", s.scan)
	mux.HandleFunc("GET /assets/{id}", s.asset)
	mux.HandleFunc("GET /assets", s.list)
	mux.HandleFunc("POST /assets/{id}/move", s.move)
	mux.HandleFunc("POST /assets", s.create)
	return mux
}
