package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/demo"
)

const givenData = "../../../shared/data"

// realFiles are the ledgers and the exports of other trackers, with what the
// sample organ's secrecy office gets of them: two computers have no serial.
var realFiles = []struct {
	path             string
	rows, registered int
}{
	{"ledgers/computers.xlsx", 60, 58},
	{"ledgers/media-gb18030.csv", 60, 60},
	{"other-trackers/snipe-it-assets.csv", 22, 22},
	{"other-trackers/shelf-assets.csv", 4, 4},
	{"other-trackers/homebox-items.csv", 3, 3},
}

// copyOf puts a given file into a folder of the test's own, since rejected rows
// are written beside it.
func copyOf(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(givenData, path))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), filepath.Base(path))
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// runner calls the binary on a book as an account of the demo.
type runner struct {
	t       testing.TB
	account string
	where   []string // --data DIR or --database URL
}

func (s runner) run(args ...string) (code int, stdout, stderr string) {
	s.t.Helper()
	args = append(args, "--json", "--account="+s.account)
	return call(s.t, []string{"SEALBOOK_PASSWORD=" + demo.Password}, append(args, s.where...)...)
}

func (s runner) imports(args ...string) (int, importResult) {
	s.t.Helper()
	code, out, _ := s.run(append([]string{"import"}, args...)...)
	return code, decodeLine[importResult](s.t, out)
}

// importTwice takes the real files over, each twice, beside a running server.
func importTwice(t *testing.T, url string, sh runner) {
	t.Helper()
	was := len(office(t, url).assets())
	registered := 0
	for _, f := range realFiles {
		file := copyOf(t, f.path)
		want := importResult{Rows: f.rows, Registered: f.registered, Rejected: f.rows - f.registered}
		if want.Rejected > 0 {
			want.Rejects = strings.TrimSuffix(file, filepath.Ext(file)) + ".rejected.csv"
		}
		code, got := sh.imports(file)
		if code != min(want.Rejected, exitRefused) || got.Rejects != want.Rejects || got.Rows != want.Rows || got.Registered != want.Registered || got.Rejected != want.Rejected {
			t.Errorf("%s: exit %d, %+v; want %+v", f.path, code, got, want)
		}
		_, again := sh.imports(file)
		if again.Rows != f.rows || again.Registered != 0 || again.Unchanged != f.registered || again.Rejected != want.Rejected {
			t.Errorf("%s again: %+v", f.path, again)
		}
		t.Logf("%s: %d rows = %d registered + %d rejected; again %d registered", f.path, got.Rows, got.Registered, got.Rejected, again.Registered)
		registered += got.Registered
	}
	// The running server shows them at once, drives as assets of their own.
	if is := len(office(t, url).assets()); is < was+registered {
		t.Errorf("the server shows %d assets, before it was %d and %d were registered", is, was, registered)
	}
}

func TestImportRealFilesBesideTheServer(t *testing.T) {
	t.Parallel()
	dir := sampleCopy(t)
	s := serve(t, "demo", "--data", dir)
	defer s.stop()
	importTwice(t, decodeLine[demoReady](t, s.ready).URL, runner{t, "baomi1", []string{"--data", dir}})
}

// An asset officer registers for his own departments; what is refused is
// refused with a reason, and no row is lost.
func TestImportByAnOfficerOfSomeDepartments(t *testing.T) {
	t.Parallel()
	sh := runner{t, "officer2", []string{"--data", sampleCopy(t)}}
	file := copyOf(t, "ledgers/computers.xlsx")
	code, got := sh.imports(file)
	if code != exitRefused || got.Registered == 0 || got.Rejected == 0 || got.Rows != got.Registered+got.Rejected {
		t.Errorf("%d %+v", code, got)
	}
	if rows := csvRows(t, got.Rejects); len(rows) != got.Rejected {
		t.Errorf("%d rows in the file of %d rejected ones", len(rows), got.Rejected)
	}
}

// csvRows gives the lines of a file of rejected rows behind the titles and the
// header, each checked to end with reasons and row number.
func csvRows(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header := slices.IndexFunc(all, func(row []string) bool { return slices.Contains(row, "Reason") })
	if header < 0 {
		t.Fatalf("no header in %s: %q", file, all)
	}
	rows := all[header+1:]
	for _, row := range rows {
		if n := len(row); n < 3 || row[n-3] == "" || row[n-2] == "" || row[n-1] == "" {
			t.Errorf("a row without reasons: %q", row)
		}
	}
	return rows
}

// The file of rejected rows, mended, is imported like any other.
func TestRejectedRowsAreMendedAndImported(t *testing.T) {
	t.Parallel()
	sh := runner{t, "baomi1", []string{"--data", sampleCopy(t)}}
	_, first := sh.imports(copyOf(t, "ledgers/computers.xlsx"), "--rejects="+filepath.Join(t.TempDir(), "mend.csv"))
	rows := csvRows(t, first.Rejects)
	if filepath.Base(first.Rejects) != "mend.csv" || len(rows) != 2 {
		t.Fatalf("%+v: %d rows", first, len(rows))
	}
	text, err := os.ReadFile(first.Rejects)
	if err != nil {
		t.Fatal(err)
	}
	mended := string(text)
	for n, row := range rows { // 主机序列号 is the ninth column
		at := strings.Join(row[:8], ",") + ","
		if row[8] != "" || !strings.Contains(mended, at) {
			t.Fatalf("row %q", row)
		}
		mended = strings.Replace(mended, at, at+"MENDED00"+string(rune('1'+n)), 1)
	}
	if err := os.WriteFile(first.Rejects, []byte(mended), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, _ := sh.run("import", first.Rejects)
	if got := decodeLine[importResult](t, out); code != exitOK || got.Rows != 2 || got.Registered != 2 || !strings.Contains(out, `"rejects_file":null`) {
		t.Errorf("mended: %d %s", code, out)
	}
}
