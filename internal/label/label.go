// Package label makes the labels that stick to classified things: the opaque
// token, its QR code, and the drawing on sheets (PDF), as a single picture (SVG,
// PNG) and for label printers (ZPL). Source: domain.md §7.
package label

import (
	"fmt"
	"strings"
	"time"

	"sealbook/internal/errs"
	"sealbook/internal/pdf"
	"sealbook/labels"
)

// Stock is a label paper; see labels.Stock.
type Stock = labels.Stock

// Item is what one label shows. Token is the only thing inside the code; the
// other fields are text for people, and an empty one is left out.
type Item struct {
	Token      string
	Code       string // 保密编号
	Name       string // name or model
	Department string
	Marking    string // 机密★20年
	Number     string // of the label and its version: JM-NB-0001/2
	Keeper     string // only if policy wants it printed
	Level      string // key into Options.Palette
}

// Options of a print job.
type Options struct {
	Start   int                  // first position on a used sheet, from 1; 0 is 1
	Date    time.Time            // goes into the PDF; the same date gives the same bytes
	Lang    string               // "en" or Chinese: title of the PDF
	Palette map[string]pdf.Color // band by Level; nil: no bands. The text is there anyway
	// Specimen leaves a grey square where the code would be: to look at on a
	// screen, of no use on a thing. For SVG.
	Specimen bool
}

// FindStock returns the stock of that name.
func FindStock(name string) (Stock, error) {
	if s, ok := labels.Find(name); ok {
		return s, nil
	}
	var known []string
	for _, s := range labels.Stocks() {
		known = append(known, s.Name)
	}
	list := strings.Join(known, " ")
	return Stock{}, errs.InvalidField("sheet", fmt.Sprintf("没有名为「%s」的标签纸；可选：%s。", name, list),
		fmt.Sprintf("There is no label stock %q; choose one of: %s.", name, list))
}

// MissingRunes returns the characters of the items that the font cannot draw,
// each once: they print as empty boxes (the PDF's text layer stays right), so
// whoever prints has to be told.
func MissingRunes(items []Item) []rune {
	var all strings.Builder
	for _, it := range items {
		for _, f := range it.fields() {
			all.WriteString(f.text)
		}
	}
	return pdf.Noto().Missing(all.String())
}

// checkItems refuses a job before the first byte is written: half a sheet of
// labels would be loose controlled items.
func checkItems(items []Item) error {
	if len(items) == 0 {
		return errs.New(errs.Invalid, "label.none", "没有要打印的标签；请先选择资产。", "There is nothing to print; choose assets first.")
	}
	for i, it := range items {
		if err := checkToken(it.Token); err != nil {
			e := errs.As(err)
			return e.WithField(fmt.Sprintf("items[%d]", i), fmt.Sprintf("第 %d 张标签（%s）：%s", i+1, it.Code, e.Text.ZH),
				fmt.Sprintf("Label %d (%s): %s", i+1, it.Code, e.Text.EN))
		}
		if strings.TrimSpace(pdf.Clean(it.Code)) == "" {
			return errs.InvalidField(fmt.Sprintf("items[%d].code", i), fmt.Sprintf("第 %d 张标签没有保密编号。", i+1),
				fmt.Sprintf("Label %d has no code.", i+1))
		}
	}
	return nil
}
