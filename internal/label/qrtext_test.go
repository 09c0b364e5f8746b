package label

import (
	"regexp"
	"strconv"
	"testing"
)

var run = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-\d+z`)

func TestATextIsDrawnAsItIsScanned(t *testing.T) {
	const text = "otpauth://totp/%E7%A4%BA%E4%BE%8B:li4?algorithm=SHA1&digits=6&issuer=%E7%A4%BA%E4%BE%8B&period=30&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	d, err := QRText(text)
	if err != nil {
		t.Fatal(err)
	}
	m := make([][]bool, d.Size)
	for y := range m {
		m[y] = make([]bool, d.Size)
	}
	for _, r := range run.FindAllStringSubmatch(d.Path, -1) {
		x, _ := strconv.Atoi(r[1])
		y, _ := strconv.Atoi(r[2])
		w, _ := strconv.Atoi(r[3])
		if x < Quiet || y < Quiet || x+w > d.Size-Quiet || y >= d.Size-Quiet {
			t.Fatalf("%s lies in the quiet zone", r[0])
		}
		for k := range w {
			m[y][x+k] = true
		}
	}
	if got, err := decode(picture(m, 4, 0)); err != nil || got != text {
		t.Errorf("reads as %q, %v", got, err)
	}
	if _, err := QRText(string(make([]byte, 5000))); err == nil {
		t.Error("5000 bytes fit")
	}
}
