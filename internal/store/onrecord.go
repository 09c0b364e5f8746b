package store

import (
	"database/sql"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
)

// OnRecord is an asset as a row of a ledger is held beside it.
type OnRecord struct {
	State                          asset.State
	Keeper, Department, Room, Host string   // names; Host is the host's code
	Parts                          []string // serials of the parts inside, "" for one without
}

// onRecordBatch is how many assets one statement reads: their documents are long.
const onRecordBatch = 500

// OnRecord reads, without locks, those of the assets that the actor may see;
// what is outside his scope is not in the answer. Like Known it has to come
// before the transaction records anything itself.
func (x *Tx) OnRecord(actor org.Actor, ids []string) (map[string]OnRecord, error) {
	out := make(map[string]OnRecord, len(ids))
	for part := range slices.Chunk(ids, onRecordBatch) {
		if err := x.onRecord(actor, part, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (x *Tx) onRecord(actor org.Actor, ids []string, out map[string]OnRecord) error {
	var w where
	w.and("a.id IN ?", ids)
	w.scope(actor)
	var hosts []string
	if err := x.each(func(rs *sql.Rows) error {
		var r row[assetRow]
		var num int64
		err := x.state.assets.scanRow(rs, &r, &num)
		s := &r.state
		out[s.ID] = OnRecord{State: s.State, Keeper: s.keeper, Department: s.department, Room: s.room, Host: s.host}
		if len(s.Parts) > 0 {
			hosts = append(hosts, s.ID)
		}
		return err
	}, recordSelect+w.sql(), w.args...); err != nil || len(hosts) == 0 {
		return err
	}
	var inside where
	inside.and("a.host_id IN ?", hosts)
	inside.cleared(actor)
	return x.each(func(rs *sql.Rows) error {
		var host, serial string
		err := rs.Scan(&host, &serial)
		r := out[host]
		r.Parts = append(r.Parts, serial)
		out[host] = r
		return err
	}, "SELECT a.host_id, a.serial FROM asset a"+inside.sql()+" ORDER BY a.code_key", inside.args...)
}

// PersonsNamed counts, for each of the names, the persons in service who bear it.
func (x *Tx) PersonsNamed(names []string) (map[string]int, error) {
	out := make(map[string]int, len(names))
	for part := range slices.Chunk(names, manyKeys) {
		condition, args := among("name", part)
		if err := x.each(func(rs *sql.Rows) error {
			var name string
			var n int
			err := rs.Scan(&name, &n)
			out[name] = n
			return err
		}, "SELECT name, count(*) FROM person WHERE status <> 'closed' AND "+condition+" GROUP BY name", args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}
