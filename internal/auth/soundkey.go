package auth

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"encoding/binary"
	"errors"
	"math/big"

	"github.com/go-webauthn/webauthn/protocol/webauthncose"
)

// What a public key may be like that nobody could rely on.
var (
	errKeyKind  = errors.New("auth: a public key of a kind that is not taken")
	errKeyPoint = errors.New("auth: the public key is no point of its curve")
	errKeyOrder = errors.New("auth: a public key of low order: a signature of anything fits it")
	errKeySize  = errors.New("auth: an RSA key has 2048 to 4096 bits and an odd exponent of 65537 or more")
)

// RSA keys that are taken (SP 800-57 part 1 r5, §5.6.1: 2048 bits for 112 bits of
// strength); above the upper size checking one costs more than it is worth.
const (
	leastModulus, mostModulus = 2048, 4096 // bits
	leastExponent             = 1<<16 + 1
	mostExponent              = 1<<31 - 1
)

// soundKey refuses a public key, in the form of COSE, that somebody other than
// its holder could sign for.
func soundKey(cose []byte) error {
	key, err := webauthncose.ParsePublicKey(cose)
	if err != nil {
		return err
	}
	switch k := key.(type) {
	case webauthncose.EC2PublicKeyData:
		return soundPoint(k)
	case webauthncose.OKPPublicKeyData:
		return soundEdwards(k.XCoord)
	case webauthncose.RSAPublicKeyData:
		n, e := new(big.Int).SetBytes(k.Modulus), new(big.Int).SetBytes(k.Exponent)
		if bits := n.BitLen(); bits < leastModulus || bits > mostModulus || n.Bit(0) == 0 ||
			e.Bit(0) == 0 || e.Cmp(big.NewInt(leastExponent)) < 0 || e.Cmp(big.NewInt(mostExponent)) > 0 {
			return errKeySize
		}
		return nil
	}
	return errKeyKind
}

func soundPoint(k webauthncose.EC2PublicKeyData) error {
	if webauthncose.COSEEllipticCurve(k.Curve) != webauthncose.P256 {
		return errKeyKind
	}
	point := append(append([]byte{4}, k.XCoord...), k.YCoord...)
	if _, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point); err != nil {
		return errKeyPoint
	}
	return nil
}

// soundEdwards tries what makes a key of low order worthless: the signature that
// says nothing (R the neutral point, S zero) fits one message in eight at least.
// No other key lets it pass.
func soundEdwards(point []byte) error {
	if len(point) != ed25519.PublicKeySize {
		return errKeyPoint
	}
	nothing := make([]byte, ed25519.SignatureSize)
	nothing[0] = 1
	for i := range uint64(256) {
		if ed25519.Verify(point, binary.BigEndian.AppendUint64(nil, i), nothing) {
			return errKeyOrder
		}
	}
	return nil
}
