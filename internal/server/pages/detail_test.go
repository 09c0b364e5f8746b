package pages

import (
	"testing"

	"sealbook/internal/domain/asset"
)

// A descriptive field bears the same name over its input as in what a request
// says of it.
func TestDetailsHaveOneName(t *testing.T) {
	p := New(Deps{})
	for lang, s := range p.sets {
		for _, d := range append([]detail{{name: "kind", key: "detail.kind"}}, details...) {
			if label, told := s.t(d.key), s.head(asset.DetailText(d.name)); label != told {
				t.Errorf("%s: %s is %q on the form and %q in a request", lang, d.name, label, told)
			}
		}
	}
}
