package pages

import (
	"regexp"
	"strings"
)

// The user guide is Markdown of a small kind: headings, paragraphs, lists,
// tables, code, and in a line bold, code and links (ADR 0013). It is read into
// blocks, which the template draws: no text of it is ever taken for HTML.

// topic is one section of the guide.
type topic struct {
	Name, Title string
	Blocks      []block
}

// block is a piece of a section. Kind is heading, text, list, steps, table or code.
type block struct {
	Kind  string
	Lines [][]span   // of a text or heading one, of a list its items, of code its lines
	Head  [][]span   // of a table
	Rows  [][][]span // of a table
}

// span is a run of text. Kind is "", bold, code or link.
type span struct{ Kind, Text, Href string }

var (
	topicLine = regexp.MustCompile(`^<!-- topic: ([a-z-]+) -->$`)
	stepLine  = regexp.MustCompile(`^\d+\. `)
	inLine    = regexp.MustCompile("\\*\\*([^*]+)\\*\\*|`([^`]+)`|\\[([^\\]]+)\\]\\(([^)]+)\\)|<(https?://[^>]+)>")
)

// topics reads the sections of a guide that have a name, in their order.
func topics(text string) []topic {
	var out []topic
	var lines []string
	name := ""
	end := func() {
		if name != "" {
			out = append(out, section(name, lines))
		}
		lines = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := topicLine.FindStringSubmatch(line); m != nil {
			end()
			name = m[1]
			continue
		}
		lines = append(lines, line)
	}
	end()
	return out
}

func section(name string, lines []string) topic {
	t := topic{Name: name}
	for i := 0; i < len(lines); {
		line := lines[i]
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "!["): // pictures are on paper and in the repository
			i++
		case strings.HasPrefix(line, "## "):
			t.Title = plain(spans(strings.TrimPrefix(line, "## ")))
			i++
		case strings.HasPrefix(line, "### "):
			t.Blocks = append(t.Blocks, block{Kind: "heading", Lines: [][]span{spans(strings.TrimPrefix(line, "### "))}})
			i++
		case strings.HasPrefix(line, "```"):
			b := block{Kind: "code"}
			for i++; i < len(lines) && !strings.HasPrefix(lines[i], "```"); i++ {
				b.Lines = append(b.Lines, []span{{Text: lines[i]}})
			}
			t.Blocks = append(t.Blocks, b)
			i++
		case strings.HasPrefix(line, "|"):
			var b block
			b, i = tabular(lines, i)
			t.Blocks = append(t.Blocks, b)
		default:
			var b block
			b, i = prose(lines, i)
			t.Blocks = append(t.Blocks, b)
		}
	}
	return t
}

// tabular reads the lines that begin with a bar; the second one only rules.
func tabular(lines []string, i int) (block, int) {
	b := block{Kind: "table"}
	for at := i; i < len(lines) && strings.HasPrefix(lines[i], "|"); i++ {
		var row [][]span
		for _, cell := range strings.Split(strings.Trim(lines[i], "| "), "|") {
			row = append(row, spans(strings.TrimSpace(cell)))
		}
		switch i - at {
		case 0:
			b.Head = row
		case 1:
		default:
			b.Rows = append(b.Rows, row)
		}
	}
	return b, i
}

// prose reads a paragraph or a list; an indented line goes on with its item.
func prose(lines []string, i int) (block, int) {
	kind := func(line string) string {
		switch {
		case strings.HasPrefix(line, "- "):
			return "list"
		case stepLine.MatchString(line):
			return "steps"
		default:
			return "text"
		}
	}
	b := block{Kind: kind(lines[i])}
	var items []string
	for ; i < len(lines); i++ {
		line := lines[i]
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "```") || strings.HasPrefix(line, "![") {
			break
		}
		switch k := kind(line); {
		case k != "text" && k != b.Kind:
			b.Lines = linesOf(items)
			return b, i
		case k == "text" && len(items) > 0:
			items[len(items)-1] = join(items[len(items)-1], strings.TrimSpace(line))
		default:
			items = append(items, strings.TrimPrefix(stepLine.ReplaceAllString(line, ""), "- "))
		}
	}
	b.Lines = linesOf(items)
	return b, i
}

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
