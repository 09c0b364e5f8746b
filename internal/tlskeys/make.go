package tlskeys

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sealbook/internal/errs"
)

// Life of a certificate made here: what the strictest system accepts of one
// that no public authority issued.
const Life = 825 * 24 * time.Hour

// early lets a client whose clock is a little behind connect at once.
const early = time.Hour

// Put says how a pair is put into its place.
type Put struct {
	Hosts   []string  // names and addresses the certificate must be good for; the first is its common name
	Now     time.Time // the machine's time
	Life    time.Duration
	Replace bool // put it in the place of another, which is kept beside
}

// Done is the pair that lies in its place now.
type Done struct {
	Info
	Kept []string // files of the former pair, beside the new one
}

// Make makes a key (ECDSA P-256) and a certificate signed by it, and puts them
// into their place.
func Make(place Pair, o Put) (Done, error) {
	if len(o.Hosts) == 0 {
		return Done{}, errs.InvalidField("host", "请用 --host 写明浏览器访问本服务所用的主机名。", "Name the host under which browsers reach the product with --host.")
	}
	if err := free(place, o.Replace); err != nil {
		return Done{}, err
	}
	if o.Life == 0 {
		o.Life = Life
	}
	cert, key, err := selfSigned(o)
	if err != nil {
		return Done{}, errs.Wrap(err, "tls.make")
	}
	return put(place, cert, key, o)
}

func selfSigned(o Put) (cert, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	// 127 random bits: positive, and never twice.
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	name := o.Hosts[0]
	if len(name) > 64 { // what X.520 allows; browsers read the alternative names only
		name = "sealbook"
	}
	t := x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: o.Now.Add(-early).UTC(), NotAfter: o.Now.Add(o.Life).UTC(),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, // no authority: it can vouch for nothing but itself
	}
	for _, h := range o.Hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, &t, &t, &private.PublicKey, private)
	if err != nil {
		return nil, nil, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), nil
}

// Take copies the organ's own pair into its place, once it is found to be
// whole, valid now and good for the hosts.
func Take(place, from Pair, o Put) (Done, error) {
	certText, err := os.ReadFile(from.Cert)
	if err != nil {
		return Done{}, unreadable(from.Cert, err)
	}
	keyText, err := os.ReadFile(from.Key)
	if err != nil {
		return Done{}, unreadable(from.Key, err)
	}
	c, err := parse(from, certText, keyText)
	if err != nil {
		return Done{}, err
	}
	if err := Current(from, c.Leaf, o.Now); err != nil {
		return Done{}, err
	}
	if missing := Missing(c.Leaf, o.Hosts); len(missing) > 0 {
		return Done{}, errs.New(errs.Invalid, "tls.names",
			"证书 "+from.Cert+" 不适用于 "+strings.Join(missing, "、")+"；它写明的是："+strings.Join(Describe(c.Leaf).Names, "、")+"。请按浏览器所用的主机名签发，或改正 --host。",
			"The certificate "+from.Cert+" is not good for "+strings.Join(missing, ", ")+"; it names "+strings.Join(Describe(c.Leaf).Names, ", ")+". Have it issued for the name browsers use, or correct --host.")
	}
	if err := free(place, o.Replace); err != nil {
		return Done{}, err
	}
	return put(place, certText, keyText, o)
}

// free refuses to write over a pair nobody said to replace.
func free(place Pair, replace bool) error {
	if replace || !place.There() {
		return nil
	}
	e := errs.New(errs.Refused, "tls.exists",
		"已有证书与私钥（"+place.Cert+"），没有改动。查看用 sealbook tls show；确需更换请加 --replace，原来的会改名留在旁边。",
		"There is a certificate and key already ("+place.Cert+"); nothing was changed. See it with sealbook tls show; to replace it add --replace, the old pair is kept beside under another name.")
	return e
}

// put writes the pair. Each file appears whole or not at all; a former pair is
// copied aside before. A server that looks between the two renames sees a pair
// that does not fit and keeps the one it has.
func put(place Pair, cert, key []byte, o Put) (Done, error) {
	c, err := parse(place, cert, key) // what is put down can be read again
	if err != nil {
		return Done{}, err
	}
	done := Done{Info: Describe(c.Leaf)}
	dir := filepath.Dir(place.Cert)
	if err := folder(dir); err != nil {
		return Done{}, err
	}
	if done.Kept, err = keep(place, o.Now); err != nil {
		return Done{}, unwritable(dir, err)
	}
	for _, f := range []struct {
		name string
		text []byte
	}{{place.Key, key}, {place.Cert, cert}} {
		if err := replace(f.name, f.text); err != nil {
			return Done{}, unwritable(f.name, err)
		}
	}
	return done, nil
}

// folder makes the folder, the owner's alone.
func folder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(dir, err)
	}
	if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o077 != 0 {
		if err := os.Chmod(dir, 0o700); err != nil {
			return unwritable(dir, err)
		}
	}
	return nil
}

// keep copies what lies in the place beside it: cert.2026-11-23.pem, and with a
// number where that name is taken.
func keep(place Pair, now time.Time) ([]string, error) {
	var kept []string
	for _, name := range []string{place.Cert, place.Key} {
		old, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return kept, err
		}
		aside, err := beside(name, now, old)
		if err != nil {
			return kept, err
		}
		kept = append(kept, aside)
	}
	return kept, nil
}

func beside(name string, now time.Time, text []byte) (string, error) {
	stem, ext := strings.TrimSuffix(name, filepath.Ext(name)), filepath.Ext(name)
	suffix := now.UTC().Format(time.DateOnly)
	for n := 1; ; n++ {
		aside := stem + "." + suffix + ext
		if n > 1 {
			aside = stem + "." + suffix + "-" + big.NewInt(int64(n)).String() + ext
		}
		if there, err := os.ReadFile(aside); err == nil && bytes.Equal(there, text) {
			return aside, nil // an earlier try came so far
		}
		err := write(aside, text, os.O_EXCL)
		if !os.IsExist(err) {
			return aside, err
		}
	}
}

// replace writes beside the name and moves there.
func replace(name string, text []byte) error {
	tmp := name + ".new"
	if err := write(tmp, text, os.O_TRUNC); err != nil {
		return err
	}
	if err := os.Rename(tmp, name); err != nil {
		_ = os.Remove(tmp)
		return err
	}
	return nil
}

func write(name string, text []byte, how int) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|how, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	for _, step := range []func() error{func() error { return f.Chmod(0o600) }, f.Sync, f.Close} {
		if e := step(); err == nil {
			err = e
		}
	}
	return err
}

// Remove takes away a pair just put down, when what it was made for failed.
func Remove(place Pair) {
	for _, name := range []string{place.Cert, place.Key} {
		_ = os.Remove(name) // left behind, it is told at the next try
	}
	_ = os.Remove(filepath.Dir(place.Cert)) // only if empty
}

// Shut mends the modes of a pair that the product keeps itself: the key is the
// owner's alone.
func Shut(place Pair) error {
	info, err := os.Stat(place.Key)
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return nil // Load tells of what is not there
	}
	if err := os.Chmod(place.Key, 0o600); err != nil {
		return errs.New(errs.Invalid, "tls.mode",
			"私钥 "+place.Key+" 可被其他用户读取，且无法收紧权限。请由其所有者执行 chmod 600。",
			"The key "+place.Key+" can be read by others and its mode cannot be changed. Have its owner run chmod 600 on it.").WithCause(err)
	}
	return nil
}

func unwritable(name string, err error) error {
	return errs.New(errs.Invalid, "tls.write", "无法写入 "+name+"，请检查路径与权限。", "Cannot write "+name+"; check path and rights.").WithCause(err)
}

// Hosts puts names before addresses, so that a certificate's common name is a
// name where there is one.
func Hosts(hosts []string) []string {
	sorted := slices.Clone(hosts)
	slices.SortStableFunc(sorted, func(a, b string) int { return weight(a) - weight(b) })
	return sorted
}

func weight(h string) int {
	if net.ParseIP(h) != nil {
		return 1
	}
	return 0
}
