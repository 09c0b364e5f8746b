package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

const module = "sealbook"

// source is one Go file by its path in the repository ("internal/app/x.go").
type source struct {
	file string
	text []byte
}

func (s source) dir() string  { return path.Dir(s.file) }
func (s source) test() bool   { return strings.HasSuffix(s.file, "_test.go") }
func (s source) isPure() bool { return underAny(s.dir(), pure) }

// under reports whether p is parent or lies below it.
func under(p, parent string) bool { return p == parent || strings.HasPrefix(p, parent+"/") }

func underAny(p string, parents []string) bool {
	for _, parent := range parents {
		if under(p, parent) {
			return true
		}
	}
	return false
}

// check returns every violation in one file, as "file:line: what".
func check(s source) []string {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, s.file, s.text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return []string{fmt.Sprintf("%s: does not parse: %v", s.file, err)}
	}
	c := &checker{source: s, set: set, names: map[string]string{}}
	c.imports(f)
	c.calls(f)
	c.proofs(f)
	c.comments(f)
	if n := strings.Count(string(s.text), "\n"); n > maxFile && !ast.IsGenerated(f) {
		c.found = append(c.found, fmt.Sprintf("%s: %d lines, the limit is %d", s.file, n, maxFile))
	}
	return c.found
}

type checker struct {
	source
	set   *token.FileSet
	names map[string]string // local name → import path
	found []string
}

func (c *checker) report(at token.Pos, format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf("%s:%d: %s", c.file, c.set.Position(at).Line, fmt.Sprintf(format, args...)))
}

func (c *checker) imports(f *ast.File) {
	for _, spec := range f.Imports {
		p := strings.Trim(spec.Path.Value, `"`)
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		c.names[name] = p
		switch {
		case under(p, module):
			c.ours(spec.Pos(), strings.TrimPrefix(strings.TrimPrefix(p, module), "/"))
		case strings.Contains(strings.Split(p, "/")[0], "."):
			c.foreign(spec.Pos(), p)
		default:
			if c.isPure() && !c.test() && underAny(p, impure) {
				c.report(spec.Pos(), "a pure package imports %s; pass in what it gives", p)
			}
		}
	}
}

func (c *checker) ours(at token.Pos, p string) {
	if under(p, "cmd") {
		c.report(at, "nothing imports cmd")
		return
	}
	for _, pair := range never {
		if under(c.dir(), pair[0]) && under(p, pair[1]) {
			c.report(at, "%s must not import %s", pair[0], pair[1])
		}
	}
	if c.test() {
		return // a test may set up its subject with what stands above it
	}
	row, ok := rowOf(c.dir())
	if !ok {
		c.report(at, "package %s has no row in the table of allowed imports", c.dir())
		return
	}
	if !under(p, row) && !underAny(p, allowed[row]) {
		c.report(at, "%s must not import %s", c.dir(), p)
	}
}

// rowOf finds the longest key of the table that covers dir.
func rowOf(dir string) (string, bool) {
	for p := dir; p != "." && p != "/"; p = path.Dir(p) {
		if _, ok := allowed[p]; ok {
			return p, true
		}
	}
	return "", false
}

func (c *checker) foreign(at token.Pos, p string) {
	if c.isPure() && !c.test() && !underAny(p, pureForeign) {
		c.report(at, "a pure package imports %s from outside", p)
	}
	for mod, where := range foreign {
		if under(p, mod) && !underAny(c.dir(), where) && !slices.Contains(where, c.file) {
			c.report(at, "%s may be imported only in %s", mod, strings.Join(where, ", "))
		}
	}
}

func (c *checker) calls(f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		c.skips(f, sel)
		x, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		switch pkg := c.names[x.Name]; {
		case pkg == "time" && clocks[sel.Sel.Name] && c.isPure() && !c.test():
			c.report(sel.Pos(), "a pure package uses time.%s; time is passed in", sel.Sel.Name)
		case pkg == "os" && environment[sel.Sel.Name] != nil && !c.test():
			where := environment[sel.Sel.Name]
			if !underAny(c.dir(), where) && !underAny(c.file, where) {
				c.report(sel.Pos(), "os.%s outside internal/config", sel.Sel.Name)
			}
		}
		return true
	})
}

// skips reports a skipped test. A rapid.T's Skip is none: it throws one drawn
// case away and draws another.
func (c *checker) skips(f *ast.File, sel *ast.SelectorExpr) {
	x, ok := sel.X.(*ast.Ident)
	if !ok || !c.test() || (sel.Sel.Name != "Skip" && sel.Sel.Name != "Skipf" && sel.Sel.Name != "SkipNow") {
		return
	}
	if c.names[parameterPackage(f, x)] == "testing" {
		c.report(sel.Pos(), "a skipped test: let it fail and say what is missing")
	}
}

// parameterPackage returns the package name of x's type, where x is a parameter
// of the innermost function around it that has one of this name.
func parameterPackage(f *ast.File, x *ast.Ident) string {
	found := ""
	ast.Inspect(f, func(n ast.Node) bool {
		var fn *ast.FuncType
		switch n := n.(type) {
		case *ast.FuncDecl:
			fn = n.Type
		case *ast.FuncLit:
			fn = n.Type
		}
		if fn == nil || x.Pos() < n.Pos() || x.Pos() > n.End() {
			return true
		}
		for _, field := range fn.Params.List {
			for _, name := range field.Names {
				if name.Name == x.Name {
					found = typePackage(field.Type) // an inner function comes later and wins
				}
			}
		}
		return true
	})
	return found
}

func typePackage(t ast.Expr) string {
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if sel, ok := t.(*ast.SelectorExpr); ok {
		if pkg, ok := sel.X.(*ast.Ident); ok {
			return pkg.Name
		}
	}
	return ""
}

// unfinished finds the marks of work put off. Written so that it does not find itself.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

func (c *checker) comments(f *ast.File) {
	for _, group := range f.Comments {
		for _, line := range group.List {
			if m := unfinished.FindString(line.Text); m != "" {
				c.report(line.Pos(), "%s in a comment: finish it or open an issue", m)
			}
		}
	}
}

// functions returns the length in lines of each function of a file, nil for a
// generated one.
func functions(s source) map[string]int {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, s.file, s.text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil || ast.IsGenerated(f) {
		return nil
	}
	out := map[string]int{}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			at := set.Position(fn.Pos())
			out[fmt.Sprintf("%s:%d %s", s.file, at.Line, fn.Name.Name)] = set.Position(fn.End()).Line - at.Line + 1
		}
	}
	return out
}
