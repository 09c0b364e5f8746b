package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2026, 3, 5, 8, 30, 0, 0, time.UTC)

// onePage makes a document of one A4 page.
func onePage(t *testing.T, draw func(p *Page)) []byte {
	t.Helper()
	var b bytes.Buffer
	d := New(&b, Noto(), Info{Title: "测试 test", Created: day})
	draw(d.Page(A4Width, A4Height))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTextLayerHoldsRareCharacters(t *testing.T) {
	lines := []string{
		"张䶮 李㛃 王堃 赵喆",
		"刘𬀩 陈𠅤 beyond U+FFFF",
		"机密★20年 JM-NB-0001/2 (a<b>&\\)",
	}
	out := onePage(t, func(p *Page) {
		for i, l := range lines {
			p.Text(50, 50+float64(i)*20, 12, l)
		}
	})
	checkPDF(t, out)
	text := textOf(t, out)
	for _, l := range lines {
		if !strings.Contains(text, l) {
			t.Errorf("text layer lacks %q:\n%s", l, text)
		}
	}
}

func TestTextLayerTellsApartRunesOfOneShape(t *testing.T) {
	// U+2F00 and U+4E00 share a glyph, U+E000 has none: the text must survive.
	if Noto().Glyph('\u2F00') != Noto().Glyph('一') {
		t.Fatal("the font no longer shares this glyph: choose another pair")
	}
	out := onePage(t, func(p *Page) {
		p.Text(50, 50, 12, "甲一乙")
		p.Text(50, 80, 12, "丙\u2F00丁")
		p.Text(50, 110, 12, "戊\U0001F512\uE000己")
	})
	checkPDF(t, out)
	text := textOf(t, out)
	for _, want := range []string{"甲一乙", "丙\u2F00丁", "戊\U0001F512\uE000己"} {
		if !strings.Contains(text, want) {
			t.Errorf("text layer lacks %+q: %+q", want, text)
		}
	}
	if got := string(Noto().Missing("戊\U0001F512己\U0001F512")); got != "\U0001F512" {
		t.Errorf("Missing names %+q", got)
	}
}

func TestSameCallsGiveTheSameBytes(t *testing.T) {
	draw := func(p *Page) {
		p.SetFill(Color{200, 0, 0})
		p.Text(50, 50, 12, "秘密 一二三")
		p.Boxes(10, 10, 1, []Box{{0, 0, 3, 1}, {0, 2, 1, 1}})
		p.Total(100, 100, 9)
	}
	a, b := onePage(t, draw), onePage(t, draw)
	if !bytes.Equal(a, b) {
		t.Error("two runs differ")
	}
	c := onePage(t, func(p *Page) { p.Text(50, 50, 12, "秘密") })
	if id := func(p []byte) []byte { return p[bytes.Index(p, []byte("/ID[")):][:40] }; bytes.Equal(id(a), id(c)) {
		t.Error("two documents share a file id")
	}
}

func TestBoxesFallOnWholeDots(t *testing.T) {
	const dot = 72.0 / 203
	boxes := []Box{{0, 0, 7, 1}, {3, 2, 1, 2}, {20, 20, 1, 1}}
	out := onePage(t, func(p *Page) { p.Boxes(100*dot, 200*dot, 4*dot, boxes) })
	checkPDF(t, out)
	img := raster(t, out, 203)
	for y := range 21 * 4 {
		for x := range 21 * 4 {
			want := false
			for _, b := range boxes {
				want = want || x/4 >= b.X && x/4 < b.X+b.W && y/4 >= b.Y && y/4 < b.Y+b.H
			}
			got, _, _, _ := img.At(100+x, 200+y).RGBA()
			if want && got != 0 || !want && got != 0xFFFF {
				t.Fatalf("dot %d,%d is %04x, want black=%v", x, y, got, want)
			}
		}
	}
}

// raster renders the first page at this resolution.
func raster(t *testing.T, pdf []byte, dpi int) image.Image {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftoppm", "-r", fmt.Sprint(dpi), "-gray", "-png", "-singlefile", file, filepath.Join(dir, "page")).CombinedOutput()
	if err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
	r, err := os.Open(filepath.Join(dir, "page.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	img, _, err := image.Decode(r)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestAttachedFilesComeBackUnchanged(t *testing.T) {
	data := bytes.Repeat([]byte("证据 evidence\x00"), 5000)
	var b bytes.Buffer
	d := New(&b, Noto(), Info{})
	d.Page(200, 200).Text(10, 20, 10, "x")
	if err := d.Attach("乙 proof(1).json", "application/json", "证明", day, data); err != nil {
		t.Fatal(err)
	}
	if err := d.Attach("a.txt", "text/plain", "", time.Time{}, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if d.Attach("a.txt", "text/plain", "", time.Time{}, nil) == nil {
		t.Error("a second file of the same name was accepted")
	}
	if d.Attach(" ", "text/plain", "", time.Time{}, nil) == nil {
		t.Error("a file without a name was accepted")
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	checkPDF(t, b.Bytes())
	if got := run(t, b.Bytes(), "qpdf", "--show-attachment=乙 proof(1).json", "FILE"); got != string(data) {
		t.Errorf("attachment came back as %d bytes, want %d", len(got), len(data))
	}
}

func TestMisuseIsReported(t *testing.T) {
	d := New(io.Discard, Noto(), Info{})
	if err := d.Close(); err == nil {
		t.Error("a document without pages was closed without error")
	}
	if err := d.Close(); err == nil {
		t.Error("closing twice was accepted")
	}
	full := errors.New("disk full")
	d = New(failing{full}, Noto(), Info{})
	for range 50 {
		p := d.Page(200, 200)
		p.Text(10, 10, 10, "甲乙丙")
	}
	if err := d.Close(); !errors.Is(err, full) {
		t.Errorf("the writer's error is lost: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestMemoryStaysFlatOverManyPages(t *testing.T) {
	d := New(io.Discard, Noto(), Info{})
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	fill := func(n int) {
		for i := range n {
			p := d.Page(A4Width, A4Height)
			for k := range 40 {
				p.Text(50, float64(k*20), 10, fmt.Sprintf("第 %d 页 第 %d 行 涉密载体", i, k))
			}
		}
	}
	fill(100)
	before := heap()
	fill(3000)
	if grown := int64(heap()) - int64(before); grown > 1<<20 {
		t.Errorf("3,000 pages kept %d bytes", grown)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
