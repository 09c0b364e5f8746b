package pages

import (
	"fmt"
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
	holes []spot
}

// spot is where a value goes, and how it is escaped there.
type spot struct {
	value int
	as    manner
}

// hole is the mark that stands for value n, which may be empty: a template must
// not ask whether it is there. Its middle tells which escaper stood behind it.
func hole(n int) string { return "Hole" + strconv.Itoa(n) + probe + "eloH" }

// given is the mark of a value that is never empty where the pattern is filled
// in, as the key of the pattern has it: a template may ask whether it is there.
func given(n int) string { return "Full" + strconv.Itoa(n) + probe + "lluF" }

var holes = regexp.MustCompile(`(?:Hole|Full)([0-9]+)([ %&#;="0-9a-z]*)(?:eloH|lluF)`)

// pattern gives the pattern of a template for key; of is what it is executed
// with, with holes for values. It panics when the template does with a value
// what filling in does not: like the others it is part of the binary.
func (s *set) pattern(name string, key any, of func() any) pattern {
	s.drawn.mu.RLock()
	out, ok := s.drawn.patterns[key]
	s.drawn.mu.RUnlock()
	if ok {
		return out
	}
	out, err := s.cut(name, of())
	if err != nil {
		panic("pages: " + name + ": " + err.Error())
	}
	s.drawn.mu.Lock()
	defer s.drawn.mu.Unlock()
	if s.drawn.patterns == nil || len(s.drawn.patterns) >= mostDrawn {
		s.drawn.patterns = map[any]pattern{}
	}
	s.drawn.patterns[key] = out
	return out
}

// cut executes the template and cuts it at the marks.
func (s *set) cut(name string, of any) (pattern, error) {
	if err := s.asksOnlyWhatTheKeyKnows(name, of); err != nil {
		return pattern{}, err
	}
	var b strings.Builder
	if err := s.templates.ExecuteTemplate(&b, name, of); err != nil {
		return pattern{}, err
	}
	text := b.String()
	var out pattern
	at := 0
	for _, m := range holes.FindAllStringSubmatchIndex(text, -1) {
		n, _ := strconv.Atoi(text[m[2]:m[3]]) // digits
		as, known := escapes[text[m[4]:m[5]]]
		if !known {
			return pattern{}, fmt.Errorf("value %d stands where it is escaped in a way that filling in does not know: %s", n, text[max(0, m[0]-40):m[1]])
		}
		if as == inAddress && strings.HasSuffix(text[:m[0]], `"`) {
			as = wholeAddress
		}
		out.texts, out.holes = append(out.texts, text[at:m[0]]), append(out.holes, spot{n, as})
		at = m[1]
	}
	out.texts = append(out.texts, text[at:])
	if rest := strings.Join(out.texts, ""); lostMark.MatchString(rest) {
		return pattern{}, fmt.Errorf("a value stands where its escaper changes it: in a script, a style, or as the name of something: %s", rest)
	}
	return out, nil
}

// fill writes the pattern with the values in its holes, each escaped as
// html/template escapes it there, but what is drawn already.
func (p *pattern) fill(b *strings.Builder, drawn template.HTML, values ...string) {
	for i, at := range p.holes {
		b.WriteString(p.texts[i])
		if at.as == asDrawn {
			b.WriteString(string(drawn))
			continue
		}
		v := values[at.value]
		if at.as != inText {
			v = escapedAddress(at.as, v)
		}
		if strings.ContainsAny(v, escapedBytes) {
			_, _ = textEscaping.WriteString(b, v) // into memory
		} else {
			b.WriteString(v)
		}
	}
	b.WriteString(p.texts[len(p.holes)])
}
