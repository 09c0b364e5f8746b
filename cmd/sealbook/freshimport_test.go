package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sealbook/internal/demo"
)

// A row whose department the organ does not have is counted and told in the line
// of a real run as in that of a dry run, and loudly in words.
func TestImportTellsRowsWithoutADepartment(t *testing.T) {
	t.Parallel()
	sh := runner{t, "baomi1", []string{"--data", sampleCopy(t)}}
	file := filepath.Join(t.TempDir(), "介质.csv")
	if err := os.WriteFile(file, []byte("保密编号,介质类型,序列号,密级,使用部门\nTD-1,U盘,TDAA1111,内部,没有处\nTD-2,U盘,TDAA2222,机密,办公厅\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environ := []string{"SEALBOOK_PASSWORD=" + demo.Password}
	_, said, _ := call(t, environ, append([]string{"import", "--dry-run", "--account=baomi1", file}, sh.where...)...)
	for _, want := range []string{"警告：将登记的行中 1 行所写部门在组织机构中不存在", "1 of the rows to be registered name a department", "「内部」不是国家秘密密级"} {
		if !strings.Contains(said, want) {
			t.Errorf("the dry run does not say %q: %s", want, said)
		}
	}
	code, got := sh.imports(file)
	if code != exitOK || got.Registered != 2 || got.NoDept != 1 || got.Noted != 1 || len(got.Notes) < 2 || got.Notes[0].Code != "TD-1" {
		t.Errorf("%d %+v", code, got)
	}
	if _, again := sh.imports(file); again.Unchanged != 2 || again.NoDept != 0 || again.Differs != 0 {
		t.Errorf("again: %+v", again)
	}
}

// The organ's sheet has a dry run: it tells what would be and writes nothing.
func TestOrganImportDryRun(t *testing.T) {
	t.Parallel()
	sh := runner{t, "secadmin", []string{"--data", sampleCopy(t)}}
	file := filepath.Join(t.TempDir(), "部门.csv")
	if err := os.WriteFile(file, []byte("部门名称,上级部门\n新设处,办公厅\n新设科,新设处\n无名科,没有的部门\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		code, dry := sh.imports("--organ", "--dry-run", file)
		if code != exitRefused || !dry.DryRun || dry.Rows != 3 || dry.Registered != 2 || dry.Rejected != 1 || len(dry.Reasons) != 1 {
			t.Fatalf("%d %+v", code, dry)
		}
	}
	if code, got := sh.imports("--organ", file); code != exitRefused || got.DryRun || got.Registered != 2 || got.Rejected != 1 {
		t.Errorf("%d %+v", code, got)
	}
	if _, again := sh.imports("--organ", "--dry-run", file); again.Registered != 0 || again.Unchanged != 2 {
		t.Errorf("%+v", again)
	}
}
