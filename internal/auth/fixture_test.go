package auth_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// clock is a clock that is moved by hand.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

const (
	password = "青山不改 绿水长流 两岸清风 97"
	other    = "明月清风 谁与共 坐 松下听琴 31"
	here     = "192.0.2.7"
)

// place is a founded organ with the clock in hand; every administrator has
// his activation code still.
type place struct {
	t     *testing.T
	ctx   context.Context
	clock *clock
	store *store.Store
	app   *app.App
	auth  *auth.Service
	codes map[string]string
	ids   map[string]string // login → account
}

// each runs fn in a founded organ on both databases.
func each(t *testing.T, fn func(t *testing.T, p *place)) {
	c := &clock{t: time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)}
	storetest.EachOptions(t, store.Options{Clock: c.now}, func(t *testing.T, s *store.Store) { fn(t, found(t, c, s)) })
}

func found(t *testing.T, c *clock, s *store.Store) *place {
	t.Helper()
	p := &place{t: t, ctx: context.Background(), clock: c, store: s, codes: map[string]string{}, ids: map[string]string{}}
	p.auth = p.service()
	p.app = app.New(s, app.Options{Answers: auth.CheckEnrolled, Keys: p.auth.KeysWork})
	list, err := p.app.Found(p.ctx, "云杉示范局", []app.Administrator{
		{Login: "sysadmin", Name: "金示例", Seat: org.SystemAdmin}, {Login: "secadmin", Name: "魏示例", Seat: org.SecurityAdmin},
		{Login: "auditor", Name: "陶示例", Seat: org.Auditor},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		p.codes[f.Login], p.ids[f.Login] = f.Code, f.Account
	}
	return p
}

// service is another process on the same database.
func (p *place) service() *auth.Service {
	p.t.Helper()
	s, err := auth.New(p.store, auth.Options{Party: auth.RelyingParty{ID: partyID, Origins: []string{origin}}})
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (p *place) activate(login string) {
	p.t.Helper()
	if err := p.auth.ActivateFrom(p.ctx, login, p.codes[login], password, here); err != nil {
		p.t.Fatalf("activate %s: %v", login, err)
	}
}

func (p *place) signIn(login string) (string, auth.Session) {
	p.t.Helper()
	token, s, err := p.auth.SignIn(p.ctx, login, password, here)
	if err != nil {
		p.t.Fatalf("sign in %s: %v", login, err)
	}
	return token, s
}

func (p *place) actor(login string) org.Actor {
	p.t.Helper()
	a, err := p.store.Actor(p.ctx, p.ids[login], p.app.Today(p.clock.now()))
	if err != nil {
		p.t.Fatal(err)
	}
	a.Proof = &org.Proof{Account: a.Account, Person: a.Person, Method: "password", At: p.clock.now()}
	return a
}

func (p *place) do(login string, c app.Command) app.Outcome {
	p.t.Helper()
	out, err := p.app.Execute(p.ctx, p.actor(login), c, "")
	if err != nil {
		p.t.Fatalf("%s %T: %v", login, c, err)
	}
	return out
}

// member is one more person with an account, activated by both administrators
// and by himself.
func (p *place) member(login string) {
	p.t.Helper()
	person := p.do("secadmin", app.SetPerson{Person: org.Person{Name: "赵" + login}}).ID
	out := p.do("sysadmin", app.CreateAccount{Login: login, Person: person})
	p.ids[login] = out.ID
	p.codes[login] = out.Secret + " " + p.do("secadmin", app.MoveAccount{Account: out.ID, State: account.Active}).Secret
	p.activate(login)
}

func (p *place) open(token string) bool {
	p.t.Helper()
	_, _, err := p.auth.Resolve(p.ctx, token)
	if err != nil && !errs.IsKind(err, errs.Unauthenticated) {
		p.t.Fatalf("resolve: %v", err)
	}
	return err == nil
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return errs.As(err).Code
}
