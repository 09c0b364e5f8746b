package auth_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

func TestFromTheCodeToTheEndOfTheSession(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		token, s := p.signIn(" SecAdmin ") // as people type it
		if !s.Signed() || s.Login != "secadmin" || s.Kind != auth.Page || s.FormToken == "" {
			t.Fatalf("session: %+v", s)
		}
		again, actor, err := p.auth.Resolve(p.ctx, token)
		if err != nil || again.ID != s.ID || again.FormToken != s.FormToken {
			t.Fatalf("resolve: %+v %v", again, err)
		}
		if !actor.Holds(org.SecurityAdmin) || actor.Account != p.ids["secadmin"] || actor.Session != s.ID {
			t.Fatalf("actor: %+v", actor)
		}
		second, _ := p.signIn("secadmin")
		if second == token {
			t.Fatal("a token was given twice")
		}
		if err := p.auth.SignOut(p.ctx, token); err != nil {
			t.Fatal(err)
		}
		if p.open(token) || !p.open(second) {
			t.Error("signing out ends that session and no other")
		}
		if err := p.auth.SignOut(p.ctx, token); err != nil {
			t.Errorf("signing out twice: %v", err)
		}
		if err := p.store.Read(p.ctx, func(tx *store.Tx) error {
			deeds, err := tx.Recent(event.Subject{Kind: "session", ID: s.ID}, 9)
			if err == nil && (len(deeds) != 2 || deeds[0].Type != "session.closed" || deeds[1].Type != "session.opened") {
				t.Errorf("history of the session: %+v", deeds)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

func TestTheCodeIsOfUseOnceAndForAWhile(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		if err := p.auth.Activate(p.ctx, "auditor", p.codes["sysadmin"], password); code(err) != "activation.refused" {
			t.Errorf("another's code: %v", err)
		}
		if err := p.auth.Activate(p.ctx, "auditor", p.codes["auditor"], "short"); code(err) != "password.weak" {
			t.Errorf("weak password: %v", err)
		}
		// The weak password has not used the code up; case and blanks do not matter.
		if err := p.auth.Activate(p.ctx, "auditor", " "+strings.ToLower(p.codes["auditor"])+" ", password); err != nil {
			t.Fatalf("good code: %v", err)
		}
		if err := p.auth.Activate(p.ctx, "auditor", p.codes["auditor"], other); code(err) != "activation.refused" {
			t.Errorf("the code a second time: %v", err)
		}
		p.signIn("auditor")
		p.clock.pass(app.ActivationLife)
		if err := p.auth.Activate(p.ctx, "sysadmin", p.codes["sysadmin"], password); code(err) != "activation.refused" {
			t.Errorf("an old code: %v", err)
		}
	})
}

func TestNobodyLearnsWhyASignInFailed(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		p.member("lin")
		p.do("secadmin", app.MoveAccount{Account: p.ids["lin"], State: account.Suspended, Reason: "示例"})
		cases := map[string][2]string{
			"unknown": {"nobody", password}, "wrong": {"secadmin", other}, "suspended": {"lin", password},
			"no password yet": {"sysadmin", password}, "empty": {"", ""}, "far too long": {"secadmin", strings.Repeat("长", 4000)},
		}
		var text string
		for name, c := range cases {
			token, s, err := p.auth.SignIn(p.ctx, c[0], c[1], "198.51.100."+fmt.Sprint(len(name)))
			if err == nil || token != "" || s.Signed() {
				t.Fatalf("%s: let in", name)
			}
			if text == "" {
				text = err.Error()
			}
			if err.Error() != text {
				t.Errorf("%s is answered %q, another %q", name, err, text)
			}
		}
	})
}

// An unknown login costs the same hash as a known one.
func TestAnUnknownLoginTakesAsLong(t *testing.T) {
	c := &clock{t: time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)}
	p := onFile(t, c)
	p.activate("secadmin")
	// The hash is what costs: its share of the processor is compared, side by
	// side, so that a busy machine does not decide the test.
	spent := func(login, addr string) time.Duration {
		before := processor(t)
		if _, _, err := p.auth.SignIn(p.ctx, login, other, addr); code(err) != "session.refused" {
			t.Fatalf("%s: %v", login, err)
		}
		return processor(t) - before
	}
	known, unknown := time.Hour, time.Hour
	for i := range 4 {
		known = min(known, spent("secadmin", fmt.Sprintf("192.0.2.%d", i)))
		unknown = min(unknown, spent("nobody", fmt.Sprintf("192.0.2.%d", i)))
	}
	t.Logf("known %s, unknown %s", known, unknown)
	if unknown < known/3 || unknown > known*3 {
		t.Errorf("known %s, unknown %s", known, unknown)
	}
}

// processor is the processor time this process has used.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestGuessingIsBarredForTheWindowAndByWhomever(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		p.activate("auditor")
		for _, login := range []string{"secadmin", "nobody"} { // a login nobody has is barred alike
			for i := range 5 {
				if _, _, err := p.auth.SignIn(p.ctx, login, other, fmt.Sprintf("203.0.113.%d", i)); code(err) != "session.refused" {
					t.Fatalf("%s try %d: %v", login, i+1, err)
				}
			}
			// The sixth gets no answer, were it right, from elsewhere, in another process.
			if _, _, err := p.service().SignIn(p.ctx, login, password, "203.0.113.99"); code(err) != "session.throttled" {
				t.Fatalf("%s sixth try: %v", login, err)
			}
			if err := p.auth.Activate(p.ctx, login, "AAAAA-AAAAA-AAAAA-AAAAA", password); code(err) != "session.throttled" {
				t.Errorf("%s: the other door is open: %v", login, err)
			}
		}
		p.signIn("auditor") // others go in and out
		p.clock.pass(14 * time.Minute)
		_, _, err := p.auth.SignIn(p.ctx, "secadmin", password, here)
		if code(err) != "session.throttled" {
			t.Errorf("within the window: %v", err)
		}
		// The text and the machine's value tell the same wait, which is true.
		if e := errs.As(err); e.After != time.Minute || !strings.Contains(e.Text.EN, "in 1 minute.") {
			t.Errorf("wait %v: %v", e.After, err)
		}
		p.clock.pass(time.Minute)
		p.signIn("secadmin")
		// A sign-in clears the count.
		for range 4 {
			_, _, _ = p.auth.SignIn(p.ctx, "secadmin", other, here)
		}
		p.signIn("secadmin")
		for range 4 {
			if _, _, err := p.auth.SignIn(p.ctx, "secadmin", other, here); code(err) != "session.refused" {
				t.Fatalf("counted on: %v", err)
			}
		}
	})
}

func TestOneAddressCannotTryManyLogins(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		answered := 0
		for i := range 40 {
			_, _, err := p.auth.SignIn(p.ctx, fmt.Sprintf("login%d", i), other, here)
			if code(err) == "session.refused" {
				answered++
			}
		}
		if answered != 20 {
			t.Errorf("%d tries answered, want 20", answered)
		}
		if _, _, err := p.auth.SignIn(p.ctx, "secadmin", password, here); code(err) != "session.throttled" {
			t.Errorf("from the barred address: %v", err)
		}
		if _, _, err := p.auth.SignIn(p.ctx, "secadmin", password, "203.0.113.1"); err != nil {
			t.Errorf("from another: %v", err)
		}
	})
}

// Guesses sent at once get no more answers than guesses sent one by one.
func TestGuessesAtOnceAreCountedToo(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		var mu sync.Mutex
		got := map[string]int{}
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				_, _, err := p.auth.SignIn(p.ctx, "secadmin", other, fmt.Sprintf("203.0.113.%d", i))
				mu.Lock()
				defer mu.Unlock()
				got[code(err)]++
			})
		}
		wg.Wait()
		if got["session.refused"] != 5 || got["session.throttled"] != 19 {
			t.Errorf("answers: %v", got)
		}
	})
}

func TestASessionEndsIdleAndInAnyCase(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		p.activate("sysadmin")
		idle, _ := p.signIn("secadmin")
		p.clock.pass(30 * time.Minute)
		if p.open(idle) {
			t.Error("idle for 30 minutes and open")
		}
		used, s := p.signIn("secadmin")
		for spent := time.Duration(0); spent < 12*time.Hour; spent += 20 * time.Minute {
			if !p.open(used) {
				t.Fatalf("ended after %s of use", spent)
			}
			p.clock.pass(20 * time.Minute)
		}
		if p.open(used) {
			t.Errorf("open after 12 hours, made %s", s.Created)
		}
		// A stricter policy counts at once, for the sessions that are open too.
		token, _ := p.signIn("sysadmin")
		p.do("secadmin", app.SetPolicy{Key: "session.idle-minutes", Raw: "5", Reason: "示例"})
		p.clock.pass(6 * time.Minute)
		if p.open(token) {
			t.Error("the new idle limit has no effect on an open session")
		}
	})
}

func TestTheConfigurationOnlyShortens(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		short, err := auth.New(p.store, auth.Options{Idle: time.Minute, Max: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := short.SignIn(p.ctx, "secadmin", password, here)
		if err != nil {
			t.Fatal(err)
		}
		p.clock.pass(61 * time.Second)
		if _, _, err := short.Resolve(p.ctx, token); code(err) != "session.over" {
			t.Errorf("after its minute: %v", err)
		}
		if _, err := auth.New(p.store, auth.Options{Idle: -1}); err == nil {
			t.Error("a negative limit passes")
		}
	})
}

func TestWhatIsTakenAwayCountsAtTheNextRequest(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.member("lin")
		token, _ := p.signIn("lin")
		_, actor, err := p.auth.Resolve(p.ctx, token)
		if err != nil || actor.Holds(org.SecrecyOffice) {
			t.Fatalf("%+v %v", actor, err)
		}
		p.do("secadmin", app.GrantSeat{Person: actor.Person, Grant: org.Grant{Seat: org.SecrecyOffice}})
		_, actor, err = p.auth.Resolve(p.ctx, token)
		if err != nil || !actor.Holds(org.SecrecyOffice) {
			t.Fatalf("a granted seat: %+v %v", actor, err)
		}
		person, err := p.store.Person(p.ctx, actor, actor.Person)
		if err != nil {
			t.Fatal(err)
		}
		p.do("secadmin", app.EndSeat{Person: actor.Person, Grant: person.Seats[0].ID, Reason: "示例"})
		if _, actor, err = p.auth.Resolve(p.ctx, token); err != nil || actor.Holds(org.SecrecyOffice) {
			t.Errorf("a seat taken back: %+v %v", actor, err)
		}
		p.do("secadmin", app.MoveAccount{Account: p.ids["lin"], State: account.Suspended, Reason: "示例"})
		if p.open(token) {
			t.Error("a suspended account's session goes on")
		}
		p.do("secadmin", app.MoveAccount{Account: p.ids["lin"], State: account.Active, Reason: "示例"})
		if p.open(token) {
			t.Error("the old session came back with the account")
		}
	})
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("secadmin")
		mine, _ := p.signIn("secadmin")
		elsewhere, _ := p.signIn("secadmin")
		_, actor, err := p.auth.Resolve(p.ctx, mine)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.auth.ChangePassword(p.ctx, actor, auth.Given{Password: other}, other); code(err) != "input.invalid" {
			t.Errorf("wrong old password: %v", err)
		}
		if err := p.auth.ChangePassword(p.ctx, actor, auth.Given{Password: password}, "secadmin secadmin"); code(err) != "password.weak" {
			t.Errorf("the login as password: %v", err)
		}
		if err := p.auth.ChangePassword(p.ctx, actor, auth.Given{Password: password}, other); err != nil {
			t.Fatal(err)
		}
		if !p.open(mine) || p.open(elsewhere) {
			t.Error("the session in use goes on, all others end")
		}
		if _, _, err := p.auth.SignIn(p.ctx, "secadmin", password, here); code(err) != "session.refused" {
			t.Errorf("the old password: %v", err)
		}
		if _, _, err := p.auth.SignIn(p.ctx, "secadmin", other, here); err != nil {
			t.Errorf("the new password: %v", err)
		}
		for range 5 {
			_ = p.auth.ChangePassword(p.ctx, actor, auth.Given{Password: "no " + password}, password)
		}
		if err := p.auth.ChangePassword(p.ctx, actor, auth.Given{Password: other}, password); code(err) != "session.throttled" {
			t.Errorf("guessing the old password goes on for ever: %v", err)
		}
	})
}

func TestRubbishIsNoToken(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		for _, s := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("A", 4096), "\x00", "' OR 1=1 --"} {
			if p.open(s) {
				t.Errorf("%q opens a session", s)
			}
		}
		ctx, cancel := context.WithCancel(p.ctx)
		cancel()
		// A database that does not answer is never «signed out» and never «let in».
		if _, _, err := p.auth.Resolve(ctx, strings.Repeat("A", 43)); err == nil {
			t.Error("resolved without the database")
		}
	})
}

// onFile is a place on SQLite whose file can be looked into.
func onFile(t *testing.T, c *clock) *place {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{Path: filepath.Join(t.TempDir(), "sealbook.db"), Clock: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return found(t, c, s)
}
