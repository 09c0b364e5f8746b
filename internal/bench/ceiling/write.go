package ceiling

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// move is the custody write: lock the row, change it, say so.
func (s *server) move(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Room string `json:"room"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	id, now := r.PathValue("id"), time.Now()
	var version int64
	err := pgx.BeginFunc(r.Context(), s.db, func(tx pgx.Tx) error {
		var life string
		if err := tx.QueryRow(r.Context(), "SELECT life, version FROM asset WHERE id = $1 FOR UPDATE", id).Scan(&life, &version); err != nil {
			return err
		}
		version++
		if _, err := tx.Exec(r.Context(), "UPDATE asset SET room_id = $2, room = (SELECT name FROM room WHERE id = $2), changed = $3, version = $4 WHERE id = $1",
			id, in.Room, now, version); err != nil {
			return err
		}
		_, err := tx.Exec(r.Context(), "INSERT INTO event (asset_id, type, actor, at, data) VALUES ($1, 'moved', 'somebody', $2, $3)",
			id, now, `{"life":"`+life+`","room":"`+in.Room+`"}`)
		return err
	})
	answer(w, http.StatusOK, map[string]any{"id": id, "version": version}, err)
}

// create enters one asset with its event.
func (s *server) create(w http.ResponseWriter, r *http.Request) {
	var in Asset
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	in.ID, in.Since, in.Changed, in.Version, in.Life = NewID(), time.Now(), time.Now(), 1, "draft"
	err := pgx.BeginFunc(r.Context(), s.db, func(tx pgx.Tx) error {
		if err := tx.QueryRow(r.Context(), `INSERT INTO asset (id, code, class, kind, name, serial, brand, model, level, term, scope, life, department_id,
department, room_id, room, keeper, details, since, changed, version, search) VALUES ($1, 'SB-' || nextval('asset_code'), $2, $3, $4, $5, $6, $7, 0, 0, '', $8, $9,
(SELECT name FROM department WHERE id = $9), $10, (SELECT name FROM room WHERE id = $10), '', '', $11, $12, 1, $13) RETURNING code`,
			in.ID, in.Class, in.Kind, in.Name, in.Serial, in.Brand, in.Model, in.Life, in.DepartmentID, in.RoomID, in.Since, in.Changed,
			strings.ToLower(in.Serial+"\n"+in.Brand+"\n"+in.Model)).Scan(&in.Code); err != nil {
			return err
		}
		_, err := tx.Exec(r.Context(), "INSERT INTO event (asset_id, type, actor, at, data) VALUES ($1, 'registered', 'somebody', $2, '{}')", in.ID, in.Since)
		return err
	})
	answer(w, http.StatusCreated, &in, err)
}

// NewID is 26 characters of chance; enough for a ceiling.
func NewID() string { return rand.Text() }

// importBatch is the number of rows an INSERT carries.
const importBatch = 500

const importColumns = `id, code, class, kind, name, serial, brand, model, level, term, scope, life, department_id, department, room_id, room, keeper, details,
since, changed, version, search`

// Import enters the rows by INSERTs of 500, all in one transaction.
func Import(ctx context.Context, db *pgxpool.Pool, list []Asset) error {
	const width = 22
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		for len(list) > 0 {
			n := min(importBatch, len(list))
			args := make([]any, 0, width*n)
			for _, a := range list[:n] {
				args = append(args, a.ID, a.Code, a.Class, a.Kind, a.Name, a.Serial, a.Brand, a.Model, a.Level, a.Term, a.Scope, a.Life,
					a.DepartmentID, a.Department, a.RoomID, a.Room, a.Keeper, a.Details, a.Since, a.Changed, a.Version,
					strings.ToLower(strings.Join([]string{a.Code, a.Serial, a.Brand, a.Model, a.Keeper, a.Room, a.Department}, "\n")))
			}
			if _, err := tx.Exec(ctx, "INSERT INTO asset ("+importColumns+") VALUES "+tuples(n, width), args...); err != nil {
				return err
			}
			list = list[n:]
		}
		return nil
	})
}

// Registered gives every asset that has none its first event.
func Registered(ctx context.Context, db *pgxpool.Pool) error {
	_, err := db.Exec(ctx, `INSERT INTO event (asset_id, type, actor, at, data) SELECT id, 'registered', 'somebody', since, '{}' FROM asset a
WHERE NOT EXISTS (SELECT FROM event e WHERE e.asset_id = a.id)`)
	return err
}

// Labels enters one label for each asset and returns the tokens.
func Labels(ctx context.Context, db *pgxpool.Pool, assets []string) ([]string, error) {
	tokens := make([]string, len(assets))
	now := time.Now()
	_, err := db.CopyFrom(ctx, pgx.Identifier{"label"}, []string{"token", "asset_id", "number", "state", "printed"},
		pgx.CopyFromSlice(len(assets), func(i int) ([]any, error) {
			tokens[i] = rand.Text()[:16]
			return []any{tokens[i], assets[i], 1, "printed", now}, nil
		}))
	return tokens, err
}

// Place is a department or a room.
type Place struct{ ID, Name string }

// Places enters the departments and rooms the rows refer to.
func Places(ctx context.Context, db *pgxpool.Pool, departments, rooms []Place) error {
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		for _, d := range departments {
			if _, err := tx.Exec(ctx, "INSERT INTO department VALUES ($1, $2)", d.ID, d.Name); err != nil {
				return err
			}
		}
		for _, r := range rooms {
			if _, err := tx.Exec(ctx, "INSERT INTO room VALUES ($1, $2)", r.ID, r.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// tuples writes n tuples of numbered parameters.
func tuples(n, width int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for j := range width {
			if j > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d", i*width+j+1)
		}
		b.WriteByte(')')
	}
	return b.String()
}
