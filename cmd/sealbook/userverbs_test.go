package main

import (
	"strings"
	"testing"

	"sealbook/internal/demo"
)

// Seats at the shell: the security administrator grants and takes back, signing
// each; who holds what is listed; nobody else does it.
func TestSeatsAreGrantedAndTakenBack(t *testing.T) {
	t.Parallel()
	data := sampleCopy(t)
	_, users, _ := shell(t, data, demo.Password, "user", "list", "--account", "sysadmin")
	person := ""
	for _, a := range in(users, "accounts").([]any) {
		if in(a, "account") == "keeper1" {
			person = in(a, "person").(string)
		}
	}
	do := func(code int, args ...string) map[string]any {
		t.Helper()
		got, out, stderr := shell(t, data, demo.Password, append([]string{"user"}, args...)...)
		if got != code {
			t.Fatalf("%v: %d %v %s", args, got, out, stderr)
		}
		return out
	}
	held := func() (n int) {
		t.Helper()
		list := do(exitOK, "seats", "--person", person, "--seat", "witness", "--account", "secadmin")
		return len(in(list, "seats").([]any))
	}
	before := held()
	if out := do(exitRefused, "grant", person, "witness", "--account", "sysadmin"); in(out, "error", "code") != "flow.seat" {
		t.Errorf("the system administrator grants: %v", out)
	}
	if out := do(exitUsage, "grant", person, "cook", "--account", "secadmin"); in(out, "error", "code") != "input.invalid" || !strings.Contains(in(out, "error", "en").(string), "witness") {
		t.Errorf("no such seat: %v", out)
	}
	_, granted, stderr := shell(t, data, demo.Password, "user", "grant", person, "witness", "--until", "2099-12-31", "--account", "secadmin")
	if in(granted, "seat") != "witness" || !strings.Contains(stderr, "内容摘要 Digest") {
		t.Fatalf("granted without a signature: %v %s", granted, stderr)
	}
	if n := held(); n != before+1 {
		t.Errorf("%d seats of a witness after the grant, %d before", n, before)
	}
	if out := do(exitUsage, "revoke", person, "leader", "--reason", "示例", "--account", "secadmin"); in(out, "error", "code") != "seat.not_held" {
		t.Errorf("a seat not held: %v", out)
	}
	if out := do(exitRefused, "revoke", person, "witness", "--reason", "示例", "--account", "sysadmin"); in(out, "error", "code") != "flow.seat" {
		t.Errorf("the system administrator takes back: %v", out)
	}
	if out := do(exitOK, "revoke", person, "witness", "--reason", "示例", "--account", "secadmin"); in(out, "seat") != "witness" || in(out, "ended") != true {
		t.Errorf("taken back: %v, granted: %v", out, granted)
	}
	if n := held(); n != before {
		t.Errorf("%d seats of a witness at the end, %d at the beginning", n, before)
	}
}

// Recovery and unlocking take two calls of two administrators: who asked does
// not confirm, and each of them is shown half of the code.
func TestAnAccountIsRecoveredByTwo(t *testing.T) {
	t.Parallel()
	data := sampleCopy(t)
	step := func(want string, args ...string) map[string]any {
		t.Helper()
		_, out, stderr := shell(t, data, demo.Password, append([]string{"user"}, args...)...)
		said, _ := in(out, "state").(string)
		if e, ok := in(out, "error", "code").(string); ok {
			said = e
		}
		if said != want {
			t.Fatalf("%v: %v %s, want %s", args, out, stderr, want)
		}
		return out
	}
	waiting := func() []any {
		t.Helper()
		_, out, _ := shell(t, data, demo.Password, "user", "requests", "--account", "sysadmin")
		return in(out, "requests").([]any)
	}
	step("dual.not_found", "recover", "keeper1", "--confirm", "--account", "sysadmin")
	asked := step("open", "recover", "keeper1", "--reason", "口令遗失", "--account", "secadmin")
	first, _ := in(asked, "activation_half").(string)
	if list := waiting(); len(list) != 1 || in(list[0], "account") != "keeper1" || in(list[0], "kind") != "recover" || in(list[0], "reason") != "口令遗失" {
		t.Errorf("waiting: %v", list)
	}
	step("flow.seat", "recover", "keeper1", "--confirm", "--account", "secadmin")
	step("flow.seat", "recover", "keeper1", "--confirm", "--account", "auditor")
	step("usage", "recover", "keeper1", "--confirm", "--refuse", "--account", "sysadmin")
	done := step("done", "recover", "keeper1", "--confirm", "--account", "sysadmin")
	second, _ := in(done, "activation_half").(string)
	if first == "" || second == "" || len(waiting()) != 0 {
		t.Fatalf("confirmed: %v, waiting: %v", done, waiting())
	}
	if code, out, _ := shell(t, data, demo.Password, "user", "list", "--account", "keeper1"); code != exitUsage || in(out, "error", "code") != "session.refused" {
		t.Errorf("the lost password still works: %v", out)
	}
	if c, out, _ := shell(t, data, testPassword, "user", "password", "keeper1", "--code", second); c == exitOK {
		t.Errorf("half a code does: %v", out)
	}
	if c, out, _ := shell(t, data, testPassword, "user", "password", "keeper1", "--code", first+" "+second); c != exitOK {
		t.Errorf("the code: %v", out)
	}
	for range 5 {
		shell(t, data, "no "+demo.Password, "user", "list", "--account", "officer1")
	}
	step("session.throttled", "list", "--account", "officer1")
	step("open", "unlock", "officer1", "--reason", "本人在场", "--account", "secadmin")
	step("refused", "unlock", "officer1", "--refuse", "--reason", "未能核实", "--account", "sysadmin")
	step("session.throttled", "list", "--account", "officer1")
	step("open", "unlock", "officer1", "--reason", "本人在场", "--account", "secadmin")
	step("done", "unlock", "officer1", "--confirm", "--account", "sysadmin")
	step("seat.missing", "list", "--account", "officer1") // signed in, and no administrator
}
