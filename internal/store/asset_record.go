package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

var recordSelect = "SELECT a.num, a.id, a." + strings.Join(assetKind.columns, ", a.") + ", a.version, a.head_hash, a.last_event_id FROM asset a"

// Asset gives all there is to see of one asset, by its id or its code. One that
// does not exist and one outside the actor's scope give the same answer.
func (s *Store) Asset(ctx context.Context, actor org.Actor, idOrCode string) (view.Record, error) {
	if idShaped(idOrCode) { // nearly always: one look by the primary key
		r, err := s.asset(ctx, actor, "a.id = ?", idOrCode)
		if !errs.IsKind(err, errs.NotFound) {
			return r, err
		}
	}
	return s.asset(ctx, actor, "a.code_key = ?", asset.CodeKey(idOrCode))
}

// Scanned is Asset by the token of one of its labels, and that label: a scan is
// one round trip.
func (s *Store) Scanned(ctx context.Context, actor org.Actor, token string) (view.Record, asset.Label, error) {
	r, err := s.asset(ctx, actor, scannedAsset, token)
	if err != nil {
		return r, asset.Label{}, err
	}
	i := slices.IndexFunc(r.Labels, func(l asset.Label) bool { return l.Token == token })
	if i < 0 { // labels are never taken off a record
		return view.Record{}, asset.Label{}, errs.Wrap(errors.New("store: a label without its token"), "store.label")
	}
	return r, r.Labels[i], nil
}

const scannedAsset = "a.id = (SELECT asset_id FROM label WHERE token = ?)"

func (s *Store) asset(ctx context.Context, actor org.Actor, which, key string) (view.Record, error) {
	var w where
	w.and(which, key)
	w.within(actor)
	var found recordRow
	if err := s.reads().scan(ctx, found.scan, oneRecord+w.sql(), w.args...); err != nil {
		return view.Record{}, err
	}
	if found.rows == 0 {
		return view.Record{}, asset.NotFound()
	}
	state := &found.state
	r := view.Record{Asset: s.listed(state, found.num), State: state.State, Labels: found.labels}
	slices.SortFunc(r.Labels, func(a, b asset.Label) int { return a.Number - b.Number })
	var err error
	if r.Parts, err = s.others(ctx, actor, r.State.Parts); err != nil {
		return view.Record{}, err
	}
	if r.Pairs, err = s.others(ctx, actor, r.State.Pairs); err != nil {
		return view.Record{}, err
	}
	r.Names = map[string]string{}
	if err = s.nameRequests(ctx, actor, []*assetRow{state}, r.Names); err != nil {
		return view.Record{}, err
	}
	r.Asked = s.askedOf(r.State, r.Names)
	return r, nil
}

// listed is the row as a list shows it.
func (s *Store) listed(r *assetRow, num int64) view.Asset {
	w := waitingOf(r.State)
	return view.Asset{
		ID: r.ID, Num: num, Code: r.Code, Class: r.Class, Kind: r.Kind, Book: r.Book, Name: r.Title(), Serial: r.Serial,
		Level: r.Marking.Level, Term: r.Marking.Term, Decided: r.Marking.Decided, Life: r.Life,
		Department: view.Ref{ID: r.Custody.Department, Name: r.department}, Room: view.Ref{ID: r.Custody.Room, Name: r.room},
		Keeper: view.Ref{ID: r.Custody.Person, Name: r.keeper}, Holds: r.HoldsAt(s.now()),
		Waiting: view.Waiting{Verb: asset.Verb(w.verb), Seat: org.Seat(w.seat), Department: w.department, Person: w.person},
		Host:    view.Ref{ID: r.Host, Name: r.host}, LabelDue: labelDue(r.State), Changed: r.Changed, Version: r.Version,
	}
}

// others reads parts and pairs: who sees the asset sees what belongs to it, in
// whatever department, but nothing above his clearance.
func (s *Store) others(ctx context.Context, actor org.Actor, ids []string) ([]view.Asset, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := &assetQuery{}
	q.and("a.id IN ?", ids)
	q.cleared(actor)
	return s.list(ctx, s.reads(), q, " ORDER BY a.code_key", len(ids))
}

// lookNames adds to names those of the ids that are not there yet. table is one
// of person, department, room.
func (s *Store) lookNames(ctx context.Context, table string, ids []string, names map[string]string) error {
	var want []string
	for _, id := range ids {
		if _, ok := names[id]; !ok && id != "" && !slices.Contains(want, id) {
			want = append(want, id)
		}
	}
	if len(want) == 0 {
		return nil
	}
	return s.reads().rows(ctx, func(r *sql.Rows) error {
		var id, name string
		err := r.Scan(&id, &name)
		names[id] = name
		return err
	}, "SELECT id, name FROM "+table+" WHERE id IN ?", want)
}

// Known is what of a file is on record already.
type Known struct {
	Sources map[string]string    // source of the row → id of the asset made from it
	Codes   map[string]KnownCode // code key → the asset
	Serials map[string]string    // serial key → id of the asset alive under it
}

// KnownCode is an asset found by its code.
type KnownCode struct {
	ID     string
	Serial string // serial key
}

// Known finds which rows, codes (asset.CodeKey) and serials (asset.SerialKey)
// are on record. It applies no scope: it is for an import, which must not
// register again what another department has.
func (s *Store) Known(ctx context.Context, sources, codes, serials []string) (Known, error) {
	return knownIn(ctx, s.reads(), sources, codes, serials)
}

// Known is Store.Known as the transaction sees it. It has to come before the
// transaction records anything itself.
func (x *Tx) Known(sources, codes, serials []string) (Known, error) {
	k, err := knownIn(x.ctx, x.conn, sources, codes, serials)
	return k, x.failed(err)
}

func knownIn(ctx context.Context, c conn, sources, codes, serials []string) (Known, error) {
	k := Known{Sources: map[string]string{}, Codes: map[string]KnownCode{}, Serials: map[string]string{}}
	for part := range slices.Chunk(sources, manyKeys) {
		condition, args := among("source", part)
		if err := c.rows(ctx, func(r *sql.Rows) error {
			var source, id string
			err := r.Scan(&source, &id)
			k.Sources[source] = id
			return err
		}, "SELECT source, id FROM asset WHERE source <> '' AND "+condition, args...); err != nil {
			return k, err
		}
	}
	for part := range slices.Chunk(codes, manyKeys) {
		condition, args := among("code_key", part)
		if err := c.rows(ctx, func(r *sql.Rows) error {
			var key string
			var found KnownCode
			err := r.Scan(&key, &found.ID, &found.Serial)
			k.Codes[key] = found
			return err
		}, "SELECT code_key, id, serial_key FROM asset WHERE "+condition, args...); err != nil {
			return k, err
		}
	}
	for part := range slices.Chunk(serials, manyKeys) {
		condition, args := among("serial_key", part)
		if err := c.rows(ctx, func(r *sql.Rows) error {
			var key, id string
			err := r.Scan(&key, &id)
			k.Serials[key] = id
			return err
		}, "SELECT serial_key, id FROM asset WHERE alive AND serial_key <> '' AND "+condition, args...); err != nil {
			return k, err
		}
	}
	return k, nil
}
