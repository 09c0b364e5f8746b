package ledger

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// scanner reads canonical JSON and nothing wider: encoding/json would fold the
// case of keys, take the last of two equal keys and skip white space, and so
// read two different leaves as one.
type scanner struct {
	b []byte
	i int
}

// parse reads one value that fills b. Objects become map[string]any, arrays
// []any, integers int64.
func parse(b []byte) (any, *fault) {
	s := scanner{b: b}
	v, f := s.value(0)
	if f == nil && s.i < len(b) {
		f = s.fault("结尾有多余内容。", "there is more after the end.")
	}
	return v, f
}

func (s *scanner) fault(zh, en string) *fault { return syntaxFault(s.i, zh, en) }

// peek returns the next byte, 0 at the end (0 begins no token).
func (s *scanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.i++
	return true
}

func (s *scanner) value(depth int) (any, *fault) {
	if depth > maxDepth {
		return nil, tooDeep()
	}
	switch c := s.peek(); {
	case c == '"':
		return s.text()
	case c == '{':
		return s.object(depth + 1)
	case c == '[':
		return s.array(depth + 1)
	case c == '-' || c >= '0' && c <= '9':
		return s.integer()
	case bytes.HasPrefix(s.b[s.i:], []byte("true")):
		s.i += 4
		return true, nil
	case bytes.HasPrefix(s.b[s.i:], []byte("false")):
		s.i += 5
		return false, nil
	}
	return nil, s.fault("不是允许的值（不允许空白、空值和小数）。", "no allowed value begins here (no white space, no null, no floats).")
}

func (s *scanner) object(depth int) (map[string]any, *fault) {
	if depth > maxDepth {
		return nil, tooDeep()
	}
	m := map[string]any{}
	s.i++ // the brace
	if s.take('}') {
		return m, nil
	}
	for last := ""; ; {
		at := s.i
		if s.peek() != '"' {
			return nil, s.fault("此处应为键名。", "a key has to begin here.")
		}
		key, f := s.text()
		if f != nil {
			return nil, f
		}
		// Strictly rising keys: sorted, none empty and none twice.
		if key <= last {
			return nil, syntaxFault(at, "键名为空、重复或未排序。", "a key is empty, there twice or out of order.")
		}
		last = key
		if !s.take(':') {
			return nil, s.fault("缺少冒号。", "a colon is missing.")
		}
		if m[key], f = s.value(depth); f != nil {
			return nil, f
		}
		if s.take('}') {
			return m, nil
		}
		if !s.take(',') {
			return nil, s.fault("缺少逗号或右括号。", "a comma or closing brace is missing.")
		}
	}
}

func (s *scanner) array(depth int) ([]any, *fault) {
	if depth > maxDepth {
		return nil, tooDeep()
	}
	list := []any{}
	s.i++ // the bracket
	if s.take(']') {
		return list, nil
	}
	for {
		v, f := s.value(depth)
		if f != nil {
			return nil, f
		}
		list = append(list, v)
		if s.take(']') {
			return list, nil
		}
		if !s.take(',') {
			return nil, s.fault("缺少逗号或右括号。", "a comma or closing bracket is missing.")
		}
	}
}

func (s *scanner) integer() (int64, *fault) {
	start := s.i
	s.take('-')
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.i++
	}
	digits := string(s.b[start:s.i])
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > maxInt || n < -maxInt || strconv.FormatInt(n, 10) != digits {
		return 0, syntaxFault(start, "不是小于2^53的规范整数。", "it is no plain integer below 2^53.")
	}
	return n, nil
}

// text reads a string in the one form appendString writes.
func (s *scanner) text() (string, *fault) {
	start := s.i
	s.i++          // the quote
	var out []byte // what came before the last escape
	for from := s.i; s.i < len(s.b); {
		switch c := s.b[s.i]; {
		case c == '"':
			// Most strings have no escape: then nothing was put aside.
			text := string(s.b[from:s.i])
			if out != nil {
				text = string(out) + text
			}
			s.i++
			if f := checkText(text); f != nil {
				return "", f.in("byte " + strconv.Itoa(start))
			}
			return text, nil
		case c < ' ':
			return "", s.fault("控制字符须转义。", "a control character has to be escaped.")
		case c == '\\':
			out = append(out, s.b[from:s.i]...)
			plain, f := s.escape()
			if f != nil {
				return "", f
			}
			out = append(out, plain)
			from = s.i
		default:
			s.i++
		}
	}
	return "", s.fault("字符串没有结尾。", "a string has no end.")
}

// escape reads one escape and returns the byte it stands for; an escape that
// appendEscaped would have written otherwise is a fault.
func (s *scanner) escape() (byte, *fault) {
	var few [6]byte
	for c := range byte(utf8.RuneSelf) {
		form := appendEscaped(few[:0], c)
		if form[0] == '\\' && bytes.HasPrefix(s.b[s.i:], form) {
			s.i += len(form)
			return c, nil
		}
	}
	return 0, s.fault("转义写法不规范。", "the escape is not in canonical form.")
}
