package tlskeys

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sealbook/internal/errs"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// issued is a pair as an organ's own authority would hand it out, changed.
func issued(t *testing.T, change func(*x509.Certificate)) Pair {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "book.example"}, DNSNames: []string{"book.example"},
		NotBefore: now.AddDate(0, -1, 0), NotAfter: now.AddDate(1, 0, 0), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	change(c)
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	p := Pair{Cert: filepath.Join(dir, "organ.crt"), Key: filepath.Join(dir, "organ.key")}
	text(t, p.Cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	text(t, p.Key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1}))
	return p
}

func text(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func unchanged(*x509.Certificate) {}

func modes(t *testing.T, place Pair) {
	t.Helper()
	if info, err := os.Stat(filepath.Dir(place.Cert)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder %v %v", info, err)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(place.Cert), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f, info.Mode(), err)
		}
	}
}

func TestAPairIsMadeForItsHostsAndItsOwnerAlone(t *testing.T) {
	place := Own(t.TempDir())
	if place.There() {
		t.Error("something there already")
	}
	done, err := Make(place, Put{Hosts: Hosts([]string{"10.0.0.5", "book.example", "::1"}), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	modes(t, place)
	c, err := Load(place)
	if err != nil {
		t.Fatal(err)
	}
	key, ok := c.PrivateKey.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		t.Errorf("key %T", c.PrivateKey)
	}
	if i := Describe(c.Leaf); i.Fingerprint != done.Fingerprint || !i.SelfSigned || !slices.Equal(i.Names, []string{"book.example", "10.0.0.5", "::1"}) || i.DaysLeft(now) != 825 {
		t.Errorf("%+v", i)
	}
	if c.Leaf.IsCA || c.Leaf.KeyUsage != x509.KeyUsageDigitalSignature {
		t.Error("the certificate may sign others")
	}
	if got := Missing(c.Leaf, []string{"book.example", "10.0.0.5", "::1", "other.example", "10.0.0.6"}); !slices.Equal(got, []string{"other.example", "10.0.0.6"}) {
		t.Errorf("not good for %v", got)
	}
	if got := Names(place.Cert); !slices.Equal(got, []string{"book.example", "10.0.0.5", "::1"}) {
		t.Errorf("names %v", got)
	}
	if _, err := Make(place, Put{Now: now, Replace: true}); !errs.IsKind(err, errs.Invalid) {
		t.Errorf("for no host: %v", err)
	}
}

// A pair is never lost: it is replaced only when that was said, and kept beside
// each time, also twice on one day.
func TestAFormerPairIsKept(t *testing.T) {
	place := Own(t.TempDir())
	put := Put{Hosts: []string{"book.example"}, Now: now}
	var before [][]byte
	for n := range 3 {
		put.Replace = n > 0
		done, err := Make(place, put)
		if err != nil {
			t.Fatal(err)
		}
		if len(done.Kept) != 2*min(n, 1) {
			t.Errorf("time %d: kept %v", n, done.Kept)
		}
		for i, name := range done.Kept {
			if b, err := os.ReadFile(name); err != nil || string(b) != string(before[len(before)-2+i]) {
				t.Errorf("%s is not the former file: %v", name, err)
			}
			if !strings.Contains(name, ".2026-11-23") {
				t.Errorf("no date: %s", name)
			}
		}
		for _, name := range []string{place.Cert, place.Key} {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			before = append(before, b)
		}
	}
	modes(t, place)
	if files, _ := filepath.Glob(filepath.Join(filepath.Dir(place.Cert), "*")); len(files) != 6 {
		t.Errorf("files: %v", files)
	}
	put.Replace = false
	for what, try := range map[string]func() error{
		"make": func() error { _, err := Make(place, put); return err },
		"take": func() error { _, err := Take(place, issued(t, unchanged), put); return err },
	} {
		if err := try(); !errs.IsKind(err, errs.Refused) || errs.As(err).Code != "tls.exists" {
			t.Errorf("%s over another: %v", what, err)
		}
	}
	if b, _ := os.ReadFile(place.Cert); string(b) != string(before[len(before)-2]) {
		t.Error("a refusal changed the certificate")
	}
}

func TestTheOrgansOwnPairIsCheckedBeforeItIsTaken(t *testing.T) {
	host := []string{"book.example"}
	place := Own(t.TempDir())
	other, good := issued(t, unchanged), issued(t, unchanged)
	locked := issued(t, unchanged)
	text(t, locked.Key, pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte{1}}))
	rubbish := issued(t, unchanged)
	text(t, rubbish.Cert, []byte("no certificate"))
	for _, tc := range []struct {
		code string
		from Pair
	}{
		{"tls.mismatch", Pair{Cert: good.Cert, Key: other.Key}},
		{"tls.absent", Pair{Cert: good.Cert, Key: "/nowhere/key.pem"}},
		{"tls.key_encrypted", locked},
		{"tls.unreadable", rubbish},
		{"tls.expired", issued(t, func(c *x509.Certificate) { c.NotAfter = now.Add(-time.Hour) })},
		{"tls.not_yet", issued(t, func(c *x509.Certificate) { c.NotBefore = now.Add(time.Hour) })},
		{"tls.names", issued(t, func(c *x509.Certificate) { c.DNSNames = []string{"other.example"} })},
		{"tls.unsuitable", issued(t, func(c *x509.Certificate) { c.DNSNames = nil })},
		{"tls.unsuitable", issued(t, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })},
	} {
		_, err := Take(place, tc.from, Put{Hosts: host, Now: now})
		if e := errs.As(err); err == nil || e.Code != tc.code || e.Text.ZH == "" || e.Text.EN == "" {
			t.Errorf("want %s: %v", tc.code, err)
		}
		if place.There() {
			t.Fatalf("%s: put down all the same", tc.code)
		}
	}
	done, err := Take(place, good, Put{Hosts: host, Now: now})
	if err != nil || !slices.Equal(done.Names, host) {
		t.Fatalf("%+v %v", done, err)
	}
	modes(t, place)
	if a, _ := os.ReadFile(good.Key); len(a) == 0 {
		t.Error("the organ's key file is gone")
	}
}

func TestAnOpenKeyIsShut(t *testing.T) {
	p := issued(t, unchanged)
	if err := Shut(p); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(p.Key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	Remove(p)
	if p.There() {
		t.Error("still there")
	}
}
