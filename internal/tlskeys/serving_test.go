package tlskeys

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"sealbook/internal/errs"
)

// served answers on loopback with the keeper's settings, over HTTP.
func served(t *testing.T, k *Keeper, old12 bool) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{TLSConfig: k.Config(old12), ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto)
	})}
	s.ErrorLog = log.New(io.Discard, "", 0)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.ServeTLS(l, "", "")
	}()
	t.Cleanup(func() { _ = s.Close(); <-done })
	return l.Addr().String()
}

// shake connects as a client that trusts the leaf and nothing else.
func shake(addr, name string, trusted *x509.Certificate, change func(*tls.Config)) (tls.ConnectionState, error) {
	pool := x509.NewCertPool()
	pool.AddCert(trusted)
	c := &tls.Config{RootCAs: pool, ServerName: name, NextProtos: []string{"h2", "http/1.1"}}
	if change != nil {
		change(c)
	}
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}, "tcp", addr, c)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer conn.Close()
	return conn.ConnectionState(), nil
}

func kept(t *testing.T, hosts ...string) (*Keeper, Pair) {
	t.Helper()
	place := Own(t.TempDir())
	if _, err := Make(place, Put{Hosts: hosts, Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	k, err := Keep(place, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return k, place
}

func TestHandshakes(t *testing.T) {
	k, _ := kept(t, "book.example", "127.0.0.1")
	strict, lenient := served(t, k, false), served(t, k, true)
	only12 := func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS12, tls.VersionTLS12 }
	only11 := func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS11, tls.VersionTLS11 }
	weak12 := func(c *tls.Config) {
		only12(c)
		c.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA}
	}
	curve := func(id tls.CurveID) func(*tls.Config) {
		return func(c *tls.Config) { c.CurvePreferences = []tls.CurveID{id} }
	}
	for _, tc := range []struct {
		what, addr, name string
		change           func(*tls.Config)
		version          uint16 // 0: refused
	}{
		{"1.3", strict, "book.example", nil, tls.VersionTLS13},
		{"1.3 by address", strict, "127.0.0.1", nil, tls.VersionTLS13},
		{"1.2 by default", strict, "book.example", only12, 0},
		{"1.2 where allowed", lenient, "book.example", only12, tls.VersionTLS12},
		{"1.3 where 1.2 is allowed", lenient, "book.example", nil, tls.VersionTLS13},
		{"1.2 without authenticated suites", lenient, "book.example", weak12, 0},
		{"1.1", lenient, "book.example", only11, 0},
		{"another name", strict, "other.example", nil, 0},
		{"P-256", strict, "book.example", curve(tls.CurveP256), tls.VersionTLS13},
		{"P-521", strict, "book.example", curve(tls.CurveP521), 0},
	} {
		st, err := shake(tc.addr, tc.name, k.Leaf(), tc.change)
		if (err == nil) != (tc.version != 0) || st.Version != tc.version {
			t.Errorf("%s: version %x, %v", tc.what, st.Version, err)
		}
		if err == nil && (st.NegotiatedProtocol != "h2" || Fingerprint(st.PeerCertificates[0].Raw) != k.Info().Fingerprint) {
			t.Errorf("%s: %q", tc.what, st.NegotiatedProtocol)
		}
	}
	// Nobody is answered in the clear.
	if res, err := http.Get("http://" + strict); err == nil {
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusBadRequest || strings.Contains(string(body), "HTTP/1.1") {
			t.Errorf("plain HTTP: %d %s", res.StatusCode, body)
		}
	}
}

// heard collects what Watch tells.
type heard struct {
	changed bool
	err     error
}

func TestANewCertificateIsServedWithoutARestart(t *testing.T) {
	k, place := kept(t, "book.example")
	addr := served(t, k, false)
	ctx, stop := context.WithCancel(context.Background())
	told, hangup, ended := make(chan heard, 8), make(chan os.Signal, 1), make(chan struct{})
	go func() {
		defer close(ended)
		k.Watch(ctx, 10*time.Millisecond, hangup, func(changed bool, err error) { told <- heard{changed, err} })
	}()
	defer func() { stop(); <-ended }()
	first := k.Leaf()
	renew := func() {
		if _, err := Make(place, Put{Hosts: []string{"book.example"}, Now: time.Now(), Replace: true}); err != nil {
			t.Fatal(err)
		}
	}
	hear := func(what string) heard {
		select {
		case h := <-told:
			return h
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: nothing told", what)
			return heard{}
		}
	}
	renew()
	for h := hear("changed"); !h.changed; h = hear("changed") { // between the two files it may be told as half
	}
	if _, err := shake(addr, "book.example", first, nil); err == nil {
		t.Error("the former certificate is still served")
	}
	second := k.Leaf()
	if _, err := shake(addr, "book.example", second, nil); err != nil {
		t.Errorf("the new one is not: %v", err)
	}
	// A broken file is told, once, and the one before is served on.
	text(t, place.Cert, []byte("broken"))
	if h := hear("broken"); errs.As(h.err).Code != "tls.unreadable" {
		t.Errorf("broken: %+v", h)
	}
	time.Sleep(50 * time.Millisecond)
	if len(told) != 0 {
		t.Errorf("told again and again: %+v", <-told)
	}
	if _, err := shake(addr, "book.example", second, nil); err != nil {
		t.Errorf("broken files stopped the service: %v", err)
	}
	hangup <- syscall.SIGHUP
	if h := hear("signal"); h.err == nil {
		t.Error("a signal did not read the files")
	}
	renew()
	for h := hear("mended"); !h.changed; h = hear("mended") {
	}
	if _, err := shake(addr, "book.example", k.Leaf(), nil); err != nil {
		t.Error(err)
	}
}

func TestACertificateThatHasExpiredIsNotServed(t *testing.T) {
	place := Own(t.TempDir())
	if _, err := Make(place, Put{Hosts: []string{"book.example"}, Now: now, Life: 40 * 24 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	at := now
	k, err := Keep(place, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	at = now.AddDate(0, 0, 25)
	if d := k.Days(); d != 15 {
		t.Errorf("%v days left", d)
	}
	at = now.AddDate(0, 0, 41)
	if d := k.Info().DaysLeft(at); d != -1 {
		t.Errorf("%v days left", d)
	}
	if _, err := k.Reload(); errs.As(err).Code != "tls.expired" {
		t.Errorf("reloaded: %v", err)
	}
	if _, err := Keep(place, func() time.Time { return at }); errs.As(err).Code != "tls.expired" || !strings.Contains(err.Error(), "2027-01-02") {
		t.Errorf("started: %v", err)
	}
}
