package store

import (
	"database/sql"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"sealbook/internal/domain/asset"
)

// indexAssets keeps the search index true to the rows, in their transaction.
func indexAssets(x *Tx, list []change[assetRow]) error {
	var fresh []indexed
	for _, c := range list {
		now := searchText(c.after)
		switch {
		case c.before == nil:
			fresh = append(fresh, indexed{c.after.ID, now})
		case searchText(c.before) != now:
			if err := x.reindexOne(indexed{c.after.ID, now}); err != nil {
				return err
			}
		}
	}
	return x.indexNew(fresh)
}

type indexed struct{ id, text string }

// indexNew writes the entries of new assets. Postgres keeps the grams as a
// tsvector beside the text, SQLite in an FTS5 table of their own under the
// running number.
func (x *Tx) indexNew(list []indexed) error {
	if x.dialect == postgresDialect {
		return x.indexColumns(list)
	}
	size := x.dialect.rowsPerInsert(4)
	for len(list) > 0 {
		n := min(size, len(list))
		args := make([]any, 0, 4*n)
		for _, e := range list[:n] {
			args = append(args, e.id, e.id, e.text)
		}
		if err := x.put("INSERT INTO asset_search (num, asset_id, text) VALUES "+
			repeat("((SELECT num FROM asset WHERE id = ?), ?, ?)", n), args...); err != nil {
			return err
		}
		args = args[:0]
		for _, e := range list[:n] {
			args = append(args, e.id, strings.Join(grams(e.text), " "))
		}
		if err := x.put("INSERT INTO asset_gram (rowid, grams) VALUES "+
			repeat("((SELECT num FROM asset WHERE id = ?), ?)", n), args...); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// indexBatch is how many entries Postgres takes at once: all in three values,
// one for each column.
const indexBatch = 1000

func (x *Tx) indexColumns(list []indexed) error {
	for part := range slices.Chunk(list, indexBatch) {
		var ids, texts, words pgtype.FlatArray[string]
		for _, e := range part {
			ids, texts, words = append(ids, e.id), append(texts, e.text), append(words, strings.Join(grams(e.text), " "))
		}
		if err := x.put(`INSERT INTO asset_search (num, asset_id, text, grams)
			SELECT a.num, a.id, v.text, array_to_tsvector(string_to_array(v.words, ' '))
			FROM unnest(CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[])) AS v (id, text, words) JOIN asset a ON a.id = v.id COLLATE "C"`,
			ids, texts, words); err != nil {
			return err
		}
	}
	return nil
}

func repeat(tuple string, n int) string {
	return strings.TrimSuffix(strings.Repeat(tuple+",", n), ",")
}

func (x *Tx) reindexOne(e indexed) error {
	words := strings.Join(grams(e.text), " ")
	if x.dialect == postgresDialect {
		return x.put("UPDATE asset_search SET text = ?, grams = array_to_tsvector(string_to_array(?, ' ')) WHERE asset_id = ?",
			e.text, words, e.id)
	}
	if _, err := x.do("UPDATE asset_search SET text = ? WHERE asset_id = ?", e.text, e.id); err != nil {
		return err
	}
	_, err := x.do("UPDATE asset_gram SET grams = ? WHERE rowid = (SELECT num FROM asset WHERE id = ?)", words, e.id)
	return err
}

// reindex makes the entries of the assets that match the condition anew.
func (x *Tx) reindex(where string, args ...any) error {
	var list []indexed
	err := x.each(func(r *sql.Rows) error {
		var a assetRow
		var details string
		if err := r.Scan(&a.ID, &a.Code, &a.Serial, &a.Brand, &a.Model, &a.keeper, &a.room, &a.department, &details,
			&a.Claim.Keeper); err != nil {
			return err
		}
		var d asset.Details
		if err := fromJSON(details, &d); err != nil {
			return err
		}
		a.Details = d
		list = append(list, indexed{a.ID, searchText(&a)})
		return nil
	}, "SELECT id, code, serial, brand, model, keeper_name, room_name, department_name, details, claim_keeper FROM asset WHERE "+where,
		args...)
	if err != nil {
		return err
	}
	for _, e := range list {
		if err := x.reindexOne(e); err != nil {
			return err
		}
	}
	return nil
}
