package store

import (
	"context"
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

// OnRecord reads those of the assets that the actor may see; what is outside his
// scope is not in the answer.
func (s *Store) OnRecord(ctx context.Context, actor org.Actor, ids []string) (map[string]OnRecord, error) {
	return onRecordIn(ctx, s.reads(), actor, ids)
}

// OnRecord is Store.OnRecord as the transaction sees it, without locks. Like
// Known it has to come before the transaction records anything itself.
func (x *Tx) OnRecord(actor org.Actor, ids []string) (map[string]OnRecord, error) {
	m, err := onRecordIn(x.ctx, x.conn, actor, ids)
	return m, x.failed(err)
}

func onRecordIn(ctx context.Context, c conn, actor org.Actor, ids []string) (map[string]OnRecord, error) {
	out := make(map[string]OnRecord, len(ids))
	t := table[assetRow]{kindOf: &assetKind}
	for part := range slices.Chunk(ids, onRecordBatch) {
		var w where
		w.and("a.id IN ?", part)
		w.scope(actor)
		hosts := []string{}
		if err := c.rows(ctx, func(rs *sql.Rows) error {
			var r row[assetRow]
			var num int64
			err := t.scanRow(rs, &r, &num)
			s := &r.state
			out[s.ID] = OnRecord{State: s.State, Keeper: s.keeper, Department: s.department, Room: s.room, Host: s.host}
			if len(s.Parts) > 0 {
				hosts = append(hosts, s.ID)
			}
			return err
		}, recordSelect+w.sql(), w.args...); err != nil {
			return nil, err
		}
		if len(hosts) == 0 {
			continue
		}
		var inside where
		inside.and("a.host_id IN ?", hosts)
		inside.cleared(actor)
		if err := c.rows(ctx, func(rs *sql.Rows) error {
			var host, serial string
			err := rs.Scan(&host, &serial)
			r := out[host]
			r.Parts = append(r.Parts, serial)
			out[host] = r
			return err
		}, "SELECT a.host_id, a.serial FROM asset a"+inside.sql()+" ORDER BY a.code_key", inside.args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}
