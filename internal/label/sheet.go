package label

import (
	"fmt"
	"io"
	"runtime"
	"sync"

	"sealbook/internal/errs"
	"sealbook/internal/pdf"
)

// SheetDPI is the resolution whose dots the codes on PDF sheets are set on:
// that of common label printers. Finer printers lose nothing by it.
const SheetDPI = 203

// chunk is how many labels are prepared ahead: enough to keep the cores busy,
// little enough to keep memory flat.
const chunk = 128

// drawn is one label ready to be put on a page.
type drawn struct {
	boxes []pdf.Box
	lines []line
	err   error
}

// WriteSheet writes a PDF with one label per item, row by row, from position
// o.Start of the first page. It returns the number of pages. The items and the
// start are checked before the first byte is written.
func WriteSheet(w io.Writer, s Stock, items []Item, o Options) (pages int, err error) {
	f, err := newForm(s, SheetDPI, o.Palette != nil)
	if err != nil {
		return 0, err
	}
	if err := checkItems(items); err != nil {
		return 0, err
	}
	at, err := firstPlace(s, o.Start)
	if err != nil {
		return 0, err
	}
	title := errs.T("资产标签", "Asset labels").In(o.Lang)
	lang := "zh-CN"
	if o.Lang == "en" {
		lang = "en"
	}
	font := pdf.Noto()
	doc := pdf.New(w, font, pdf.Info{Title: title, Lang: lang, Created: o.Date, ActualSize: true})
	var page *pdf.Page
	stop := make(chan struct{})
	defer close(stop)
	for part := range prepare(f, font, items, stop) {
		if err := doc.Err(); err != nil {
			return 0, errs.Wrap(err, "label.write")
		}
		for i, d := range part.labels {
			if d.err != nil {
				return 0, d.err
			}
			if page == nil || at == s.PerPage() {
				page = doc.Page(s.Page[0]*pdf.MM, s.Page[1]*pdf.MM)
				at %= s.PerPage()
			}
			x, y := s.Corner(at)
			f.draw(page, x, y, d, items[part.from+i], o)
			at++
		}
	}
	if err := doc.Close(); err != nil {
		return 0, errs.Wrap(err, "label.write")
	}
	return doc.Pages(), nil
}

// firstPlace counts the place to start at from 0; start counts from 1, and 0 is 1.
func firstPlace(s Stock, start int) (int, error) {
	if start < 0 || start > s.PerPage() {
		return 0, errs.InvalidField("start", fmt.Sprintf("起始位置 %d 不在 1 到 %d 之间；%s每页 %d 张。", start, s.PerPage(), s.ZH, s.PerPage()),
			fmt.Sprintf("Start position %d is not within 1 to %d; %s has %d labels a page.", start, s.PerPage(), s.EN, s.PerPage()))
	}
	return max(start, 1) - 1, nil
}

// draw puts one label on a page; x, y is its corner in mm.
func (f form) draw(p *pdf.Page, x, y float64, d drawn, it Item, o Options) {
	const dot = 72.0 / SheetDPI
	p.Boxes(float64(f.snap(x+f.symbol.x))*dot, float64(f.snap(y+f.symbol.y))*dot, float64(f.module)*dot, d.boxes)
	for _, l := range d.lines {
		p.Text((x+l.x)*pdf.MM, (y+l.base)*pdf.MM, l.size*pdf.MM, l.s)
	}
	if c, ok := o.Palette[it.Level]; ok {
		p.SetFill(c)
		p.Rect((x+f.band.x)*pdf.MM, (y+f.band.y)*pdf.MM, f.band.w*pdf.MM, f.band.h*pdf.MM)
		p.SetFill(pdf.Color{})
	}
}

// prepared is a run of labels in order, the first being items[from].
type prepared struct {
	from   int
	labels []drawn
}

// prepare makes codes and text lines on all cores, ahead of the page being
// written: making the code is by far the largest cost of a label. Closing stop
// ends it early.
func prepare(f form, font *pdf.Font, items []Item, stop <-chan struct{}) <-chan prepared {
	out := make(chan prepared, 1)
	go func() {
		defer close(out)
		for from := 0; from < len(items); from += chunk {
			part := items[from:min(from+chunk, len(items))]
			done := make([]drawn, len(part))
			workers := min(runtime.GOMAXPROCS(0), len(part))
			var wg sync.WaitGroup
			for k := range workers {
				wg.Go(func() {
					for i := k; i < len(part); i += workers {
						done[i] = f.prepareOne(font, part[i])
					}
				})
			}
			wg.Wait()
			select {
			case out <- prepared{from, done}:
			case <-stop:
				return
			}
		}
	}()
	return out
}

func (f form) prepareOne(font *pdf.Font, it Item) drawn {
	m, err := QR(it.Token)
	if err != nil {
		return drawn{err: err}
	}
	lines, _ := f.fit(font, it)
	return drawn{boxes: boxes(m), lines: lines}
}
