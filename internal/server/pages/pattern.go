package pages

import (
	"html/template"
	"regexp"
	"strconv"
	"strings"
)

// pattern is a piece of a page whose form is always the same while its values
// differ in every row: its template executed once with a mark in each place of a
// value, and cut there. Filling it in costs a small part of the template, whose
// markup it keeps.
type pattern struct {
	texts []string // one more than there are holes
	holes []int    // which value goes there
}

// hole is the mark that stands for value n. html/template lets it through
// unchanged everywhere.
func hole(n int) string { return "Hole" + strconv.Itoa(n) + "eloH" }

var holes = regexp.MustCompile(`Hole([0-9]+)eloH`)

// pattern gives the pattern of a template for key; of is what it is executed
// with, with holes for values.
func (s *set) pattern(name string, key any, of func() any) pattern {
	s.drawn.mu.RLock()
	out, ok := s.drawn.patterns[key]
	s.drawn.mu.RUnlock()
	if ok {
		return out
	}
	var b strings.Builder
	if err := s.templates.ExecuteTemplate(&b, name, of()); err != nil {
		panic("pages: " + name + ": " + err.Error())
	}
	out = cut(b.String())
	s.drawn.mu.Lock()
	defer s.drawn.mu.Unlock()
	if s.drawn.patterns == nil || len(s.drawn.patterns) >= mostDrawn {
		s.drawn.patterns = map[any]pattern{}
	}
	s.drawn.patterns[key] = out
	return out
}

func cut(text string) pattern {
	var out pattern
	at := 0
	for _, m := range holes.FindAllStringSubmatchIndex(text, -1) {
		n, _ := strconv.Atoi(text[m[2]:m[3]]) // digits
		out.texts, out.holes = append(out.texts, text[at:m[0]]), append(out.holes, n)
		at = m[1]
	}
	out.texts = append(out.texts, text[at:])
	return out
}

// fill writes the pattern with the values in its holes. Each is escaped as
// html/template escapes it in a text and in a quoted attribute, but what is
// drawn already; an address has to be one of ours.
func (p pattern) fill(b *strings.Builder, drawn template.HTML, values ...string) {
	for i, n := range p.holes {
		b.WriteString(p.texts[i])
		if n == len(values) {
			b.WriteString(string(drawn))
			continue
		}
		if v := values[n]; strings.ContainsAny(v, escapedBytes) {
			_, _ = textEscaping.WriteString(b, v) // into memory
		} else {
			b.WriteString(v)
		}
	}
	b.WriteString(p.texts[len(p.holes)])
}
