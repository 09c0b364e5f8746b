package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"sealbook/internal/demo"
)

// asSystem is the environment of a call as the demo's system administrator.
var asSystem = []string{"SEALBOOK_ACCOUNT=sysadmin", "SEALBOOK_PASSWORD=" + demo.Password}

// behindTheBack changes the database past the product.
func behindTheBack(t *testing.T, data string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range statements {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}

// Counts that are wrong are told with the command that mends them, and it does.
func TestRefoldTellsHowToMendCounts(t *testing.T) {
	t.Parallel()
	data := sampleCopy(t)
	where := "--data=" + data
	code, out, bad := call(t, asSystem, "refold", where)
	if code != exitOK || !strings.Contains(out, "0 differences") || strings.Contains(out, "--recount") {
		t.Fatalf("%d %s%s", code, out, bad)
	}
	behindTheBack(t, data, "DELETE FROM asset_tally", "UPDATE asset SET bought = 0")
	code, out, bad = call(t, asSystem, "refold", where)
	if code != exitRefused || !strings.Contains(out, "sealbook refold --recount") || strings.Contains(out, "Records differ") {
		t.Fatalf("%d %s%s", code, out, bad)
	}
	code, out, bad = call(t, asSystem, "refold", "--recount", "--json", where)
	if r := decodeLine[refoldResult](t, out); code != exitOK || !r.Recounted || r.Differences != 0 {
		t.Fatalf("%d %s%s", code, out, bad)
	}
	if code, out, bad = call(t, asSystem, "refold", where); code != exitOK {
		t.Fatalf("%d %s%s", code, out, bad)
	}
}

// What a record says is not told at the prompt, and no recount mends it.
func TestRefoldTellsNothingOfRecords(t *testing.T) {
	t.Parallel()
	data := sampleCopy(t)
	behindTheBack(t, data, "UPDATE asset SET serial = 'GEHEIM' WHERE num = 1")
	code, out, bad := call(t, asSystem, "refold", "--recount", "--data="+data)
	if code != exitRefused || !strings.Contains(out, "serial") || strings.Contains(out, "GEHEIM") || strings.Contains(out, "run sealbook refold") ||
		!strings.Contains(out, "Records differ") {
		t.Errorf("%d %s%s", code, out, bad)
	}
}

// Who has no account, or another seat, learns nothing.
func TestRefoldIsForTwoAdministrators(t *testing.T) {
	t.Parallel()
	where := "--data=" + sampleCopy(t)
	for account, want := range map[string]int{"sysadmin": exitOK, "auditor": exitOK, "secadmin": exitUsage, "baomi1": exitUsage, "": exitUsage} {
		code, out, bad := call(t, []string{"SEALBOOK_ACCOUNT=" + account, "SEALBOOK_PASSWORD=" + demo.Password}, "refold", where)
		if code != want {
			t.Errorf("%q: %d %s%s", account, code, out, bad)
		}
	}
	if code, _, _ := call(t, []string{"SEALBOOK_ACCOUNT=sysadmin", "SEALBOOK_PASSWORD=wrong"}, "refold", where); code != exitUsage {
		t.Errorf("a wrong password: %d", code)
	}
}
