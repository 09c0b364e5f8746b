// Package table finds the table in a sheet: which rows are titles, header, data,
// footers; which column holds which field. Every physical row gets exactly one
// class, so that nothing is swallowed.
package table

import (
	"slices"
	"strings"
	"unicode"

	"sealbook/internal/errs"
	"sealbook/internal/importer/value"
)

// Fields a column can be mapped to besides those of a vocabulary.
const (
	Extra  = ""  // kept under its header text
	Ignore = "-" // left out on purpose
)

// Field is one thing a column can hold.
type Field struct {
	Name  string    // stable, as in JSON
	Text  errs.Text // for people
	Words []string  // headers that mean it, the surest first
	// Instead is the field a column takes when another column took this one.
	Instead string
	// Repeats: several columns may hold it; their values are all kept.
	Repeats bool
}

// Vocabulary is what the headers of one kind of sheet mean.
type Vocabulary struct {
	Format   string // "ledger", "snipe-it", …: written into the mapping
	Fields   []Field
	Required [][]string // of each group at least one field must be mapped
	Identity []string   // fields that only a data row fills
	Sequence string     // field that numbers the rows of an empty form, "" for none
	// Recognise tells a file by its headers (as Plain gives them); nil for a
	// vocabulary that is tried on every file.
	Recognise func(headers []string) bool
	// Trim takes off what a format adds around the name of a header.
	Trim func(header string) string

	words map[string]found
}

type found struct {
	field string
	rank  int // place in Words; less is surer
}

// reasonHeaders are the columns a file of rejected rows carries; they are not
// read back.
var reasonHeaders = []string{"原因", "reason", "原行号", "原行号row"}

// New prepares a vocabulary for use. A field is also known by its own name and
// its texts in both languages.
func New(v Vocabulary) *Vocabulary { return prepare(v, true) }

// NewExact prepares a vocabulary whose fields are known by Words alone: the
// export of a program, whose headers have one meaning.
func NewExact(v Vocabulary) *Vocabulary { return prepare(v, false) }

func prepare(v Vocabulary, byName bool) *Vocabulary {
	v.words = map[string]found{}
	for _, f := range v.Fields {
		words := slices.Clone(f.Words)
		if byName {
			words = append(words, f.Name, f.Text.ZH, f.Text.EN)
		}
		for i, w := range words {
			key := Plain(w)
			if old, ok := v.words[key]; !ok || old.rank > i {
				v.words[key] = found{f.Name, i}
			}
		}
	}
	for _, h := range reasonHeaders {
		v.words[Plain(h)] = found{Ignore, 0}
	}
	return &v
}

// Field returns the field of the name.
func (v *Vocabulary) Field(name string) (Field, bool) {
	for _, f := range v.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Knows reports whether a column of the header would be taken for a field.
func (v *Vocabulary) Knows(header string) bool {
	_, ok := v.match(header)
	return ok
}

// Plain reduces a header to its letters, digits and brackets, in lower case:
// «操作系统及\n版本 *» and «操作系统及版本» are one.
func Plain(header string) string {
	return strings.ToLower(strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || c == '(' || c == ')' {
			return c
		}
		return -1
	}, value.Code(header)))
}

// match looks a header up: whole, without its bracketed remark, then the remark.
func (v *Vocabulary) match(header string) (found, bool) {
	if v.Trim != nil {
		header = v.Trim(header)
	}
	h := Plain(header)
	if h == "" {
		return found{}, false
	}
	if f, ok := v.words[h]; ok {
		return f, true
	}
	open := strings.IndexByte(h, '(')
	if open < 0 {
		return found{}, false
	}
	inside, _, _ := strings.Cut(h[open+1:], ")")
	for _, part := range []string{h[:open], inside} {
		if f, ok := v.words[part]; ok {
			f.rank += 100
			return f, true
		}
	}
	return found{}, false
}
