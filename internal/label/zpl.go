package label

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"io"

	"sealbook/internal/errs"
	"sealbook/labels"
)

// inkAt is the coverage from which a pixel of text is burnt. Below one half:
// thin strokes of small Chinese characters must not vanish.
const inkAt = 105

// WriteZPL writes one format per item for a label printer of 203 or 300 dpi.
// The whole label goes as one graphic: printers have no CJK fonts, and their
// own QR command would leave module size and quiet zone to the firmware. No
// text reaches the command stream, so that nothing can be taken for a command.
func WriteZPL(w io.Writer, s Stock, items []Item, dpi int) error {
	if s.Kind != labels.Roll {
		return errs.InvalidField("sheet", fmt.Sprintf("标签打印机只用卷纸，%s 是整页标签纸；请选择卷纸或改印 PDF。", s.ZH),
			fmt.Sprintf("Label printers take rolls, and %s is a sheet; choose a roll or print a PDF.", s.EN))
	}
	if dpi != 203 && dpi != 300 {
		return errs.InvalidField("dpi", fmt.Sprintf("标签打印机的分辨率应为 203 或 300 dpi，不是 %d。", dpi),
			fmt.Sprintf("A label printer has 203 or 300 dpi, not %d.", dpi))
	}
	if err := checkItems(items); err != nil {
		return err
	}
	p, err := newPainter(s, dpi, false)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for _, it := range items {
		ink, err := p.ink(it)
		if err != nil {
			return err
		}
		rows := pack(ink)
		per := len(rows[0])
		total := per * len(rows)
		// A write error sticks to the bufio.Writer and comes out of Flush.
		fmt.Fprintf(out, "^XA\n^PW%d\n^LL%d\n^LH0,0\n^FO0,0^GFA,%d,%d,%d,", p.w, p.h, total, total, per)
		var last []byte
		for _, row := range rows {
			_, _ = out.Write(packRow(row, last)) // Flush tells
			last = row
		}
		fmt.Fprint(out, "^FS\n^PQ1\n^XZ\n")
	}
	if err := out.Flush(); err != nil {
		return errs.Wrap(err, "label.write")
	}
	return nil
}

// pack turns coverage into rows of bits, most significant first, 1 for black.
func pack(ink *image.Alpha) [][]byte {
	w, h := ink.Rect.Dx(), ink.Rect.Dy()
	rows := make([][]byte, h)
	for y := range rows {
		rows[y] = make([]byte, (w+7)/8)
		for x, a := range ink.Pix[y*ink.Stride:][:w] {
			if a >= inkAt {
				rows[y][x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return rows
}

// packRow writes one row in ZPL's compressed hexadecimal: «:» repeats the row
// above, «,» fills with white and «!» with black to the end, G…Y and g…z count
// the digit that follows (G = 1 … Y = 19, g = 20 … z = 400).
func packRow(row, last []byte) []byte {
	if last != nil && bytes.Equal(row, last) {
		return []byte{':'}
	}
	const digits = "0123456789ABCDEF"
	hex := make([]byte, 0, 2*len(row))
	for _, b := range row {
		hex = append(hex, digits[b>>4], digits[b&15])
	}
	var out []byte
	for i := 0; i < len(hex); {
		n := 1
		for i+n < len(hex) && hex[i+n] == hex[i] {
			n++
		}
		switch {
		case i+n == len(hex) && hex[i] == '0':
			return append(out, ',')
		case i+n == len(hex) && hex[i] == 'F':
			return append(out, '!')
		}
		out = append(appendCount(out, n), hex[i])
		i += n
	}
	return out
}

// appendCount appends the letters that repeat the next digit n times.
func appendCount(b []byte, n int) []byte {
	if n == 1 {
		return b
	}
	for ; n >= 400; n -= 400 {
		b = append(b, 'z')
	}
	if n >= 20 {
		b = append(b, byte('f'+n/20))
	}
	if n%20 > 0 {
		b = append(b, byte('F'+n%20))
	}
	return b
}
