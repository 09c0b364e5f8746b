package ledger

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"sealbook/internal/errs"
)

type level string
type life struct{ Name string }

func TestCanonicalForms(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{"", `""`},
		{"机密★20年", `"机密★20年"`},
		{"𠅤 䶮 \u007f \u2028", "\"𠅤 䶮 \u007f \u2028\""},
		{"a\"b\\c/d", `"a\"b\\c/d"`},
		{"\b\t\n\f\r", `"\b\t\n\f\r"`},
		{"\x00\x1f<>&", `"\u0000\u001f<>&"`},
		{0, `0`},
		{int64(maxInt), `9007199254740991`},
		{-maxInt, `-9007199254740991`},
		{uint32(7), `7`},
		{int8(-7), `-7`},
		{true, `true`},
		{[]any{}, `[]`},
		{[]any(nil), `[]`},
		{[]string{"b", "a"}, `["b","a"]`},
		{[]int{2, 1}, `[2,1]`},
		{[2]string{"x", "y"}, `["x","y"]`},
		{map[string]any(nil), `{}`},
		{map[string]any{"b": 1, "a": []any{map[string]string{"y": "2", "x": "1"}}, "B": false}, `{"B":false,"a":[{"x":"1","y":"2"}],"b":1}`},
		{map[string]any{"aa": 1, "a": 2, "密级": 3}, `{"a":2,"aa":1,"密级":3}`},
		{level("secret"), `"secret"`},
		{map[level][]level{"from": {"secret"}}, `{"from":["secret"]}`},
		{[]map[string]any{{"a": 1}}, `[{"a":1}]`},
	} {
		got, err := Canonical(c.v)
		if err != nil || string(got) != c.want {
			t.Errorf("%#v: got %s, %v; want %s", c.v, got, err, c.want)
			continue
		}
		if !json.Valid(got) {
			t.Errorf("%s is no JSON", got)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	one := 1
	deep := any(1)
	for range maxDepth + 1 {
		deep = []any{deep}
	}
	deepMap, deepText := any(1), any(map[string]string{"a": "b"})
	for range maxDepth + 1 {
		deepMap = map[string]any{"a": deepMap}
		deepText = []any{deepText}
	}
	for name, c := range map[string]struct {
		v     any
		place string
	}{
		"nil":                     {nil, ""},
		"nil in a map":            {map[string]any{"a": map[string]any{"b": nil}}, "a.b"},
		"nil in a slice":          {[]any{1, nil}, "1"},
		"float":                   {1.0, ""},
		"float of a named map":    {map[level]float32{"x": 1}, "x"},
		"2^53":                    {1 << 53, ""},
		"-2^53":                   {[]int{-1 << 53}, "0"},
		"huge unsigned":           {uint64(math.MaxUint64), ""},
		"not UTF-8":               {map[string]string{"a": "\xff"}, "a"},
		"surrogate":               {"\xed\xa0\x80", ""},
		"not NFC":                 {[]string{"ok", "e\u0301"}, "1"},
		"compatibility ideograph": {level("\uf900"), ""},
		"mark after a tab":        {"\t\u0307", ""},
		"mark after a newline":    {map[string]any{"a": "x\n\u0301"}, "a"},
		"key not NFC":             {map[string]any{"e\u0301": 1}, ""},
		"key not UTF-8":           {map[string]string{"\xff": ""}, ""},
		"empty key":               {map[string]string{"": ""}, ""},
		"struct":                  {life{"x"}, ""},
		"time":                    {time.Unix(0, 0), ""},
		"pointer":                 {&one, ""},
		"function":                {func() {}, ""},
		"raw bytes":               {[]byte{1}, ""},
		"digest":                  {map[string]any{"sha": [32]byte{}}, "sha"},
		"map by number":           {map[int]string{1: "a"}, ""},
		"deep slices":             {deep, ""},
		"deep maps":               {deepMap, ""},
		"deep texts":              {deepText, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := Canonical(c.v)
			if err == nil {
				t.Fatalf("wrote %s", b)
			}
			e := errs.As(err)
			if e.Kind != errs.Invalid || e.Text.ZH == "" || e.Text.EN == "" {
				t.Errorf("not a told error: %#v", e)
			}
			if c.place != "" && !strings.Contains(e.Text.EN, "("+c.place+")") {
				t.Errorf("%v does not name %s", e, c.place)
			}
		})
	}
}

func TestCanonicalStopsAtTheLimit(t *testing.T) {
	many := make([]any, MaxLeaf)
	for i := range many {
		many[i] = i
	}
	keys := map[string]any{}
	for i := range 4000 {
		keys[strings.Repeat("k", 5)+time.Unix(int64(i), 0).UTC().Format("150405")] = i
	}
	for name, v := range map[string]any{
		"text": strings.Repeat("a", MaxLeaf+1), "text with quotes": strings.Repeat("a", MaxLeaf-1),
		"list": many, "map": keys,
	} {
		if _, err := Canonical(v); !errs.IsKind(err, errs.TooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Canonical(strings.Repeat("a", MaxLeaf-2)); err != nil {
		t.Errorf("exactly the limit: %v", err)
	}
}
