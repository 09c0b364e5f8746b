package main

import (
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/storetest"
)

// On Postgres the same: demo, import and labels beside it, and the demo is kept.
func TestOnPostgres(t *testing.T) {
	t.Parallel()
	at, err := url.Parse(storetest.Postgres(t, storetest.Schema{}))
	if err != nil {
		t.Fatal(err)
	}
	password, has := at.User.Password()
	if !has { // a server that trusts its socket does not ask for one
		password = "geheim-2026"
		at.User = url.UserPassword(at.User.Username(), password)
	}
	where := []string{"--database", at.String()}
	s := serve(t, "demo", where...)
	ready := decodeLine[demoReady](t, s.ready)
	c := office(t, ready.URL)
	onFile := sampleOrgan(t).assets
	is := c.assets()
	if len(is) != len(onFile) {
		t.Errorf("%d assets on Postgres, %d on SQLite", len(is), len(onFile))
	}
	for i := range min(len(is), len(onFile)) {
		if is[i].Code != onFile[i].Code || is[i].Life != onFile[i].Life || is[i].Keeper != onFile[i].Keeper || is[i].Serial != onFile[i].Serial {
			t.Fatalf("asset %d: %+v on Postgres, %+v on SQLite", i, is[i], onFile[i])
		}
	}
	sh := runner{t, "baomi1", where}
	res, pdf, job := sh.prints(c, "--all", "--sheet=a4-38x21")
	decodeSheet(t, res, pdf, job)
	importTwice(t, ready.URL, sh)
	grown := len(c.assets())
	s.stop()
	again := serve(t, "demo", where...)
	if is := len(office(t, decodeLine[demoReady](t, again.ready).URL).assets()); is != grown {
		t.Errorf("%d assets after the second start, %d before", is, grown)
	}
	again.stop()
	if said := s.stderr.String() + s.ready; strings.Contains(said, password) || !strings.Contains(said, "postgres://"+at.User.Username()) {
		t.Errorf("the database's password is in the log, or its address is not: %s", said)
	}
}
