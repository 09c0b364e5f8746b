package ops

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"sealbook/internal/errs"
)

// Endpoint is one HTTP server on one open listener. The listener is opened
// before, so that the caller knows the port when ":0" was asked for and can
// refuse to start when it is taken.
type Endpoint struct {
	Name     string // for the log: "pages", "ops"
	Server   *http.Server
	Listener net.Listener
	TLS      *tls.Config // nil: plain HTTP
}

// Listen opens a TCP listener; the error names the setting to change.
func Listen(flag, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, errs.New(errs.Unavailable, "listen.failed",
			"无法监听 "+addr+"：地址已被占用或本机没有该地址。请停止占用它的程序，或修改 --"+flag+"。",
			"cannot listen on "+addr+": it is in use or not an address of this machine. Stop the program that holds it or change --"+flag+".").WithCause(err)
	}
	return l, nil
}

// NewServer makes an http.Server with limits against slow and idle clients.
// The write limit is left to the handlers: an export may stream for long.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // a whole ledger over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}

// Serve runs the endpoints until ctx ends or one of them fails, then stops all:
// no new connections, running requests get up to grace, what is left is cut.
// It returns nil after an orderly stop and closes every listener in any case.
func Serve(ctx context.Context, grace time.Duration, endpoints ...Endpoint) error {
	failed := make(chan error, len(endpoints))
	for _, e := range endpoints {
		go func() {
			failed <- e.serve()
		}()
	}
	var first error
	running := len(endpoints)
	select {
	case <-ctx.Done():
	case first = <-failed:
		running--
	}
	stopped := shutdown(grace, endpoints)
	for ; running > 0; running-- {
		first = errors.Join(first, <-failed)
	}
	return errors.Join(first, stopped)
}

func (e Endpoint) serve() error {
	var err error
	if e.TLS != nil {
		e.Server.TLSConfig = e.TLS
		err = e.Server.ServeTLS(e.Listener, "", "")
	} else {
		err = e.Server.Serve(e.Listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	// ServeTLS leaves the listener open when its configuration has no certificate.
	_ = e.Listener.Close()
	return fmt.Errorf("endpoint %s: %w", e.Name, err)
}

// shutdown stops all endpoints at once under one deadline, so that a slow page
// does not eat the time of the others.
func shutdown(grace time.Duration, endpoints []Endpoint) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	results := make(chan error, len(endpoints))
	for _, e := range endpoints {
		go func() {
			err := e.Server.Shutdown(ctx)
			if err != nil {
				// Past the deadline: cut what is left. A write in flight is one
				// transaction, committed or not; the client repeats it under its
				// idempotency key.
				err = errors.Join(fmt.Errorf("endpoint %s cut after %s: %w", e.Name, grace, err), e.Server.Close())
			}
			results <- err
		}()
	}
	var all error
	for range endpoints {
		all = errors.Join(all, <-results)
	}
	return all
}
