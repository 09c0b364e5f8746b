package ops

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sealbook/internal/errs"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := Listen("listen", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestStopLetsARunningRequestFinish(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	entered := make(chan struct{})
	slow := NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		time.Sleep(200 * time.Millisecond)
		_, _ = io.WriteString(w, "whole answer")
	}))
	l, second := listen(t), listen(t)
	done := make(chan error, 1)
	go func() {
		done <- Serve(ctx, 5*time.Second, Endpoint{Name: "pages", Server: slow, Listener: l},
			Endpoint{Name: "ops", Server: NewServer(http.NotFoundHandler()), Listener: second})
	}()
	answer := make(chan string, 1)
	go func() {
		res, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		answer <- string(body)
	}()
	<-entered
	cancel()
	if got := <-answer; got != "whole answer" {
		t.Errorf("request was cut: %q", got)
	}
	if err := <-done; err != nil {
		t.Errorf("orderly stop returned %v", err)
	}
	for _, x := range []net.Listener{l, second} {
		if c, err := net.Dial("tcp", x.Addr().String()); err == nil {
			_ = c.Close()
			t.Errorf("%s still listens", x.Addr())
		}
	}
}

func TestStopCutsWhatOutlivesTheGrace(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	entered := make(chan struct{})
	hung := NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	}))
	l := listen(t)
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, 50*time.Millisecond, Endpoint{Name: "pages", Server: hung, Listener: l}) }()
	go func() {
		if res, err := http.Get("http://" + l.Addr().String()); err == nil {
			_ = res.Body.Close()
		}
	}()
	<-entered
	cancel()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "pages") {
			t.Errorf("got %v, want to be told that pages was cut", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("stop hangs")
	}
}

func TestOneFailedEndpointStopsTheOther(t *testing.T) {
	broken, fine := listen(t), listen(t)
	done := make(chan error, 1)
	go func() {
		done <- Serve(context.Background(), time.Second,
			Endpoint{Name: "broken", Server: NewServer(http.NotFoundHandler()), Listener: broken, TLS: &tls.Config{MinVersion: tls.VersionTLS13}},
			Endpoint{Name: "fine", Server: NewServer(http.NotFoundHandler()), Listener: fine})
	}()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "broken") {
			t.Errorf("got %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the other endpoint keeps running")
	}
	for _, x := range []net.Listener{broken, fine} {
		if c, err := net.Dial("tcp", x.Addr().String()); err == nil {
			_ = c.Close()
			t.Errorf("%s still listens", x.Addr())
		}
	}
}

func TestTakenAddressNamesTheFlag(t *testing.T) {
	l := listen(t)
	defer func() { _ = l.Close() }()
	_, err := Listen("ops-listen", l.Addr().String())
	if !errs.IsKind(err, errs.Unavailable) || !strings.Contains(err.Error(), "--ops-listen") {
		t.Errorf("got %v", err)
	}
}

func TestHealthReadyAndMetrics(t *testing.T) {
	stop, cancel := context.WithCancel(context.Background())
	var broken error
	var out strings.Builder
	srv := httptest.NewServer(Handler(stop, Logger(&out, slog.LevelInfo), NewMetrics(time.Now()), func(context.Context) error { return broken }))
	defer srv.Close()
	expect := func(path string, status int, body string) {
		t.Helper()
		if s, b := get(t, srv.URL+path); s != status || !strings.HasPrefix(b, body) {
			t.Errorf("%s: %d %q, want %d %q", path, s, b, status, body)
		}
	}
	expect("/healthz", 200, "ok")
	expect("/readyz", 200, "ready")
	expect("/metrics", 200, "# HELP")
	broken = errs.Wrap(errors.New(`password "s3cret" refused`), "store.ping")
	expect("/readyz", 503, "unavailable: store.ping\n")
	expect("/healthz", 200, "ok")
	if !strings.Contains(out.String(), "store.ping") || strings.Contains(out.String(), "s3cret") {
		t.Errorf("log: %s", out.String())
	}
	broken = nil
	cancel()
	expect("/readyz", 503, "stopping")
	expect("/other", 404, "")
	if res, err := http.Post(srv.URL+"/healthz", "text/plain", nil); err != nil || res.StatusCode != 405 {
		t.Errorf("POST: %v %v", res, err)
	} else {
		_ = res.Body.Close()
	}
}

func TestReadyDoesNotWaitForAHungStore(t *testing.T) {
	h := Handler(context.Background(), slog.New(slog.DiscardHandler), NewMetrics(time.Now()), func(ctx context.Context) error {
		_, bounded := ctx.Deadline()
		if !bounded {
			return nil
		}
		return context.DeadlineExceeded
	})
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", "/readyz", nil))
	if rec.Code != 503 {
		t.Errorf("readiness question has no deadline")
	}
}
