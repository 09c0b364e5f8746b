package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sealbook/internal/demo"
)

// Several files are one call and one line; a dry run tells what would become of
// the rows and writes nothing.
func TestImportOfSeveralFilesAndDryRun(t *testing.T) {
	t.Parallel()
	sh := runner{t, "baomi1", []string{"--data", sampleCopy(t)}}
	var files []string
	rows, registered := 0, 0
	for _, f := range realFiles {
		files = append(files, copyOf(t, f.path))
		rows, registered = rows+f.rows, registered+f.registered
	}
	code, dry := sh.imports(append(files, "--dry-run")...)
	if code != exitRefused || !dry.DryRun || dry.Rows != rows || dry.Registered != registered || dry.Rejects != "" || len(dry.Reasons) != dry.Rejected {
		t.Errorf("dry run: %d %+v", code, dry)
	}
	for _, r := range dry.Reasons {
		if r.File != "computers.xlsx" || r.Row == 0 || r.Rule != "reg.serial-required" || r.ZH == "" || r.EN == "" || r.ZH == r.EN {
			t.Errorf("reason %+v", r)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(files[0]), "*")); len(left) != 1 {
		t.Errorf("a dry run wrote %v", left)
	}
	code, got := sh.imports(files...)
	if code != exitRefused || got.Rows != rows || got.Registered != registered || got.Unchanged != 0 || got.Registered+got.Rejected != rows {
		t.Errorf("%d %+v", code, got)
	}
	if info, err := os.Stat(got.Rejects); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("rejects: %v %v", info, err)
	}
	_, again := sh.imports(files...)
	if again.Registered != 0 || again.Unchanged != registered || again.Rejects == got.Rejects {
		t.Errorf("again: %+v", again)
	}
}

// Wrong use is told in one line, in both languages, and nothing is done.
func TestImportWrongUse(t *testing.T) {
	t.Parallel()
	dir := sampleCopy(t)
	good := copyOf(t, "other-trackers/homebox-items.csv")
	garbage := filepath.Join(t.TempDir(), "garbage.xlsx")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("PK\x03\x04 no workbook ", 50)), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, databaseFile), []byte(strings.Repeat("no database ", 999)), 0o600); err != nil {
		t.Fatal(err)
	}
	password := []string{"SEALBOOK_PASSWORD=" + demo.Password}
	as := []string{"--account=baomi1", "--data", dir}
	for _, tc := range []struct {
		name    string
		environ []string
		args    []string
		exit    int
		code    string
	}{
		{"no file", password, as, exitUsage, "usage"},
		{"no account", password, []string{good, "--data", dir}, exitUsage, "cli.account"},
		{"unknown flag", password, append([]string{good, "--bogus"}, as...), exitUsage, "usage"},
		{"unknown variable", append(password, "SEALBOOK_PASWORD=x"), append([]string{good}, as...), exitUsage, "config.unknown_variable"},
		{"missing file", password, append([]string{good, good + ".not"}, as...), exitUsage, "import.file_missing"},
		{"a folder", password, append([]string{good, filepath.Dir(good)}, as...), exitUsage, "import.not_a_file"},
		{"missing data folder", password, []string{good, "--account=baomi1", "--data", filepath.Join(dir, "no")}, exitUsage, "data.absent"},
		{"unknown account", password, []string{good, "--account=nobody", "--data", dir}, exitUsage, "session.refused"},
		{"wrong password", []string{"SEALBOOK_PASSWORD=wrong"}, append([]string{good}, as...), exitUsage, "session.refused"},
		{"no password and no terminal", nil, append([]string{good}, as...), exitUsage, "cli.password"},
		{"no seat for it", password, []string{good, "--account=auditor", "--data", dir}, exitRefused, "adm.no-business"},
		{"one file of rejects for two", password, append([]string{good, good, "--rejects=x.csv"}, as...), exitUsage, "import.rejects"},
		{"nowhere to write rejects", password, append([]string{good, "--rejects=" + filepath.Join(dir, "no", "x.csv")}, as...), exitUsage, "import.rejects"},
		{"damaged database", password, []string{good, "--account=baomi1", "--data", broken}, exitFault, ""},
		{"no such Postgres", password, []string{good, "--account=baomi1", "--database=postgres://x@/none?host=" + broken}, exitFault, ""},
	} {
		code, out, bad := call(t, tc.environ, append([]string{"import", "--json"}, tc.args...)...)
		e := decodeLine[jsonError](t, out).Error
		if code != tc.exit || (tc.code != "" && e.Code != tc.code) || e.ZH == "" || e.EN == "" || e.ZH == e.EN {
			t.Errorf("%s: exit %d, %+v\n%s", tc.name, code, e, bad)
		}
	}
	// What came before a broken file is on record, and told; nothing of the
	// calls above is.
	code, out, _ := call(t, password, append([]string{"import", "--json", good, garbage}, as...)...)
	if e := decodeLine[jsonError](t, out).Error; code != exitUsage || !strings.Contains(e.EN, "3 rows registered") || !strings.Contains(e.EN, "garbage.xlsx") {
		t.Errorf("%d %+v", code, e)
	}
}
