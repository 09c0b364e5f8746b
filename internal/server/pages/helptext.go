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

// block is a piece of a section. Kind is heading, text, list, steps, table, code
// or picture.
type block struct {
	Kind  string
	Lines [][]span   // of a text or heading one, of a list its items, of code its lines, of a picture what it shows and its name
	Head  [][]span   // of a table
	Rows  [][][]span // of a table
}

// span is a run of text. Kind is "", bold, code or link.
type span struct{ Kind, Text, Href string }

var (
	topicLine = regexp.MustCompile(`^<!-- topic: ([a-z-]+) -->$`)
	pictLine  = regexp.MustCompile(`^!\[([^\]]+)\]\(screens/([a-z0-9-]+\.png)\)$`)
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
		case strings.TrimSpace(line) == "":
			i++
		case strings.HasPrefix(line, "!["):
			if m := pictLine.FindStringSubmatch(line); m != nil {
				t.Blocks = append(t.Blocks, block{Kind: "picture", Lines: [][]span{{{Text: m[1], Href: m[2]}}}})
			}
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
