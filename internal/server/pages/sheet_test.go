package pages_test

import (
	"context"
	"image"
	"math"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"sealbook/internal/app"
	"sealbook/internal/labeltest"
	"sealbook/internal/view"
	"sealbook/labels"
)

// pdf is what the browser prints of the page: its paper and its margins are the
// page's own.
func (b *browser) pdf() (out []byte) {
	b.t.Helper()
	b.run(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		yes := true
		r, err := cdp.Call(ctx, tab, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
		out = r.Data
		return err
	}))
	return out
}

// ink is the box around everything dark in a picture.
func ink(img *image.Gray) image.Rectangle {
	out := image.Rectangle{}
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			if img.GrayAt(x, y).Y < 128 {
				out = out.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return out
}

const mm = labeltest.DPI / 25.4 // dots

// Printed from the browser, every label stands within half a millimetre of where
// it stands in the PDF file, on paper of the stock's size and inside its label,
// and its code is read.
func TestBrowserPrintsLabelsToTheMillimetre(t *testing.T) {
	t.Parallel()
	s := onSQLite(t)
	ids, err := s.store.AssetIDs(context.Background(), s.actor("baomi1"), view.AssetFilter{Labelable: true}, 10)
	if err != nil || len(ids) != 10 {
		t.Fatal(len(ids), err)
	}
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	for name, start := range map[string]int{"a4-70x37": 20, "a4-38x21": 60, "roll-50x30": 1, "roll-60x40": 1} {
		t.Run(name, func(t *testing.T) {
			stock, _ := labels.Find(name)
			out, err := s.app.Execute(context.Background(), s.actor("baomi1"), app.Print{Assets: ids, Stock: name, Start: start, Key: name}, "")
			if err != nil {
				t.Fatal(err)
			}
			file, err := s.app.FetchSheet(context.Background(), s.actor("baomi1"), out.ID, "zh")
			if err != nil {
				t.Fatal(err)
			}
			b.open("/labels/jobs/" + out.ID + "/print")
			want, got := labeltest.Pages(t, file.Body), labeltest.Pages(t, b.pdf())
			if len(got) != len(want) {
				t.Fatalf("%d pages, the file has %d", len(got), len(want))
			}
			for i := range got {
				w, h := float64(got[i].Rect.Dx())/mm, float64(got[i].Rect.Dy())/mm
				if math.Abs(w-stock.Page[0]) > 0.5 || math.Abs(h-stock.Page[1]) > 0.5 {
					t.Errorf("page %d is %.2f × %.2f mm, the paper %v", i+1, w, h, stock.Page)
				}
			}
			worst := 0.0
			for i := range ids {
				at := start - 1 + i
				a, c := labeltest.Cell(want[at/stock.PerPage()], stock, at%stock.PerPage()), labeltest.Cell(got[at/stock.PerPage()], stock, at%stock.PerPage())
				token, err := labeltest.Decode(a)
				read, bad := labeltest.Decode(c)
				if err != nil || bad != nil || read != token || read == "" {
					t.Errorf("label %d reads %q (%v), the file %q (%v)", i+1, read, bad, token, err)
				}
				p, q := ink(a), ink(c)
				for _, d := range []int{p.Min.X - q.Min.X, p.Min.Y - q.Min.Y, p.Max.X - q.Max.X, p.Max.Y - q.Max.Y} {
					worst = max(worst, math.Abs(float64(d))/mm)
				}
				x, y := stock.Corner(at % stock.PerPage())
				if l, top := float64(q.Min.X)/mm-x, float64(q.Min.Y)/mm-y; l < stock.Inset[0]-0.5 || top < stock.Inset[1]-0.5 {
					t.Errorf("label %d starts at %.2f, %.2f mm of its label, whose edge of %v stays blank", i+1, l, top, stock.Inset)
				}
			}
			if worst > 0.5 {
				t.Errorf("labels are off by up to %.2f mm", worst)
			}
			t.Logf("%d labels on %d pages: off by %.3f mm at most", len(ids), len(got), worst)
		})
	}
}
