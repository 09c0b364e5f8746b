// Command bench measures the product beside a hand-written ceiling, both on the
// same machine in the same run, and prints the ratios of performance.md. It is
// no test: nothing fails because a machine is slow.
//
//	bench                     everything, at 1,000 and 100,000 assets
//	bench -smoke              does it still run: 1,000 assets, one short round
//	bench -only P1,P2,P3      the pages beside their JSON
//	bench -write docs/benchmarks.md
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", cause(err))
		stop()
		os.Exit(1) //nolint:gocritic // stop was called
	}
}

// plan says how much is measured.
type plan struct {
	sizes     []int
	rounds    int
	turn      time.Duration // of one side in one round
	creates   int           // registrations of the search for duplicates
	labels    int
	scans     int // of each kind in a turn of the permission check
	sqlite    bool
	profile   string // folder of the profiles, "" for none
	only      string // rows, by commas: the others are left out; "" for all
	writeFile string
}

// wants reports whether the row is to be measured.
func (p plan) wants(row string) bool {
	return p.only == "" || slices.Contains(strings.Split(p.only, ","), row)
}

// full is what the figures are taken from; smoke only proves that it runs.
var (
	full  = plan{sizes: []int{1_000, 100_000}, rounds: 5, turn: 1500 * time.Millisecond, creates: 10_000, labels: 10_000, scans: 1000, sqlite: true}
	smoke = plan{sizes: []int{1_000}, rounds: 1, turn: 200 * time.Millisecond, creates: 200, labels: 1_000, scans: 20, sqlite: true}
)

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	var (
		quick   = f.Bool("smoke", false, "one short round at 1,000 assets")
		sizes   = f.String("sizes", "", "numbers of assets, ascending, separated by commas")
		rounds  = f.Int("rounds", 0, "counted rounds of each call")
		turn    = f.Duration("turn", 0, "time of one side in one round")
		sqlite  = f.Bool("sqlite", true, "also the embedded database")
		write   = f.String("write", "", "file to write the result to, as Markdown")
		prof    = f.Bool("profile", false, "in a child: offer profiles")
		profile = f.String("profiles", "", "folder to write a CPU profile of every call to")
		only    = f.String("only", "", "rows of performance.md, separated by commas: measure just their calls")
		kind    = f.String("child", "", "")
		address = f.String("url", "", "")
		path    = f.String("path", "", "")
	)
	if err := f.Parse(args); err != nil {
		return err
	}
	p := full
	if *quick {
		p = smoke
	}
	if *rounds > 0 {
		p.rounds = *rounds
	}
	switch *kind {
	case "":
	case "labels":
		return countLabels(p.labels, p.rounds, stdout)
	default:
		return serveChild(ctx, *kind, where{URL: *address, Path: *path}, *prof, stdin, stdout)
	}
	if *turn > 0 {
		p.turn = *turn
	}
	if *sizes != "" {
		var err error
		if p.sizes, err = numbers(*sizes); err != nil {
			return err
		}
	}
	p.sqlite, p.profile, p.only, p.writeFile = p.sqlite && *sqlite, *profile, *only, *write
	return measureAll(ctx, p, stdout, stderr)
}

func numbers(list string) ([]int, error) {
	var out []int
	for s := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1000 || len(out) > 0 && n <= out[len(out)-1] {
			return nil, fmt.Errorf("-sizes %s: ascending numbers from 1000, separated by commas", list)
		}
		out = append(out, n)
	}
	return out, nil
}

func measureAll(ctx context.Context, p plan, stdout, stderr io.Writer) error {
	began := time.Now()
	dir, err := os.MkdirTemp("", "sealbook-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	what := machine(dir) // before the load is our own
	r := &runner{plan: p, dir: dir, say: func(format string, args ...any) {
		fmt.Fprintf(stderr, "%6.0f s  "+format+"\n", append([]any{time.Since(began).Seconds()}, args...)...)
	}}
	failed := r.all(ctx)
	rep := report{plan: p, figures: r.figures, machine: what, settings: r.settings, version: r.version, took: time.Since(began), at: began}
	if _, err := io.WriteString(stdout, rep.text()); err != nil {
		return err
	}
	if failed != nil || p.writeFile == "" { // half a result is shown, not kept
		return failed
	}
	text := rep.markdown()
	before, err := os.ReadFile(p.writeFile)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.WriteFile(p.writeFile, []byte(keep(text, string(before))), 0o644) //nolint:gosec // a document
}

// byHand begins what people write below the figures.
const byHand = "\n## What falls short, and why\n"

// keep carries what people wrote over from the document before.
func keep(text, before string) string {
	if i := strings.Index(before, byHand); i >= 0 {
		return text + before[i:]
	}
	return text
}

// cause adds what an error of the product keeps for the log.
func cause(err error) string {
	text := err.Error()
	var walk func(error)
	walk = func(e error) {
		if !strings.Contains(text, e.Error()) {
			text += ": " + e.Error()
		}
		switch x := e.(type) { //nolint:errorlint // the walk itself unwraps
		case interface{ Unwrap() []error }:
			for _, inner := range x.Unwrap() {
				walk(inner)
			}
		case interface{ Unwrap() error }:
			if inner := x.Unwrap(); inner != nil {
				walk(inner)
			}
		}
	}
	walk(err)
	return text
}
