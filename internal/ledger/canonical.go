package ledger

import (
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxInt   = 1<<53 - 1 // largest integer every JSON reader keeps exact
	maxDepth = 32        // of nested objects and arrays; a leaf needs about four
)

// Canonical returns v as the ledger writes it: one byte string for one value.
// v may be a string, bool, integer, slice, array or map with string keys, also
// of a named type, nested at will; a nil slice or map is an empty one. Nil,
// floats, structs, pointers, integers of 2^53 and above, strings that are not
// UTF-8 in NFC and results over MaxLeaf bytes are errors that name the place.
func Canonical(v any) ([]byte, error) {
	b, f := appendValue(make([]byte, 0, 256), v, 0)
	if f == nil && len(b) > MaxLeaf {
		f = tooLarge()
	}
	if f != nil {
		return nil, f.err()
	}
	return b, nil
}

// appendValue writes the kinds that payloads are made of without reflection.
func appendValue(b []byte, v any, depth int) ([]byte, *fault) {
	switch v := v.(type) {
	case string:
		return appendString(b, v)
	case int:
		return appendInt(b, int64(v))
	case int64:
		return appendInt(b, v)
	case bool:
		return strconv.AppendBool(b, v), nil
	case map[string]any:
		return appendMap(b, v, depth+1)
	case []any:
		return appendSlice(b, v, depth+1, appendValue)
	case []string:
		return appendSlice(b, v, depth+1, func(b []byte, s string, _ int) ([]byte, *fault) { return appendString(b, s) })
	case map[string]string:
		return appendStringMap(b, v, depth+1)
	case nil:
		return b, valueFault("不允许空值，请省略该字段。", "null is not allowed; leave the field out.")
	}
	return appendReflected(b, reflect.ValueOf(v), depth)
}

func appendMap(b []byte, m map[string]any, depth int) ([]byte, *fault) {
	if depth > maxDepth {
		return b, tooDeep()
	}
	b = append(b, '{')
	var few [16]string
	for i, key := range sortedKeys(few[:0], m) {
		var f *fault
		if b, f = appendKey(b, key, i); f != nil {
			return b, f
		}
		if b, f = appendValue(b, m[key], depth); f != nil {
			return b, f.in(key)
		}
	}
	return append(b, '}'), nil
}

func appendStringMap(b []byte, m map[string]string, depth int) ([]byte, *fault) {
	if depth > maxDepth {
		return b, tooDeep()
	}
	b = append(b, '{')
	var few [16]string
	for i, key := range sortedKeys(few[:0], m) {
		var f *fault
		if b, f = appendKey(b, key, i); f != nil {
			return b, f
		}
		if b, f = appendString(b, m[key]); f != nil {
			return b, f.in(key)
		}
	}
	return append(b, '}'), nil
}

func appendSlice[E any](b []byte, list []E, depth int, one func([]byte, E, int) ([]byte, *fault)) ([]byte, *fault) {
	if depth > maxDepth {
		return b, tooDeep()
	}
	b = append(b, '[')
	for i, e := range list {
		if len(b) > MaxLeaf {
			return b, tooLarge()
		}
		if i > 0 {
			b = append(b, ',')
		}
		var f *fault
		if b, f = one(b, e, depth); f != nil {
			return b, f.in(strconv.Itoa(i))
		}
	}
	return append(b, ']'), nil
}

// appendReflected writes named types and less common kinds by their underlying
// kind; what has no single canonical form is refused.
func appendReflected(b []byte, v reflect.Value, depth int) ([]byte, *fault) {
	switch v.Kind() {
	case reflect.String:
		return appendString(b, v.String())
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return appendInt(b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return appendInt(b, int64(min(v.Uint(), maxInt+1)))
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			break // raw bytes would become a list of numbers: the caller chooses their text
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = v.Index(i).Interface()
		}
		return appendSlice(b, list, depth+1, appendValue)
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			break
		}
		m := make(map[string]any, v.Len())
		for it := v.MapRange(); it.Next(); {
			m[it.Key().String()] = it.Value().Interface()
		}
		return appendMap(b, m, depth+1)
	case reflect.Float32, reflect.Float64:
		return b, valueFault("不允许小数。", "a float is not allowed.")
	}
	kind := v.Type().String()
	return b, valueFault("不支持类型"+kind+"。", "a value of type "+kind+" is not allowed.")
}

// appendKey writes key and colon, after a comma unless it is the first.
func appendKey(b []byte, key string, index int) ([]byte, *fault) {
	if index > 0 {
		b = append(b, ',')
	}
	if key == "" {
		return b, valueFault("键名为空。", "a key is empty.")
	}
	if len(b) > MaxLeaf {
		return b, tooLarge()
	}
	b, f := appendString(b, key)
	if f != nil {
		return b, f
	}
	return append(b, ':'), nil
}

func appendInt(b []byte, n int64) ([]byte, *fault) {
	if n > maxInt || n < -maxInt {
		return b, valueFault("整数超出范围（绝对值须小于2^53）。", "an integer has to be below 2^53.")
	}
	return strconv.AppendInt(b, n, 10), nil
}

// appendString writes the one form of a string: quote, backslash and the
// characters below U+0020 are escaped, the latter by their short form if they
// have one, else as \u00xx in lower case; everything else stands for itself.
func appendString(b []byte, s string) ([]byte, *fault) {
	if len(s) > MaxLeaf {
		return b, tooLarge()
	}
	if f := checkText(s); f != nil {
		return b, f
	}
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			plain = false
			break
		}
	}
	b = append(b, '"')
	if plain {
		return append(append(b, s...), '"'), nil
	}
	start := len(b)
	for i := 0; i < len(s); i++ {
		b = appendEscaped(b, s[i])
	}
	// The letter of an escape can compose with a combining mark behind it
	// (\t and a dot above); the leaf as a whole has to be NFC too.
	if !norm.NFC.IsNormal(b[start:]) {
		return b, valueFault("控制字符后不得紧接组合符号。", "a combining mark may not follow a control character.")
	}
	return append(b, '"'), nil
}

// shortEscapes maps a control character, quote or backslash to the letter of
// its two-character escape; 0 where there is none.
var shortEscapes = [256]byte{
	'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't',
}

func appendEscaped(b []byte, c byte) []byte {
	const digits = "0123456789abcdef"
	if short := shortEscapes[c]; short != 0 {
		return append(b, '\\', short)
	}
	if c < ' ' {
		return append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
	}
	return append(b, c)
}

// checkText wants UTF-8 in NFC; most texts are plain ASCII, which always is.
func checkText(s string) *fault {
	if isASCII(s) {
		return nil
	}
	if !utf8.ValidString(s) {
		return valueFault("文字不是有效的UTF-8。", "the text is not valid UTF-8.")
	}
	if !norm.NFC.IsNormalString(s) {
		return valueFault("文字未按NFC规范化。", "the text is not in Unicode normal form NFC.")
	}
	return nil
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// sortedKeys appends the keys of m to keys in byte order.
func sortedKeys[V any](keys []string, m map[string]V) []string {
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
