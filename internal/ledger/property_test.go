package ledger

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// texts draws NFC text with escapes, Chinese and characters beyond U+FFFF.
func texts(least int) *rapid.Generator[string] {
	letter := rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("az09\"\\/\x00\x1f\n密级䶮𠅤é")))
	return rapid.Custom(func(t *rapid.T) string {
		s := norm.NFC.String(rapid.StringOfN(letter, least, 12, -1).Draw(t, "text"))
		if _, err := Canonical(s); err != nil { // a combining mark behind a control character
			return "x"
		}
		return s
	})
}

// payload draws a value as Decode returns it, nested at most depth deep.
func payload(depth int) *rapid.Generator[any] {
	leaves := []*rapid.Generator[any]{
		texts(0).AsAny(), rapid.Bool().AsAny(), rapid.Int64Range(-maxInt, maxInt).AsAny(),
	}
	if depth > 0 {
		leaves = append(leaves, rapid.SliceOfN(payload(depth-1), 0, 4).AsAny(), object0(depth-1).AsAny())
	}
	return rapid.OneOf(leaves...)
}

func object0(depth int) *rapid.Generator[map[string]any] {
	return rapid.MapOfN(texts(1), payload(depth), 0, 5)
}

func hash32(t *rapid.T, name string) (h [32]byte) {
	copy(h[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, name))
	h[0] |= 1 // never all zero
	return h
}

func leaves() *rapid.Generator[Leaf] {
	return rapid.Custom(func(t *rapid.T) Leaf {
		l := Leaf{
			At: time.UnixMicro(rapid.Int64Range(-1<<50, 1<<50).Draw(t, "at")).UTC(),
			By: texts(1).Draw(t, "by"), Log: texts(1).Draw(t, "log"), Type: texts(1).Draw(t, "t"), UID: texts(1).Draw(t, "uid"),
			Version: rapid.IntRange(1, maxInt).Draw(t, "v"), Data: object0(2).Draw(t, "d"),
		}
		if rapid.Bool().Draw(t, "lent") {
			if l.For = texts(1).Draw(t, "for"); l.For == l.By {
				l.For = ""
			}
		}
		h := hash32(t, "n")
		copy(l.Nonce[:], h[:])
		for range rapid.IntRange(0, 3).Draw(t, "atts") {
			l.Att = append(l.Att, hash32(t, "att"))
		}
		for _, key := range rapid.SliceOfN(texts(1), 0, 3).Draw(t, "pii") {
			if l.PII == nil {
				l.PII = map[string][32]byte{}
			}
			l.PII[key] = hash32(t, "commitment")
		}
		if rapid.Bool().Draw(t, "signed") {
			l.Sig = object0(2).Draw(t, "sig")
			if len(l.Sig) == 0 {
				l.Sig = nil
			}
		}
		for range rapid.IntRange(0, 4).Draw(t, "subjects") {
			r := Ref{Kind: texts(1).Draw(t, "kind"), ID: texts(1).Draw(t, "id"), Seq: rapid.Int64Range(1, maxInt).Draw(t, "seq")}
			if r.Seq > 1 {
				r.Prev = hash32(t, "prev")
			}
			l.Subjects = append(l.Subjects, r)
		}
		slices.SortFunc(l.Subjects, compareRefs)
		l.Subjects = slices.CompactFunc(l.Subjects, func(a, b Ref) bool { return compareRefs(a, b) == 0 })
		return l
	})
}

func TestAnyLeafReadsBackAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := leaves().Draw(t, "leaf")
		b, err := want.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(b) || !norm.NFC.IsNormal(b) {
			t.Fatalf("not JSON in NFC: %q", b)
		}
		got, err := Decode(b)
		if err != nil {
			t.Fatalf("%v in %s", err, b)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		again, err := got.Encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%v: %s is not %s", err, again, b)
		}
	})
}

// What an ordinary JSON reader takes from a leaf is what went in: the strict
// form is still JSON, so that an inspector needs no tool of ours to read it.
func TestAnOrdinaryReaderSeesTheSameContent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := object0(2).Draw(t, "d")
		b, err := Canonical(want)
		if err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.UseNumber()
		var got any
		if err := dec.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(any(want), withInts(t, got)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// withInts turns the reader's numbers into int64.
func withInts(t *rapid.T, v any) any {
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			t.Fatal(err)
		}
		return n
	case []any:
		for i := range v {
			v[i] = withInts(t, v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = withInts(t, v[k])
		}
	}
	return v
}

func TestOneChangedByteIsRefusedOrAnotherLeaf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, err := leaves().Draw(t, "leaf").Encode()
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, len(b)-1).Draw(t, "byte")
		bad := slices.Clone(b)
		bad[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		l, err := Decode(bad)
		if err != nil {
			return
		}
		again, err := l.Encode()
		if err != nil || !bytes.Equal(again, bad) {
			t.Fatalf("accepted %q, writes %q, %v", bad, again, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	whole, err := issued().Encode()
	if err != nil {
		f.Fatal(err)
	}
	bare := issued()
	bare.Subjects, bare.PII, bare.Att, bare.Data = nil, nil, nil, map[string]any{"a": []any{-1, "\n\"", map[string]any{}}}
	small, err := bare.Encode()
	if err != nil {
		f.Fatal(err)
	}
	lent := issued()
	lent.For = "p-00009"
	behalf, err := lent.Encode()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{whole, small, behalf, nil, []byte(`{"at":`), []byte(`{"a":"\u001f"}`), []byte(`[1,true,-0]`)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := Decode(b)
		if err != nil {
			return
		}
		again, err := l.Encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("accepted %q, writes %q, %v", b, again, err)
		}
	})
}
