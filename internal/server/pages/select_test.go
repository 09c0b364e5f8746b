package pages

import (
	"strings"

	"golang.org/x/net/html"
)

// all returns the nodes below root that a selector means. It knows what the
// tests need: compounds of a tag, .class, #id, [attr] and [attr=value], with
// spaces between them for «somewhere below».
func all(root *html.Node, selector string) []*html.Node {
	found := []*html.Node{root}
	for _, compound := range strings.Fields(selector) {
		var next []*html.Node
		seen := map[*html.Node]bool{}
		for _, from := range found {
			walk(from, func(n *html.Node) {
				if n != from && !seen[n] && matches(n, compound) {
					seen[n] = true
					next = append(next, n)
				}
			})
		}
		found = next
	}
	return found
}

// one returns the first match, nil if there is none.
func one(root *html.Node, selector string) *html.Node {
	if list := all(root, selector); len(list) > 0 {
		return list[0]
	}
	return nil
}

func walk(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// words is the text below a node with single spaces.
func words(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	var collect func(*html.Node)
	collect = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			collect(c)
		}
	}
	collect(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func matches(n *html.Node, compound string) bool {
	for len(compound) > 0 {
		end := len(compound)
		if compound[0] == '[' {
			end = strings.IndexByte(compound, ']') + 1
		} else if i := strings.IndexAny(compound[1:], ".#["); i >= 0 {
			end = i + 1
		}
		if !simple(n, compound[:end]) {
			return false
		}
		compound = compound[end:]
	}
	return true
}

func simple(n *html.Node, part string) bool {
	switch part[0] {
	case '*':
		return true
	case '.':
		for _, c := range strings.Fields(attr(n, "class")) {
			if c == part[1:] {
				return true
			}
		}
		return false
	case '#':
		return attr(n, "id") == part[1:]
	case '[':
		name, value, valued := strings.Cut(part[1:len(part)-1], "=")
		if begin, ok := strings.CutSuffix(name, "^"); ok {
			return has(n, begin) && strings.HasPrefix(attr(n, begin), value)
		}
		return has(n, name) && (!valued || attr(n, name) == value)
	default:
		return n.Data == part
	}
}
