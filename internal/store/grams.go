package store

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// searchText is what an asset is found by: one line a field, folded.
func searchText(r *assetRow) string {
	fields := [...]string{
		r.Code, r.Serial, r.Details.Name, r.Brand, r.Model, r.keeper, r.room, r.department, r.Details.FixedAssetNo, r.Claim.Keeper,
	}
	lines := make([]string, 0, len(fields))
	for _, f := range fields {
		if f = foldText(f); f != "" {
			lines = append(lines, f)
		}
	}
	return strings.Join(lines, "\n")
}

// grams lists the words of the index that a folded text holds, each once: any
// two neighbours of which at least one is Chinese, any three others, never
// across a line. A text that is part of another has a subset of its grams. The
// words are hexadecimal, so that neither database's parser can split them.
func grams(text string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(s string) {
		w := hex.EncodeToString([]byte(s))
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		for i := 0; i < len(line); {
			a, na := utf8.DecodeRuneInString(line[i:])
			if i+na >= len(line) {
				break
			}
			b, nb := utf8.DecodeRuneInString(line[i+na:])
			if wide(a) || wide(b) {
				add(line[i : i+na+nb])
			} else if j := i + na + nb; j < len(line) {
				if c, nc := utf8.DecodeRuneInString(line[j:]); !wide(c) {
					add(line[i : j+nc])
				}
			}
			i += na
		}
	}
	return out
}

// wide reports whether two such characters are telling enough together.
func wide(r rune) bool {
	return r >= 0x2e80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r >= 0x20000)
}
