package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sealbook/internal/config"
	"sealbook/internal/domain/org"
)

// sample is the demo's first start in this run: built by the binary, held to
// what a stranger sees, and stopped. Tests work on copies of it.
type sample struct {
	ready  demoReady
	assets []row
	folder string
	day    string // on which it was built
}

var (
	sampleOnce sync.Once
	sampleMade *sample
)

func sampleOrgan(t testing.TB) *sample {
	t.Helper()
	sampleOnce.Do(func() {
		folder := filepath.Join(scratch, "sample")
		if _, err := program(); err != nil { // not part of the time below
			t.Fatal(err)
		}
		began := time.Now()
		s := serve(t, "demo", "--data", folder)
		ready := decodeLine[demoReady](t, s.ready)
		assets := office(t, ready.URL).assets() // at once: the line is a promise
		t.Logf("demo: %d assets, ready after %s", len(assets), time.Since(began).Round(time.Millisecond))
		s.stop()
		sampleMade = &sample{ready, assets, folder, began.UTC().Format(time.DateOnly)}
	})
	if sampleMade == nil {
		t.Fatal("the demo could not be built")
	}
	return sampleMade
}

// sampleCopy gives a data folder of the test's own with the demo in it.
func sampleCopy(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(sampleOrgan(t).folder, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, databaseFile), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Every account that the demo prints signs in and holds the seats printed, and
// every seat there is occurs.
func TestDemoAccountsSignIn(t *testing.T) {
	t.Parallel()
	s := serve(t, "demo", "--data", sampleCopy(t))
	seen := map[string]bool{}
	for _, a := range decodeLine[demoReady](t, s.ready).Accounts {
		_, in := signIn(t, decodeLine[demoReady](t, s.ready).URL, a.Login, a.Password)
		held := map[string]bool{}
		for _, x := range in.Seats {
			held[x.Seat] = true
		}
		for _, seat := range a.Seats {
			seen[seat] = true
			if !held[seat] {
				t.Errorf("%s is printed as %s and holds %v", a.Login, seat, held)
			}
		}
	}
	for _, seat := range []string{
		"keeper", "asset_officer", "department_head", "secrecy_office", "leader", "leading_group", "technician", "witness",
		"system_admin", "security_admin", "auditor",
	} {
		if !seen[seat] || org.Seat(seat).Text().IsZero() {
			t.Errorf("no account holds %s", seat)
		}
	}
	s.stop()
}

// A second start shows the organ of the first, an end leaves the database alone
// in its folder, and two builds on one day are the same organ.
func TestDemoIsKeptAndDeterministic(t *testing.T) {
	t.Parallel()
	first, dir := sampleOrgan(t), sampleCopy(t)
	before, err := os.ReadFile(filepath.Join(dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	again := serve(t, "demo", "--data", dir)
	if got := office(t, decodeLine[demoReady](t, again.ready).URL).assets(); !slices.Equal(got, first.assets) {
		t.Errorf("the second start shows %d assets, the first %d", len(got), len(first.assets))
	}
	again.stop()
	after, err := os.ReadFile(filepath.Join(dir, databaseFile))
	if err != nil || bytes.Equal(before, after) {
		t.Errorf("the session is not in the file: the log was not written back (%v)", err)
	}
	for _, folder := range []string{dir, first.folder} {
		if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) != 1 {
			t.Errorf("left behind: %v", left)
		}
	}
	if rest, _ := filepath.Glob(filepath.Join(scratch, ".demo-*")); len(rest) != 0 {
		t.Errorf("left behind: %v", rest)
	}
	other := serve(t, "demo", "--data", filepath.Join(t.TempDir(), "new", "deep"))
	got := office(t, decodeLine[demoReady](t, other.ready).URL).assets()
	other.stop()
	if time.Now().UTC().Format(time.DateOnly) == first.day && !slices.Equal(got, first.assets) {
		t.Errorf("built again on the same day, %d assets against %d differ", len(got), len(first.assets))
	}
}

// A second demo starts beside a first one that holds the usual port of health
// and metrics; a port that was asked for is not exchanged.
func TestDemoStartsBesideAnother(t *testing.T) {
	t.Parallel()
	usual := config.DefaultServing().OpsListen
	if l, err := net.Listen("tcp", usual); err == nil { // else it is taken already
		defer l.Close()
	}
	s := serve(t, "demo", "--ops-listen="+usual, "--data", sampleCopy(t))
	office(t, decodeLine[demoReady](t, s.ready).URL)
	s.stop()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	code, out, _ := call(t, nil, "demo", "--json", "--listen=127.0.0.1:0", "--ops-listen="+taken.Addr().String(), "--data", sampleCopy(t))
	if e := decodeLine[jsonError](t, out).Error; code != exitFault || e.Code != "listen.failed" {
		t.Errorf("%d %+v", code, e)
	}
	// It is said before the organ is built, not a minute later.
	fresh := filepath.Join(t.TempDir(), "fresh")
	code, out, _ = call(t, nil, "demo", "--json", "--listen="+taken.Addr().String(), "--data", fresh)
	if _, err := os.Stat(fresh); code != exitFault || decodeLine[jsonError](t, out).Error.Code != "listen.failed" || !os.IsNotExist(err) {
		t.Errorf("%d %s; the folder: %v", code, out, err)
	}
}

// Another organ's book is not shown as a sample.
func TestDemoRefusesAnotherBook(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if code, out, bad := call(t, nil, "init", "--json", "--organ=测试单位", "--data", dir); code != exitOK {
		t.Fatal(code, out, bad)
	}
	code, out, _ := call(t, nil, "demo", "--json", "--listen=127.0.0.1:0", "--data", dir)
	if e := decodeLine[jsonError](t, out).Error; code != exitUsage || e.Code != "demo.other_book" || !strings.Contains(e.EN, "sealbook serve") {
		t.Errorf("%d %s", code, out)
	}
}
