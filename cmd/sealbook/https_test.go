package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sealbook/internal/tlskeys"
)

// From init to the first page: the certificate that is served is the one whose
// fingerprint was printed.
func TestInitMakesWhatServeSpeaksTLSWith(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	code, out, bad := call(t, nil, "init", "--json", "--organ=云杉示范局", "--host=localhost,127.0.0.1", "--data="+dir)
	if code != exitOK {
		t.Fatalf("%d %s%s", code, out, bad)
	}
	founded := decodeLine[initResult](t, out)
	s := serve(t, "serve", "--data="+dir)
	at := decodeLine[serveReady](t, s.ready)
	if founded.TLS == nil || !strings.HasPrefix(at.URL, "https://localhost:") {
		t.Fatalf("%+v %+v", founded.TLS, at)
	}
	pinned := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true, // the fingerprint is what counts
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			if tlskeys.Fingerprint(raw[0]) != founded.TLS.Fingerprint {
				return errors.New("another certificate")
			}
			return nil
		},
	}}}
	res, err := pinned.Get(at.URL + "/signin")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK || res.TLS.Version != tls.VersionTLS13 || !strings.Contains(res.Header.Get("Strict-Transport-Security"), "max-age=31536000") {
		t.Errorf("%d, TLS %x, %v", res.StatusCode, res.TLS.Version, res.Header)
	}
	if r, err := http.Get(at.URL); err == nil {
		_ = r.Body.Close() // it must not have come
		t.Error("a client that knows nothing of the certificate trusts it")
	}
	if status, text := fetch(t, at.Ops+"/metrics"); status != http.StatusOK || !strings.Contains(text, "sealbook_tls_days_left 82") {
		t.Errorf("metric: %d", status)
	}
	s.stop()
	if code, out, _ = call(t, nil, "tls", "show", "--json", "--data="+dir); code != exitOK || decodeLine[tlsResult](t, out).Fingerprint != founded.TLS.Fingerprint {
		t.Errorf("show: %d %s", code, out)
	}
	if code, out, _ = call(t, nil, "serve", "--json", "--listen=0.0.0.0:0", "--data="+sampleCopy(t)); code != exitUsage || !bytes.Contains([]byte(out), []byte("sealbook tls make")) {
		t.Errorf("plain HTTP beyond the machine: %d %s", code, out)
	}
}
