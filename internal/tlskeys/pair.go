// Package tlskeys keeps the key and certificate the product speaks TLS with:
// makes them, takes the organ's own, checks them, and serves them with settings
// of today. It knows files and certificates and nothing of the book.
package tlskeys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sealbook/internal/errs"
)

// Pair is where a certificate and its key lie. Both are PEM; the certificate's
// file may carry the chain after it.
type Pair struct{ Cert, Key string }

// Own is the pair the product keeps itself: DATA/tls/cert.pem and key.pem.
func Own(data string) Pair {
	dir := filepath.Join(data, "tls")
	return Pair{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
}

// There reports whether either file exists: half a pair is told when it is
// loaded, not passed over.
func (p Pair) There() bool {
	for _, name := range []string{p.Cert, p.Key} {
		if _, err := os.Lstat(name); err == nil {
			return true
		}
	}
	return false
}

// Info is what may be told of a certificate.
type Info struct {
	Fingerprint string    `json:"sha256"` // of the certificate, as browsers show it: AB:CD:…
	Names       []string  `json:"names"`  // names and addresses it is good for
	From        time.Time `json:"from"`
	Until       time.Time `json:"until"`
	SelfSigned  bool      `json:"self_signed"`
}

// Days left at now, with fractions; negative when it has expired.
func (i Info) Days(now time.Time) float64 { return i.Until.Sub(now).Hours() / 24 }

// DaysLeft is Days rounded down, for people.
func (i Info) DaysLeft(now time.Time) int { return int(math.Floor(i.Days(now))) }

// Missing gives back those of the hosts that the certificate is not good for.
func Missing(leaf *x509.Certificate, hosts []string) (missing []string) {
	for _, h := range hosts {
		if leaf.VerifyHostname(h) != nil {
			missing = append(missing, h)
		}
	}
	return missing
}

// Describe tells what the certificate says.
func Describe(leaf *x509.Certificate) Info {
	i := Info{
		Fingerprint: Fingerprint(leaf.Raw), From: leaf.NotBefore.UTC(), Until: leaf.NotAfter.UTC(),
		Names: slices.Clone(leaf.DNSNames), SelfSigned: leaf.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature) == nil,
	}
	for _, ip := range leaf.IPAddresses {
		i.Names = append(i.Names, ip.String())
	}
	return i
}

// Fingerprint is the SHA-256 of a certificate's DER bytes in the notation of
// browsers and openssl.
func Fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}

// Names are the host names of a certificate's file, without wildcards, then its
// addresses; none when the file cannot be read.
func Names(certFile string) []string {
	text, err := os.ReadFile(certFile)
	if err != nil {
		return nil
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		leaf, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil
		}
		return slices.DeleteFunc(Describe(leaf).Names, func(n string) bool { return strings.Contains(n, "*") })
	}
	return nil
}

// Load reads the pair and checks what does not depend on the clock: both files
// are there, fit each other, and are of a kind browsers accept for a server.
// Leaf is set in the result.
func Load(p Pair) (*tls.Certificate, error) {
	certText, err := os.ReadFile(p.Cert)
	if err != nil {
		return nil, unreadable(p.Cert, err)
	}
	keyText, err := os.ReadFile(p.Key)
	if err != nil {
		return nil, unreadable(p.Key, err)
	}
	return parse(p, certText, keyText)
}

func parse(p Pair, certText, keyText []byte) (*tls.Certificate, error) {
	if b, _ := pem.Decode(keyText); b != nil && (b.Type == "ENCRYPTED PRIVATE KEY" || b.Headers["DEK-Info"] != "") {
		return nil, errs.New(errs.Invalid, "tls.key_encrypted",
			"私钥文件 "+p.Key+" 带口令，无人值守的服务无法读取。请先去掉口令（openssl pkey -in 原文件 -out 新文件），并只让服务用户可读。",
			"The key file "+p.Key+" is protected by a passphrase, which a service cannot type. Remove it (openssl pkey -in OLD -out NEW) and let only the service's user read the file.")
	}
	pair, err := tls.X509KeyPair(certText, keyText)
	if err != nil {
		if strings.Contains(err.Error(), "does not match") {
			return nil, errs.New(errs.Invalid, "tls.mismatch",
				"私钥 "+p.Key+" 与证书 "+p.Cert+" 不是一对。请检查是否取错了文件。",
				"The key "+p.Key+" does not belong to the certificate "+p.Cert+". Check whether the right files were named.").WithCause(err)
		}
		return nil, errs.New(errs.Invalid, "tls.unreadable",
			"证书 "+p.Cert+" 或私钥 "+p.Key+" 不是有效的 PEM。证书须以 BEGIN CERTIFICATE 开头，私钥须以 BEGIN PRIVATE KEY（或 EC/RSA PRIVATE KEY）开头。",
			"The certificate "+p.Cert+" or the key "+p.Key+" is no valid PEM. The one begins with BEGIN CERTIFICATE, the other with BEGIN PRIVATE KEY (or EC/RSA PRIVATE KEY).").WithCause(err)
	}
	if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
		return nil, errs.Wrap(err, "tls.certificate")
	}
	return &pair, suitable(p, pair.Leaf)
}

func unreadable(name string, err error) error {
	return errs.New(errs.Invalid, "tls.absent",
		"找不到或无权读取 "+name+"。证书与私钥必须都在；可用 sealbook tls make 或 sealbook tls take 重新放入。",
		"There is no file "+name+", or no right to read it. Certificate and key must both be there; put them anew with sealbook tls make or sealbook tls take.").WithCause(err)
}

// suitable refuses what every browser of today refuses, so that it is told here
// and not by a blank page.
func suitable(p Pair, leaf *x509.Certificate) error {
	bad := func(zh, en string) error {
		return errs.New(errs.Invalid, "tls.unsuitable", "证书 "+p.Cert+" 不能用于本服务："+zh, "The certificate "+p.Cert+" cannot be used by a server: "+en)
	}
	if len(leaf.DNSNames)+len(leaf.IPAddresses) == 0 {
		return bad("没有写明主机名（subjectAltName）。请按主机名重新签发。", "it names no host (subjectAltName). Have it issued for the host's name.")
	}
	if len(leaf.ExtKeyUsage) > 0 && !slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageServerAuth) && !slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageAny) {
		return bad("用途不含服务器认证（serverAuth）。", "its extended key usage lacks serverAuth.")
	}
	if !strong(leaf.PublicKey) {
		return bad("密钥类型或长度不合要求：须为 ECDSA P-256 及以上或 RSA 2048 位及以上。", "its key is of no accepted kind or too short: ECDSA P-256 or more, or RSA of 2048 bits or more.")
	}
	return nil
}

// strong says whether browsers accept the key; they do not take Ed25519.
func strong(key crypto.PublicKey) bool {
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		return k.Curve.Params().BitSize >= 256
	case *rsa.PublicKey:
		return k.N.BitLen() >= 2048
	case ed25519.PublicKey:
		return false
	}
	return false
}

// Current refuses a certificate that is not valid at now.
func Current(p Pair, leaf *x509.Certificate, now time.Time) error {
	switch {
	case now.After(leaf.NotAfter):
		return errs.New(errs.Invalid, "tls.expired",
			"证书 "+p.Cert+" 已于 "+day(leaf.NotAfter)+" 过期。请用 sealbook tls make --replace 重新生成，或用 sealbook tls take --replace 放入单位新签发的证书；若本机时间有误，请先校时。",
			"The certificate "+p.Cert+" expired on "+day(leaf.NotAfter)+". Make a new one with sealbook tls make --replace, or put in the organ's with sealbook tls take --replace; if the machine's clock is wrong, set it first.")
	case now.Before(leaf.NotBefore):
		return errs.New(errs.Invalid, "tls.not_yet",
			"证书 "+p.Cert+" 自 "+day(leaf.NotBefore)+" 起才有效。请检查本机时间，或换用已生效的证书。",
			"The certificate "+p.Cert+" is valid from "+day(leaf.NotBefore)+" on only. Check the machine's clock, or use one that is valid now.")
	}
	return nil
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
