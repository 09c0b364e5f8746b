package pages

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"text/template/parse"
)

// A pattern is cut once for all values that have the same key. That is right
// only while its template writes the values and asks nothing of them but
// whether they are there, and this only where the key has it. asking walks the
// template with the marks in it and says where it does more.
type asking struct {
	set  *set
	root reflect.Value
	deep int
}

const mostDeep = 20 // pieces within pieces

func (s *set) asksOnlyWhatTheKeyKnows(name string, of any) error {
	t := s.templates.Lookup(name)
	if t == nil || t.Tree == nil {
		return fmt.Errorf("there is no template %q", name)
	}
	a := asking{set: s, root: reflect.ValueOf(of)}
	return a.list(t.Tree.Root, a.root)
}

func (a asking) list(list *parse.ListNode, dot reflect.Value) error {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		var err error
		switch x := n.(type) {
		case *parse.ActionNode:
			_, err = a.pipe(x.Pipe, dot, false)
		case *parse.IfNode:
			err = a.branch(&x.BranchNode, dot)
		case *parse.WithNode:
			err = a.branch(&x.BranchNode, dot)
		case *parse.RangeNode:
			err = a.branch(&x.BranchNode, dot)
		case *parse.TemplateNode:
			err = a.call(x, dot)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a asking) branch(n *parse.BranchNode, dot reflect.Value) error {
	v, err := a.pipe(n.Pipe, dot, true)
	if err != nil {
		return err
	}
	switch n.NodeType {
	case parse.NodeWith:
		err = a.list(n.List, v)
	case parse.NodeRange:
		if v.Kind() != reflect.Slice && marked(v) != "" {
			return fmt.Errorf("{{range %s}} goes through a value", n.Pipe)
		}
		for i := 0; v.Kind() == reflect.Slice && i < v.Len() && err == nil; i++ {
			err = a.list(n.List, beneath(v.Index(i)))
		}
	default:
		err = a.list(n.List, dot)
	}
	if err != nil {
		return err
	}
	return a.list(n.ElseList, dot)
}

func (a asking) call(n *parse.TemplateNode, dot reflect.Value) error {
	if n.Pipe == nil {
		return nil
	}
	v, err := a.pipe(n.Pipe, dot, false)
	if err != nil || marked(v) == "" {
		return err
	}
	t := a.set.templates.Lookup(n.Name)
	if t == nil || t.Tree == nil || a.deep == mostDeep {
		return fmt.Errorf("{{template %q}} is not there, or within itself", n.Name)
	}
	return asking{a.set, v, a.deep + 1}.list(t.Tree.Root, v)
}

// pipe gives the value of a pipeline as far as it holds a mark; test says that
// it is asked whether it is there.
func (a asking) pipe(p *parse.PipeNode, dot reflect.Value, test bool) (reflect.Value, error) {
	if len(p.Decl) > 0 {
		return reflect.Value{}, fmt.Errorf("{{%s}}: a pattern has no variables", p)
	}
	var v reflect.Value
	for i, c := range p.Cmds {
		var err error
		if i == 0 {
			v, err = a.command(c, dot)
		} else if name, ok := c.Args[0].(*parse.IdentifierNode); marked(v) != "" && (!ok || !strings.HasPrefix(name.Ident, "_html_template_")) {
			err = fmt.Errorf("{{%s}} works on a value", p)
		}
		if err != nil {
			return v, err
		}
	}
	if test && v.Kind() == reflect.String && marked(v) == "Hole" {
		return v, fmt.Errorf("{{%s}} asks whether a value is there that the key does not tell", p)
	}
	return v, nil
}

// command gives the value of a command. What works on values is refused, but
// choosing the first that is there, and a text of the catalog they stand in.
func (a asking) command(c *parse.CommandNode, dot reflect.Value) (reflect.Value, error) {
	name, call := c.Args[0].(*parse.IdentifierNode)
	if !call && len(c.Args) == 1 {
		return a.value(c.Args[0], dot)
	}
	var first reflect.Value
	for _, arg := range c.Args {
		v, err := a.value(arg, dot)
		if err != nil {
			return v, err
		}
		mark := marked(v)
		switch {
		case mark == "":
			continue
		case !call || name.Ident != "or" && name.Ident != "and" && name.Ident != "not" && name.Ident != "t":
			return v, fmt.Errorf("{{%s}} works on a value, or compares it", c)
		case name.Ident != "t" && mark == "Hole":
			return v, fmt.Errorf("{{%s}} asks whether a value is there that the key does not tell", c)
		}
		if !first.IsValid() && name.Ident != "not" {
			first = v
		}
	}
	return first, nil
}

func (a asking) value(n parse.Node, dot reflect.Value) (reflect.Value, error) {
	switch x := n.(type) {
	case *parse.DotNode:
		return dot, nil
	case *parse.FieldNode:
		return under(dot, x.Ident)
	case *parse.VariableNode:
		return under(a.root, x.Ident[1:]) // $ alone: there are no others
	case *parse.ChainNode:
		v, err := a.value(x.Node, dot)
		if err != nil {
			return v, err
		}
		return under(v, x.Field)
	case *parse.PipeNode:
		return a.pipe(x, dot, false)
	}
	return reflect.Value{}, nil
}

// under goes down the fields; what a method gives is nothing that can be filled
// in.
func under(v reflect.Value, fields []string) (reflect.Value, error) {
	for _, name := range fields {
		v = beneath(v)
		from := v
		if v.Kind() == reflect.Struct {
			v = v.FieldByName(name)
		} else {
			v = reflect.Value{}
		}
		if !v.IsValid() {
			if marked(from) != "" {
				return v, fmt.Errorf(".%s is asked of a value", name)
			}
			return v, nil
		}
	}
	return beneath(v), nil
}

func beneath(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

var markIn = regexp.MustCompile(`(Hole|Full)[0-9]+` + regexp.QuoteMeta(probe))

// marked is the kind of the marks in a value: the one that may ask less.
func marked(v reflect.Value) string {
	v = beneath(v)
	found := ""
	add := func(of reflect.Value) {
		if kind := marked(of); found != "Hole" && kind != "" {
			found = kind
		}
	}
	switch v.Kind() {
	case reflect.String:
		for _, m := range markIn.FindAllStringSubmatch(v.String(), -1) {
			if found != "Hole" {
				found = m[1]
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			add(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			add(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			add(v.MapIndex(k))
		}
	}
	return found
}
