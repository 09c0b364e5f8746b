package store

import (
	"context"
	"strings"

	"sealbook/internal/domain/asset"
)

// denseAfter is where a text counts as common: up to so many hits the index
// gives them all and they are sorted; beyond, walking the list in its order
// meets enough of them soon.
const denseAfter = 5000

// search limits the query to assets in which every word of the text occurs,
// folded for width, case and space. Words too short for the index narrow what
// the others find; alone they are taken for an exact code.
func (s *Store) search(ctx context.Context, q *assetQuery, typed string) error {
	words := strings.Fields(foldText(typed))
	var all []string
	for _, w := range words {
		all = append(all, grams(w)...)
	}
	if len(all) == 0 {
		q.and("a.code_key = ?", asset.CodeKey(typed))
		return nil
	}
	match := s.dialect.gramQuery(all)
	var n int64
	if _, err := s.reads().one(ctx, []any{&n}, s.dialect.countHits(), match, denseAfter+1); err != nil {
		return err
	}
	q.join = " JOIN asset_search q ON q.asset_id = a.id"
	if n <= denseAfter {
		q.and(s.dialect.hits(), match)
	}
	for _, w := range words {
		q.and(s.dialect.contains(), w)
	}
	return nil
}

// gramQuery asks for rows that hold all the grams.
func (d dialect) gramQuery(all []string) string {
	if d == postgresDialect {
		return "'" + strings.Join(all, "' & '") + "'"
	}
	return strings.Join(all, " AND ")
}

// hits is the condition that a row of the search index (q) matches.
func (d dialect) hits() string {
	if d == postgresDialect {
		return "q.grams @@ CAST(CAST(? AS text) AS tsquery)"
	}
	return "a.num IN (SELECT rowid FROM asset_gram WHERE asset_gram MATCH ?)"
}

// countHits counts the matches, but not further than asked for.
func (d dialect) countHits() string {
	if d == postgresDialect {
		return "SELECT count(*) FROM (SELECT 1 FROM asset_search q WHERE " + d.hits() + " LIMIT ?) AS few"
	}
	return "SELECT count(*) FROM (SELECT 1 FROM asset_gram WHERE asset_gram MATCH ? LIMIT ?)"
}

// contains is the condition that a folded word occurs in the text itself: grams
// can all be there without the word.
func (d dialect) contains() string {
	if d == postgresDialect {
		return "strpos(q.text, ?) > 0"
	}
	return "instr(q.text, ?) > 0"
}
