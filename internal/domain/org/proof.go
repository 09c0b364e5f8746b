package org

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"sealbook/internal/errs"
)

// ProofLife is how long after it was given a proof can be used, and how old the
// question may be that a security key has answered.
const ProofLife = 10 * time.Minute

// Proof is that a person himself, now, asks for what is signed: he has shown
// again what proves him (ASVS 5.0 7.5.3). Only package auth makes one; a test of
// the house holds that. It goes with the event it brought about.
type Proof struct {
	Account string    // id, whose password and factor were shown
	Person  string    // id
	Method  string    // password, password+totp, password+key
	At      time.Time // when they were shown; with Asked, when what is signed was put before him
	Asked   time.Time // zero where nothing was put before him beforehand
	Digest  []byte    // SHA-256 of the statement he was shown; empty: of whatever is asked for with it
	Key     *KeyProof // nil without a security key
	Desk    string    // account in whose session it was given, "" for his own

	// Of many commands signed at once: the place of this one and the way from it
	// to the digest over all. The zero value is one command by itself.
	Place Place
}

// KeyProof is a security key's answer, as the browser gave it. With the public
// key on record it can be checked later without this program.
type KeyProof struct {
	Factor            string // id of the factor
	Handle            []byte // of the credential
	AuthenticatorData []byte
	ClientData        []byte // JSON; its challenge is the digest
	Signature         []byte
}

// Place is one statement's place among those signed together: index, number of
// all, root of their tree and the way to it (RFC 6962).
type Place struct {
	Index, Count int64
	Root         [32]byte
	Way          [][32]byte
}

// Fresh reports whether the proof can be used at now.
func (p Proof) Fresh(now time.Time) bool {
	old := func(t time.Time) bool { return now.Sub(t) > ProofLife || t.Sub(now) > time.Minute }
	return !old(p.At) && (p.Asked.IsZero() || !old(p.Asked))
}

// Bind ties the proof to the statement that was put before the signer: its
// digest in hex, "" for none, and when that was.
func (p *Proof) Bind(digest string, asked time.Time) error {
	p.Asked = asked
	if digest == "" {
		return nil
	}
	b, err := hex.DecodeString(digest)
	if err != nil || len(b) != sha256.Size {
		return errs.InvalidField("digest", "摘要应为64位十六进制。", "The digest has 64 hexadecimal digits.")
	}
	if p.Key != nil && string(p.Digest) != string(b) {
		return errs.InvalidField("digest", "安全密钥签署的不是这份内容。", "The security key has signed something else.")
	}
	p.Digest = b
	return nil
}
