package label

import (
	"bytes"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sealbook/labels"
)

func TestPNGIsReadAtEveryResolution(t *testing.T) {
	for _, s := range labels.Stocks() {
		for _, dpi := range []int{150, 203, 300, 600} {
			for i, it := range sample(len(oddNames)) {
				if i%4 != dpi%4 { // each name at one of the resolutions is enough
					continue
				}
				o := Options{}
				if i%2 == 0 {
					o.Palette = palette
				}
				var b bytes.Buffer
				if err := PNG(&b, s, it, dpi, o); err != nil {
					t.Fatal(err)
				}
				if !bytes.Contains(b.Bytes()[:80], []byte("pHYs")) {
					t.Fatal("the file does not state its resolution")
				}
				img, err := png.Decode(&b)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := decode(img); err != nil || got != it.Token {
					t.Errorf("%s at %d dpi, %q: reads %q, %v", s.Name, dpi, it.Name, got, err)
				}
			}
		}
	}
	s := labels.Stocks()[0]
	for _, dpi := range []int{0, 149, 1201} {
		if err := PNG(io.Discard, s, sample(1)[0], dpi, Options{}); code(err) != "input.invalid" {
			t.Errorf("%d dpi: %v", dpi, err)
		}
	}
}

func TestPNGDrawsTextBesideTheCode(t *testing.T) {
	s, _ := labels.Find("roll-60x40")
	full, bare := sample(2)[1], Item{Token: token(1), Code: "1"}
	ink := func(it Item) (n int) {
		var b bytes.Buffer
		if err := PNG(&b, s, it, 203, Options{}); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range img.(*image.Gray).Pix {
			if v < 128 {
				n++
			}
		}
		return n
	}
	if a, b := ink(full), ink(bare); a < b+1500 {
		t.Errorf("%d dark pixels with all texts, %d with one digit", a, b)
	}
}

func TestSVGIsSelfContainedAndReads(t *testing.T) {
	for _, s := range labels.Stocks() {
		for _, it := range sample(len(oddNames)) {
			var b bytes.Buffer
			if err := SVG(&b, s, it, Options{Palette: palette}); err != nil {
				t.Fatal(err)
			}
			svg := b.String()
			for d := xml.NewDecoder(strings.NewReader(svg)); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%q is not XML: %v", it.Name, err)
				}
			}
			for _, bad := range []string{"<text", "font-family", "href", "style=", "<script"} {
				if strings.Contains(svg, bad) {
					t.Errorf("the picture needs %s from outside", bad)
				}
			}
			path := svg[strings.Index(svg, "crispEdges"):]
			m := modulesOf(t, path[:strings.Index(path, "/>")], 0)
			if got, err := decode(picture(m, 4, 16)); err != nil || got != it.Token {
				t.Errorf("%s reads %q, %v", it.Token, got, err)
			}
			if !strings.Contains(svg, "<title>"+it.Marking+"</title>") {
				t.Errorf("the marking %s is no line of its own", it.Marking)
			}
		}
	}
}

func TestSVGOutlinesDrawTheGlyphs(t *testing.T) {
	// Rendered by a browser, the whole label must read like the PNG does.
	s, _ := labels.Find("roll-60x40")
	it := sample(2)[1] // 䶮㛃堃喆
	dir := t.TempDir()
	var b bytes.Buffer
	if err := SVG(&b, s, it, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "l.svg"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	shot := filepath.Join(dir, "l.png")
	out, err := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--force-device-scale-factor=3",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--window-size=240,160", "--hide-scrollbars",
		"--screenshot="+shot, "file://"+filepath.Join(dir, "l.svg")).CombinedOutput()
	if err != nil {
		t.Fatalf("chromium: %v\n%s", err, out)
	}
	f, err := os.Open(shot)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decode(img); err != nil || got != it.Token {
		t.Errorf("the browser's picture reads %q, %v", got, err)
	}
	fm, _ := newForm(s, SheetDPI, false)
	px := 3 * 96 / mmPerInch
	for _, l := range fm.mustFit(it) {
		r := image.Rect(int(l.x*px), int((l.base-0.8*l.size)*px), int((l.x+l.size)*px), int(l.base*px))
		if !dark(img, r) {
			t.Errorf("nothing is drawn where %q begins", l.s)
		}
	}
}

func TestQRSVGIsTheCodeAlone(t *testing.T) {
	for i := range 50 {
		svg, err := QRSVG(token(i))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Count(svg, []byte("<path")) != 2 || !bytes.Contains(svg, []byte(`viewBox="0 0 29 29"`)) {
			t.Fatalf("%s", svg)
		}
		path := string(svg[bytes.LastIndex(svg, []byte("<path")):])
		if got, err := decode(picture(modulesOf(t, path, Quiet), 3, 12)); err != nil || got != token(i) {
			t.Errorf("%s reads %q, %v", token(i), got, err)
		}
		if bytes.Contains(svg, []byte(token(i))) {
			t.Error("the token is legible in the picture's source")
		}
	}
	if _, err := QRSVG("x"); err == nil {
		t.Error("a picture of no token")
	}
}

var graphic = regexp.MustCompile(`^\^XA\n\^PW(\d+)\n\^LL(\d+)\n\^LH0,0\n\^FO0,0\^GFA,(\d+),(\d+),(\d+),([0-9A-Zg-z:,!]*)\^FS\n\^PQ1\n\^XZ\n`)

// printZPL plays the printer: it takes one format off the stream and returns
// its picture, reading the compressed hexadecimal as the ZPL manual describes.
func printZPL(t *testing.T, zpl string) (image.Image, string) {
	t.Helper()
	g := graphic.FindStringSubmatch(zpl)
	if g == nil {
		t.Fatalf("not a format: %.200q", zpl)
	}
	var v [5]int
	for i := range v {
		v[i], _ = strconv.Atoi(g[i+1])
	}
	per := v[4]
	var rows []string
	row, count := "", 0
	flush := func(fill string) {
		row += strings.Repeat(fill, 2*per-len(row))
		rows, row = append(rows, row), ""
	}
	for _, c := range g[6] {
		switch {
		case c == ':':
			rows = append(rows, rows[len(rows)-1])
		case c == ',':
			flush("0")
		case c == '!':
			flush("F")
		case c >= 'G' && c <= 'Y':
			count += int(c-'G') + 1
		case c >= 'g' && c <= 'z':
			count += 20 * (int(c-'g') + 1)
		default:
			row += strings.Repeat(string(c), max(count, 1))
			count = 0
			if len(row) == 2*per {
				flush("")
			}
		}
	}
	if v[2] != v[3] || v[2] != per*len(rows) || len(rows) != v[1] || row != "" || per != (v[0]+7)/8 {
		t.Fatalf("%d rows of %d bytes for %v", len(rows), per, v)
	}
	img := image.NewGray(image.Rect(0, 0, v[0], v[1]))
	for y, r := range rows {
		bits, err := hex.DecodeString(r)
		if err != nil {
			t.Fatal(err)
		}
		for x := range v[0] {
			if bits[x/8]&(0x80>>(x%8)) == 0 {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return img, zpl[len(g[0]):]
}

func TestZPLPrintsWhatThePictureShows(t *testing.T) {
	for _, name := range []string{"roll-50x30", "roll-60x40"} {
		s, _ := labels.Find(name)
		for _, dpi := range []int{203, 300} {
			items := sample(40)
			var b bytes.Buffer
			if err := WriteZPL(&b, s, items, dpi); err != nil {
				t.Fatal(err)
			}
			rest := b.String()
			for i, it := range items {
				var img image.Image
				img, rest = printZPL(t, rest)
				if want := int(s.Label[0]/mmPerInch*float64(dpi) + 0.5); img.Bounds().Dx() != want {
					t.Fatalf("%d dots wide, want %d", img.Bounds().Dx(), want)
				}
				if got, err := decode(img); err != nil || got != it.Token {
					t.Errorf("%s at %d dpi, item %d: reads %q, %v", name, dpi, i, got, err)
				}
				if i == 0 {
					if got := zbar(t, img); len(got) != 1 || got[0] != it.Token {
						t.Errorf("%s at %d dpi: zbarimg reads %v", name, dpi, got)
					}
				}
				sameAsPNG(t, s, it, dpi, img)
			}
			if rest != "" {
				t.Errorf("left over: %.80q", rest)
			}
		}
	}
}

// sameAsPNG compares every dot of a printed label with the picture's.
func sameAsPNG(t *testing.T, s Stock, it Item, dpi int, img image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := PNG(&b, s, it, dpi, Options{}); err != nil {
		t.Fatal(err)
	}
	want, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	g := want.(*image.Gray)
	for i, v := range img.(*image.Gray).Pix {
		if (v == 0) != (255-g.Pix[i] >= inkAt) {
			t.Fatalf("%s: dot %d differs from the picture", it.Code, i)
		}
	}
}

func TestZPLRefusesWhatNoLabelPrinterDoes(t *testing.T) {
	roll, _ := labels.Find("roll-50x30")
	a4, _ := labels.Find("a4-70x37")
	for i, c := range []struct {
		s   Stock
		dpi int
		it  []Item
	}{{a4, 203, sample(1)}, {roll, 204, sample(1)}, {roll, 203, nil}, {roll, 203, []Item{{Token: "^XZ", Code: "x"}}}} {
		var b bytes.Buffer
		if err := WriteZPL(&b, c.s, c.it, c.dpi); err == nil || b.Len() > 0 {
			t.Errorf("case %d: %v, %d bytes", i, err, b.Len())
		}
	}
}

func TestPackRowRoundTrip(t *testing.T) {
	for _, n := range []int{1, 2, 9, 10, 11, 19, 20, 21, 199, 200, 201, 399, 450, 1000} {
		row := append(bytes.Repeat([]byte{0xAA}, n), 0x12)
		if n%2 == 0 {
			row = append(bytes.Repeat([]byte{0x00}, n), 0x12)
		}
		zpl := fmt.Sprintf("^XA\n^PW%d\n^LL2\n^LH0,0\n^FO0,0^GFA,%d,%d,%d,%s%s^FS\n^PQ1\n^XZ\n", 8*len(row), 2*len(row), 2*len(row), len(row),
			packRow(row, nil), packRow(row, row))
		img, _ := printZPL(t, zpl)
		for x := range 8 * len(row) {
			black := img.(*image.Gray).GrayAt(x, 1).Y == 0
			if black != (row[x/8]&(0x80>>(x%8)) != 0) {
				t.Fatalf("run of %d bytes: dot %d", n, x)
			}
		}
	}
}
