package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/export"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// madeExports are the exports since an event and before another, the newest first.
const madeExports = `SELECT x.event_id, x.at, x.actor, p.name, e.leaf FROM export_log x JOIN ledger_event e ON e.id = x.event_id
	LEFT JOIN person p ON p.id = x.actor WHERE x.event_id < ? AND x.event_id > ?`

// exportsOf lists the exports that may hold the asset's record: those whose
// filter did not leave it out as it was then. Which rows a file holds is not
// recorded, only what narrowed them; what the list was searched for, whom it
// waited for and what its maker could see are not looked at, so that an export
// may be listed that does not hold the record, and none is missed that does. The
// secrecy office sees all, others their own.
func (s *Store) exportsOf(ctx context.Context, actor org.Actor, id string, before int64, limit int) ([]view.Paper, error) {
	var states []stateAt
	if err := s.Read(ctx, func(x *Tx) error {
		states = nil
		var st asset.State
		return x.eachEvent(asset.KindSubject, id, func(at int64, e event.Event) {
			st = asset.Fold(st, e)
			states = append(states, stateAt{at, st})
		})
	}); err != nil || len(states) == 0 {
		return nil, err
	}
	tree, err := s.organTree(ctx)
	if err != nil {
		return nil, err
	}
	own, args := "", []any(nil)
	if !actor.System && !actor.Holds(org.SecrecyOffice) {
		own, args = " AND x.actor = ?", []any{actor.Person}
	}
	var out []view.Paper
	for {
		page, err := s.exportPage(ctx, before, states[0].event, own, args)
		if err != nil {
			return nil, err
		}
		for _, m := range page {
			if before = m.Event; couldHold(m.made, stateBefore(states, m.Event), tree.covers) {
				m.Paper.Export, m.Paper.Format, m.Paper.Purpose = m.made.Number, string(m.made.Format), m.made.Purpose
				if out = append(out, m.Paper); len(out) == limit {
					return out, nil
				}
			}
		}
		if len(page) < maxRows {
			return out, nil
		}
	}
}

type stateAt struct {
	event int64
	state asset.State
}

// stateBefore is what the asset was when the event came.
func stateBefore(list []stateAt, event int64) asset.State {
	i, _ := slices.BinarySearchFunc(list, event, func(s stateAt, e int64) int { return int(s.event - e) })
	if i == 0 {
		return asset.State{}
	}
	return list[i-1].state
}

type madeExport struct {
	view.Paper
	made export.Made
}

func (s *Store) exportPage(ctx context.Context, before, after int64, own string, args []any) ([]madeExport, error) {
	var out []madeExport
	err := s.reads().rows(ctx, func(r *sql.Rows) error {
		var m madeExport
		var made stamp
		var name text
		var leaf []byte
		if err := r.Scan(&m.Event, &made, &m.By.ID, &name, &leaf); err != nil {
			return err
		}
		m.At, m.By.Name = made.time(), string(name)
		var l struct {
			D json.RawMessage `json:"d"`
		}
		err := json.Unmarshal(bytes.Clone(leaf), &l)
		if err == nil {
			err = json.Unmarshal(l.D, &m.made)
		}
		if err != nil {
			return errs.Wrap(err, "store.leaf")
		}
		out = append(out, m)
		return nil
	}, madeExports+own+" ORDER BY x.event_id DESC LIMIT ?", slices.Concat([]any{before, after}, args, []any{maxRows})...)
	return out, err
}

// couldHold reports whether the export's recorded filter let the asset through.
// What it does not know it lets pass.
func couldHold(m export.Made, st asset.State, covers map[string][]string) bool {
	if st.ID == "" || m.Rows == 0 || st.Marking.Level > m.Level {
		return false
	}
	for name, value := range m.Filter {
		is, known := "", true
		switch name {
		case "class":
			is = string(st.Class)
		case "kind":
			is = string(st.Kind)
		case "book":
			is = string(st.Book)
		case "room":
			is = st.Custody.Room
		case "keeper":
			is = st.Custody.Person
		case "host":
			is = st.Host
		case "undecided":
			is = strconv.FormatBool(!st.Marking.Decided)
		case "level":
			if is = st.Marking.Level.String(); !st.Marking.Decided {
				return false
			}
		case "life":
			if !slices.Contains(strings.Split(value, ","), string(st.Life)) {
				return false
			}
			continue
		case "department":
			if value != st.Custody.Department && !slices.Contains(covers[value], st.Custody.Department) {
				return false
			}
			continue
		default:
			known = false
		}
		if known && is != value {
			return false
		}
	}
	return true
}
