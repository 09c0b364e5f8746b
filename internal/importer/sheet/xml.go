package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
)

// tokenBytes is the most one XML token (a text, a tag with its attributes) may
// take: 32,767 characters, each written as &#x20000; would just fit.
const tokenBytes = 384 << 10

// xmlDepth is the deepest nesting a workbook part may have; real ones need ten.
const xmlDepth = 64

var (
	errTokenTooLong = errors.New("xml: one token is too long")
	errTooDeep      = errors.New("xml: nested too deep")
	errNesting      = errors.New("xml: elements do not close as they open")
)

// meter lets through a bounded number of bytes until the next refill, so that
// the decoder behind it cannot be made to buffer a text of 100 MB.
type meter struct {
	r    io.Reader
	left int
}

func (m *meter) Read(b []byte) (int, error) {
	if m.left <= 0 {
		return 0, errTokenTooLong
	}
	n, err := m.r.Read(b[:min(len(b), m.left)])
	m.left -= n
	return n, err
}

// walker reads the tokens of one part and keeps it to the limits.
type walker struct {
	close io.Closer
	meter *meter
	dec   *xml.Decoder
	open  []xml.Name // elements that have not ended, as they are written
}

func walk(f *zip.File) (*walker, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	m := &meter{r: rc, left: tokenBytes}
	return &walker{close: rc, meter: m, dec: xml.NewDecoder(m), open: make([]xml.Name, 0, xmlDepth)}, nil
}

// next returns the next token, io.EOF at the end of a whole and well-formed
// part, and any other error for a damaged one. No reader asks for the namespace of
// a name, so the decoder does not look it up, which takes a third of the time of a
// part of empty elements; that each closes as it was opened is seen to here.
func (w *walker) next() (xml.Token, error) {
	w.meter.left = tokenBytes
	tok, err := w.dec.RawToken()
	if errors.Is(err, io.EOF) && len(w.open) > 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	switch tok := tok.(type) {
	case xml.StartElement:
		if len(w.open) == xmlDepth {
			return nil, errTooDeep
		}
		w.open = append(w.open, tok.Name)
	case xml.EndElement:
		last := len(w.open) - 1
		if last < 0 || w.open[last] != tok.Name {
			return nil, errNesting
		}
		w.open = w.open[:last]
	}
	return tok, nil
}

// each calls fn with every start element of the part.
func each(f *zip.File, fn func(xml.StartElement)) error {
	w, err := walk(f)
	if err != nil {
		return err
	}
	defer w.close.Close()
	for {
		tok, err := w.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if s, ok := tok.(xml.StartElement); ok && fn != nil {
			fn(s)
		}
	}
}

// attr returns the attribute of the local name.
func attr(s xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
