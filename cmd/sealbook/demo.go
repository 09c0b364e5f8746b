package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sealbook/internal/config"
	"sealbook/internal/demo"
	"sealbook/internal/errs"
	"sealbook/internal/ops"
)

func init() {
	register("demo", "示范机关：建立样例数据并运行。Build and serve a sample organ.", func() any { return &demoCmd{} })
}

type demoCmd struct {
	config.Serving `embed:""`
}

// demoReady is the line that --json prints once requests are accepted.
type demoReady struct {
	URL      string         `json:"url"`
	Accounts []demo.Account `json:"accounts"`
}

func (c *demoCmd) Run(env *Env) error {
	env.DataOr(filepath.Join("data", "demo"))
	if c.Organ == "" {
		c.Organ = demo.Organ
	}
	c.makeRoom()
	cfg, err := env.Config(&c.Serving)
	if err != nil {
		return err
	}
	if err := portsFree(cfg); err != nil { // before the minute that the story takes
		return err
	}
	if err := prepareDemo(env, cfg); err != nil {
		return err
	}
	b, err := openBook(env.Context, env, cfg, opening{})
	if err != nil {
		return err
	}
	defer b.Close()
	if err := b.mustBeDemo(env.Context); err != nil {
		return err
	}
	return serveBook(env, cfg, b, func(at serveReady) error {
		ready := demoReady{URL: at.URL, Accounts: demo.Accounts()}
		return env.Print(ready, describeDemo(ready, at.Ops))
	})
}

// makeRoom gives health and metrics any free port where the usual one is taken
// and no other was asked for: a sample starts beside whatever runs already.
func (c *demoCmd) makeRoom() {
	if c.OpsListen != config.DefaultServing().OpsListen {
		return
	}
	l, err := ops.Listen("ops-listen", c.OpsListen)
	if err != nil {
		c.OpsListen = "localhost:0"
		return
	}
	_ = l.Close() // only a look
}

// portsFree looks whether the addresses to serve at can be had.
func portsFree(cfg config.Config) error {
	for _, at := range []struct {
		name, address string
		off           bool
	}{{"listen", cfg.Listen, false}, {"ops-listen", cfg.OpsListen, cfg.OpsOff()}} {
		if at.off {
			continue
		}
		l, err := ops.Listen(at.name, at.address)
		if err != nil {
			return err
		}
		_ = l.Close() // only a look
	}
	return nil
}

func describeDemo(r demoReady, health string) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s\n\n地址 Address: %s\n", demo.Organ, r.URL)
	if health != "" {
		fmt.Fprintf(&s, "健康与指标 Health and metrics: %s\n", health)
	}
	fmt.Fprintf(&s, "口令 Password (all): %s\n\n", demo.Password)
	for _, a := range r.Accounts {
		fmt.Fprintf(&s, "  %-10s %s  %s\n", a.Login, a.Name, strings.Join(a.Seats, ", "))
	}
	s.WriteString("\n按 Ctrl-C 停止。Ctrl-C stops.")
	return s.String()
}

// prepareDemo builds the sample organ unless it is there. The embedded database
// is built beside its place and moved there when the story is told to the end,
// so that an interrupted build leaves nothing half done.
func prepareDemo(env *Env, cfg config.Config) error {
	if cfg.Postgres() {
		return buildDemo(env, cfg)
	}
	if _, err := os.Stat(filepath.Join(cfg.Data, databaseFile)); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(cfg.Data)), 0o700); err != nil {
		return errs.New(errs.Invalid, "data.folder", "无法创建目录："+cfg.Data, "Cannot create the folder: "+cfg.Data).WithCause(err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(cfg.Data)), ".demo-*")
	if err != nil {
		return errs.New(errs.Invalid, "data.folder", "无法写入目录："+cfg.Data, "Cannot write to the folder: "+cfg.Data).WithCause(err)
	}
	defer os.RemoveAll(tmp)
	building := cfg
	building.Data = tmp
	if err := buildDemo(env, building); err != nil {
		return err
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return errs.Wrap(err, "demo.data")
	}
	// Where a second start was faster, its organ stays: it is the same one.
	err = place(filepath.Join(tmp, databaseFile), filepath.Join(cfg.Data, databaseFile), false)
	if e := errs.As(err); err != nil && e.Code == "output.exists" {
		return nil
	}
	return err
}

// buildDemo tells the story into an empty store. Ids, salts and label tokens
// come from a seed; secrets (activation codes, sessions) never do.
func buildDemo(env *Env, cfg config.Config) (err error) {
	clock := demo.NewClock(demo.Start(time.Now()))
	b, err := openBook(env.Context, env, cfg, opening{create: true, clock: clock.Now, rand: seeded()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if done, err := b.founded(env.Context); err != nil || done {
		return err // whether it is whole is looked at before it is served
	}
	_, err = demo.Build(env.Context, b.app, b.auth, clock)
	return err
}

// founded reports whether the book has its three administrators already.
func (b *book) founded(ctx context.Context) (bool, error) {
	_, found, err := b.store.AccountByLogin(ctx, demo.Accounts()[0].Login)
	return found, err
}

// mustBeDemo refuses a book that lacks any of the accounts about to be printed:
// another organ's book must not be shown as a sample, and a story cut off
// half-way is none, even where all its accounts are there.
func (b *book) mustBeDemo(ctx context.Context) error {
	if err := demo.Whole(ctx, b.store); err != nil {
		return err
	}
	for _, a := range demo.Accounts() {
		if _, found, err := b.store.AccountByLogin(ctx, a.Login); err != nil {
			return err
		} else if !found {
			return errs.New(errs.Invalid, "demo.other_book",
				"此处的台账不是完整的示范机关。请用 --data 或 --database 指明空的位置；正式台账请用 sealbook serve 运行。",
				"The book there is not the whole sample organ. Name an empty place with --data or --database; run a real book with sealbook serve.")
		}
	}
	return nil
}

type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

func seeded() io.Reader {
	return &lockedReader{r: rand.NewChaCha8([32]byte([]byte("sealbook demo, a sample organ 18")))}
}
