package ledger

import (
	"bytes"
	"encoding/hex"
	"time"
)

// Decode reads the bytes of a leaf. It accepts exactly what Encode writes: any
// other spelling of the same content, unknown or missing fields and bytes after
// the end are errors. Numbers in Data come back as int64, arrays as []any.
func Decode(b []byte) (Leaf, error) {
	l, f := decode(b)
	if f != nil {
		return Leaf{}, f.err()
	}
	return l, nil
}

func decode(b []byte) (Leaf, *fault) {
	if len(b) > MaxLeaf {
		return Leaf{}, tooLarge()
	}
	v, f := parse(b)
	if f != nil {
		return Leaf{}, f
	}
	o, f := newObject(v, "at", "att", "by", "d", "for", "log", "n", "pii", "sig", "subj", "t", "uid", "v")
	if f != nil {
		return Leaf{}, f
	}
	l := Leaf{
		By: get[string](o, "by"), Log: get[string](o, "log"), Type: get[string](o, "t"), UID: get[string](o, "uid"),
		Version: int(get[int64](o, "v")), Data: get[map[string]any](o, "d"),
	}
	if o.has("for") {
		l.For = get[string](o, "for")
	}
	o.hex("n", get[string](o, "n"), l.Nonce[:])
	l.At = o.time("at")
	l.Att = o.digests("att")
	l.PII = o.commitments("pii")
	if o.has("sig") {
		l.Sig = get[map[string]any](o, "sig")
	}
	l.Subjects = o.subjects("subj")
	if o.fault != nil {
		return Leaf{}, o.fault
	}
	// The last word has the encoder: whatever the reader let through, the
	// bytes have to be the ones that would be written.
	again, f := l.append(make([]byte, 0, len(b)))
	if f == nil && !bytes.Equal(again, b) {
		f = syntaxFault(firstDifference(again, b), "不是规范写法。", "it is not the canonical form.")
	}
	return l, f
}

func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// object is a parsed object whose fields are taken by name and type; the first
// fault is kept and the rest of the reading goes on with zero values.
type object struct {
	m     map[string]any
	fault *fault
}

// newObject wants v to be an object with no keys but the known ones.
func newObject(v any, known ...string) (*object, *fault) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fieldFault("此处应为对象。", "it has to be an object.")
	}
	found := 0
	for _, key := range known {
		if _, ok := m[key]; ok {
			found++
		}
	}
	if found != len(m) {
		return nil, fieldFault("含有未知字段。", "it has an unknown field.")
	}
	return &object{m: m}, nil
}

func (o *object) fail(key string, f *fault) {
	if o.fault == nil && f != nil {
		o.fault = f.in(key)
	}
}

// get takes a field that has to be there and of type T.
func get[T any](o *object, key string) T {
	v, ok := o.m[key].(T)
	if !ok {
		o.fail(key, fieldFault("缺少该字段或类型不符。", "it is missing or of the wrong type."))
	}
	return v
}

func (o *object) has(key string) bool {
	_, ok := o.m[key]
	return ok
}

// hex fills into from text, which has to be exactly that long.
func (o *object) hex(key, text string, into []byte) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(into) {
		o.fail(key, fieldFault("应为定长的十六进制小写文字。", "it has to be lower-case hex of the right length."))
		return
	}
	copy(into, raw)
}

func (o *object) time(key string) time.Time {
	t, err := time.Parse(timeLayout, get[string](o, key))
	if err != nil {
		o.fail(key, fieldFault("应为UTC时间，精确到微秒。", "it has to be a UTC time with six digits of microseconds."))
	}
	return t
}

func (o *object) digests(key string) [][32]byte {
	if !o.has(key) {
		return nil
	}
	list := get[[]any](o, key)
	out := make([][32]byte, len(list))
	for i, v := range list {
		text, _ := v.(string)
		o.hex(key, text, out[i][:])
	}
	return out
}

func (o *object) commitments(key string) map[string][32]byte {
	if !o.has(key) {
		return nil
	}
	m := get[map[string]any](o, key)
	out := make(map[string][32]byte, len(m))
	for name, v := range m {
		var hash [32]byte
		text, _ := v.(string)
		o.hex(key, text, hash[:])
		out[name] = hash
	}
	return out
}

func (o *object) subjects(key string) []Ref {
	var out []Ref
	for _, v := range get[[]any](o, key) {
		s, f := newObject(v, "id", "kind", "prev", "seq")
		if f != nil {
			o.fail(key, f)
			return nil
		}
		r := Ref{Kind: get[string](s, "kind"), ID: get[string](s, "id"), Seq: get[int64](s, "seq")}
		if s.has("prev") {
			s.hex("prev", get[string](s, "prev"), r.Prev[:])
		}
		o.fail(key, s.fault)
		out = append(out, r)
	}
	return out
}
