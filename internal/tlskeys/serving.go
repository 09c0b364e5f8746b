package tlskeys

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Keeper serves one pair and exchanges it when the files change, without a
// restart. It is safe for concurrent use.
type Keeper struct {
	pair    Pair
	now     func() time.Time
	current atomic.Pointer[tls.Certificate]

	mu   sync.Mutex // guards seen
	seen [2]stamp
}

// stamp tells whether a file was exchanged or written.
type stamp struct {
	size int64
	at   time.Time
	info fs.FileInfo
}

// Keep loads the pair; what it would not serve now (expired, half, of no use to
// browsers) is an error that says what to do.
func Keep(p Pair, now func() time.Time) (*Keeper, error) {
	k := &Keeper{pair: p, now: now}
	return k, k.load()
}

// load reads, checks, and only then exchanges.
func (k *Keeper) load() error {
	c, err := Load(k.pair)
	if err != nil {
		return err
	}
	if err := Current(k.pair, c.Leaf, k.now()); err != nil {
		return err
	}
	k.current.Store(c)
	return nil
}

// Leaf is the certificate served now.
func (k *Keeper) Leaf() *x509.Certificate { return k.current.Load().Leaf }

// Info describes it.
func (k *Keeper) Info() Info { return Describe(k.Leaf()) }

// Days left of the certificate served now, with fractions.
func (k *Keeper) Days() float64 { return k.Info().Days(k.now()) }

// Reload reads the files again, whether they changed or not. On an error what
// was served is served on.
func (k *Keeper) Reload() (changed bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.reload()
}

func (k *Keeper) reload() (changed bool, err error) {
	before := k.Leaf().Raw
	if err := k.load(); err != nil {
		return false, err
	}
	return string(before) != string(k.Leaf().Raw), nil
}

// Look reloads if a file changed since the last look.
func (k *Keeper) Look() (changed bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	is := [2]stamp{stampOf(k.pair.Cert), stampOf(k.pair.Key)}
	if is[0].same(k.seen[0]) && is[1].same(k.seen[1]) {
		return false, nil
	}
	k.seen = is // a pair that cannot be served is told once, not at every look
	return k.reload()
}

func stampOf(name string) stamp {
	info, err := os.Stat(name)
	if err != nil {
		return stamp{}
	}
	return stamp{size: info.Size(), at: info.ModTime(), info: info}
}

func (s stamp) same(o stamp) bool {
	if s.info == nil || o.info == nil {
		return s.info == nil && o.info == nil
	}
	return s.size == o.size && s.at.Equal(o.at) && os.SameFile(s.info, o.info)
}

// Watch looks at the files every so often, and reads them at every signal, until
// ctx ends. told hears of each exchange, of each that failed (err), and once a
// day of how things stand.
func (k *Keeper) Watch(ctx context.Context, every time.Duration, signal <-chan os.Signal, told func(changed bool, err error)) {
	tick, daily := time.NewTicker(every), time.NewTicker(24*time.Hour)
	defer tick.Stop()
	defer daily.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if changed, err := k.Look(); changed || err != nil {
				told(changed, err)
			}
		case <-signal:
			told(k.Reload())
		case <-daily.C:
			told(false, nil)
		}
	}
}

// Config is how the product speaks TLS: 1.3, or with old12 also 1.2 with suites
// that are authenticated and forward secret, on X25519 or P-256 (ASVS 5.0
// 12.1.1, 12.1.2). The certificate is asked for at every handshake.
func (k *Keeper) Config(old12 bool) *tls.Config {
	c := &tls.Config{
		MinVersion:       tls.VersionTLS13,
		CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP256},
		NextProtos:       []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			if c := k.current.Load(); c != nil {
				return c, nil
			}
			return nil, errors.New("no certificate")
		},
	}
	if old12 {
		c.MinVersion = tls.VersionTLS12
		c.CipherSuites = []uint16{ // of 1.2 only; those of 1.3 are not for choosing
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		}
	}
	return c
}
