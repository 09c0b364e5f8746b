package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"sealbook/internal/config"
	"sealbook/internal/errs"
)

// probeCmd stands in the tests for any subcommand: it serves, reads a
// configuration and ends as told.
type probeCmd struct {
	config.Serving `embed:""`
	End            string `name:"end"`
	Count          int    `name:"count" var:"SEALBOOK_COUNT"`
}

func (c *probeCmd) Run(env *Env) error {
	env.DataOr("elsewhere")
	cfg, err := env.Config(&c.Serving)
	if err != nil {
		return err
	}
	password, _ := env.Password()
	switch c.End {
	case "refused":
		return errs.New(errs.Refused, "use.one-person", "已有责任人。", "has a keeper.").WithMissing(errs.T("归还", "a return"))
	case "some":
		if err := env.Print(map[string]int{"rejected": 2}, "2 rejected"); err != nil {
			return err
		}
		return errSomeRefused
	case "fault":
		return fmt.Errorf("read %q: %w", "甲某某", errors.New("disk"))
	case "faster":
		return errs.New(errs.Conflict, "version.stale", "已变更。", "changed meanwhile.")
	case "busy":
		return errs.New(errs.Unavailable, "store.busy", "忙。", "busy.")
	}
	return env.Print(map[string]string{"data": cfg.Data, "listen": cfg.Listen, "password": password}, cfg.Data+" "+cfg.Listen)
}

func TestMain(m *testing.M) {
	register("probe", "probe", func() any { return &probeCmd{} })
	var err error
	if scratch, err = os.MkdirTemp("", "sealbook-cmd-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(scratch); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func runWith(environ []string, args ...string) (code int, stdout, stderr string) {
	var out, bad bytes.Buffer
	code = run(context.Background(), args, environ, strings.NewReader(""), &out, &bad)
	return code, out.String(), bad.String()
}

func TestVersion(t *testing.T) {
	code, out, _ := runWith(nil, "version")
	if code != exitOK || !strings.HasPrefix(out, "sealbook dev (unknown) go1.") || strings.Count(out, "\n") != 1 {
		t.Errorf("%d %q", code, out)
	}
	code, out, _ = runWith(nil, "version", "--json")
	var info map[string]string
	if err := json.Unmarshal([]byte(out), &info); err != nil || code != exitOK || info["version"] != "dev" || info["os"] == "" {
		t.Errorf("%d %q %v", code, out, err)
	}
}

func TestExitCodes(t *testing.T) {
	for _, tc := range []struct {
		args string
		want int
		code string
	}{
		{"probe", exitOK, ""},
		{"--help", exitOK, ""},
		{"probe --help", exitOK, ""},
		{"probe --end=some", exitRefused, ""},
		{"probe --end=refused", exitRefused, "use.one-person"},
		{"probe --end=faster", exitRefused, "version.stale"},
		{"probe --end=fault", exitFault, "internal"},
		{"probe --end=busy", exitFault, "store.busy"},
		{"", exitUsage, "usage"},
		{"nonsense", exitUsage, "usage"},
		{"probe --bogus", exitUsage, "usage"},
		{"probe --count=many", exitUsage, "usage"},
		{"probe --listen=0.0.0.0:80", exitUsage, "config.invalid"},
	} {
		t.Run(tc.args, func(t *testing.T) {
			code, out, bad := runWith(nil, strings.Fields(tc.args)...)
			if code != tc.want || (tc.code != "" && (!strings.Contains(bad, "sealbook: "+tc.code+"\n") || out != "")) {
				t.Errorf("exit %d, want %d\nstdout %q\nstderr %q", code, tc.want, out, bad)
			}
			jcode, jout, _ := runWith(nil, append(strings.Fields(tc.args), "--json")...)
			if jcode != tc.want {
				t.Errorf("--json exit %d, want %d", jcode, tc.want)
			}
			if tc.code == "" {
				return
			}
			var got map[string]map[string]string
			if err := json.Unmarshal([]byte(jout), &got); err != nil || strings.Count(jout, "\n") != 1 {
				t.Fatalf("not one line of JSON: %q %v", jout, err)
			}
			e := got["error"]
			if e["code"] != tc.code || e["zh"] == "" || e["en"] == "" || e["zh"] == e["en"] || len(got) != 1 || len(e) != 3 {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestMissingIsTold(t *testing.T) {
	_, _, bad := runWith(nil, "probe", "--end=refused")
	if !strings.Contains(bad, "缺少：归还") || !strings.Contains(bad, "missing: a return") {
		t.Errorf("stderr %q", bad)
	}
}

func TestFaultKeepsItsDetailOffTheScreen(t *testing.T) {
	_, out, bad := runWith(nil, "probe", "--end=fault")
	if strings.Contains(out+bad, "甲某某") || !strings.Contains(bad, `"cause":"disk"`) {
		t.Errorf("stderr %q", bad)
	}
}

func TestValuesComeFromTheGivenEnvironment(t *testing.T) {
	environ := []string{"SEALBOOK_LISTEN=127.0.0.1:1234", "SEALBOOK_PASSWORD=pw"}
	_, out, _ := runWith(environ, "--json", "probe")
	if out != `{"data":"elsewhere","listen":"127.0.0.1:1234","password":"pw"}`+"\n" {
		t.Errorf("got %q", out)
	}
	if _, out, _ = runWith(environ, "probe", "--data=d", "--listen=127.0.0.1:9"); out != "d 127.0.0.1:9\n" {
		t.Errorf("got %q", out)
	}
}

func TestWrongVariableIsNamed(t *testing.T) {
	code, _, bad := runWith([]string{"SEALBOOK_COUNT=many"}, "probe")
	if code != exitUsage || !strings.Contains(bad, "SEALBOOK_COUNT") {
		t.Errorf("%d %q", code, bad)
	}
	code, _, bad = runWith([]string{"SEALBOOK_LISTNE=x"}, "version")
	if code != exitUsage || !strings.Contains(bad, "SEALBOOK_LISTNE") {
		t.Errorf("%d %q", code, bad)
	}
}

func TestRunsDoNotShareState(t *testing.T) {
	runWith(nil, "probe", "--end=busy")
	if code, _, bad := runWith(nil, "probe"); code != exitOK {
		t.Errorf("the second run saw the first one's flags: %d %s", code, bad)
	}
}
