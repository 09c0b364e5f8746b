package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"sealbook/internal/version"
)

// report is the result with what one has to know to read it.
type report struct {
	plan     plan
	figures  []figure
	machine  string
	settings []string
	version  string // of Postgres
	took     time.Duration
	at       time.Time
}

var heads = []string{"row", "what", "on", "assets", "ours", "beside", "ratio", "target", "reached"}

func (f figure) cells() []string {
	size := ""
	if f.Size > 0 {
		size = fmt.Sprint(f.Size)
	}
	return []string{f.Row, f.What, f.On, size, f.Ours, f.Beside, f.Ratio, f.Target, string(f.Met)}
}

// text is the table for a terminal.
func (r report) text() string {
	rows := [][]string{heads}
	for _, f := range r.figures {
		rows = append(rows, f.cells())
	}
	width := make([]int, len(heads))
	for _, row := range rows {
		for i, c := range row {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nPostgres %s, %s\n\n", r.machine, r.version, strings.Join(r.settings, " "))
	for _, row := range rows {
		var line strings.Builder
		for i, c := range row {
			line.WriteString(c + strings.Repeat(" ", width[i]-utf8.RuneCountInString(c)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	fmt.Fprintf(&b, "\n%d rounds of %s a side, medians; %.0f s in all. %s\n", r.plan.rounds, r.plan.turn, r.took.Seconds(), r.tally())
	return b.String()
}

func (r report) tally() string {
	n := map[verdict]int{}
	for _, f := range r.figures {
		n[f.Met]++
	}
	return fmt.Sprintf("Targets reached: %d, missed: %d, shown only: %d.", n[met], n[missed], n[shown])
}

const preamble = `# Benchmarks

Made by ` + "`make bench WRITE=docs/benchmarks.md`" + `; only the last chapter is written by hand and kept. Ratios of one run on one machine, the sides taking turns.
**Ours** is the HTTP API with authentication, authorization, event and ledger on. **Ceiling** is a hand-written service (net/http and pgx,
` + "`internal/bench/ceiling`" + `) on the same durable Postgres with the same rows: no sign-in, no rules, no log. Each is a process of its
own; «CPU» is that process' time for one request, «db» that of the Postgres server. The client is the same, light, on the same machine.
Times are hints of size: the judgement is the ratio; «(CPU …)» beside a ratio of rates is the ratio of the processor times, which what else
runs on the machine moves less. Empty in the last column: shown without a target at this size.

- The custody write (A5) is the verb ` + "`move`" + ` of a draft to another room: it acts at once, with row lock, rules, event, and fold. Each client
  moves assets of its own. Held against SELECT … FOR UPDATE, UPDATE, INSERT in one transaction.
- Imports (A8) are CSV files read, understood, decided and committed in one transaction each; the INSERTs beside them have no event.
- Searches (A4) are asked by one client through HTTP and answered in the order of codes; LIKE is asked of the same text without index, on
  Postgres through the ceiling's HTTP, on SQLite straight from the file.
- Pages (P1 lists, P2 records, P3 scans at the station) are ours beside ours: the page, by the cookie of a browser's session, and the API's answer
  with the same rows, by the token of the same person, taking turns. Judged is the processor time of our process; «with db» adds Postgres'.
  A record page shows its last 50 events too: «and its history's» adds the JSON of those, and is shown only.
- A14's «one write a transaction» is a plain SQLite table, three statements, synchronous=FULL.
- Not measured: A5's «≥ 0.95 of our own without the ledger», as the product has no switch that would turn its ledger off.

`

// markdown is the document.
func (r report) markdown() string {
	var b strings.Builder
	b.WriteString(preamble)
	fmt.Fprintf(&b, "%s, commit %s (%s). %s. Postgres %s with `%s`. %s, %d rounds of %s a side, medians; %.0f s in all.\n\n%s\n\n",
		r.at.UTC().Format("2006-01-02 15:04 MST"), version.Commit, version.Version, r.machine, r.version, strings.Join(r.settings, " "), runtime.Version(),
		r.plan.rounds, r.plan.turn, r.took.Seconds(), r.tally())
	b.WriteString("| " + strings.Join(heads, " | ") + " |\n|" + strings.Repeat("---|", len(heads)) + "\n")
	for _, f := range r.figures {
		b.WriteString("| " + strings.ReplaceAll(strings.Join(f.cells(), "\x00"), "|", "\\|") + " |\n")
	}
	return strings.ReplaceAll(b.String(), "\x00", " | ")
}

// machine describes what this ran on; dir lies where the data did.
func machine(dir string) string {
	model := "processor"
	cpu, _ := os.ReadFile("/proc/cpuinfo") // what is not there is not said
	for line := range strings.Lines(string(cpu)) {
		if name, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(v)
			break
		}
	}
	memory := ""
	mem, _ := os.ReadFile("/proc/meminfo")
	for line := range strings.Lines(string(mem)) {
		var kb int64
		if n, _ := fmt.Sscanf(line, "MemTotal: %d kB", &kb); n == 1 {
			memory = fmt.Sprintf(", %.0f GiB", float64(kb)/(1<<20))
		}
	}
	var fs syscall.Statfs_t
	disk, busy := "", ""
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		busy, _, _ = strings.Cut(string(b), " ")
		busy = ", load average " + busy
	}
	const tmpfs = 0x01021994
	if err := syscall.Statfs(filepath.Clean(dir), &fs); err == nil && fs.Type == tmpfs {
		disk = ", data in memory (tmpfs): fsync costs nothing here"
	}
	return fmt.Sprintf("%d cores (%s)%s, %s/%s%s%s", runtime.NumCPU(), model, memory, runtime.GOOS, runtime.GOARCH, busy, disk)
}
