package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"sealbook/internal/app"
	"sealbook/internal/bench/ceiling"
	"sealbook/internal/bench/load"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/importer"
)

// chunk is the number of rows of one round of files.
const chunk = 10_000

// grower brings both sides to a number of assets, by the ways the product has:
// files imported, classifications approved by two hands, labels printed.
type grower struct {
	book        *book
	ceiling     *pgxpool.Pool // nil: ours alone
	options     importer.Options
	departments []string // names
	office      org.Actor
	group       org.Actor
	heads       map[string]org.Actor // by department's name
	next        int                  // running number of the next row
	count       int                  // assets of ours
	imports     []imported
	server      int // pid of the database server, 0 for none
}

// imported is one file on both sides, in rows a second.
type imported struct {
	Size         int // assets after it
	Rows         int
	Events       int // of ours, a row
	Ours, Theirs float64
	// Processor time of a row, this process and the database server together.
	OursCPU, TheirsCPU float64 // ns
}

var headLogins = map[string]string{
	"办公厅": "head.bgt", "宣传部": "head.xcb", "组织部": "head.zzb", "社会服务部": "head.shb",
	"参政议政部": "head.czb", "研究室": "head.yjs", "机关党委": "head.jgw", "财务处": "head.cwc",
}

func newGrower(ctx context.Context, b *book, other *pgxpool.Pool, count int) (*grower, error) {
	g := &grower{book: b, ceiling: other, heads: map[string]org.Actor{}, next: 1, count: count}
	var err error
	if g.office, err = b.actor(ctx, "baomi1"); err != nil {
		return nil, err
	}
	if g.group, err = b.actor(ctx, "group1"); err != nil {
		return nil, err
	}
	for name, login := range headLogins {
		if g.heads[name], err = b.actor(ctx, login); err != nil {
			return nil, err
		}
		g.departments = append(g.departments, name)
	}
	slices.Sort(g.departments)
	if g.options, err = importer.ForOrgan(ctx, b.app, g.office); err != nil || other == nil {
		return g, err
	}
	var departments, rooms []ceiling.Place
	for name, id := range g.options.Departments {
		departments = append(departments, ceiling.Place{ID: id, Name: name})
	}
	for name, id := range g.options.Rooms {
		rooms = append(rooms, ceiling.Place{ID: id, Name: name})
	}
	return g, ceiling.Places(ctx, other, departments, rooms)
}

// to imports until there are size assets. Of each round four fifths ask for
// their classification, as a ledger does, and get it; one fifth stay drafts.
func (g *grower) to(ctx context.Context, size int, say func(string, ...any)) error {
	for g.count < size {
		n := min(chunk, size-g.count)
		marked := n * 4 / 5
		if err := g.round(ctx, marked, false); err != nil {
			return err
		}
		if err := g.round(ctx, n-marked, true); err != nil {
			return err
		}
		last := g.imports[len(g.imports)-1]
		say("%d assets; import %.0f rows/s", g.count, last.Ours)
	}
	if g.ceiling == nil {
		return nil
	}
	return ceiling.Registered(ctx, g.ceiling)
}

func (g *grower) round(ctx context.Context, n int, drafts bool) error {
	if n == 0 {
		return nil
	}
	rows := make([]ledgerRow, n)
	for i := range rows {
		rows[i] = rowOf(g.next, g.departments)
		g.next++
	}
	fig := imported{Rows: n, Events: 1}
	var report *importer.Report
	var err error
	if fig.Ours, fig.OursCPU, err = g.clock(n, func() (err error) {
		report, err = g.bring(ctx, rows, drafts)
		return err
	}); err != nil {
		return err
	}
	if report.Registered != n {
		return fmt.Errorf("of %d rows %d were registered: %+v", n, report.Registered, firstRejected(report))
	}
	g.count += n
	fig.Size = g.count
	if !drafts {
		fig.Events = 2
	}
	if err := g.theirs(ctx, rows, drafts, &fig); err != nil {
		return err
	}
	g.imports = append(g.imports, fig)
	if drafts {
		return nil
	}
	return g.settle(ctx, rows, report)
}

// bring imports the rows as a file, start to end: read, understood, decided,
// committed.
func (g *grower) bring(ctx context.Context, rows []ledgerRow, drafts bool) (*importer.Report, error) {
	file := sheetOf(rows)
	o := g.options
	o.NoPropose = drafts
	src, err := importer.Read("ledger.csv", bytes.NewReader(file), int64(len(file)), o)
	if err != nil {
		return nil, err
	}
	return importer.Confirm(ctx, g.book.app, g.office, src, o, "")
}

func firstRejected(r *importer.Report) importer.Row {
	for _, row := range r.Rows {
		if row.Outcome != importer.Registered {
			return row
		}
	}
	return importer.Row{}
}

// clock gives the rows a second and the processor time a row of what fn does
// with n rows.
func (g *grower) clock(n int, fn func() error) (rate, perRow float64, err error) {
	spent := func() (time.Duration, error) {
		if g.server == 0 {
			return used(), nil
		}
		db, err := load.FamilyCPU(g.server)
		return used() + db, err
	}
	before, err := spent()
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	if err := fn(); err != nil {
		return 0, 0, err
	}
	took := time.Since(began)
	after, err := spent()
	return float64(n) / took.Seconds(), float64(after-before) / float64(n), err
}

func (g *grower) theirs(ctx context.Context, rows []ledgerRow, drafts bool, fig *imported) (err error) {
	if g.ceiling == nil {
		return nil
	}
	life := "registered"
	if drafts {
		life = "draft"
	}
	list := ceilingRows(rows, life, g.options, time.Now())
	fig.Theirs, fig.TheirsCPU, err = g.clock(len(rows), func() error { return ceiling.Import(ctx, g.ceiling, list) })
	if err != nil || drafts {
		return err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	_, err = ceiling.Labels(ctx, g.ceiling, ids)
	return err
}

// settle approves the classifications, the head first and then the leading
// group, and prints a label for each.
func (g *grower) settle(ctx context.Context, rows []ledgerRow, report *importer.Report) error {
	byHead := map[string][]string{}
	var all []string
	for i, r := range report.Rows {
		byHead[rows[i].department] = append(byHead[rows[i].department], r.ID)
		all = append(all, r.ID)
	}
	for _, department := range g.departments {
		if err := g.approve(ctx, g.heads[department], byHead[department]); err != nil {
			return err
		}
	}
	if err := g.approve(ctx, g.group, all); err != nil {
		return err
	}
	for part := range slices.Chunk(all, app.MaxPrint) {
		if _, err := g.book.app.Execute(ctx, g.office, app.Print{Assets: part, Stock: "a4-70x37", Start: 1}, ""); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}

func (g *grower) approve(ctx context.Context, who org.Actor, ids []string) error {
	slices.Sort(ids) // the order in which they are locked
	for part := range slices.Chunk(ids, 1000) {
		if err := g.book.prove(ctx, &who); err != nil {
			return err
		}
		cmds := make([]app.Command, len(part))
		for i, id := range part {
			cmds[i] = app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbApprove}}
		}
		results, err := g.book.app.ExecuteAll(ctx, who, cmds)
		if err != nil {
			return fmt.Errorf("approve: %w", err)
		}
		for _, r := range results {
			if r.Err != nil {
				return fmt.Errorf("approve: %w", r.Err)
			}
		}
	}
	return nil
}

// again imports a file that is on record already and returns how many assets
// that added.
func (g *grower) again(ctx context.Context) (rows, added int, err error) {
	n := min(1000, g.next-1)
	list := make([]ledgerRow, n)
	for i := range list {
		list[i] = rowOf(g.next-n+i, g.departments)
	}
	report, err := g.bring(ctx, list, true)
	if err != nil {
		return 0, 0, err
	}
	return n, report.Registered, nil
}
