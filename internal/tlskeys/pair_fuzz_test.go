package tlskeys

import (
	"testing"

	"sealbook/internal/errs"
)

// A pair of files that is brought along is taken with its certificate read, or
// refused with what is wrong in both languages.
func FuzzPair(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), []byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
	f.Add([]byte{}, []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"))
	f.Add([]byte("\xff\xfe"), []byte("-----BEGIN"))
	f.Fuzz(func(t *testing.T, cert, key []byte) {
		got, err := parse(Pair{Cert: "c.pem", Key: "k.pem"}, cert, key)
		if err == nil {
			if got.Leaf == nil {
				t.Fatal("taken without a certificate")
			}
			return
		}
		if e := errs.As(err); e.Text.ZH == "" || e.Text.EN == "" {
			t.Fatalf("without a text: %v", err)
		}
	})
}
