package ledger

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/errs"
)

// issued is a typical leaf: one computer issued to a keeper, ten payload fields.
func issued() Leaf {
	return Leaf{
		At: time.Date(2026, 3, 2, 1, 4, 5, 60000, time.UTC), By: "p-00017", Log: "sealbook/lantai", Type: "asset.issued",
		Version: 1, UID: "0b6f2e1c-4c55-4a0f-9d0e-2f1f6a7c9b31",
		Nonce: [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
		Subjects: []Ref{
			{Kind: "asset", ID: "a-000231", Seq: 4, Prev: [32]byte{0xaa, 0xbb}},
			{Kind: "person", ID: "p-00042", Seq: 1},
		},
		Data: map[string]any{
			"code": "LT-2026-0231", "life": "in_use", "from": "in_store", "level": "secret", "term": 20,
			"keeper": "p-00042", "department": "办公厅二处", "room": "主楼 304", "note": "首次领用", "two_sign": true,
		},
		PII: map[string][32]byte{"keeper_name": {9}},
		Att: [][32]byte{{7}},
	}
}

func encode(t *testing.T, l Leaf) []byte {
	t.Helper()
	b, err := l.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLeafHasTheWrittenForm(t *testing.T) {
	zeros := strings.Repeat("0", 60)
	want := `{"at":"2026-03-02T01:04:05.000060Z","att":["07` + zeros + `00"],"by":"p-00017",` +
		`"d":{"code":"LT-2026-0231","department":"办公厅二处","from":"in_store","keeper":"p-00042","level":"secret",` +
		`"life":"in_use","note":"首次领用","room":"主楼 304","term":20,"two_sign":true},` +
		`"log":"sealbook/lantai","n":"0102030405060708090a0b0c0d0e0f10","pii":{"keeper_name":"09` + zeros + `00"},` +
		`"subj":[{"id":"a-000231","kind":"asset","prev":"aabb` + zeros + `","seq":4},{"id":"p-00042","kind":"person","seq":1}],` +
		`"t":"asset.issued","uid":"0b6f2e1c-4c55-4a0f-9d0e-2f1f6a7c9b31","v":1}`
	if diff := cmp.Diff(want, string(encode(t, issued()))); diff != "" {
		t.Error(diff)
	}
}

func TestLeafReadsBackWhatWasWritten(t *testing.T) {
	want := issued()
	want.Data["term"] = int64(20)
	got, err := Decode(encode(t, issued()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLeafWithoutOptionalFieldsLeavesThemOut(t *testing.T) {
	l := issued()
	l.Subjects, l.PII, l.Att, l.Data = nil, nil, nil, nil
	b := string(encode(t, l))
	for _, key := range []string{`"pii"`, `"att"`} {
		if strings.Contains(b, key) {
			t.Errorf("%s is written: %s", key, b)
		}
	}
	if !strings.Contains(b, `"d":{}`) || !strings.Contains(b, `"subj":[]`) {
		t.Errorf("payload and subjects have to stand even when empty: %s", b)
	}
	if _, err := Decode([]byte(b)); err != nil {
		t.Error(err)
	}
}

func TestLeafTimeIsWrittenInUTC(t *testing.T) {
	l := issued()
	want := encode(t, l)
	l.At = l.At.In(time.FixedZone("UTC+8", 8*3600))
	if got := encode(t, l); string(got) != string(want) {
		t.Errorf("another zone changed the leaf: %s", got)
	}
}

func TestSubjectsAreWrittenInLockOrderAndLeftAlone(t *testing.T) {
	l := issued()
	want := encode(t, l)
	l.Subjects[0], l.Subjects[1] = l.Subjects[1], l.Subjects[0]
	if got := encode(t, l); string(got) != string(want) {
		t.Errorf("order of subjects changed the leaf: %s", got)
	}
	if l.Subjects[0].Kind != "person" {
		t.Error("Encode changed the caller's subjects")
	}
}

func TestEncodeRefusesALeafThatIsNotWhole(t *testing.T) {
	for _, c := range []struct {
		place  string
		change func(*Leaf)
	}{
		{"by", func(l *Leaf) { l.By = "" }},
		{"log", func(l *Leaf) { l.Log = "" }},
		{"t", func(l *Leaf) { l.Type = "" }},
		{"uid", func(l *Leaf) { l.UID = "" }},
		{"v", func(l *Leaf) { l.Version = 0 }},
		{"v", func(l *Leaf) { l.Version = 1 << 53 }},
		{"n", func(l *Leaf) { l.Nonce = [16]byte{} }},
		{"at", func(l *Leaf) { l.At = time.Time{} }},
		{"at", func(l *Leaf) { l.At = l.At.Add(1) }},
		{"at", func(l *Leaf) { l.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{"subj", func(l *Leaf) { l.Subjects[0].Kind = "" }},
		{"subj", func(l *Leaf) { l.Subjects[0].ID = "" }},
		{"subj", func(l *Leaf) { l.Subjects[0].Seq = 0 }},
		{"subj", func(l *Leaf) { l.Subjects[0].Seq = 1 }},
		{"subj", func(l *Leaf) { l.Subjects[0].Prev = [32]byte{} }},
		{"subj.seq", func(l *Leaf) { l.Subjects[0].Seq = 1 << 53 }},
		{"subj", func(l *Leaf) { l.Subjects[1] = l.Subjects[0] }},
		{"subj.id", func(l *Leaf) { l.Subjects[0].ID = "e\u0301" }},
		{"subj.kind", func(l *Leaf) { l.Subjects[0].Kind = "\xff" }},
		{"by", func(l *Leaf) { l.By = "\xff" }},
		{"log", func(l *Leaf) { l.Log = "\xff" }},
		{"for", func(l *Leaf) { l.For = "\xff" }},
		{"for", func(l *Leaf) { l.For = "e\u0301" }},
		{"for", func(l *Leaf) { l.For = l.By }},
		{"t", func(l *Leaf) { l.Type = "\xff" }},
		{"uid", func(l *Leaf) { l.UID = "\xff" }},
		{"pii", func(l *Leaf) { l.PII = map[string][32]byte{"": {}} }},
		{"d.note", func(l *Leaf) { l.Data["note"] = nil }},
		{"d.deep.1", func(l *Leaf) { l.Data["deep"] = []any{1, 1.5} }},
	} {
		l := issued()
		c.change(&l)
		_, err := l.Encode()
		if err == nil || !strings.Contains(errs.As(err).Text.EN, "("+c.place+")") {
			t.Errorf("want an error at %s, got %v", c.place, err)
		}
		if err != nil && errs.As(err).Text.ZH == "" {
			t.Errorf("no Chinese text: %v", err)
		}
	}
}

func TestLeafHasALimit(t *testing.T) {
	l := issued()
	l.Data["note"] = ""
	room := MaxLeaf - len(encode(t, l))
	l.Data["note"] = strings.Repeat("a", room)
	full := encode(t, l)
	if len(full) != MaxLeaf {
		t.Fatalf("filled leaf has %d bytes", len(full))
	}
	if _, err := Decode(full); err != nil {
		t.Errorf("a leaf of exactly the limit: %v", err)
	}
	l.Data["note"] = strings.Repeat("a", room+1)
	if _, err := l.Encode(); !errs.IsKind(err, errs.TooLarge) {
		t.Errorf("one byte over: %v", err)
	}
	if _, err := Decode(append(full, ' ')); !errs.IsKind(err, errs.TooLarge) {
		t.Errorf("decoding over the limit: %v", err)
	}
}

func TestDecodeAcceptsOnlyTheCanonicalForm(t *testing.T) {
	good := string(encode(t, issued()))
	for name, c := range map[string]struct{ old, new string }{
		"white space":             {`,"by":`, `, "by":`},
		"leading white space":     {`{"at"`, ` {"at"`},
		"trailing byte":           {`"v":1}`, `"v":1}x`},
		"trailing newline":        {`"v":1}`, "\"v\":1}\n"},
		"second value":            {`"v":1}`, `"v":1}{}`},
		"duplicate key":           {`"by":"p-00017"`, `"by":"p-00016","by":"p-00017"`},
		"duplicate in payload":    {`"life":"in_use"`, `"life":"in_store","life":"in_use"`},
		"folded case":             {`"by":`, `"By":`},
		"unknown key":             {`"by":`, `"bx":1,"by":`},
		"unknown key of a ref":    {`"kind":"asset"`, `"kind":"asset","note":"x"`},
		"unsorted keys":           {`"code":"LT-2026-0231","department":"办公厅二处"`, `"department":"办公厅二处","code":"LT-2026-0231"`},
		"missing field":           {`"by":"p-00017",`, ``},
		"wrong type":              {`"by":"p-00017"`, `"by":17`},
		"null":                    {`"term":20`, `"term":null`},
		"float":                   {`"term":20`, `"term":20.0`},
		"exponent":                {`"term":20`, `"term":2e1`},
		"plus sign":               {`"term":20`, `"term":+20`},
		"leading zero":            {`"term":20`, `"term":020`},
		"negative zero":           {`"term":20`, `"term":-0`},
		"lone minus":              {`"term":20`, `"term":-`},
		"2^53":                    {`"term":20`, `"term":9007199254740992`},
		"-2^53":                   {`"term":20`, `"term":-9007199254740992`},
		"over int64":              {`"term":20`, `"term":99999999999999999999`},
		"not NFC":                 {`首次领用`, "e\u0301"},
		"compatibility ideograph": {`首次领用`, "\uf900"},
		"not UTF-8":               {`首次领用`, "\xff"},
		"encoded surrogate":       {`首次领用`, "\xed\xa0\x80"},
		"key not NFC":             {`"term":20`, "\"terme\u0301\":20"},
		"empty key":               {`"code":`, `"":1,"code":`},
		"escaped slash":           {`首次领用`, `\/`},
		"escaped letter":          {`首次领用`, `\u0041`},
		"escaped rune":            {`首次领用`, `\u9996`},
		"long form of a newline":  {`首次领用`, `\u000a`},
		"upper-case escape":       {`首次领用`, `\u001F`},
		"half an escape":          {`首次领用`, `\u00`},
		"unknown escape":          {`首次领用`, `\x`},
		"raw control character":   {`首次领用`, "\x1f"},
		"raw newline":             {`首次领用`, "\n"},
		"upper-case hex":          {`aabb`, `AABB`},
		"short hash":              {`aabb`, `aa`},
		"short nonce":             {`0102030405060708090a0b0c0d0e0f10`, `01`},
		"zero nonce":              {`0102030405060708090a0b0c0d0e0f10`, strings.Repeat("0", 32)},
		"attachment not a hash":   {`"att":["07`, `"att":[17,"07`},
		"empty attachments":       {`"att":["07` + strings.Repeat("0", 62) + `"]`, `"att":[]`},
		"commitment not a hash":   {`"keeper_name":"09` + strings.Repeat("0", 62) + `"`, `"keeper_name":9`},
		"empty commitments":       {`"keeper_name":"09` + strings.Repeat("0", 62) + `"`, ``},
		"ref not an object":       {`{"id":"p-00042","kind":"person","seq":1}`, `1`},
		"ref without id":          {`{"id":"p-00042","kind":"person","seq":1}`, `{"kind":"person","seq":1}`},
		"zero previous hash":      {`"kind":"person",`, `"kind":"person","prev":"` + strings.Repeat("0", 64) + `",`},
		"refs out of order":       {`"kind":"asset"`, `"kind":"room"`},
		"time in a zone":          {`05.000060Z`, `05.000060+00:00`},
		"time with a comma":       {`05.000060Z`, `05,000060Z`},
		"time without fraction":   {`05.000060Z`, `05Z`},
		"time of no day":          {`2026-03-02`, `2026-02-30`},
		"version as text":         {`"v":1`, `"v":"1"`},
		"no colon":                {`"term":20`, `"term"20`},
		"no comma":                {`"term":20,`, `"term":20`},
		"key not a string":        {`"term":20`, `term:20`},
		"capital true":            {`"two_sign":true`, `"two_sign":True`},
		"no end":                  {`"v":1}`, `"v":1`},
		"string without end":      {`"v":1}`, `"v":"`},
		"array without comma":     {`"att":["07`, `"att":["07""07`},
		"payload not an object":   {`"d":{`, `"d":[],"dd":{`},
	} {
		t.Run(name, func(t *testing.T) {
			bad := strings.Replace(good, c.old, c.new, 1)
			if bad == good {
				t.Fatalf("the leaf has no %s to change", c.old)
			}
			_, err := Decode([]byte(bad))
			if err == nil {
				t.Fatalf("accepted %s", bad)
			}
			if e := errs.As(err); e.Kind != errs.Invalid || e.Text.ZH == "" || e.Text.EN == "" {
				t.Errorf("not a told error: %#v", e)
			}
		})
	}
}

func TestDecodeRefusesWhatIsNoObject(t *testing.T) {
	for _, b := range []string{"", "null", "[]", `"x"`, "1", "{", "[", `{"a"`, "[1", "\x00", "tru"} {
		if _, err := Decode([]byte(b)); err == nil {
			t.Errorf("accepted %q", b)
		}
	}
	deep := strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1)
	if _, err := Decode([]byte(deep)); err == nil || !strings.Contains(err.Error(), "deep") {
		t.Errorf("deep nesting: %v", err)
	}
	deep = strings.Repeat(`{"a":`, maxDepth+1) + "1" + strings.Repeat("}", maxDepth+1)
	if _, err := Decode([]byte(deep)); err == nil || !strings.Contains(err.Error(), "deep") {
		t.Errorf("deep objects: %v", err)
	}
}

func TestEveryByteOfALeafCounts(t *testing.T) {
	good := encode(t, issued())
	seen := map[[32]byte]bool{Hash(good): true}
	for i := range good {
		bad := append([]byte(nil), good...)
		bad[i] ^= 1
		h := Hash(bad)
		if seen[h] {
			t.Fatalf("byte %d: %s", i, hex.EncodeToString(h[:]))
		}
		seen[h] = true
	}
}

// For whom a deed was done is a member of its own, between the payload and the
// name of the history; a leaf without it keeps the bytes and the item it had.
func TestALeafSaysOnWhoseBehalf(t *testing.T) {
	own, lent := issued(), issued()
	lent.For = "p-00009"
	without, with := string(encode(t, own)), string(encode(t, lent))
	if strings.Contains(without, `"for"`) || strings.Replace(with, `,"for":"p-00009","log"`, `,"log"`, 1) != without {
		t.Errorf("written as %s", with)
	}
	back, err := Decode([]byte(with))
	if err != nil || back.For != "p-00009" {
		t.Errorf("%+v, %v", back, err)
	}
	for _, bad := range []string{
		strings.Replace(with, `"for":"p-00009"`, `"for":""`, 1), strings.Replace(with, `"for":"p-00009"`, `"for":null`, 1),
		strings.Replace(with, `"for":"p-00009"`, `"for":7`, 1), strings.Replace(with, `"for":"p-00009"`, `"for":"p-00017"`, 1),
		strings.Replace(with, `"for":"p-00009"`, `"For":"p-00009"`, 1), strings.Replace(with, `,"for":"p-00009"`, "", 1) + " ",
		strings.Replace(without, `{"at"`, `{"for":"p-00009","at"`, 1), // out of place
	} {
		if _, err := Decode([]byte(bad)); err == nil {
			t.Errorf("accepted %s", bad)
		}
	}
	a, err := own.Item()
	if err != nil {
		t.Fatal(err)
	}
	b, err := lent.Item()
	if err != nil || strings.Contains(string(a), `"for"`) || !strings.Contains(string(b), `"for":"p-00009"`) {
		t.Errorf("signed is %s, and %s; %v", a, b, err)
	}
}
