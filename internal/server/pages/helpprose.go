package pages

import (
	"strings"
)

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
