package pages_test

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"slices"
	"testing"
)

// small writes a picture of a page again with the 64 colours it uses most, and
// every other one as the nearest of these: a page is flat, and half as big so.
func small(t testing.TB, shot []byte) []byte {
	t.Helper()
	in, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	area, used := in.Bounds(), map[color.Color]int{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			used[in.At(x, y)]++
		}
	}
	colours := make(color.Palette, 0, len(used))
	for c := range used {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.Color) int {
		ar, ag, ab, _ := a.RGBA()
		br, bg, bb, _ := b.RGBA()
		return cmp.Or(used[b]-used[a], cmp.Compare(ar<<16|ag<<8|ab, br<<16|bg<<8|bb))
	})
	colours = colours[:min(64, len(colours))]
	at := map[color.Color]uint8{}
	for c := range used {
		at[c] = uint8(colours.Index(c))
	}
	out := image.NewPaletted(area, colours)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			out.SetColorIndex(x, y, at[in.At(x, y)])
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, out); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
