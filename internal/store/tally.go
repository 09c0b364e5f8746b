package store

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"sealbook/internal/domain/asset"
)

// counted are the facts of an asset that tables of counts go by.
type counted struct {
	cell
	id      string
	bought  int64 // year of purchase, as yearBought gives it
	changed time.Time
}

// cell is a sort of assets: those alike in all of this are counted as one line
// of asset_tally.
type cell struct {
	department, class, kind, book, life string
	alive                               bool
	level, highWater                    int64
	decided, labelDue, held             bool
}

// flowCell is a sort of assets in asset_flow: one of entered, gone and bought is
// not 0. Months are 203105; 203100 is the year of registration of what is alive
// and has no date of purchase on record.
type flowCell struct {
	department            string
	level, highWater      int64
	bought, entered, gone int64
}

// noYear stands for a date of purchase that has no year in it.
const noYear = -1

// yearBought is the year of a date of purchase: 0 without a date, noYear where it
// does not begin with a year of four digits.
func yearBought(date string) int64 {
	if date == "" {
		return 0
	}
	y, err := strconv.ParseUint(date[:min(4, len(date))], 10, 16)
	if err != nil || y < 1000 {
		return noYear
	}
	return int64(y)
}

func countedAs(r *assetRow) counted {
	return counted{cell{
		department: r.Custody.Department, class: string(r.Class), kind: string(r.Kind), book: string(r.Book), life: string(r.Life),
		alive: !r.Life.Terminal(), level: int64(r.Marking.Level), highWater: int64(r.HighWater),
		decided: r.Marking.Decided, labelDue: labelDue(r.State), held: len(r.Holds) > 0,
	}, r.ID, yearBought(r.Details.PurchaseDate), r.Changed}
}

// flow are the two lines of an asset: its registration, and what it is now. They
// are apart because no picture asks for both at once: what they are by together
// would be nearly as many sorts as there are assets.
func (c counted) flow() [2]flowCell {
	at := flowCell{department: c.department, level: c.level, highWater: c.highWater}
	entered, now := at, at
	entered.entered = monthOf(idTime(c.id))
	switch {
	case !c.alive:
		now.gone = monthOf(c.changed)
	case c.bought != 0:
		now.bought = c.bought
	default:
		now.entered = entered.entered / 100 * 100
	}
	return [2]flowCell{entered, now}
}

func monthOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	t = t.In(organZone)
	return int64(t.Year())*100 + int64(t.Month())
}

// tallyOf is a table of counts.
type tallyOf[C comparable] struct {
	table, columns string
	values         func(C) []any
	scan           func(*C) (dest []any, finish func())
}

var assetTally = tallyOf[cell]{
	table: "asset_tally", columns: "department_id, class, kind, book, life, alive, level, high_water, decided, label_due, held",
	values: func(c cell) []any {
		return []any{text(c.department), c.class, c.kind, c.book, c.life, c.alive, c.level, c.highWater, c.decided, c.labelDue, c.held}
	},
	scan: func(c *cell) ([]any, func()) {
		var department text
		return []any{&department, &c.class, &c.kind, &c.book, &c.life, &c.alive, &c.level, &c.highWater, &c.decided, &c.labelDue, &c.held},
			func() { c.department = string(department) }
	},
}

var assetFlow = tallyOf[flowCell]{
	table: "asset_flow", columns: "department_id, level, high_water, bought, entered, gone",
	values: func(c flowCell) []any {
		return []any{text(c.department), c.level, c.highWater, c.bought, c.entered, c.gone}
	},
	scan: func(c *flowCell) ([]any, func()) {
		var department text
		return []any{&department, &c.level, &c.highWater, &c.bought, &c.entered, &c.gone},
			func() { c.department = string(department) }
	},
}

// tallyAssets adds to the counts what the rows have become, in their transaction:
// one line for a sort, however many rows there are of it, and none where an asset
// stays of its sort, as at a move within the department.
func tallyAssets(x *Tx, list []change[assetRow]) error {
	var t tallied
	for _, c := range list {
		t.count(countedAs(c.after), 1)
		if c.before != nil {
			t.count(countedAs(c.before), -1)
		}
	}
	return t.write(x)
}

// add writes a line for each sort whose count is not 0.
func (t *tallyOf[C]) add(x *Tx, counts map[C]int64) error {
	rows := make([][]any, 0, len(counts))
	for c, n := range counts {
		if n != 0 {
			rows = append(rows, append(t.values(c), n))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(fmt.Sprint(a...), fmt.Sprint(b...)) })
	return x.add(t.table, t.columns+", n", len(rows[0]), rows)
}

// lines reads what the query gives, the columns and n, and adds it up.
func (t *tallyOf[C]) lines(x *Tx, query string) (counts map[C]int64, lines int, err error) {
	counts = map[C]int64{}
	err = x.each(func(r *sql.Rows) error {
		var c C
		var n int64
		dest, finish := t.scan(&c)
		err := r.Scan(append(dest, &n)...)
		finish()
		counts[c] += n
		lines++
		return err
	}, query)
	return counts, lines, err
}

// afterAssets keeps true what follows from the rows of assets.
func afterAssets(x *Tx, list []change[assetRow]) error {
	if err := tallyAssets(x, list); err != nil {
		return err
	}
	return indexAssets(x, list)
}

// differences compares what the lines of the table add up to with the counts
// that the history gives.
func (t *tallyOf[C]) differences(x *Tx, want map[C]int64) ([]Mismatch, error) {
	found, _, err := t.lines(x, "SELECT "+t.columns+", n FROM "+t.table)
	if err != nil {
		return nil, err
	}
	var out []Mismatch
	for c := range want {
		if _, ok := found[c]; !ok {
			found[c] = 0
		}
	}
	for c, n := range found {
		if n != want[c] {
			out = append(out, Mismatch{Table: t.table, ID: rowID(t.values(c)), Column: "n", Expected: fmt.Sprint(want[c]), Found: fmt.Sprint(n)})
		}
	}
	slices.SortFunc(out, func(a, b Mismatch) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// tallied are counts of assets: what a transaction changes of them, or what a
// replay of the history gives.
type tallied struct {
	cells map[cell]int64
	flows map[flowCell]int64
}

func (t *tallied) count(c counted, n int64) {
	if t.cells == nil {
		t.cells, t.flows = map[cell]int64{}, map[flowCell]int64{}
	}
	t.cells[c.cell] += n
	for _, f := range c.flow() {
		t.flows[f] += n
	}
}

func (t *tallied) add(r *assetRow) { t.count(countedAs(r), 1) }

// write adds the lines to both tables.
func (t *tallied) write(x *Tx) error {
	if err := assetTally.add(x, t.cells); err != nil {
		return err
	}
	return assetFlow.add(x, t.flows)
}

func (t *tallied) differences(x *Tx) ([]Mismatch, error) {
	out, err := assetTally.differences(x, t.cells)
	if err != nil {
		return nil, err
	}
	more, err := assetFlow.differences(x, t.flows)
	return append(out, more...), err
}

// countedColumns are the facts as the row of an asset has them.
const countedColumns = "a.id, a.department_id, a.class, a.kind, a.book, a.life, a.alive, a.level, a.high_water, a.decided, a.label_due, a.held, a.details, a.changed"

func scanCounted(r scanner, more ...any) (counted, error) {
	var c counted
	var department text
	var details string
	var changed stamp
	err := r.Scan(append([]any{
		&c.id, &department, &c.class, &c.kind, &c.book, &c.life, &c.alive, &c.level, &c.highWater, &c.decided, &c.labelDue, &c.held,
		&details, &changed,
	}, more...)...)
	if err != nil {
		return c, err
	}
	var d asset.Details
	if err := readDetails(details, &d); err != nil {
		return c, err
	}
	c.department, c.bought, c.changed = string(department), yearBought(d.PurchaseDate), changed.time()
	return c, nil
}
