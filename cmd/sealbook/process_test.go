package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// scratch is a folder for the whole run of the tests.
var scratch string

// program is the product's binary as a user gets it, built once a run.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "sealbook")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// invoke makes a call of the binary that knows no environment but environ, and
// that has no terminal.
func invoke(t testing.TB, environ []string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append([]string{"TMPDIR=" + os.TempDir()}, environ...)
	return cmd
}

// call runs the binary to its end.
func call(t testing.TB, environ []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	cmd := invoke(t, environ, args...)
	var out, bad bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &bad
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), bad.String()
}

// serving is a process of the binary that answers requests.
type serving struct {
	t      testing.TB
	cmd    *exec.Cmd
	ready  string // the line that says so
	rest   io.Reader
	stderr *bytes.Buffer // complete after stop
}

// serve starts `sealbook COMMAND` on free loopback ports and waits for its line.
func serve(t testing.TB, command string, args ...string) *serving {
	t.Helper()
	cmd := invoke(t, nil, append([]string{command, "--json", "--listen=127.0.0.1:0", "--ops-listen=localhost:0"}, args...)...)
	s := &serving{t: t, cmd: cmd, stderr: &bytes.Buffer{}}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = s.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	slow := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	defer slow.Stop()
	lines := bufio.NewReader(out)
	if s.ready, err = lines.ReadString('\n'); err != nil {
		_ = cmd.Wait()
		t.Fatalf("%s printed no line (%v): %s%s", command, err, s.ready, s.stderr)
	}
	s.rest = lines
	return s
}

// stop sends SIGTERM and holds the process to a quiet end.
func (s *serving) stop() {
	s.t.Helper()
	began := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	more, err := io.ReadAll(s.rest)
	if err := errors.Join(err, s.cmd.Wait()); err != nil {
		s.t.Errorf("after SIGTERM: %v\n%s", err, s.stderr)
	}
	if took := time.Since(began); took > 5*time.Second || len(more) > 0 {
		s.t.Errorf("stopped after %s, having printed also %q", took, more)
	}
}

// decodeLine reads the one line of JSON that a call prints.
func decodeLine[T any](t testing.TB, stdout string) T {
	t.Helper()
	var v T
	d := json.NewDecoder(strings.NewReader(stdout))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil || strings.Count(stdout, "\n") != 1 || !strings.HasSuffix(stdout, "\n") {
		t.Fatalf("not one line of the expected JSON: %q (%v)", stdout, err)
	}
	return v
}
