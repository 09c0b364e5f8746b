package label

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image/png"
	"io"
	"math"

	"sealbook/internal/errs"
)

// PNG writes one label as a picture at 150 to 1200 dpi. The file states its
// resolution, so that programs print it in its true size.
func PNG(w io.Writer, s Stock, it Item, dpi int, o Options) error {
	if err := checkItems([]Item{it}); err != nil {
		return err
	}
	p, err := newPainter(s, dpi, o.Palette != nil)
	if err != nil {
		return err
	}
	img, err := p.picture(it, o)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return errs.Wrap(err, "label.png")
	}
	// Signature and IHDR are 8 and 25 bytes; pHYs must come before the pixels.
	const headEnd = 8 + 25
	for _, part := range [][]byte{b.Bytes()[:headEnd], physChunk(dpi), b.Bytes()[headEnd:]} {
		if _, err := w.Write(part); err != nil {
			return errs.Wrap(err, "label.write")
		}
	}
	return nil
}

// physChunk states pixels per metre (PNG 3rd edition §11.3.4.3).
func physChunk(dpi int) []byte {
	perMetre := uint32(math.Round(float64(dpi) * 1000 / mmPerInch))
	b := binary.BigEndian.AppendUint32(nil, 9)
	b = append(b, "pHYs"...)
	b = binary.BigEndian.AppendUint32(b, perMetre)
	b = binary.BigEndian.AppendUint32(b, perMetre)
	b = append(b, 1) // unit: metre
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}
