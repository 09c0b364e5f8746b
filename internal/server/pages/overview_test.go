package pages

import (
	"strings"
	"testing"

	"sealbook/internal/view"
)

// A bar that is more than its year opens no list: none has as many.
func TestYearsLinkOnlyWhatTheyAre(t *testing.T) {
	p := New(Deps{})
	c := p.sets["en"].yearsChart([]view.YearCount{
		{Year: 1991, Bought: 2, BoughtMore: true},
		{Year: 2011, Bought: 3, Known: 4, BoughtMore: true, KnownMore: true},
		{Year: 2012, Bought: 5, Known: 6},
	})
	for i, want := range [][2]bool{{false, false}, {false, false}, {true, true}} {
		for k, cell := range c.Rows[i].Cells {
			if (cell.Href != "") != want[k] {
				t.Errorf("%s, column %d: list %q", c.Rows[i].Name.Text, k, cell.Href)
			}
		}
	}
	if href := c.Rows[2].Cells[0].Href; !strings.Contains(href, "bought=2012") {
		t.Errorf("2012 opens %q", href)
	}
}
