package label

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"sealbook/internal/labeltest"
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
	tok, err := NewToken(rand.NewChaCha8(sum))
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
func decode(img image.Image) (string, error) { return labeltest.Decode(img) }

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

// pages renders a PDF in grey at the resolution the codes are set for.
func pages(t *testing.T, pdf []byte) []*image.Gray {
	t.Helper()
	if SheetDPI != labeltest.DPI {
		t.Fatalf("sheets are set for %d dpi and rendered at %d", SheetDPI, labeltest.DPI)
	}
	return labeltest.Pages(t, pdf)
}

// cell cuts label i out of a page of this stock.
func cell(page *image.Gray, s labels.Stock, i int) *image.Gray { return labeltest.Cell(page, s, i) }

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
