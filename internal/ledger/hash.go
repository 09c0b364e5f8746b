package ledger

import "crypto/sha256"

// Prefixes keep the hashes of leaves, nodes and commitments apart: no input of
// one can stand for the other (RFC 6962 §2.1 for the first two).
const (
	leafPrefix   = 0x00
	nodePrefix   = 0x01
	commitPrefix = 0x02
)

// Hash returns the hash of a leaf's exact bytes: SHA-256(0x00 ‖ leaf).
func Hash(leaf []byte) [32]byte {
	var few [2048]byte
	return sha256.Sum256(append(append(few[:0], leafPrefix), leaf...))
}

// Node returns the hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
func Node(l, r [32]byte) [32]byte {
	var b [65]byte
	b[0] = nodePrefix
	copy(b[1:], l[:])
	copy(b[33:], r[:])
	return sha256.Sum256(b[:])
}

// NextSalt is the salt of a commitment in an event that is signed: it follows from
// the one before of the same value and from the object's history, so that who signs
// can be shown what he signs before it is written. To who does not have the one
// before it is as good as drawn; both are erased with the value.
func NextSalt(last [16]byte, prev [32]byte) [16]byte {
	h := sha256.New()
	h.Write([]byte("sealbook salt\x00"))
	h.Write(last[:])
	h.Write(prev[:])
	return [16]byte(h.Sum(nil))
}

// Commit returns the commitment to a person's name that goes into a leaf:
// SHA-256(0x02 ‖ salt ‖ value). Value and salt are kept outside the history, so
// that erasing them erases the name and leaves every proof valid. The salt has
// to be random and used once: names are few and could be guessed without it.
func Commit(salt [16]byte, value string) [32]byte {
	b := make([]byte, 0, 1+len(salt)+len(value))
	b = append(append(b, commitPrefix), salt[:]...)
	return sha256.Sum256(append(b, value...))
}
