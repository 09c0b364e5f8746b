package pages

import (
	"strings"
)

// join puts two lines of a paragraph together; Chinese has no space between.
func join(a, b string) string {
	if last := []rune(a); len(last) > 0 && last[len(last)-1] > 0x2E80 {
		return a + b
	}
	return a + " " + b
}

func linesOf(items []string) [][]span {
	out := make([][]span, len(items))
	for i, item := range items {
		out[i] = spans(item)
	}
	return out
}

// spans takes a line apart. Of links only those within the guide are kept: the
// other documents are not served.
func spans(line string) []span {
	var out []span
	at := 0
	for _, m := range inLine.FindAllStringSubmatchIndex(line, -1) {
		if m[0] > at {
			out = append(out, span{Text: line[at:m[0]]})
		}
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return line[m[2*i]:m[2*i+1]]
		}
		switch {
		case m[2] >= 0:
			out = append(out, span{Kind: "bold", Text: part(1)})
		case m[4] >= 0:
			out = append(out, span{Kind: "code", Text: part(2)})
		case m[6] >= 0 && strings.HasPrefix(part(4), "#topic-"):
			out = append(out, span{Kind: "link", Text: part(3), Href: "/help/" + strings.TrimPrefix(part(4), "#topic-")})
		case m[6] >= 0:
			out = append(out, span{Text: part(3)})
		default:
			out = append(out, span{Kind: "code", Text: part(5)})
		}
		at = m[1]
	}
	if at < len(line) {
		out = append(out, span{Text: line[at:]})
	}
	return out
}

func plain(list []span) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString(s.Text)
	}
	return b.String()
}
