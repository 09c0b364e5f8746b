package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sealbook/internal/config"
	"sealbook/internal/demo"
)

// demoFolder builds the sample organ into a folder of its own.
func demoFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	cfg, err := config.Offline(config.Storage{Data: dir}, config.DefaultLogging())
	if err != nil {
		t.Fatal(err)
	}
	if err := prepareDemo(&Env{Context: context.Background(), Stderr: io.Discard}, cfg); err != nil {
		t.Fatal(err)
	}
	return dir
}

// From the command line to a file and back: what was exported is on record, and
// an import of it changes nothing.
func TestExportCommand(t *testing.T) {
	data := demoFolder(t)
	environ := []string{"SEALBOOK_PASSWORD=" + demo.Password, "SEALBOOK_DATA=" + data}
	file := filepath.Join(t.TempDir(), "list.csv")
	export := func(account string, more ...string) (int, exportResult, string) {
		t.Helper()
		code, out, bad := runWith(environ, append([]string{"export", "--json", "--account", account, "--format", "csv", "-o", file}, more...)...)
		var res exportResult
		if code == exitOK {
			if err := json.Unmarshal([]byte(out), &res); err != nil {
				t.Fatalf("%q: %v", out, err)
			}
		}
		return code, res, out + bad
	}
	for account, rule := range map[string]string{"baomi1": "exp.marked", "auditor": "adm.no-business", "witness1": "flow.seat"} {
		purpose := "--purpose=自查"
		if rule == "exp.marked" {
			purpose = "--purpose= "
		}
		if code, _, said := export(account, purpose); code != exitRefused || !strings.Contains(said, rule) {
			t.Errorf("%s: %d %s", account, code, said)
		}
	}
	if _, err := os.Stat(file); err == nil {
		t.Fatal("a refused export left a file")
	}
	code, res, said := export("baomi1", "--purpose=自查")
	if code != exitOK || res.Rows < 100 || res.Number != 1 || res.File != file || !strings.Contains(res.Marking, "★") || len(res.Digest) != 64 {
		t.Fatalf("%d %+v %s", code, res, said)
	}
	text, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(text), "\ufeff【"+res.Marking+"】") {
		t.Fatalf("%.80s %v", text, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("anybody may read it: %v %v", info.Mode(), err)
	}
	if code, _, said := export("baomi1", "--purpose=自查"); code != exitUsage || !strings.Contains(said, "output.exists") {
		t.Errorf("overwritten silently: %d %s", code, said)
	}
	if code, res, said := export("baomi1", "--purpose=自查", "--force", "--level=secret", "--life=in_use,in_store"); code != exitOK || res.Number != 2 || !strings.HasPrefix(res.Marking, "机密★") {
		t.Errorf("%d %+v %s", code, res, said)
	}
	if rest, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".export-*")); len(rest) != 0 {
		t.Errorf("left behind: %v", rest)
	}
	var back importResult
	_, out, bad := runWith(environ, "import", "--json", "--dry-run", "--account=baomi1", file)
	if err := json.Unmarshal([]byte(out), &back); err != nil || back.Registered != 0 || back.Unchanged == 0 || back.Differs != 0 {
		t.Errorf("imported again: %s %s", out, bad)
	}
}

func TestExportKnowsItsWords(t *testing.T) {
	environ := []string{"SEALBOOK_PASSWORD=" + demo.Password, "SEALBOOK_DATA=" + demoFolder(t)}
	dir := t.TempDir()
	for flag, field := range map[string]string{
		"--life=sleeping": "life", "--level=high": "level", "--class=boat": "class", "--kind=raft": "kind",
		"--book=novel": "book", "--hold=tight": "hold", "--department=无此部门": "department",
	} {
		code, out, _ := runWith(environ, "export", "--json", "--account=baomi1", "--format=csv", "--purpose=自查", flag, "-o", filepath.Join(dir, "x.csv"))
		if code != exitUsage || !strings.Contains(out, field) {
			t.Errorf("%s: %d %s", flag, code, out)
		}
	}
	code, out, _ := runWith(environ, "export", "--json", "--account=baomi1", "--format=csv", "--purpose=自查", "-o", filepath.Join(dir, "no", "x.csv"))
	if code != exitUsage || !strings.Contains(out, "output.unwritable") {
		t.Errorf("%d %s", code, out)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
