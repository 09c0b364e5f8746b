package pdf

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// attachment is a file already written, to be named in the catalog.
type attachment struct {
	name string
	spec int // object number
}

// Attach embeds a file under a name that must be new in this document. mime is
// its media type; modified may be zero.
func (d *Document) Attach(name, mime, description string, modified time.Time, data []byte) error {
	if name = strings.TrimSpace(Clean(name)); name == "" {
		return fmt.Errorf("pdf: attached file without a name")
	}
	if slices.ContainsFunc(d.files, func(a attachment) bool { return a.name == name }) {
		return fmt.Errorf("pdf: two attached files named %q", name)
	}
	file, spec := d.out.reserve(), d.out.reserve()
	params := fmt.Sprintf("/Size %d", len(data))
	if !modified.IsZero() {
		params += "/ModDate" + dateString(modified)
	}
	d.out.stream(file, fmt.Sprintf("/Type/EmbeddedFile/Subtype/%s/Params<<%s>>", nameObject(mime), params), data)
	d.out.put(spec, fmt.Appendf(nil, "<</Type/Filespec/F%[1]s/UF%[1]s/Desc%[2]s/AFRelationship/Supplement/EF<</F %[3]d 0 R/UF %[3]d 0 R>>>>",
		textString(name), textString(description), file))
	d.files = append(d.files, attachment{name, spec})
	return d.out.err
}

// writeFiles returns the catalog entries of the attached files. A name tree is
// sorted by its keys; equal-length prefixes make the UTF-16 hex sort like text.
func (d *Document) writeFiles() []byte {
	if len(d.files) == 0 {
		return nil
	}
	files := slices.Clone(d.files)
	slices.SortFunc(files, func(a, b attachment) int { return strings.Compare(textString(a.name), textString(b.name)) })
	b := []byte("/Names<</EmbeddedFiles<</Names[")
	for _, a := range files {
		b = fmt.Appendf(b, "%s %d 0 R ", textString(a.name), a.spec)
	}
	b = append(b, "]>>>>/AF["...)
	for _, a := range files {
		b = fmt.Appendf(b, "%d 0 R ", a.spec)
	}
	return append(b, "]/PageMode/UseAttachments"...)
}

// nameObject writes s as a PDF name, escaping what a name may not hold.
func nameObject(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c > ' ' && c < 0x7F && !strings.ContainsRune("#/%()<>[]{}", rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "#%02X", c)
		}
	}
	return b.String()
}
