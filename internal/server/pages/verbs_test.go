package pages

import (
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
)

// Whatever can be refused is called by words in a list of refusals.
func TestEveryCommandHasWords(t *testing.T) {
	verbs := app.Verbs()
	for _, s := range asset.Specs() {
		verbs = append(verbs, string(s.Verb))
	}
	for _, lang := range []string{"zh", "en"} {
		s := &set{lang: lang, texts: loadCatalog(lang)}
		seen := map[string]string{}
		for _, v := range verbs {
			words := s.verb(v)
			if words == v || words == "" {
				t.Errorf("%s: no words for %s: %q", lang, v, words)
			}
			if other := seen[words]; other != "" && other != v {
				t.Errorf("%s: %s and %s are both %q", lang, v, other, words)
			}
			seen[words] = v
		}
	}
}
