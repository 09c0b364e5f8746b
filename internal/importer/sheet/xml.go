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
	depth int
}

func walk(f *zip.File) (*walker, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	m := &meter{r: rc, left: tokenBytes}
	return &walker{close: rc, meter: m, dec: xml.NewDecoder(m)}, nil
}

// next returns the next token, io.EOF at the end of a whole and well-formed
// part, and any other error for a damaged one.
func (w *walker) next() (xml.Token, error) {
	w.meter.left = tokenBytes
	tok, err := w.dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok.(type) {
	case xml.StartElement:
		if w.depth++; w.depth > xmlDepth {
			return nil, errTooDeep
		}
	case xml.EndElement:
		w.depth--
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
