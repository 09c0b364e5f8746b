package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"time"

	"sealbook/internal/bench/ceiling"
	"sealbook/internal/bench/load"
	"sealbook/internal/demo"
	"sealbook/internal/storetest"
)

type runner struct {
	plan
	results
	dir      string
	say      func(string, ...any)
	settings []string // of the Postgres server
	version  string
	searches map[string][]string     // by name of the call: the fragments asked for
	others   map[string][]*contender // by database and name of the call: who else takes turns
}

// The names of the databases in the figures.
const (
	onPostgres = "postgres"
	onSQLite   = "sqlite"
)

func (r *runner) all(ctx context.Context) error {
	if err := r.postgres(ctx); err != nil {
		return err
	}
	if r.sqlite {
		if err := r.embedded(ctx); err != nil {
			return err
		}
	}
	if !r.wants("A10") {
		return nil
	}
	return r.sheets(ctx)
}

// postgres measures ours and the ceiling, each in a database of its own on one
// durable server.
func (r *runner) postgres(ctx context.Context) (err error) {
	r.say("starting Postgres")
	srv, err := storetest.Durable()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, srv.Stop()) }()
	r.settings = srv.Settings()
	pid, err := r.databases(ctx, srv)
	if err != nil {
		return err
	}
	ours, theirs := where{URL: srv.URL("ours")}, where{URL: srv.URL("ceiling")}
	pool, err := ceiling.Open(ctx, theirs.URL)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := ceiling.Create(ctx, pool); err != nil {
		return err
	}
	b, n, err := r.start(ctx, ours)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.store.Close()) }()
	g, err := newGrower(ctx, b, pool, n)
	if err != nil {
		return err
	}
	g.server = pid
	for _, size := range r.sizes {
		if err := r.profiled(fmt.Sprintf("grow-to-%d", size), func() error { return g.to(ctx, size, r.say) }); err != nil {
			return err
		}
		if err := r.imports(ctx, g, size); err != nil {
			return err
		}
		if err := tidy(ctx, ours, theirs); err != nil {
			return err
		}
		if err := r.sides(ctx, g, onPostgres, size, ours, theirs, pid); err != nil {
			return err
		}
	}
	return nil
}

// databases makes the two and returns the pid of the server.
func (r *runner) databases(ctx context.Context, srv *storetest.Server) (pid int, err error) {
	db, err := where{URL: srv.URL("postgres")}.open()
	if err != nil {
		return 0, err
	}
	defer db.Close()
	for _, q := range []string{"CREATE DATABASE ours", "CREATE DATABASE ceiling"} {
		if _, err := db.ExecContext(ctx, q); err != nil {
			return 0, err
		}
	}
	if err := db.QueryRowContext(ctx, "SHOW server_version").Scan(&r.version); err != nil {
		return 0, err
	}
	var file string
	if err := db.QueryRowContext(ctx, "SHOW data_directory").Scan(&file); err != nil {
		return 0, err
	}
	text, err := os.ReadFile(filepath.Join(file, "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(first)
}

// start founds the sample organ and returns how many assets it has.
func (r *runner) start(ctx context.Context, w where) (*book, int, error) {
	clock := demo.NewClock(demo.Start(time.Now()))
	o := w.options()
	o.Clock = clock.Now
	b, err := openBook(ctx, o)
	if err != nil {
		return nil, 0, err
	}
	r.say("founding the sample organ")
	if err := b.found(ctx, clock); err != nil {
		return nil, 0, errors.Join(err, b.store.Close())
	}
	n, err := count(ctx, w)
	return b, n, err
}

func count(ctx context.Context, w where) (n int, err error) {
	db, err := w.open()
	if err != nil {
		return 0, err
	}
	defer func(db *sql.DB) { err = errors.Join(err, db.Close()) }(db)
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM asset").Scan(&n)
	return n, err
}

// imports adds the figures of A8 for the files since the size before.
func (r *runner) imports(ctx context.Context, g *grower, size int) error {
	from := size - 3*chunk // the last few files: the book is as large as it says
	last := r.files(g, from, size, 1)
	for _, events := range []int{1, 2} {
		f := r.files(g, from, size, events)
		fig := figure{Row: "A8", What: "import, an event a row", On: onPostgres, Size: size, Ours: perRow(f.Ours, f.OursCPU),
			Beside: "500-row INSERTs " + perRow(f.Theirs, f.TheirsCPU), Ratio: besideCPU(f.Ours/f.Theirs, f.TheirsCPU/f.OursCPU)}
		if events == 1 {
			fig.Target, fig.Met = "rate ≥ 0.20", judge(f.Ours >= 0.2*f.Theirs)
		} else {
			fig.What = "import that asks for each level: 2 events a row"
		}
		r.add(fig)
	}
	if size > r.sizes[0] {
		early := r.files(g, r.sizes[0], r.sizes[0]+3*chunk, 1)
		r.add(figure{Row: "A8", What: "import, the last files beside the first", On: onPostgres, Size: size, Ours: perRow(last.Ours, last.OursCPU),
			Beside: "first " + perRow(early.Ours, early.OursCPU), Ratio: besideCPU(last.Ours/early.Ours, early.OursCPU/last.OursCPU),
			Target: "flat: CPU ≥ 0.80", Met: judge(early.OursCPU >= 0.8*last.OursCPU)})
	}
	rows, added, err := g.again(ctx)
	if err != nil {
		return err
	}
	r.add(figure{Row: "A8", What: fmt.Sprintf("assets added by the same %d rows again", rows), On: onPostgres, Size: size,
		Ours: strconv.Itoa(added), Target: "0", Met: judge(added == 0)})
	return nil
}

// files gives the medians of the files that brought the book to more than from
// and at most to assets.
func (r *runner) files(g *grower, from, to, events int) imported {
	var v [4][]float64
	for _, f := range g.imports {
		if f.Size > from && f.Size <= to && f.Events == events {
			for i, x := range []float64{f.Ours, f.Theirs, f.OursCPU, f.TheirsCPU} {
				v[i] = append(v[i], x)
			}
		}
	}
	return imported{Ours: load.MedianOf(v[0]), Theirs: load.MedianOf(v[1]), OursCPU: load.MedianOf(v[2]), TheirsCPU: load.MedianOf(v[3])}
}

func perRow(rate, cpu float64) string {
	return fmt.Sprintf("%.0f rows/s, %s CPU and db", rate, short(time.Duration(cpu)))
}

// sides starts the servers, measures every call and stops them.
func (r *runner) sides(ctx context.Context, g *grower, on string, size int, mine, other where, database int) (err error) {
	ours, err := startSide("ours", mine, database, r.profile != "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	o, err := thingsOf(ctx, mine, true, g.departments[0])
	if err != nil {
		return err
	}
	o.fragments(g.next-1, g.departments)
	var theirs *side
	c := o
	if other != (where{}) {
		if theirs, err = startSide("ceiling", other, database, false); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, theirs.stop()) }()
		if c, err = thingsOf(ctx, other, false, g.departments[0]); err != nil {
			return err
		}
	}
	calls, err := r.calls(o, c, ours, theirs)
	if err != nil {
		return err
	}
	for _, x := range calls {
		if !r.wants(x.row) {
			continue
		}
		m, err := measure(x, ours, theirs, r.rounds, r.turn, r.others[on+x.name]...)
		if err != nil {
			return err
		}
		m.on, m.size = on, size
		r.say("%s, %d: %s %s: ours %s; beside %s", on, size, x.row, m.named(), rate(m.ours), rate(m.theirs))
		r.results.calls = append(r.results.calls, m)
		switch {
		case m.limit > 0:
			r.add(m.pageCost()...)
		case on == onPostgres:
			r.judge(m)
		}
		if err := r.takeProfile(ctx, x, ours, fmt.Sprintf("%s-%d-%s", on, size, strings.ReplaceAll(m.named(), " ", "_"))); err != nil {
			return err
		}
	}
	if r.wants(permissionRow) {
		scan, _ := r.find("scan a label", on, size) // not there where only this row is asked for
		list, err := permitted(ctx, g, o, r.scans, scan.ours)
		if err != nil {
			return err
		}
		for _, f := range list {
			f.On, f.Size = on, size
			r.say("%s, %d: %s %s: %s, %s", on, size, f.Row, f.What, f.Ours, f.Beside)
			r.add(f)
		}
	}
	if r.only != "" || on != onPostgres {
		return nil
	}
	f, err := duplicates(ctx, ours, mine, createCall(o, c), r.creates)
	if err != nil {
		return err
	}
	f.On, f.Size = on, size
	r.add(f)
	r.compare(on, size, r.sizes[0])
	return nil
}

// calls lists what is asked of both sides, writes last: they make the book
// larger than it says.
func (r *runner) calls(o, c *things, ours, theirs *side) ([]call, error) {
	cursors, err := ours.pages(func(cursor string) load.Request { return oursList(o.department, cursor) })
	if err != nil {
		return nil, err
	}
	afters := cursors
	if theirs != nil {
		if afters, err = theirs.pages(func(after string) load.Request { return theirsList(c.department, after) }); err != nil {
			return nil, err
		}
	}
	out := []call{scanCall(o, c).crowded(), recordCall(o, c), historyCall(o), listCall(o, c, cursors, afters), newestCall()}
	r.searches = map[string][]string{
		"search 2 Chinese characters, few hits": o.hits, "search 3 letters, few hits": o.letters,
		"search 2 Chinese characters, a large part of the book": {o.common},
	}
	for _, name := range slices.Sorted(maps.Keys(r.searches)) {
		out = append(out, searchCall(name, r.searches[name]))
	}
	out = append(out, pageCalls(o, cursors)...)
	return append(out, moveCall(o, c).crowded(), createCall(o, c)), nil
}

// judge adds the figures a call has beside the ceiling.
func (r *runner) judge(m measured) {
	switch {
	case m.row == "A1":
		r.add(m.atLeast(0.60), m.dearer(2))
	case m.row == "A3" && m.theirs.Requests > 0:
		r.add(m.atLeast(0.50))
	case m.row == "A4":
		r.add(searched(m, m.theirs.P50, 50, "few hits")...)
	case m.row == "A5":
		r.add(m.atLeast(0.60))
	case m.theirs.Requests > 0:
		r.add(m.atLeast(0))
	default:
		r.add(m.alone())
	}
}

// smallBook is the size below which reading everything is as fast as an index
// and the search is not judged.
const smallBook = 10_000

func searched(m measured, like time.Duration, limit float64, judged string) []figure {
	ratio := float64(like) / float64(m.ours.P50)
	a := m.line("p50 "+short(m.ours.P50), "", "")
	a.Target, a.Met = "p50 ≤ 20 ms", judge(m.ours.P50 <= 20*time.Millisecond)
	b := m.line("p50 "+short(m.ours.P50), "LIKE p50 "+short(like), fmt.Sprintf("%.1f", ratio))
	if m.size >= smallBook && strings.Contains(m.name, judged) {
		b.Target, b.Met = fmt.Sprintf("≥ %.0f× faster", limit), judge(ratio >= limit)
	}
	return []figure{a, b}
}

// takeProfile asks ours for a CPU profile while the call goes on.
func (r *runner) takeProfile(ctx context.Context, c call, ours *side, name string) error {
	if r.profile == "" {
		return nil
	}
	const seconds = 4
	done := make(chan error, 1)
	go func() {
		done <- fetch(ctx, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", ours.child.Profile, seconds), filepath.Join(r.profile, name+".pprof"))
	}()
	_, err := ours.Turn(c.clients, (seconds+1)*time.Second, rand.Uint64(), c.ours) //nolint:gosec // no secret
	return errors.Join(err, <-done)
}

// profiled runs fn in this process under the profiler, where profiles are asked
// for; imports are seen by -focus=bring.
func (r *runner) profiled(name string, fn func() error) (err error) {
	if r.profile == "" {
		return fn()
	}
	f, err := os.Create(filepath.Join(r.profile, name+".pprof"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return fn()
}

func fetch(ctx context.Context, url, file string) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(f, resp.Body)
	return err
}

// sheets measures the labels in a process of their own.
func (r *runner) sheets(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	args := []string{"-child", "labels", "-rounds", strconv.Itoa(r.rounds)}
	if r.labels == smoke.labels {
		args = append(args, "-smoke")
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("labels: %w", err)
	}
	var c sheetCost
	if err := json.Unmarshal(out, &c); err != nil {
		return err
	}
	r.say("labels: %+v", c)
	r.add(c.figures()...)
	return nil
}
