package label

import (
	"bytes"
	"testing"

	"sealbook/labels"
)

// A specimen is the label in everything but the code: whatever the token is, the
// picture is the same.
func TestASpecimenHasNothingOfTheToken(t *testing.T) {
	draw := func(s Stock, it Item, o Options) string {
		var b bytes.Buffer
		if err := SVG(&b, s, it, o); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	two := sample(2)
	one, other := two[0], two[0]
	other.Token = two[1].Token
	for _, s := range labels.Stocks() {
		a := draw(s, one, Options{Specimen: true})
		if a != draw(s, other, Options{Specimen: true}) {
			t.Errorf("%s: two tokens, two specimens", s.Name)
		}
		if a == draw(s, one, Options{}) || draw(s, one, Options{}) == draw(s, other, Options{}) {
			t.Errorf("%s: the label itself shows no code", s.Name)
		}
	}
}
