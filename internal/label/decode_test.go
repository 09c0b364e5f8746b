package label

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"sealbook/labels"
)

// oddNames are names that break careless printing.
var oddNames = []string{
	"台式计算机 联想 M750e", "䶮㛃堃喆 专用机", "刘𬀩 陈𠅤 的便携机", "", "ThinkPad-X1-Carbon-Gen13-21NS-CTO1WW-extended",
	"惠普 HP LaserJet Enterprise Flow MFP M635z 多功能一体机（含高容量进纸器）", "<b>&quot;\"' ^XZ~JA \\) Tj",
	"名\n字\t带\x00控制符", strings.Repeat("很长的名称", 30), strings.Repeat("W", 120), "emoji 🔒 与 \uE000", "Ａ４　全角　２０２６",
	"，。、：；！？", "葛\U000E0100城 名称变体", "العربية", "𬀩𠅤𬀩𠅤𬀩𠅤",
}

// token makes the n-th token of a test, the same in each run.
func token(n int) string {
	sum := sha256.Sum256([]byte(fmt.Sprint("token ", n)))
	tok, err := NewToken(bytes.NewReader(sum[:]))
	if err != nil {
		panic(err)
	}
	return tok
}

// sample makes n items with odd texts.
func sample(n int) []Item {
	marks := []string{"绝密★30年", "机密★20年", "秘密★10年", "非密", "机密★长期"}
	levels := []string{"top_secret", "secret", "confidential", "unclassified", "secret"}
	items := make([]Item, n)
	for i := range items {
		items[i] = Item{
			Token: token(i), Code: fmt.Sprintf("JM-2026-%04d", i), Name: oddNames[i%len(oddNames)],
			Department: []string{"保密办", "规划财务与资产管理处（挂审计室牌子）", "IT Support"}[i%3],
			Marking:    marks[i%5], Level: levels[i%5], Number: fmt.Sprintf("BQ-%04d/%d", i, 1+i%3),
		}
		if i%4 == 0 {
			items[i].Keeper = []string{"张䶮", "欧阳𬀩"}[i/4%2]
		}
	}
	return items
}

// decode reads the code of a picture with a decoder that shares nothing with
// the encoder.
func decode(img image.Image) (string, error) {
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

// zbar reads all codes of a picture with Debian's zbarimg, sorted.
func zbar(t *testing.T, img image.Image) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.png")
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("zbarimg", "--nodbus", "--raw", "-q", "-Sdisable", "-Sqrcode.enable", file).Output()
	if err != nil {
		t.Fatalf("zbarimg: %v", err)
	}
	lines := strings.Fields(string(out))
	sort.Strings(lines)
	return lines
}

// pages renders a PDF in grey at 203 dpi, the resolution of common label printers.
func pages(t *testing.T, pdf []byte) []*image.Gray {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "sheet.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftoppm", "-r", "203", "-gray", file, filepath.Join(dir, "p")).CombinedOutput(); err != nil {
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

func readPGM(t *testing.T, name string) *image.Gray {
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

// cell cuts label i out of a page of this stock.
func cell(page *image.Gray, s labels.Stock, i int) *image.Gray {
	x, y := s.Corner(i)
	px := func(mm float64) int { return int(mm * SheetDPI / mmPerInch) }
	return page.SubImage(image.Rect(px(x), px(y), px(x+s.Label[0]), px(y+s.Label[1]))).(*image.Gray)
}

// dark reports whether a rectangle holds any ink.
func dark(img image.Image, r image.Rectangle) bool {
	r = r.Intersect(img.Bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 200 {
				return true
			}
		}
	}
	return false
}
