package store

import (
	"strings"

	"sealbook/internal/domain/asset"
)

// recordRow is one asset with its labels as one statement gives them: a row for
// each label, or one without. What is only queried by (keys, flags, who is waited
// for) is not asked for.
type recordRow struct {
	state  assetRow
	num    int64
	labels []asset.Label
	rows   int
}

// readBack are the places of the asset's columns that scanAsset reads back.
var readBack = func() []int {
	dest, _ := scanAsset(new(assetRow))
	var out []int
	for i, d := range dest {
		if _, skipped := d.(*any); !skipped {
			out = append(out, i)
		}
	}
	return out
}()

var oneRecord = func() string {
	columns := append([]string{"id"}, assetKind.columns...)
	var b strings.Builder
	b.WriteString("SELECT a.num, a.version")
	for _, i := range readBack {
		b.WriteString(", a." + columns[i])
	}
	// The columns of a label that is not there are NULL.
	b.WriteString(`, coalesce(l.token, ''), coalesce(l.number, 0), coalesce(l.marking, 0), coalesce(l.state, ''),
		coalesce(l.copies, 0), coalesce(l.shows, ''), l.job_id, coalesce(l.reason, ''), l.printed, l.applied,
		coalesce(l.version, 0) FROM asset a LEFT JOIN label l ON l.asset_id = a.id`)
	return b.String()
}()

func (r *recordRow) scan(rs scanner) error {
	all, finish := scanAsset(&r.state)
	dest := make([]any, 0, len(readBack)+13)
	dest = append(dest, &r.num, &r.state.Version)
	for _, i := range readBack {
		dest = append(dest, all[i])
	}
	var l asset.Label
	var shows string
	var job text
	var printed, applied stamp
	dest = append(dest, &l.Token, &l.Number, &l.Marking, (*string)(&l.State), &l.Copies, &shows, &job, &l.Reason, &printed, &applied, &l.Version)
	if err := rs.Scan(dest...); err != nil {
		return err
	}
	r.rows++
	if r.rows == 1 { // the asset is the same in all rows
		if err := finish(); err != nil {
			return err
		}
	}
	if l.Token == "" {
		return nil
	}
	l.Asset, l.Job, l.Printed, l.Applied = r.state.ID, string(job), printed.time(), applied.time()
	r.labels = append(r.labels, l)
	return readShows(shows, &r.labels[len(r.labels)-1].Shows)
}
