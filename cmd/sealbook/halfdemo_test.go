package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"sealbook/internal/demo"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// A build on Postgres that was killed half-way is not served as the sample organ
// at the next start: that says, in both languages, what to do.
func TestDemoThatWasKilledWhileBuildingIsRefused(t *testing.T) {
	t.Parallel()
	at := storetest.Postgres(t, storetest.Schema{})
	args := []string{"demo", "--json", "--listen=127.0.0.1:0", "--ops-listen=localhost:0", "--database", at}
	build := invoke(t, nil, args...)
	if err := build.Start(); err != nil {
		t.Fatal(err)
	}
	killed := false
	kill := func() {
		if !killed {
			killed = true
			_ = build.Process.Kill()
			_ = build.Wait()
		}
	}
	t.Cleanup(kill)
	s, err := store.Open(context.Background(), store.Options{URL: at})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	// Its accounts are all there long before its assets are.
	last := demo.Accounts()[len(demo.Accounts())-1].Login
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, found, err := s.AccountByLogin(context.Background(), last); err == nil && found {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the story does not begin")
		}
	}
	kill()
	if err := demo.Whole(context.Background(), s); err == nil {
		t.Fatal("it was told to the end before it could be killed")
	}
	for range 2 { // it stays refused
		code, out, _ := call(t, nil, args...)
		e := decodeLine[jsonError](t, out).Error
		if code == exitOK || e.Code != "demo.half_built" || !strings.Contains(e.EN, "--database") || !strings.Contains(e.ZH, "清空该数据库") {
			t.Errorf("%d %s", code, out)
		}
	}
}
