package ceiling

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Asset is one row as it is answered.
type Asset struct {
	ID           string    `json:"id"`
	Code         string    `json:"code"`
	Class        string    `json:"class"`
	Kind         string    `json:"kind"`
	Name         string    `json:"name"`
	Serial       string    `json:"serial"`
	Brand        string    `json:"brand"`
	Model        string    `json:"model"`
	Level        int       `json:"level"`
	Term         int       `json:"term"`
	Scope        string    `json:"scope"`
	Life         string    `json:"life"`
	DepartmentID *string   `json:"department_id"`
	Department   string    `json:"department"`
	RoomID       *string   `json:"room_id"`
	Room         string    `json:"room"`
	Keeper       string    `json:"keeper"`
	Details      string    `json:"details"`
	Since        time.Time `json:"since"`
	Changed      time.Time `json:"changed"`
	Version      int64     `json:"version"`
	Labels       []Label   `json:"labels,omitempty"`
}

// Label is one label of an asset.
type Label struct {
	Token   string    `json:"token"`
	Number  int       `json:"number"`
	State   string    `json:"state"`
	Printed time.Time `json:"printed"`
}

// Page is an answer of 50.
type Page struct {
	Rows []Asset `json:"rows"`
	Next string  `json:"next"` // for ?after=
}

const columns = `a.id, a.code, a.class, a.kind, a.name, a.serial, a.brand, a.model, a.level, a.term, a.scope, a.life, a.department_id, a.department,
a.room_id, a.room, a.keeper, a.details, a.since, a.changed, a.version`

func (a *Asset) dest() []any {
	return []any{
		&a.ID, &a.Code, &a.Class, &a.Kind, &a.Name, &a.Serial, &a.Brand, &a.Model, &a.Level, &a.Term, &a.Scope, &a.Life,
		&a.DepartmentID, &a.Department, &a.RoomID, &a.Room, &a.Keeper, &a.Details, &a.Since, &a.Changed, &a.Version,
	}
}

type server struct{ db *pgxpool.Pool }

func answer(w http.ResponseWriter, status int, v any, err error) {
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		http.Error(w, "not found", http.StatusNotFound)
		return
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // a client that went away
}

func (s *server) scan(w http.ResponseWriter, r *http.Request) {
	var a Asset
	var l Label
	err := s.db.QueryRow(r.Context(), "SELECT "+columns+", l.token, l.number, l.state, l.printed FROM label l JOIN asset a ON a.id = l.asset_id WHERE l.token = $1",
		r.PathValue("token")).Scan(append(a.dest(), &l.Token, &l.Number, &l.State, &l.Printed)...)
	a.Labels = []Label{l}
	answer(w, http.StatusOK, &a, err)
}

func (s *server) asset(w http.ResponseWriter, r *http.Request) {
	var a Asset
	id := r.PathValue("id")
	if err := s.db.QueryRow(r.Context(), "SELECT "+columns+" FROM asset a WHERE a.id = $1", id).Scan(a.dest()...); err != nil {
		answer(w, 0, nil, err)
		return
	}
	rows, err := s.db.Query(r.Context(), "SELECT token, number, state, printed FROM label WHERE asset_id = $1 ORDER BY number", id)
	if err == nil {
		a.Labels, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Label])
	}
	answer(w, http.StatusOK, &a, err)
}

// The lists. Each is the query one would write for just this page.
const (
	byCode = "SELECT " + columns + " FROM asset a WHERE a.department_id = $1 AND a.life = $2 AND a.code > $3 ORDER BY a.code LIMIT 50"
	newest = "SELECT " + columns + " FROM asset a ORDER BY a.changed DESC, a.id DESC LIMIT 50"
	like   = "SELECT " + columns + " FROM asset a WHERE a.search LIKE $1 ORDER BY a.code LIMIT 50"
)

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	query, args := byCode, []any{q.Get("department"), q.Get("life"), q.Get("after")}
	switch {
	case q.Get("like") != "":
		query, args = like, []any{"%" + q.Get("like") + "%"}
	case q.Get("sort") == "changed":
		query, args = newest, nil
	}
	rows, err := s.db.Query(r.Context(), query, args...)
	if err != nil {
		answer(w, 0, nil, err)
		return
	}
	page := Page{Rows: make([]Asset, 0, 50)}
	for rows.Next() {
		var a Asset
		if err := rows.Scan(a.dest()...); err != nil {
			rows.Close()
			answer(w, 0, nil, err)
			return
		}
		page.Rows = append(page.Rows, a)
	}
	if n := len(page.Rows); n == 50 {
		page.Next = page.Rows[n-1].Code
	}
	answer(w, http.StatusOK, &page, rows.Err())
}
