package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// An answer is encoded before its status is sent: its length is then known, so
// that it goes out in as few pieces as it can, and what cannot be encoded is an
// error and no half an answer.

// encoded is an answer in the form it is sent in.
type encoded struct{ bytes.Buffer }

// written is an answer that knows a shorter way to its JSON than reflection.
type written interface {
	writeJSON(b *bytes.Buffer) error
}

var buffers = sync.Pool{New: func() any { return new(encoded) }}

// keptBuffer is the largest buffer worth keeping for the next answer.
const keptBuffer = 64 << 10

// encode is a huma.Transformer.
func encode(c huma.Context, status string, v any) (any, error) {
	if v == nil || status == strconv.Itoa(http.StatusNoContent) || status == strconv.Itoa(http.StatusNotModified) {
		return v, nil
	}
	e := buffers.Get().(*encoded) //nolint:forcetypeassert // the pool holds nothing else
	e.Reset()
	if err := writeJSON(&e.Buffer, v); err != nil {
		return nil, err
	}
	c.SetHeader("Content-Length", strconv.Itoa(e.Len()))
	return e, nil
}

// writeJSON is JSON as huma has it: letters as they are, a line feed at the end.
func writeJSON(b *bytes.Buffer, v any) error {
	if w, ok := v.(written); ok {
		if err := w.writeJSON(b); err != nil {
			return err
		}
		return b.WriteByte('\n')
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// format sends what encode has made.
func format() huma.Format {
	return huma.Format{
		Unmarshal: json.Unmarshal,
		Marshal: func(w io.Writer, v any) error {
			e, ok := v.(*encoded)
			if !ok {
				return huma.DefaultJSONFormat.Marshal(w, v)
			}
			_, err := w.Write(e.Bytes())
			if e.Cap() <= keptBuffer {
				buffers.Put(e)
			}
			return err
		},
	}
}

// member appends a value to the JSON in b, without the line feed.
func member(b *bytes.Buffer, v any) error {
	if err := writeJSON(b, v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1)
	return nil
}

// quoted appends a string as encoding/json writes it. Nearly all of them are plain;
// what has to be escaped, or is no UTF-8, is left to it.
func quoted(b *bytes.Buffer, s string) {
	if !plain(s) {
		_ = member(b, s) // a string always has its JSON
		return
	}
	b.WriteByte('"')
	b.WriteString(s)
	b.WriteByte('"')
}

// plain: no quotation mark, backslash or control character, no broken UTF-8 and
// neither of the two line separators (they begin with E2).
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == 0xE2 {
			return false
		}
	}
	return utf8.ValidString(s)
}
