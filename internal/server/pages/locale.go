package pages

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"sealbook/web"
)

// catalog holds the pages' own texts of one language by dotted key. What the
// domain calls its things comes from the domain.
type catalog map[string]string

func loadCatalog(lang string) catalog {
	b, err := web.FS.ReadFile("locale/" + lang + ".json")
	if err != nil {
		panic("pages: " + err.Error())
	}
	c := catalog{}
	if err := json.Unmarshal(b, &c); err != nil {
		panic("pages: locale/" + lang + ".json: " + err.Error())
	}
	return c
}

// text returns the text of a key with {1}, {2}, … replaced. An unknown key is an
// error of the template that asks for it.
func (c catalog) text(key string, args ...any) (string, error) {
	s, ok := c[key]
	if !ok {
		return "", fmt.Errorf("pages: no text %q", key)
	}
	for i, a := range args {
		s = strings.ReplaceAll(s, "{"+strconv.Itoa(i+1)+"}", fmt.Sprint(a))
	}
	return s, nil
}
