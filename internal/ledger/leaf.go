// Package ledger is the pure part of the history nobody can change unseen: how
// an event becomes the exact bytes of a leaf and how bytes are hashed.
//
// A leaf is strict JSON: UTF-8 in NFC, keys sorted by their bytes, no white
// space, no floats, no null, integers below 2^53, one way to write each string,
// at most MaxLeaf bytes. Its bytes are stored once and never encoded again to
// be verified; Decode accepts only bytes that Encode would have written.
package ledger

import (
	"cmp"
	"encoding/hex"
	"time"
)

// MaxLeaf is the size limit of a leaf and of a canonical value, in bytes.
const MaxLeaf = 16 << 10

// timeLayout is UTC with six digits of microseconds, always.
const timeLayout = "2006-01-02T15:04:05.000000Z"

// Ref is one object an event touches, with its place in the object's own
// chain: events of one object follow each other without a lock on all.
type Ref struct {
	Kind string   // "asset", "person", …
	ID   string   // the object's opaque id
	Seq  int64    // 1 for the object's first event
	Prev [32]byte // hash of the object's previous leaf; zero for the first
}

// Leaf is one event of the history.
type Leaf struct {
	At       time.Time           // database time; whole microseconds
	By       string              // actor id
	For      string              // id of who delegated the seat it was done under; left out for one's own
	Log      string              // origin of the log
	Nonce    [16]byte            // random salt: without it a proof leaks its neighbours
	Subjects []Ref               // every object touched; written in (kind, id) order
	Type     string              // "asset.issued"
	Version  int                 // of the payload's form, from 1
	UID      string              // the client's idempotency key
	Data     map[string]any      // the payload; see Canonical for what it may hold
	PII      map[string][32]byte // commitments to persons' names, by field; see Commit
	Sig      map[string]any      // what its author showed to sign it, for what has to be signed; like Data
	Att      [][32]byte          // SHA-256 digests of attachments
}

// Encode returns the exact bytes of the leaf. Subjects are written in (kind,
// id) order whatever order they have; empty For, PII, Sig and Att are left out. An error
// names the field that is missing or cannot be written.
func (l Leaf) Encode() ([]byte, error) {
	b, f := l.append(make([]byte, 0, 1024))
	if f == nil && len(b) > MaxLeaf {
		f = tooLarge()
	}
	if f != nil {
		return nil, f.err()
	}
	return b, nil
}

func (l Leaf) append(b []byte) ([]byte, *fault) {
	if f := l.check(); f != nil {
		return b, f
	}
	b = append(b, `{"at":"`...)
	b = l.At.UTC().AppendFormat(b, timeLayout)
	b = append(b, '"')
	if len(l.Att) > 0 {
		b = append(b, `,"att":[`...)
		for i := range l.Att {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendHex(b, l.Att[i][:])
		}
		b = append(b, ']')
	}
	var f *fault
	if b, f = appendString(append(b, `,"by":`...), l.By); f != nil {
		return b, f.in("by")
	}
	if b, f = appendMap(append(b, `,"d":`...), l.Data, 1); f != nil {
		return b, f.in("d")
	}
	if l.For != "" {
		if b, f = appendString(append(b, `,"for":`...), l.For); f != nil {
			return b, f.in("for")
		}
	}
	if b, f = appendString(append(b, `,"log":`...), l.Log); f != nil {
		return b, f.in("log")
	}
	b = appendHex(append(b, `,"n":`...), l.Nonce[:])
	if b, f = appendPII(b, l.PII); f != nil {
		return b, f.in("pii")
	}
	if len(l.Sig) > 0 {
		if b, f = appendMap(append(b, `,"sig":`...), l.Sig, 1); f != nil {
			return b, f.in("sig")
		}
	}
	if b, f = appendSubjects(b, l.Subjects); f != nil {
		return b, f.in("subj")
	}
	if b, f = appendString(append(b, `,"t":`...), l.Type); f != nil {
		return b, f.in("t")
	}
	if b, f = appendString(append(b, `,"uid":`...), l.UID); f != nil {
		return b, f.in("uid")
	}
	if b, f = appendInt(append(b, `,"v":`...), int64(l.Version)); f != nil {
		return b, f.in("v")
	}
	return append(b, '}'), nil
}

// check finds what is missing before anything is written.
func (l Leaf) check() *fault {
	for _, s := range [...]struct{ name, value string }{{"by", l.By}, {"log", l.Log}, {"t", l.Type}, {"uid", l.UID}} {
		if s.value == "" {
			return fieldFault("缺少该字段。", "it is missing.").in(s.name)
		}
	}
	if l.Version < 1 {
		return fieldFault("版本须不小于1。", "it has to be at least 1.").in("v")
	}
	if l.Nonce == ([16]byte{}) {
		// A salt of zeros is a forgotten salt: the leaf could be guessed from its hash.
		return fieldFault("随机盐不得为零。", "the salt is not set.").in("n")
	}
	if l.For != "" && l.For == l.By {
		return fieldFault("委托人不得为办理人本人。", "nobody acts on his own behalf under a delegated seat.").in("for")
	}
	if l.At.Nanosecond()%1000 != 0 {
		return fieldFault("时间须为整微秒。", "it has to be whole microseconds.").in("at")
	}
	if y := l.At.UTC().Year(); l.At.IsZero() || y < 1 || y > 9999 {
		return fieldFault("时间超出范围。", "it is not set or out of range.").in("at")
	}
	return nil
}

func (r Ref) check() *fault {
	switch {
	case r.Kind == "" || r.ID == "":
		return fieldFault("对象须有类型和标识。", "an object needs a kind and an id.")
	case r.Seq < 1:
		return fieldFault("序号须不小于1。", "a sequence number has to be at least 1.")
	case (r.Seq == 1) != (r.Prev == [32]byte{}):
		return fieldFault("首个事件没有前序摘要，其余事件必须有。", "only an object's first event has no previous hash.")
	}
	return nil
}

func compareRefs(a, b Ref) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
}

func appendSubjects(b []byte, subjects []Ref) ([]byte, *fault) {
	subjects = sorted(subjects)
	b = append(b, `,"subj":[`...)
	for i := range subjects {
		r := &subjects[i]
		f := r.check()
		if f == nil && i > 0 && compareRefs(subjects[i-1], *r) == 0 {
			f = fieldFault("同一对象出现两次。", "the same object is there twice.")
		}
		if f != nil {
			return b, f
		}
		if i > 0 {
			b = append(b, ',')
		}
		if b, f = appendString(append(b, `{"id":`...), r.ID); f != nil {
			return b, f.in("id")
		}
		if b, f = appendString(append(b, `,"kind":`...), r.Kind); f != nil {
			return b, f.in("kind")
		}
		if r.Seq > 1 {
			b = appendHex(append(b, `,"prev":`...), r.Prev[:])
		}
		if b, f = appendInt(append(b, `,"seq":`...), r.Seq); f != nil {
			return b, f.in("seq")
		}
		b = append(b, '}')
	}
	return append(b, ']'), nil
}

func appendPII(b []byte, pii map[string][32]byte) ([]byte, *fault) {
	if len(pii) == 0 {
		return b, nil
	}
	b = append(b, `,"pii":{`...)
	var few [16]string
	for i, key := range sortedKeys(few[:0], pii) {
		var f *fault
		if b, f = appendKey(b, key, i); f != nil {
			return b, f
		}
		hash := pii[key]
		b = appendHex(b, hash[:])
	}
	return append(b, '}'), nil
}

func appendHex(b, raw []byte) []byte {
	return append(hex.AppendEncode(append(b, '"'), raw), '"')
}
