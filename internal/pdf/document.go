// Package pdf is a small streaming writer of PDF 1.7: text in an embedded
// TrueType subset with a right text layer for every character (beyond U+FFFF
// too), filled rectangles, lines, tables over pages, attached files. A page goes
// to the io.Writer when the next one begins, so that memory stays flat; the same
// calls give the same bytes. Lengths are points (1/72 inch) with x to the right
// and y down from the upper left corner of the page.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
	"unicode/utf16"
)

// MM is one millimetre in points.
const MM = 72 / 25.4

// A4 in points.
const (
	A4Width  = 210 * MM
	A4Height = 297 * MM
)

// Info describes a document. The date is passed in: a document made twice from
// the same facts is the same file.
type Info struct {
	Title, Subject, Author string
	Lang                   string    // BCP 47 tag of the text; zh-CN if empty
	Created                time.Time // zero: no date is written
	ActualSize             bool      // ask viewers to print at 100 %: labels and forms with measures
}

// Document is a PDF file being written. It is not safe for concurrent use.
type Document struct {
	out    *objects
	font   *Font
	info   Info
	page   *Page // open page, nil before the first
	pages  []int // object numbers
	root   int   // object number of the page tree
	res    int   // of the resources all pages share
	total  int   // of the form that shows the number of pages, 0 if unused
	size   float64
	used   []rune // by glyph: the rune it stands for in the text layer + 1
	files  []attachment
	closed bool
	buf    Page // reused for every page
}

// New starts a document on w in the font.
func New(w io.Writer, f *Font, info Info) *Document {
	d := &Document{out: newObjects(w), font: f, info: info, used: make([]rune, f.glyphs)}
	d.root, d.res = d.out.reserve(), d.out.reserve()
	return d
}

// Font returns the font of the document.
func (d *Document) Font() *Font { return d.font }

// Pages returns the number of pages begun so far.
func (d *Document) Pages() int {
	if d.page != nil {
		return len(d.pages) + 1
	}
	return len(d.pages)
}

// Err returns the first error met so far, so that a long job can stop early
// when its reader has gone.
func (d *Document) Err() error { return d.out.err }

// Page ends the open page and begins one of this size in points. The returned
// page is valid until the next call.
func (d *Document) Page(width, height float64) *Page {
	d.endPage()
	d.buf = Page{doc: d, width: width, height: height, content: d.buf.content[:0]}
	d.page = &d.buf
	return d.page
}

func (d *Document) endPage() {
	if d.page == nil {
		return
	}
	content := d.out.reserve()
	d.out.stream(content, "", d.page.content)
	no := d.out.reserve()
	b := fmt.Appendf(nil, "<</Type/Page/Parent %d 0 R/Resources %d 0 R/MediaBox[0 0 ", d.root, d.res)
	b = append(appendNum(b, d.page.width), ' ')
	b = appendNum(b, d.page.height)
	d.out.put(no, fmt.Appendf(b, "]/Contents %d 0 R>>", content))
	d.pages = append(d.pages, no)
	d.page = nil
}

// Close ends the document and returns the first error of all that was written.
// The underlying writer stays open.
func (d *Document) Close() error {
	if d.closed {
		return errors.New("pdf: document closed twice")
	}
	d.closed = true
	d.endPage()
	if len(d.pages) == 0 {
		return errors.New("pdf: a document needs at least one page")
	}
	font := d.writeFont()
	res := fmt.Sprintf("<</Font<</F %d 0 R>>", font)
	if d.total != 0 {
		d.writeTotal(font)
		res += fmt.Sprintf("/XObject<</N %d 0 R>>", d.total)
	}
	d.out.put(d.res, []byte(res+">>"))

	tree := fmt.Appendf(nil, "<</Type/Pages/Count %d/Kids[", len(d.pages))
	for _, no := range d.pages {
		tree = append(strconv.AppendInt(tree, int64(no), 10), " 0 R "...)
	}
	d.out.put(d.root, append(tree, "]>>"...))

	catalog, info := d.out.reserve(), d.out.reserve()
	d.out.put(catalog, d.catalog())
	d.out.put(info, d.infoDict())
	return d.out.finish(catalog, info)
}

func (d *Document) catalog() []byte {
	lang := d.info.Lang
	if lang == "" {
		lang = "zh-CN"
	}
	b := fmt.Appendf(nil, "<</Type/Catalog/Pages %d 0 R/Lang%s/ViewerPreferences<</DisplayDocTitle true", d.root, textString(lang))
	if d.info.ActualSize {
		b = append(b, "/PrintScaling/None"...)
	}
	b = append(b, ">>"...)
	return append(append(b, d.writeFiles()...), ">>"...)
}

func (d *Document) infoDict() []byte {
	b := []byte("<</Producer(Sealbook)")
	for _, e := range [][2]string{{"Title", d.info.Title}, {"Subject", d.info.Subject}, {"Author", d.info.Author}} {
		if e[1] != "" {
			b = fmt.Appendf(b, "/%s%s", e[0], textString(e[1]))
		}
	}
	if !d.info.Created.IsZero() {
		date := dateString(d.info.Created)
		b = fmt.Appendf(b, "/CreationDate%s/ModDate%s", date, date)
	}
	return append(b, ">>"...)
}

func dateString(t time.Time) string { return "(D:" + t.UTC().Format("20060102150405") + "Z)" }

// textString writes s as a PDF text string in UTF-16BE.
func textString(s string) string {
	b := []byte("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		b = appendHex16(b, u)
	}
	return string(append(b, '>'))
}

const hexDigits = "0123456789ABCDEF"

func appendHex16(b []byte, v uint16) []byte {
	return append(b, hexDigits[v>>12], hexDigits[v>>8&15], hexDigits[v>>4&15], hexDigits[v&15])
}

// appendNum writes v with at most three decimals, the resolution of 1/3 µm.
func appendNum(b []byte, v float64) []byte {
	if v < 0 {
		b, v = append(b, '-'), -v
	}
	n := int64(v*1000 + 0.5)
	b = strconv.AppendInt(b, n/1000, 10)
	if n %= 1000; n != 0 {
		b = append(b, '.', byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
		b = bytes.TrimRight(b, "0")
	}
	return b
}
