package ledger

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"time"
)

// Signature is how an event that has to be signed was signed, as its leaf keeps
// it. What was shown is not kept but for a security key's answer, which proves
// itself.
type Signature struct {
	Account string
	Method  string // ByPassword, ByCode, ByKey
	At      time.Time
	Desk    string // account at whose desk it was signed, "" at his own
	Index   int64  // place among Count signed together
	Count   int64
	Root    [32]byte
	Way     [][32]byte
	Digest  [32]byte // of the Statement
	Names   bool     // the commitments to names are in what was signed; there are none, or it was signed before 2026-12, where not
	Key     *KeyAnswer
}

// What a person has shown to sign.
const (
	ByPassword = "password"
	ByCode     = "password+totp"
	ByKey      = "password+key"
)

// ErrMethod is a signature that says it was made by a security key and holds no
// answer of one, or the other way round.
var ErrMethod = errors.New("ledger: what the signature says was shown is not what it holds")

// KeyAnswer is a security key's answer to the digest (WebAuthn level 2, §7.2).
type KeyAnswer struct {
	Factor            string
	Handle            []byte
	AuthenticatorData []byte
	ClientData        []byte
	Signature         []byte
}

// Members is the signature as a leaf's sig holds it.
func (s Signature) Members() map[string]any {
	m := map[string]any{
		"acc": s.Account, "at": s.At.UTC().Format(time.RFC3339), "digest": hex.EncodeToString(s.Digest[:]), "m": s.Method,
	}
	if s.Desk != "" {
		m["desk"] = s.Desk
	}
	if s.Names {
		m["names"] = true
	}
	if s.Count > 1 {
		way := make([]any, len(s.Way))
		for i, h := range s.Way {
			way[i] = hex.EncodeToString(h[:])
		}
		m["i"], m["n"], m["root"], m["way"] = s.Index, s.Count, hex.EncodeToString(s.Root[:]), way
	}
	if k := s.Key; k != nil {
		b64 := base64.RawURLEncoding.EncodeToString
		m["key"] = map[string]any{
			"ad": b64(k.AuthenticatorData), "cd": b64(k.ClientData), "f": k.Factor, "h": b64(k.Handle), "s": b64(k.Signature),
		}
	}
	return m
}

// Signed reads the signature of a leaf back and holds it against the leaf: the
// digest is the one of a statement that has this very event in it. ok is false
// for a leaf without signature. With a key, its answer still has to be checked
// against the public key on record (auth.CheckAnswer).
func (l Leaf) Signed() (s Signature, ok bool, err error) {
	if len(l.Sig) == 0 {
		return s, false, nil
	}
	o := &object{m: l.Sig}
	s.Account, s.Method, s.Count = get[string](o, "acc"), get[string](o, "m"), 1
	if o.has("desk") {
		s.Desk = get[string](o, "desk")
	}
	o.hex("digest", get[string](o, "digest"), s.Digest[:])
	var bad error
	if s.At, bad = time.Parse(time.RFC3339, get[string](o, "at")); bad != nil || o.fault != nil {
		return s, true, errSig
	}
	if o.has("names") {
		s.Names = get[bool](o, "names")
	}
	item, err := l.item(s.Names)
	if err != nil {
		return s, true, err
	}
	if o.has("n") {
		s.Index, s.Count, s.Way = get[int64](o, "i"), get[int64](o, "n"), o.digests("way")
		o.hex("root", get[string](o, "root"), s.Root[:])
	} else if s.Root, _, err = Tree([][]byte{item}); err != nil {
		return s, true, err
	}
	if o.has("key") {
		s.Key = o.keyAnswer()
	}
	switch {
	case s.Method != ByPassword && s.Method != ByCode && s.Method != ByKey, (s.Method == ByKey) != (s.Key != nil):
		return s, true, ErrMethod
	}
	if o.fault != nil || !Under(item, s.Index, s.Count, s.Root, s.Way) {
		return s, true, errSig
	}
	digest, err := Statement{Account: s.Account, Person: l.By, At: s.At, Count: s.Count, Root: s.Root}.Digest()
	if err != nil || digest != s.Digest {
		return s, true, errSig
	}
	return s, true, nil
}

func (o *object) keyAnswer() *KeyAnswer {
	k := &object{m: get[map[string]any](o, "key")}
	bytes := func(name string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(get[string](k, name))
		if err != nil {
			k.fail(name, fieldFault("应为base64url文字。", "it has to be base64url."))
		}
		return b
	}
	out := &KeyAnswer{
		Factor: get[string](k, "f"), Handle: bytes("h"), AuthenticatorData: bytes("ad"), ClientData: bytes("cd"), Signature: bytes("s"),
	}
	o.fail("key", k.fault)
	return out
}

func sorted(refs []Ref) []Ref {
	if slices.IsSortedFunc(refs, compareRefs) {
		return refs
	}
	refs = slices.Clone(refs)
	slices.SortFunc(refs, compareRefs)
	return refs
}
