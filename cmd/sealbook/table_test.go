package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"sealbook/internal/demo"
)

// openCommands ask for no account, each for the reason given.
var openCommands = map[string]string{
	"init":          "founds an empty book, once; there is nobody yet",
	"demo":          "builds a sample of fictitious people in a place of its own, and serves only such a sample",
	"serve":         "shows nothing by itself: who comes signs in",
	"tls show":      "opens no book: reads the certificate",
	"tls make":      "opens no book: who may write into the data folder may make a certificate",
	"tls take":      "opens no book: who may write into the data folder may put one in",
	"version":       "opens no book",
	"user password": "the one-time code stands for the password that is not there yet",
}

// signedCommands open the book for somebody: how each is called, who may not do
// it though he signs in, and what he is told.
var signedCommands = map[string]struct{ args, wrong, told string }{
	"import":        {"FOLDER/in.csv", "sysadmin", "adm.no-business"},
	"labels":        {"--code SF-PC-0001 --sheet a4-70x37 -o FOLDER/out", "sysadmin", "asset.not_found"},
	"export":        {"--format csv --purpose 示例 -o FOLDER/out", "sysadmin", "adm.no-business"},
	"refold":        {"--recount", "auditor", "refold.seat"},
	"user list":     {"", "keeper2", "seat.missing"},
	"user create":   {"newcomer PERSON", "secadmin", "flow.seat"},
	"user activate": {"keeper1", "sysadmin", "flow.seat"},
	"user suspend":  {"keeper2 --reason 示例", "officer1", "flow.seat"},
	"user close":    {"keeper2 --reason 示例", "officer1", "flow.seat"},
	"user seats":    {"", "sysadmin", "seat.missing"},
	"user grant":    {"PERSON witness", "sysadmin", "flow.seat"},
	"user revoke":   {"PERSON witness --reason 示例", "sysadmin", "flow.seat"},
	"user unlock":   {"keeper2 --reason 示例", "officer1", "flow.seat"},
	"user recover":  {"keeper2 --reason 示例", "auditor", "flow.seat"},
	"user requests": {"", "officer1", "seat.missing"},
}

// commandTable is every command that the program knows, read from the parser
// that it runs with; probe is these tests' own.
func commandTable(t *testing.T) []string {
	t.Helper()
	var out []string
	parser, err := newParser(&root{}, &Env{Context: context.Background(), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*kong.Node, string)
	walk = func(n *kong.Node, path string) {
		for _, c := range n.Children {
			walk(c, strings.TrimSpace(path+" "+c.Name))
		}
		if len(n.Children) == 0 && path != "probe" {
			out = append(out, path)
		}
	}
	walk(parser.Model.Node, "")
	return out
}

// Every command either stands among those that ask for no account, with the
// reason, or refuses who names none, who has no password, who shows a token that
// is none, and who signs in and lacks the permission. A new command needs a row.
func TestEveryCommandAsksWhoItIs(t *testing.T) {
	t.Parallel()
	data := sampleCopy(t)
	table := commandTable(t)
	for path := range signedCommands {
		if !slices.Contains(table, path) {
			t.Errorf("%s has a row and is no command", path)
		}
	}
	for path := range openCommands {
		if !slices.Contains(table, path) {
			t.Errorf("%s has a reason and is no command", path)
		}
	}
	person := personOfSeat(t, data, "witness")
	if code, out, _ := shell(t, data, demo.Password, "user", "suspend", "keeper1", "--reason", "示例", "--account", "sysadmin"); code != exitOK {
		t.Fatalf("nobody there to activate: %v", out)
	}
	if err := os.WriteFile(filepath.Join(data, "in.csv"), []byte("编号,名称\nX-1,计算机\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range table {
		row, signed := signedCommands[path]
		if reason := openCommands[path]; signed == (reason != "") {
			t.Errorf("%s: give it one row: in signedCommands, or in openCommands with the reason", path)
			continue
		}
		if !signed {
			continue
		}
		args := strings.Fields(path + " " + strings.NewReplacer("FOLDER", data, "PERSON", person).Replace(row.args))
		for _, c := range []struct {
			what, want string
			environ    []string
		}{
			{"no account", "cli.account", []string{"SEALBOOK_PASSWORD=" + demo.Password}},
			{"no password", "cli.password", []string{"SEALBOOK_ACCOUNT=sysadmin"}},
			{"no token", "token.ended", []string{"SEALBOOK_TOKEN=" + strings.Repeat("A", 43)}},
			{"an account that lacks the permission", row.told, []string{"SEALBOOK_ACCOUNT=" + row.wrong, "SEALBOOK_PASSWORD=" + demo.Password}},
		} {
			code, out, stderr := runWith(append(c.environ, "SEALBOOK_DATA="+data), args...)
			if code == exitOK || out != "" || !strings.HasPrefix(afterPrompt(stderr), "sealbook: "+c.want+"\n") {
				t.Errorf("%s, %s: exit %d, stdout %q, stderr %.300q; want %s", path, c.what, code, out, stderr, c.want)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(data, "out")); err == nil {
		t.Error("a file was written for somebody who may not")
	}
}

// afterPrompt is what follows a question that was put on the same line.
func afterPrompt(stderr string) string {
	if i := strings.Index(stderr, "sealbook: "); i >= 0 {
		return stderr[i:]
	}
	return stderr
}

// personOfSeat is somebody who holds the seat.
func personOfSeat(t *testing.T, data, seat string) string {
	t.Helper()
	_, out, stderr := shell(t, data, demo.Password, "user", "seats", "--seat", seat, "--account", "secadmin")
	name, _ := in(out, "seats", 0, "person").(string)
	if name == "" {
		t.Fatalf("nobody is %s: %v %s", seat, out, stderr)
	}
	return name
}
