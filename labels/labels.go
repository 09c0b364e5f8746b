// Package labels holds what printing needs and offices may look at or replace:
// the label stocks and the font. Everything is embedded, so that the binary
// prints Chinese on a machine that has no fonts and no network.
package labels

import (
	"bytes"
	_ "embed" // for the font and the stocks
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// FontTTF is Noto Sans SC Regular (TrueType outlines, SIL OFL 1.1, see
// fonts/OFL.txt). It covers GBK and nearly all rare characters of names,
// including those beyond U+FFFF. Read-only.
//
//go:embed fonts/NotoSansSC_400Regular.ttf
var FontTTF []byte

// FontLicence is the licence text that travels with the font.
//
//go:embed fonts/OFL.txt
var FontLicence string

//go:embed stocks.json
var stocksJSON []byte

// Kind tells sheets, which can be used in part, from rolls.
type Kind string

// The kinds of stock.
const (
	Sheet Kind = "sheet"
	Roll  Kind = "roll"
)

// Stock is one label paper. All lengths are millimetres, x to the right and y
// down from the upper left corner of the page.
type Stock struct {
	Name   string     `json:"name"`   // stable id: a4-70x37
	ZH     string     `json:"zh"`     // title in Chinese
	EN     string     `json:"en"`     // title in English
	Kind   Kind       `json:"kind"`   // sheet or roll
	Page   [2]float64 `json:"page"`   // width, height of the page or of one roll label
	Rows   int        `json:"rows"`   // labels down
	Cols   int        `json:"cols"`   // labels across
	Origin [2]float64 `json:"origin"` // upper left corner of the first label
	Pitch  [2]float64 `json:"pitch"`  // from one label's corner to the next
	Label  [2]float64 `json:"label"`  // width, height of one label
	Inset  [2]float64 `json:"inset"`  // strip inside the label's edge that stays blank
}

// PerPage returns the number of labels on one page.
func (s Stock) PerPage() int { return s.Rows * s.Cols }

// Corner returns the upper left corner in mm of label i (0-based, row by row).
func (s Stock) Corner(i int) (x, y float64) {
	return s.Origin[0] + float64(i%s.Cols)*s.Pitch[0], s.Origin[1] + float64(i/s.Cols)*s.Pitch[1]
}

// Check reports the first thing that makes the stock unusable: a label outside
// the page, labels that overlap, or no room left inside the inset.
func (s Stock) Check() error {
	const slack = 1e-6
	switch {
	case s.Name == "" || s.ZH == "" || s.EN == "":
		return errors.New("stock without name, zh or en")
	case s.Kind != Sheet && s.Kind != Roll:
		return fmt.Errorf("stock %s: kind %q is neither sheet nor roll", s.Name, s.Kind)
	case s.Rows < 1 || s.Cols < 1 || s.PerPage() > 1000:
		return fmt.Errorf("stock %s: %d×%d labels a page", s.Name, s.Cols, s.Rows)
	case s.Kind == Roll && s.PerPage() != 1:
		return fmt.Errorf("stock %s: a roll has one label a page", s.Name)
	}
	for axis := range 2 {
		n := [2]int{s.Cols, s.Rows}[axis]
		end := s.Origin[axis] + float64(n-1)*s.Pitch[axis] + s.Label[axis]
		switch {
		case s.Page[axis] <= 0 || s.Page[axis] > 2000:
			return fmt.Errorf("stock %s: page of %g mm", s.Name, s.Page[axis])
		case s.Inset[axis] < 0 || s.Label[axis]-2*s.Inset[axis] <= 0:
			return fmt.Errorf("stock %s: inset %g mm leaves nothing of %g mm", s.Name, s.Inset[axis], s.Label[axis])
		case s.Origin[axis] < -slack || end > s.Page[axis]+slack:
			return fmt.Errorf("stock %s: labels reach %g mm on a page of %g mm", s.Name, end, s.Page[axis])
		case n > 1 && s.Pitch[axis] < s.Label[axis]-slack:
			return fmt.Errorf("stock %s: pitch %g mm is less than the label's %g mm", s.Name, s.Pitch[axis], s.Label[axis])
		}
	}
	return nil
}

// Stocks returns the built-in stocks in their order of listing. They are
// checked by a test, so that a failure here is a broken build: it panics.
func Stocks() []Stock {
	s, err := Parse(bytes.NewReader(stocksJSON))
	if err != nil {
		panic("labels: stocks.json: " + err.Error())
	}
	return s
}

// Find returns the built-in stock of that name.
func Find(name string) (Stock, bool) {
	for _, s := range Stocks() {
		if s.Name == name {
			return s, true
		}
	}
	return Stock{}, false
}

// Parse reads stocks in the form of stocks.json and checks each. Unknown keys
// and names used twice are errors.
func Parse(r io.Reader) ([]Stock, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var out []Stock
	if err := dec.Decode(&out); err != nil {
		return nil, fmt.Errorf("stocks: %w", err)
	}
	seen := map[string]bool{}
	for _, s := range out {
		if err := s.Check(); err != nil {
			return nil, err
		}
		if seen[s.Name] {
			return nil, fmt.Errorf("stock %s: name used twice", s.Name)
		}
		seen[s.Name] = true
	}
	return out, nil
}
