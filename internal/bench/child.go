package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof" // on a port of its own, when a profile is asked for
	"os"
	"os/exec"
	"time"

	"sealbook/internal/bench/ceiling"
	"sealbook/internal/ops"
	"sealbook/internal/server"
)

// Each side is a process of its own, so that the kernel keeps their processor
// times apart. A child is this program again; it serves until its standard
// input ends, which it does when the parent is gone for whatever reason.

// ready is what a child says once it takes requests.
type ready struct{ Addr, Profile string }

// serveChild is the child's side.
func serveChild(ctx context.Context, kind string, w where, profile bool, stdin io.Reader, stdout io.Writer) error {
	h, closing, err := handler(ctx, kind, w)
	if err != nil {
		return err
	}
	defer closing()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	say := ready{Addr: l.Addr().String()}
	if profile {
		pl, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		say.Profile = pl.Addr().String()
		go func() {
			p := http.Server{Handler: http.DefaultServeMux, ReadHeaderTimeout: time.Second}
			_ = p.Serve(pl) // ends with the process
		}()
	}
	if err := json.NewEncoder(stdout).Encode(say); err != nil {
		return err
	}
	srv := ops.NewServer(h)
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	gone := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, stdin)
		gone <- err
	}()
	select {
	case err := <-failed:
		return err
	case err := <-gone:
		return errors.Join(err, srv.Close())
	}
}

func handler(ctx context.Context, kind string, w where) (http.Handler, func(), error) {
	if kind == "ceiling" {
		pool, err := ceiling.Open(ctx, w.URL)
		if err != nil {
			return nil, nil, err
		}
		return ceiling.Handler(pool), pool.Close, nil
	}
	if kind != "ours" {
		return nil, nil, fmt.Errorf("no child of the kind %q", kind)
	}
	b, err := openBook(ctx, w.options())
	if err != nil {
		return nil, nil, err
	}
	cfg, err := configuration()
	if err != nil {
		return nil, nil, err
	}
	// Every request is logged as in an installation, into a file that is not kept.
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, nil, err
	}
	// As `sealbook serve` does: the work that is due, now and each minute.
	ops.RelaxCollector()
	if _, err := b.app.DueWork(ctx); err != nil {
		return nil, nil, err
	}
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for tick := time.NewTicker(time.Minute); ; {
			select {
			case <-working.Done():
				tick.Stop()
				return
			case <-tick.C:
				if _, err := b.app.DueWork(working); err != nil && working.Err() == nil {
					fmt.Fprintln(os.Stderr, "due work:", err) // due again in a minute
				}
			}
		}
	}()
	closing := func() {
		stop()
		<-ended
		_, _ = b.store.Close(), null.Close() // nothing is under way
	}
	return server.New(server.Deps{
		App: b.app, Auth: b.auth, Config: cfg, Log: ops.Logger(null, cfg.Level()), Metrics: ops.NewMetrics(time.Now()),
	}), closing, nil
}

// child is the parent's side.
type child struct {
	ready
	cmd   *exec.Cmd
	stdin io.WriteCloser
}

func startChild(kind string, w where, profile bool) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"-child", kind, "-url", w.URL, "-path", w.Path}
	if profile {
		args = append(args, "-profile")
	}
	c := &child{cmd: exec.Command(self, args...)}
	c.cmd.Stderr = os.Stderr
	if c.stdin, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &c.ready)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the %s server did not start: %w", kind, err), c.stop())
	}
	return c, nil
}

func (c *child) pid() int { return c.cmd.Process.Pid }

func (c *child) stop() error {
	return errors.Join(c.stdin.Close(), c.cmd.Wait())
}
