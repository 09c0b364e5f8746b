package pages

import (
	"errors"
	"html/template"
	"io"
	"regexp"
	"strings"
	"text/template/parse"
)

// What a template always writes alike in one language need not be worked out
// for each reader: a text of the catalog, the address of a static file, an icon.
// settle writes them into the templates as plain text, once. It does so behind
// html/template's back, after that has put its escapers in: only what the
// escapers there would let through or escape in a known way is replaced, so that
// a page keeps every byte.
func (s *set) settle() {
	for _, t := range s.templates.Templates() {
		if !strings.HasSuffix(t.Name(), ".html") {
			continue // a piece of pages: it is made safe with them
		}
		var unsafe *template.Error
		// Nothing is drawn of no data; that it is asked for makes the page safe.
		if err := t.Execute(io.Discard, nil); errors.As(err, &unsafe) {
			panic("pages: " + t.Name() + ": " + err.Error())
		}
	}
	for range 2 { // what holds only constants may itself be one
		for _, t := range s.templates.Templates() {
			if t.Tree != nil {
				s.settleList(t.Tree.Root)
			}
		}
	}
}

// settleList replaces the constants of a list, and joins the texts that then
// follow one another.
func (s *set) settleList(list *parse.ListNode) {
	if list == nil {
		return
	}
	var out []parse.Node
	for _, n := range list.Nodes {
		n = s.settled(n)
		text, ok := n.(*parse.TextNode)
		if !ok || len(out) == 0 {
			out = append(out, n)
			continue
		}
		if before, ok := out[len(out)-1].(*parse.TextNode); ok {
			before.Text = append(before.Text[:len(before.Text):len(before.Text)], text.Text...)
			continue
		}
		out = append(out, n)
	}
	list.Nodes = out
}

// settled is the node, or the text it always becomes.
func (s *set) settled(n parse.Node) parse.Node {
	switch x := n.(type) {
	case *parse.IfNode:
		s.settleList(x.List)
		s.settleList(x.ElseList)
	case *parse.WithNode:
		s.settleList(x.List)
		s.settleList(x.ElseList)
	case *parse.RangeNode:
		s.settleList(x.List)
		s.settleList(x.ElseList)
	case *parse.ActionNode:
		if text, ok := s.constant(x.Pipe); ok {
			return asText(x.Pos, text)
		}
	case *parse.TemplateNode:
		if text, ok := s.filled(x); ok {
			return asText(x.Pos, text)
		}
	}
	return n
}

func asText(at parse.Pos, text string) *parse.TextNode {
	return &parse.TextNode{NodeType: parse.NodeText, Pos: at, Text: []byte(text)}
}

// The escapers that html/template puts behind a value. Those of a text do the
// same to every string; those of an address change nothing in a plain one, and
// none of them changes a plain word.
var (
	textEscapers = map[string]bool{
		"_html_template_htmlescaper": true, "_html_template_attrescaper": true, "_html_template_rcdataescaper": true,
	}
	addressEscapers = map[string]bool{
		"_html_template_urlfilter": true, "_html_template_urlnormalizer": true, "_html_template_attrescaper": true,
	}
	wordEscapers = map[string]bool{
		"_html_template_urlfilter": true, "_html_template_urlnormalizer": true, "_html_template_attrescaper": true,
		"_html_template_urlescaper": true, "_html_template_htmlescaper": true, "_html_template_rcdataescaper": true,
	}
	plainWord    = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	plainAddress = regexp.MustCompile(`^[A-Za-z0-9/._?=-]+$`)
	escapedBytes = "\x00\"&'+<>"
	textEscaping = strings.NewReplacer("\x00", "\uFFFD", `"`, "&#34;", "&", "&amp;", "'", "&#39;", "+", "&#43;", "<", "&lt;", ">", "&gt;")
)

// constant is what a pipeline always gives: a text of the catalog without
// arguments, or the address of a static file.
func (s *set) constant(p *parse.PipeNode) (string, bool) {
	if len(p.Decl) > 0 || len(p.Cmds) < 2 || len(p.Cmds[0].Args) != 2 {
		return "", false
	}
	name, isName := p.Cmds[0].Args[0].(*parse.IdentifierNode)
	literal, isText := p.Cmds[0].Args[1].(*parse.StringNode)
	if !isName || !isText {
		return "", false
	}
	switch name.Ident {
	case "t":
		text, ok := s.texts[literal.Text]
		return textEscaping.Replace(text), ok && escapedBy(p.Cmds[1:], textEscapers)
	case "static":
		address := s.static(literal.Text)
		return address, plainAddress.MatchString(address) && escapedBy(p.Cmds[1:], addressEscapers)
	}
	return "", false
}

// escapedBy reports whether the commands are escapers of the list, one at least.
func escapedBy(cmds []*parse.CommandNode, list map[string]bool) bool {
	for _, c := range cmds {
		name, ok := c.Args[0].(*parse.IdentifierNode)
		if !ok || len(c.Args) != 1 || !list[name.Ident] {
			return false
		}
	}
	return len(cmds) > 0
}

// filled is a call of a piece that holds nothing but texts and the plain word it
// is called with: an icon by its name.
func (s *set) filled(n *parse.TemplateNode) (string, bool) {
	of := s.templates.Lookup(n.Name)
	if of == nil || of.Tree == nil || n.Pipe == nil || len(n.Pipe.Decl) > 0 || len(n.Pipe.Cmds) != 1 || len(n.Pipe.Cmds[0].Args) != 1 {
		return "", false
	}
	word, ok := n.Pipe.Cmds[0].Args[0].(*parse.StringNode)
	if !ok || !plainWord.MatchString(word.Text) {
		return "", false
	}
	var b strings.Builder
	for _, part := range of.Tree.Root.Nodes {
		switch x := part.(type) {
		case *parse.TextNode:
			b.Write(x.Text)
		case *parse.ActionNode:
			if len(x.Pipe.Decl) > 0 || len(x.Pipe.Cmds[0].Args) != 1 || x.Pipe.Cmds[0].Args[0].Type() != parse.NodeDot {
				return "", false
			}
			if !escapedBy(x.Pipe.Cmds[1:], wordEscapers) {
				return "", false
			}
			b.WriteString(word.Text)
		default:
			return "", false
		}
	}
	return b.String(), true
}
