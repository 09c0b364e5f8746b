package auth

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/big"
	"slices"
	"testing"
)

func edwardsKey(point []byte) []byte {
	return append([]byte{0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20}, point...)
}

func rsaKey(modulus, exponent []byte) []byte {
	b := []byte{0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59}
	b = append(binary.BigEndian.AppendUint16(b, uint16(len(modulus))), modulus...)
	return append(append(b, 0x21, 0x40+byte(len(exponent))), exponent...)
}

func pointKey(x, y []byte) []byte {
	b := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, x...)
	return append(append(b, 0x22, 0x58, 0x20), y...)
}

// lowOrder are the encodings of the eight points of Ed25519 whose order divides
// eight, those that are not reduced and with either sign too: y is 0, 1, -1 or
// one of the two of order eight, and the same plus the prime where that has room.
func lowOrder(t *testing.T) [][]byte {
	t.Helper()
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	d := new(big.Int).Mul(big.NewInt(-121665), new(big.Int).ModInverse(big.NewInt(121666), p))
	// Of order eight is what doubled has y = 0. On -x² + y² = 1 + d·x²·y² that is
	// where x² = -y², so d·y⁴ + 2·y² - 1 = 0 and y² = (-1 ± √(1+d)) / d (RFC 8032, §5.1).
	root := new(big.Int).ModSqrt(new(big.Int).Mod(new(big.Int).Add(big.NewInt(1), d), p), p)
	if root == nil {
		t.Fatal("1+d is no square")
	}
	ys := []*big.Int{big.NewInt(0), big.NewInt(1), new(big.Int).Sub(p, big.NewInt(1)), p, new(big.Int).Add(p, big.NewInt(1))}
	for _, r := range []*big.Int{root, new(big.Int).Neg(root)} {
		square := new(big.Int).Mul(new(big.Int).Add(big.NewInt(-1), r), new(big.Int).ModInverse(new(big.Int).Mod(d, p), p))
		if y := new(big.Int).ModSqrt(square.Mod(square, p), p); y != nil {
			ys = append(ys, y, new(big.Int).Sub(p, y))
		}
	}
	if len(ys) != 7 {
		t.Fatalf("%d of them", len(ys))
	}
	var out [][]byte
	for _, y := range ys {
		b := y.FillBytes(make([]byte, 32))
		slices.Reverse(b)
		signed := bytes.Clone(b)
		signed[31] |= 0x80
		out = append(out, b, signed)
	}
	return out
}

// A key that anybody could sign for is not entered.
func TestAWorthlessKeyIsNotEntered(t *testing.T) {
	accepted := 0
	for _, point := range lowOrder(t) {
		if err := soundKey(edwardsKey(point)); err == nil {
			// Not a point at all is as good as refused: no signature ever fits it.
			for i := range byte(255) {
				sig := append([]byte{1}, make([]byte, 63)...)
				if ed25519.Verify(point, []byte{i, i}, sig) {
					t.Fatalf("%s is taken, and a signature of nothing fits it", hex.EncodeToString(point))
				}
			}
		} else if errors.Is(err, errKeyOrder) {
			accepted++
		} else {
			t.Errorf("%s: %v", hex.EncodeToString(point), err)
		}
	}
	if accepted < 8 {
		t.Errorf("%d of the points of low order are known for what they are", accepted)
	}
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := private.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	long, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	n, e := long.N.Bytes(), []byte{1, 0, 1}
	for what, key := range map[string][]byte{"Ed25519": edwardsKey(public), "P-256": pointKey(point[1:33], point[33:]), "RSA": rsaKey(n, e)} {
		if err := soundKey(key); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	even := bytes.Clone(n)
	even[len(even)-1] &^= 1
	for what, key := range map[string][]byte{
		"a short modulus": rsaKey(n[:128], e), "a modulus without end": rsaKey(append(bytes.Clone(n), make([]byte, 512)...), e),
		"an even modulus": rsaKey(even, e), "exponent 3": rsaKey(n, []byte{3}), "exponent 1": rsaKey(n, []byte{1}),
		"an even exponent": rsaKey(n, []byte{1, 0, 2}), "an endless exponent": rsaKey(n, []byte{1, 0, 0, 0, 0, 1}),
		"no point of P-256": pointKey(point[1:33], point[1:33]), "a short point": edwardsKey(public[:31]), "nothing": nil,
	} {
		if soundKey(key) == nil {
			t.Errorf("%s is taken", what)
		}
	}
}
