// Package labeltest reads printed labels back in tests: sheets become pixels as
// a printer would make them, and codes are read by a decoder that shares
// nothing with the encoder. Only tests import it.
package labeltest

import (
	"bufio"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"sealbook/labels"
)

// DPI is the resolution of common label printers, in dots an inch.
const DPI = 203

const mmPerInch = 25.4

// Pages renders a PDF in grey at DPI.
func Pages(t testing.TB, pdf []byte) []*image.Gray {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "sheet.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftoppm", "-r", fmt.Sprint(DPI), "-gray", file, filepath.Join(dir, "p")).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(dir, "p-*.pgm"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages rendered: %v", err)
	}
	sort.Strings(names)
	var out []*image.Gray
	for _, n := range names {
		out = append(out, readPGM(t, n))
	}
	return out
}

func readPGM(t testing.TB, name string) *image.Gray {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := bufio.NewReader(f)
	var w, h, top int
	if _, err := fmt.Fscanf(r, "P5\n%d %d\n%d\n", &w, &h, &top); err != nil || top != 255 {
		t.Fatalf("%s is not a PGM of 8 bits: %v", name, err)
	}
	img := image.NewGray(image.Rect(0, 0, w, h))
	if _, err := io.ReadFull(r, img.Pix); err != nil {
		t.Fatal(err)
	}
	return img
}

// Cell cuts label i, from 0, out of a page of this stock.
func Cell(page *image.Gray, s labels.Stock, i int) *image.Gray {
	x, y := s.Corner(i)
	px := func(mm float64) int { return int(mm * DPI / mmPerInch) }
	return page.SubImage(image.Rect(px(x), px(y), px(x+s.Label[0]), px(y+s.Label[1]))).(*image.Gray)
}

// Decode reads the one code of a picture.
func Decode(img image.Image) (string, error) {
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	res, err := qrcode.NewQRCodeReader().Decode(bmp, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return res.GetText(), nil
}
