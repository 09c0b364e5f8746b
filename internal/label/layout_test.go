package label

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sealbook/internal/pdf"
	"sealbook/labels"
)

// mustFit arranges an item as the writers do.
func (f form) mustFit(it Item) []line {
	lines, _ := f.fit(pdf.Noto(), it)
	return lines
}

func TestModulesAreWholeDotsAndTheSymbolIsTenMillimetres(t *testing.T) {
	for _, s := range labels.Stocks() {
		for _, dpi := range []int{150, 203, 300, 600, 1200} {
			for _, banded := range []bool{false, true} {
				f, err := newForm(s, dpi, banded)
				if err != nil {
					t.Fatalf("%s at %d dpi: %v", s.Name, dpi, err)
				}
				module := float64(f.module) * f.dot
				quiet := Quiet * module
				switch {
				case f.symbol.w != Modules*module || f.symbol.w < minSymbol:
					t.Errorf("%s at %d dpi: symbol of %g mm, module of %d dots", s.Name, dpi, f.symbol.w, f.module)
				case f.symbol.x < quiet-1e-9 || f.symbol.y < quiet-1e-9 || f.symbol.y+f.symbol.h+quiet > s.Label[1]+1e-9:
					t.Errorf("%s at %d dpi: the quiet zone leaves the label", s.Name, dpi)
				case f.text.x < f.symbol.x+f.symbol.w+quiet:
					t.Errorf("%s at %d dpi: text in the quiet zone", s.Name, dpi)
				case banded && f.text.x+f.text.w > f.band.x:
					t.Errorf("%s at %d dpi: text on the band", s.Name, dpi)
				}
			}
		}
	}
}

func TestTextStaysInItsAreaWhateverIsWritten(t *testing.T) {
	var forms []form
	for _, s := range labels.Stocks() {
		for _, banded := range []bool{false, true} {
			f, err := newForm(s, SheetDPI, banded)
			if err != nil {
				t.Fatal(err)
			}
			forms = append(forms, f)
		}
	}
	text := rapid.Custom(func(t *rapid.T) string {
		base := rapid.SampledFrom(append([]string{"W", "密", " ", "𬀩", "-", "ab cd", "（", "，", "\n"}, oddNames...))
		return strings.Join(rapid.SliceOfN(base, 0, 12).Draw(t, "parts"), "")
	})
	font := pdf.Noto()
	rapid.Check(t, func(t *rapid.T) {
		it := Item{
			Code: text.Draw(t, "code"), Name: text.Draw(t, "name"), Department: text.Draw(t, "department"),
			Marking: text.Draw(t, "marking"), Number: text.Draw(t, "number"), Keeper: text.Draw(t, "keeper"),
		}
		f := rapid.SampledFrom(forms).Draw(t, "form")
		lines, cut := f.fit(font, it)
		bottom := f.text.y
		for _, l := range lines {
			up, down := font.Em()
			switch {
			case l.x < f.text.x || l.x+font.Width(l.s, l.size) > f.text.x+f.text.w+1e-9:
				t.Fatalf("%q leaves the text area sideways", l.s)
			case l.base-up*l.size < bottom-1e-9:
				t.Fatalf("%q overlaps what is above", l.s)
			case l.base+down*l.size > f.text.y+f.text.h+1e-9:
				t.Fatalf("%q leaves the text area below", l.s)
			}
			bottom = l.base + down*l.size
		}
		checkNothingLost(t, it, lines, cut)
	})
}

// checkNothingLost holds the printed lines against the item: every field is
// there whole or is named among the cut ones and ends in an ellipsis.
func checkNothingLost(t *rapid.T, it Item, lines []line, cut []string) {
	squeeze := func(s string) string { return strings.NewReplacer(" ", "", "\u3000", "").Replace(s) }
	var all strings.Builder
	for _, l := range lines {
		all.WriteString(squeeze(l.s))
	}
	printed := all.String()
	for _, fd := range it.fields() {
		want := squeeze(fd.text)
		if slices.Contains(cut, fd.name) {
			if !strings.Contains(printed, "…") {
				t.Fatalf("%s was cut without a mark", fd.name)
			}
			continue
		}
		if !strings.Contains(printed, want) {
			t.Fatalf("%s %q is not printed and not reported as cut", fd.name, want)
		}
	}
}

func TestShortenedNamesTheSoftFieldsFirst(t *testing.T) {
	s, _ := labels.Find("a4-38x21")
	it := sample(1)[0]
	if cut, err := Shortened(s, it, Options{}); err != nil || len(cut) != 0 {
		t.Errorf("a plain label loses %v, %v", cut, err)
	}
	it.Name = strings.Repeat("很长的名称", 60)
	if cut, _ := Shortened(s, it, Options{}); !slices.Equal(cut, []string{"name"}) {
		t.Errorf("a long name cuts %v", cut)
	}
	it.Code = strings.Repeat("JM-2026-", 40)
	cut, _ := Shortened(s, it, Options{})
	if !slices.Contains(cut, "code") || slices.Contains(cut, "marking") {
		t.Errorf("an endless code cuts %v", cut)
	}
}

func TestMissingRunesAreNamedBeforePrinting(t *testing.T) {
	items := sample(3)
	items[2].Keeper = "🔒张🔒"
	if got := string(MissingRunes(items)); got != "🔒" {
		t.Errorf("missing %q", got)
	}
	items[2].Keeper = "䶮㛃堃喆𬀩𠅤"
	if got := MissingRunes(items); len(got) != 0 {
		t.Errorf("missing %q", string(got))
	}
}
