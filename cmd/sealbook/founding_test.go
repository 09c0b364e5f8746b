package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sealbook/internal/demo"
)

const testPassword = "青山不改 绿水长流 两岸清风 97"

// shell runs a subcommand with --json on the data folder.
func shell(t *testing.T, data, password string, args ...string) (code int, out map[string]any, stderr string) {
	t.Helper()
	var stdout, errs bytes.Buffer
	environ := []string{"SEALBOOK_DATA=" + data}
	if password != "" {
		environ = append(environ, "SEALBOOK_PASSWORD="+password)
	}
	code = run(context.Background(), append(args, "--json"), environ, strings.NewReader(""), &stdout, &errs)
	if stdout.Len() > 0 {
		if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
			t.Fatalf("%v: %v: %s", args, err, stdout.String())
		}
	}
	return code, out, errs.String()
}

func in(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

func TestTheBookIsFoundedOnceAndByThree(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	if code, out, _ := shell(t, data, "", "user", "list", "--account", "sysadmin"); code != exitUsage || in(out, "error", "code") != "data.absent" {
		t.Fatalf("before init: %d %v", code, out)
	}
	if code, _, _ := shell(t, data, "", "init"); code != exitUsage {
		t.Errorf("without an organ: %d", code)
	}
	code, out, stderr := shell(t, data, "", "init", "--organ", "云杉示范局", "--system-admin", "chen=陈示例")
	if code != exitOK || len(in(out, "accounts").([]any)) != 3 {
		t.Fatalf("init: %d %v %s", code, out, stderr)
	}
	codes := map[string]string{}
	for i := range 3 {
		codes[in(out, "accounts", i, "account").(string)] = in(out, "accounts", i, "activation_code").(string)
	}
	if in(out, "accounts", 0, "name") != "陈示例" || codes["chen"] == "" || codes["secadmin"] == "" || codes["auditor"] == "" {
		t.Errorf("accounts: %v", out)
	}
	if info, err := os.Stat(data); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("data folder: %v %v", info, err)
	}
	if code, out, _ := shell(t, data, "", "init", "--organ", "云杉示范局"); code != exitRefused || in(out, "error", "code") != "organ.founded" {
		t.Errorf("a second time: %d %v", code, out)
	}
	for login, c := range codes {
		if code, out, _ := shell(t, data, testPassword, "user", "password", login, "--code", c); code != exitOK {
			t.Fatalf("password of %s: %d %v", login, code, out)
		}
	}
	if code, out, _ := shell(t, data, testPassword, "user", "password", "chen", "--code", codes["chen"]); code != exitUsage || in(out, "error", "code") != "activation.refused" {
		t.Errorf("the code twice: %d %v", code, out)
	}
	accounts(t, data)
}

// accounts is the administrators' work at the shell: nobody has a back door.
func accounts(t *testing.T, data string) {
	t.Helper()
	// What is missing is called by its name, whether it is the code or the password.
	if code, out, _ := shell(t, data, testPassword, "user", "password", "chen"); code != exitUsage || in(out, "error", "code") != "cli.code" {
		t.Errorf("no activation code: %d %v", code, out)
	}
	if code, out, _ := shell(t, data, "", "user", "password", "chen", "--code=AAAAA"); code != exitUsage || in(out, "error", "code") != "cli.password" {
		t.Errorf("no password: %d %v", code, out)
	}
	if code, out, _ := shell(t, data, "wrong "+testPassword, "user", "list", "--account", "chen"); code != exitUsage || in(out, "error", "code") != "session.refused" {
		t.Errorf("wrong password: %d %v", code, out)
	}
	if code, out, _ := shell(t, data, testPassword, "user", "list", "--account", "chen"); code != exitOK || len(in(out, "accounts").([]any)) != 3 {
		t.Errorf("list: %d %v", code, out)
	}
	if code, out, _ := shell(t, data, testPassword, "user", "create", "second", "陈示例", "--account", "chen"); code != exitRefused || in(out, "error", "code") != "account.one_open" {
		t.Errorf("a second account of one person: %d %v", code, out)
	}
	if code, out, _ := shell(t, data, testPassword, "user", "create", "x9", "无此人", "--account", "chen"); code != exitUsage {
		t.Errorf("an account of nobody: %d %v", code, out)
	}
	if code, out, _ := shell(t, data, testPassword, "user", "suspend", "auditor", "--account", "auditor", "--reason", "示例"); code != exitRefused || in(out, "error", "code") != "flow.seat" {
		t.Errorf("the auditor changes something: %d %v", code, out)
	}
	if code, out, _ := shell(t, data, testPassword, "user", "suspend", "auditor", "--account", "chen", "--reason", "示例"); code != exitRefused || in(out, "error", "code") != "flow.last-admin" {
		t.Errorf("the only auditor: %d %v", code, out)
	}
	if code, out, _ := shell(t, data, testPassword, "user", "close", "nobody", "--account", "secadmin"); code != exitUsage || in(out, "error", "code") != "account.not_found" {
		t.Errorf("close nobody: %d %v", code, out)
	}
}

// An account that is suspended signs in no more, until it is activated again.
func TestAnAccountIsSuspendedAndActivated(t *testing.T) {
	t.Parallel()
	data := sampleCopy(t)
	for _, step := range []struct {
		args string
		code int
		want string
	}{
		{"user suspend keeper1 --account sysadmin --reason 示例", exitOK, "suspended"},
		{"labels --code SF-PC-0001 --sheet a4-70x37 -o " + filepath.Join(data, "x.pdf") + " --account keeper1", exitUsage, "session.refused"},
		{"user activate keeper1 --account secadmin --reason 示例", exitOK, "active"},
		{"user list --account keeper1", exitUsage, "seat.missing"}, // signed in, and no administrator
	} {
		code, out, _ := shell(t, data, demo.Password, strings.Fields(step.args)...)
		said, _ := in(out, "state").(string)
		if e, ok := in(out, "error", "code").(string); ok {
			said = e
		}
		if code != step.code || said != step.want {
			t.Errorf("%s: %d %v", step.args, code, out)
		}
	}
}

// serve says where it listens once it answers, works beside the other
// subcommands, and stops in order.
func TestServeUntilToldToStop(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	if code, out, _ := shell(t, data, "", "init", "--organ", "云杉示范局"); code != exitOK {
		t.Fatalf("init: %v", out)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	reader, writer := io.Pipe()
	var stderr bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--json", "--listen", "127.0.0.1:0", "--ops-listen", "off"},
			[]string{"SEALBOOK_DATA=" + data}, strings.NewReader(""), writer, &stderr)
		_ = writer.Close()
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var ready struct{ URL string }
	if err := json.Unmarshal([]byte(line), &ready); err != nil || !strings.HasPrefix(ready.URL, "http://localhost:") {
		t.Fatalf("%q %v", line, err)
	}
	for path, want := range map[string]int{"/api/openapi.json": 200, "/api/v1/assets": 401, "/signin": 200} {
		res, err := http.Get(ready.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	if code, out, _ := shell(t, data, testPassword, "user", "password", "secadmin", "--code", "AAAAA-AAAAA-AAAAA-AAAAA"); code != exitUsage {
		t.Errorf("beside the server: %d %v", code, out)
	}
	if code, out, _ := shell(t, data, "", "serve", "--listen", strings.TrimPrefix(ready.URL, "http://"), "--ops-listen", "off"); code != exitFault || in(out, "error", "code") != "listen.failed" {
		t.Errorf("the port is taken: %d %v", code, out)
	}
	stop()
	select {
	case code := <-ended:
		if code != exitOK {
			t.Errorf("stopped with %d: %s", code, stderr.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("does not stop")
	}
}
