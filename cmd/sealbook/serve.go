package main

import (
	"context"
	"log/slog"
	"net"
	"sync"
	"time"

	"sealbook/internal/config"
	"sealbook/internal/ops"
	"sealbook/internal/server"
	"sealbook/internal/version"
)

func init() {
	register("serve", "运行服务。Serve pages and API.", func() any { return &serveCmd{} })
}

type serveCmd struct {
	config.Serving `embed:""`
}

// serveReady is the line that --json prints once requests are accepted.
type serveReady struct {
	URL string `json:"url"`
	Ops string `json:"ops,omitempty"`
}

// Run serves until SIGINT or SIGTERM.
func (c *serveCmd) Run(env *Env) error {
	cfg, err := env.Config(&c.Serving)
	if err != nil {
		return err
	}
	b, err := openBook(env.Context, env, cfg, opening{})
	if err != nil {
		return err
	}
	defer b.Close()
	return serveBook(env, cfg, b, func(r serveReady) error {
		return env.Print(r, "地址 Address: "+r.URL+"\n按 Ctrl-C 停止。Ctrl-C stops.")
	})
}

const (
	stopGrace = 15 * time.Second // for requests in flight
	dueEvery  = time.Minute
)

// serveBook answers requests until the environment's context ends; ready is
// called with the addresses once they are accepted.
func serveBook(env *Env, cfg config.Config, b *book, ready func(serveReady) error) error {
	log := env.Logger(cfg)
	if cfg.Organ == "" {
		var err error
		if cfg.Organ, err = b.store.OrganName(env.Context); err != nil {
			return err
		}
	}
	v := version.Get()
	metrics := ops.NewMetrics(time.Now(), [2]string{"version", v.Version}, [2]string{"commit", v.Commit})
	keeper, err := speakTLS(cfg)
	if err != nil {
		return err
	}
	main, err := ops.Listen("listen", cfg.Listen)
	if err != nil {
		return err
	}
	cfg.Listen = main.Addr().String() // the origins need the port that was given for 0
	b.auth.ReachedAt(partyOf(cfg))
	handler := server.New(server.Deps{App: b.app, Auth: b.auth, Config: cfg, Log: log, Metrics: metrics})
	endpoints := []ops.Endpoint{{Name: "pages", Server: ops.NewServer(handler), Listener: main, TLS: tlsConfig(keeper, cfg)}}
	at := serveReady{URL: front(main, cfg)}
	if !cfg.OpsOff() {
		l, err := ops.Listen("ops-listen", cfg.OpsListen)
		if err != nil {
			_ = main.Close() // nothing was served yet
			return err
		}
		at.Ops = address(l, "http")
		endpoints = append(endpoints, ops.Endpoint{
			Name: "ops", Server: ops.NewServer(ops.Handler(env.Context, log, metrics, b.store.Ping)), Listener: l,
		})
	}
	for _, e := range endpoints {
		e.Server.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	}
	log.Info("start", "version", v.Version, "config", cfg, "listen", main.Addr().String())
	ctx, stop := context.WithCancel(env.Context)
	var work sync.WaitGroup
	work.Go(func() { b.dueWork(ctx, log) })
	watchTLS(ctx, &work, keeper, cfg, log, metrics)
	if set, _ := config.Lookup(env.Environ, "GOGC"); set == "" {
		ops.RelaxCollector()
	}
	// The listeners are open: what connects from now on is answered as soon as
	// Serve runs, so that whoever reads the line may ask at once.
	if err := ready(at); err != nil {
		stop()
		work.Wait()
		for _, e := range endpoints {
			_ = e.Listener.Close()
		}
		return err
	}
	err = ops.Serve(env.Context, stopGrace, endpoints...)
	stop()
	work.Wait()
	log.Info("stop")
	return err
}

// front is the address to give to people: the first host, since security keys
// are bound to it and do not work with an IP address. Where no host was named
// and the listener is not this machine's own, its address has to do.
func front(l net.Listener, cfg config.Config) string {
	ip := net.ParseIP(hostOf(l))
	if named := len(cfg.Host) > 0 || cfg.TLS(); named || ip == nil || ip.IsLoopback() || ip.IsUnspecified() {
		return cfg.Origins()[0]
	}
	scheme := "http"
	if cfg.Secure() {
		scheme = "https"
	}
	return address(l, scheme)
}

func hostOf(l net.Listener) string {
	host, _, _ := net.SplitHostPort(l.Addr().String()) // a listener's address has a port
	return host
}

// address is the URL of a listener as a program on this machine takes it.
func address(l net.Listener, scheme string) string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return scheme + "://" + l.Addr().String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// dueWork does what falls due without anybody asking, every minute. Several
// processes may do so at once: each deed is a command like any other, decided
// under lock, and the second one finds nothing left to do.
func (b *book) dueWork(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(dueEvery)
	defer tick.Stop()
	for {
		if n, err := b.app.DueWork(ctx); err != nil && ctx.Err() == nil {
			log.Error("due work", ops.Cause(err))
		} else if n > 0 {
			log.Info("due work", "count", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
