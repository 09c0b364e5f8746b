package pages

import (
	"html/template"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/server/reqctx"
	"sealbook/labels"
)

// labelDraft is what a print would be: the sheet with the places it fills, and
// its first labels as they will come out, but for the code.
type labelDraft struct {
	Codes    string // the list as it stands now
	Chosen   int
	New      int
	Copies   int
	Sheets   int
	Last     int // place of the last label on the last sheet
	Unlooked int // of the chosen, beyond those looked at
	Roll     bool
	Start    int
	Wrong    string // what is wrong with the start
	Width    float64
	Height   float64
	Places   []placeChoice
	First    []draftLabel
	Blocked  []app.BlockedLabel
	Barred   int // of those looked at
	Missing  []errs.Text
	Said     string
	NoGlyphs string // characters that the font cannot draw
}

// placeChoice is a place on the sheet: used up, filled by this job, or free.
type placeChoice struct {
	label.Place
	State  string
	Chosen bool
}

type draftLabel struct {
	Picture drawing
	Code    string
	Place   int
	Copy    bool
	Cut     bool // words that do not fit
}

// drawing is SVG made by internal/label, which escapes what it is told.
type drawing struct{ svg []byte }

// HTML is the drawing as it stands in a page.
func (d drawing) HTML() template.HTML { return template.HTML(d.svg) } //nolint:gosec // made by internal/label alone

const (
	draftLooks = 200 // assets asked about before a print; the print asks about all
	draftShown = 4   // labels drawn
	draftNamed = 20  // of what cannot be printed
)

// preview draws the form with what would come of it; for the script, only that.
func (p *Pages) preview(c echo.Context) error {
	if c.FormValue("part") != "1" {
		return p.labelsAgain(c, http.StatusOK, nil)
	}
	out, err := p.labelStation(c)
	if err != nil {
		return err
	}
	return p.fragment(c, http.StatusOK, "labeldraft", out.Draft)
}

func (p *Pages) draft(c echo.Context, stock label.Stock, start string, chosen forPrint) (labelDraft, error) {
	out := labelDraft{Chosen: len(chosen.ids), Missing: chosen.missing, Said: chosen.said, Roll: stock.Kind == labels.Roll, Start: 1}
	if n, err := strconv.Atoi(start); err == nil && n >= 1 && n <= stock.PerPage() {
		out.Start = n
	}
	looked := chosen.ids[:min(len(chosen.ids), draftLooks)]
	d, err := p.App.DraftPrint(c.Request().Context(), reqctx.Actor(c), looked)
	if err != nil {
		return out, err
	}
	out.New, out.Copies, out.Unlooked = d.New, d.Copies, len(chosen.ids)-len(looked)
	out.Chosen -= len(d.Blocked)
	out.Barred, out.Blocked = len(d.Blocked), d.Blocked[:min(len(d.Blocked), draftNamed)]
	out.places(stock)
	draw := label.NewDrawer()
	items := make([]label.Item, 0, draftShown)
	for i, l := range d.Labels[:min(len(d.Labels), draftShown)] {
		svg, err := draw.Specimen(stock, l.Item)
		if err != nil {
			return out, err
		}
		cut, err := label.Shortened(stock, l.Item, label.Options{})
		if err != nil {
			return out, err
		}
		place := (out.Start-1+i)%stock.PerPage() + 1
		out.First = append(out.First, draftLabel{Picture: drawing{svg}, Code: l.Item.Code, Place: place, Copy: l.Copy, Cut: len(cut) > 0})
		items = append(items, l.Item)
	}
	for _, l := range d.Labels[len(items):] {
		items = append(items, l.Item)
	}
	out.NoGlyphs = string(label.MissingRunes(items))
	return out, nil
}

// places marks on the picture what is used up and what this job will fill.
func (d *labelDraft) places(stock label.Stock) {
	per := stock.PerPage()
	if end := d.Start - 1 + d.Chosen; d.Chosen > 0 {
		d.Sheets, d.Last = (end+per-1)/per, (end-1)%per+1
	}
	w, h, list := label.Places(stock)
	d.Width, d.Height = w, h
	for _, x := range list {
		c := placeChoice{Place: x, State: "free", Chosen: x.N == d.Start}
		switch {
		case x.N < d.Start:
			c.State = "used"
		case x.N < d.Start+d.Chosen:
			c.State = "fill"
		}
		d.Places = append(d.Places, c)
	}
}
