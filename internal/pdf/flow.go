package pdf

// Sheet describes the pages of a flowing document. Lengths are points.
type Sheet struct {
	Width, Height float64
	Margin        float64
	Size          float64 // of body text
	// Decorate draws what every page carries (marking, page number), inside the
	// margins. n counts from 1.
	Decorate func(p *Page, n int)
}

// lineHeight is the distance of base lines as a multiple of the size.
const lineHeight = 1.35

// Flow fills pages from top to bottom.
type Flow struct {
	doc   *Document
	sheet Sheet
	page  *Page
	y     float64 // top of what comes next
}

// NewFlow begins flowing text in a document; zero lengths mean A4, 18 mm, 10.5 pt
// (五号, the size of forms).
func NewFlow(d *Document, s Sheet) *Flow {
	if s.Width == 0 || s.Height == 0 {
		s.Width, s.Height = A4Width, A4Height
	}
	if s.Margin == 0 {
		s.Margin = 18 * MM
	}
	if s.Size == 0 {
		s.Size = 10.5
	}
	f := &Flow{doc: d, sheet: s}
	f.NewPage()
	return f
}

// Page returns the open page.
func (f *Flow) Page() *Page { return f.page }

// Y returns the top of the free part of the page.
func (f *Flow) Y() float64 { return f.y }

// Width returns the width between the margins.
func (f *Flow) Width() float64 { return f.sheet.Width - 2*f.sheet.Margin }

// NewPage begins the next page.
func (f *Flow) NewPage() {
	f.page = f.doc.Page(f.sheet.Width, f.sheet.Height)
	f.y = f.sheet.Margin
	if f.sheet.Decorate != nil {
		f.sheet.Decorate(f.page, f.doc.Pages())
		f.page.SetFill(Color{})
	}
}

// bottom is where the free part of a page ends.
func (f *Flow) bottom() float64 { return f.sheet.Height - f.sheet.Margin }

// Need begins a new page unless height is free on this one. It reports whether
// it did. More than a page can hold is never available: nothing is broken then.
func (f *Flow) Need(height float64) bool {
	if f.y+height <= f.bottom()+1e-6 || f.y <= f.sheet.Margin {
		return false
	}
	f.NewPage()
	return true
}

// Space leaves room.
func (f *Flow) Space(height float64) { f.y += height }

// Heading writes a centred title in this size and keeps it with one line after.
func (f *Flow) Heading(size float64, s string) {
	lines := f.doc.font.Wrap(s, size, f.Width())
	f.Need(float64(len(lines))*size*lineHeight + 2*f.sheet.Size*lineHeight)
	for _, l := range lines {
		f.page.TextIn(f.sheet.Margin, f.y+size, f.Width(), size, Center, l)
		f.y += size * lineHeight
	}
	f.y += size * 0.4
}

// Paragraph writes wrapped text.
func (f *Flow) Paragraph(s string) {
	for _, l := range f.doc.font.Wrap(s, f.sheet.Size, f.Width()) {
		f.Need(f.sheet.Size * lineHeight)
		f.page.Text(f.sheet.Margin, f.y+f.sheet.Size, f.sheet.Size, l)
		f.y += f.sheet.Size * lineHeight
	}
}
