package pages

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"sealbook/web"
)

// catalog holds the pages' own texts of one language by dotted key. What the
// domain calls its things comes from the domain.
type catalog map[string]string

// loadCatalog reads web/locale: a file a feature, in which each key has its text
// in both languages.
func loadCatalog(lang string) catalog {
	files, err := fs.Glob(web.FS, "locale/*.json")
	if err != nil || len(files) == 0 {
		panic("pages: no texts")
	}
	c := catalog{}
	for _, f := range files {
		b, err := web.FS.ReadFile(f)
		if err != nil {
			panic("pages: " + err.Error())
		}
		var texts map[string]map[string]string
		if err := json.Unmarshal(b, &texts); err != nil {
			panic("pages: " + f + ": " + err.Error())
		}
		for key, text := range texts {
			if _, twice := c[key]; twice {
				panic("pages: " + f + ": " + key + " is in another file too")
			}
			if t, ok := text[lang]; ok {
				c[key] = t
			}
		}
	}
	return c
}

// text returns the text of a key with {1}, {2}, … replaced, numbers with their
// thousands apart. An unknown key is an error of the template that asks for it.
func (c catalog) text(key string, args ...any) (string, error) {
	s, ok := c[key]
	if !ok {
		return "", fmt.Errorf("pages: no text %q", key)
	}
	for i, a := range args {
		s = strings.ReplaceAll(s, "{"+strconv.Itoa(i+1)+"}", shownIn(a))
	}
	return s, nil
}

// shownIn writes a value as it stands in a text.
func shownIn(v any) string {
	switch n := v.(type) {
	case string:
		return n
	case int:
		return grouped(int64(n))
	case int64:
		return grouped(n)
	default:
		return fmt.Sprint(v)
	}
}

// grouped sets thousands apart: 1,234,567.
func grouped(n int64) string {
	raw := strconv.FormatInt(n, 10)
	for i := len(raw) - 3; i > 0 && raw[i-1] != '-'; i -= 3 {
		raw = raw[:i] + "," + raw[i:]
	}
	return raw
}
