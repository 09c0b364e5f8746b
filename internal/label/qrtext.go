package label

import (
	"strconv"

	"github.com/skip2/go-qrcode"

	"sealbook/internal/errs"
)

// Drawing is a QR symbol as the path data of an SVG, one module a unit, its
// quiet zone of Quiet modules around it included in Size.
type Drawing struct {
	Size int    // width and height, modules
	Path string // the black modules
}

// QRText draws a text that is no label: what an app on a telephone scans off the
// screen, such as the address of a one-time code. It takes whatever version the
// text needs, at level M. A text of more than some 2000 bytes is an error.
func QRText(text string) (Drawing, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return Drawing{}, errs.Wrap(err, "label.qr")
	}
	q.DisableBorder = true
	rows := q.Bitmap()
	var b []byte
	for y, row := range rows {
		for x := 0; x < len(row); {
			end := x
			for end < len(row) && row[end] {
				end++
			}
			if end == x {
				x++
				continue
			}
			w := int64(end - x)
			b = strconv.AppendInt(append(b, 'M'), int64(x+Quiet), 10)
			b = strconv.AppendInt(append(b, ' '), int64(y+Quiet), 10)
			b = strconv.AppendInt(append(b, 'h'), w, 10)
			b = strconv.AppendInt(append(b, "v1h"...), -w, 10)
			b = append(b, 'z')
			x = end
		}
	}
	return Drawing{len(rows) + 2*Quiet, string(b)}, nil
}
