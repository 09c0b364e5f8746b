// Package demo builds a sample organ of the size of a central organ (domain.md
// §8): about 250 assets in every state the commands lead to, made only through
// commands, by the accounts whose duty each command is, on a clock that runs
// through the past months. The same day and seed give the same organ.
//
// Every name in it is made up: surnames with the heavenly stems and earthly
// branches, which no real person bears together.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Organ is the name of the sample organ.
const Organ = "示范机关（演示数据，纯属虚构）"

// Password is the password of every sample account; the sample organ holds
// nothing worth guarding.
const Password = "Demo-Sealbook-2026"

// Account is one sample account as `sealbook demo` prints it.
type Account struct {
	Login    string   `json:"account"`
	Password string   `json:"password"`
	Seats    []string `json:"seats"`
	Name     string   `json:"name,omitempty"`
}

// Clock is the time of the story while it is told, and real time afterwards.
type Clock struct{ at atomic.Int64 }

// NewClock starts a story at start.
func NewClock(start time.Time) *Clock {
	c := &Clock{}
	c.at.Store(start.UnixMicro())
	return c
}

// Now is for store.Options.Clock.
func (c *Clock) Now() time.Time {
	if v := c.at.Load(); v != 0 {
		return time.UnixMicro(v).UTC()
	}
	return time.Now()
}

func (c *Clock) pass(d time.Duration) {
	if v := c.at.Load(); v != 0 {
		c.at.Store(v + d.Microseconds())
	}
}

// Real ends the story: from here on the clock is the machine's.
func (c *Clock) Real() { c.at.Store(0) }

// Days is how long before today the story begins.
const Days = 240

// Start gives the first moment of a story that ends on the day of now.
func Start(now time.Time) time.Time {
	d := now.UTC().AddDate(0, 0, -Days)
	return time.Date(d.Year(), d.Month(), d.Day(), 1, 0, 0, 0, time.UTC)
}

// teller tells the story.
type teller struct {
	ctx         context.Context
	app         *app.App
	auth        *auth.Service
	clock       *Clock
	rng         *rand.Rand
	departments map[string]string // name → id
	rooms       map[string][]string
	store       map[string]string // department → its store room
	persons     map[string]string // login → person id
	accounts    map[string]string // login → account id
	keepers     map[string][]string
	seq         map[string]int
	err         error
}

// Build tells the whole story into an empty, migrated store. The founding gives
// the activation codes of the three administrators, as `sealbook init` does.
func Build(ctx context.Context, a *app.App, au *auth.Service, clock *Clock) ([]Account, error) {
	t := &teller{
		ctx: ctx, app: a, auth: au, clock: clock, rng: rand.New(rand.NewPCG(2026, 18)),
		departments: map[string]string{}, rooms: map[string][]string{}, store: map[string]string{},
		persons: map[string]string{}, accounts: map[string]string{}, keepers: map[string][]string{}, seq: map[string]int{},
	}
	t.mark(begun)
	t.found()
	t.passwordsLast(true)
	t.organ()
	t.people()
	t.assets()
	t.passwordsLast(false)
	t.passwords()
	t.mark(told)
	if t.err != nil {
		return nil, fmt.Errorf("demo: %w", t.err)
	}
	t.clock.Real()
	return Accounts(), nil
}

// The story is many transactions, and on a database that others see it cannot
// be built aside: its beginning and its end are on record.
const (
	milestone = "demo"
	begun     = "begun"
	told      = "told"
)

func (t *teller) mark(step string) {
	if t.err == nil {
		t.err = t.app.Store().Milestone(t.ctx, milestone, step)
	}
}

// Whole refuses a story that was begun and not told to its end: whoever told it
// was stopped half-way, or is still at it. What is no story is not its concern.
func Whole(ctx context.Context, s *store.Store) error {
	steps, err := s.Milestones(ctx, milestone)
	if err != nil {
		return err
	}
	if len(steps) == 0 || steps[len(steps)-1] == told {
		return nil
	}
	return errs.New(errs.Conflict, "demo.half_built",
		"此数据库中的示范机关没有建完：上次建立时中断，或另一进程正在建立。若正在建立，请待其完成后再启动；若已中断，"+
			"请清空该数据库（删除后重建），或用 --database 指明另一个空库，再运行 sealbook demo。",
		"The sample organ in this database is not whole: building it was cut off, or another process is still at it. If it is being built, "+
			"start again when that is done; if it was cut off, drop and create the database anew, or name another empty one with --database, "+
			"and run sealbook demo again.")
}

// actor is the account's actor as of the story's day.
func (t *teller) actor(login string) org.Actor {
	if t.err != nil {
		return org.Actor{}
	}
	id, ok := t.accounts[login]
	if !ok {
		t.err = fmt.Errorf("no account %s", login)
		return org.Actor{}
	}
	a, err := t.app.Store().Actor(t.ctx, id, t.app.Today(t.clock.Now()))
	if err != nil {
		t.err = fmt.Errorf("actor %s: %w", login, err)
	}
	return a
}

// do lets the account carry out a command; the first failure ends the story.
func (t *teller) do(login string, c app.Command) app.Outcome {
	actor := t.actor(login)
	if t.err != nil {
		return app.Outcome{}
	}
	t.clock.pass(time.Minute)
	t.prove(login, c, &actor)
	if t.err != nil {
		return app.Outcome{}
	}
	out, err := t.app.Execute(t.ctx, actor, c, "")
	if err != nil {
		t.err = fmt.Errorf("%s: %T: %w", login, c, err)
	}
	return out
}

// try is do for what the story knows will be refused.
func (t *teller) try(login string, c app.Command) {
	actor := t.actor(login)
	if t.err != nil {
		return
	}
	t.clock.pass(time.Minute)
	t.prove(login, c, &actor)
	if t.err != nil {
		return
	}
	if _, err := t.app.Execute(t.ctx, actor, c, ""); err == nil {
		t.err = fmt.Errorf("%s: %T was to be refused", login, c)
	}
}

// prove has the person sign in his own name, with his password, where the
// command has to be signed.
func (t *teller) prove(login string, c app.Command, actor *org.Actor) {
	if !app.Signs(c) {
		return
	}
	_, proof, err := t.auth.Prove(t.ctx, auth.Given{Login: login, Password: firstPassword})
	if err != nil {
		t.err = fmt.Errorf("%s signs %T: %w", login, c, err)
		return
	}
	actor.Proof = &proof
}

func (t *teller) act(login, id string, verb asset.Verb, args asset.Args) app.Outcome {
	return t.do(login, app.Act{Command: asset.Command{Asset: id, Verb: verb, Args: args}})
}

func (t *teller) days(n int) { t.clock.pass(time.Duration(n) * 24 * time.Hour) }

// present lets the story catch up with the machine's day, less an hour.
func (c *Clock) present() {
	now := time.Now().Add(-time.Hour)
	if v := c.at.Load(); v != 0 && v < now.UnixMicro() {
		day := time.Date(now.Year(), now.Month(), now.Day(), now.Hour(), 0, 0, 0, time.UTC)
		c.at.Store(max(v, day.UnixMicro()))
	}
}
