package arch

import (
	"go/ast"
	"testing"
)

// proofs reports where a person's proof is made or given to an actor outside
// package auth, which alone has seen a password, or kept for longer than the
// request that gave it: no demo, import or command line signs for anybody.
func (c *checker) proofs(f *ast.File) {
	if c.test() || under(c.dir(), "internal/auth") {
		return
	}
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || len(lit.Elts) == 0 {
			return true
		}
		sel, ok := lit.Type.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Proof" {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && c.names[x.Name] == module+"/internal/domain/org" {
			c.report(lit.Pos(), "a proof is made outside internal/auth")
		}
		return true
	})
}

func TestAProofMadeElsewhereIsFound(t *testing.T) {
	text := "package demo\n\nimport \"sealbook/internal/domain/org\"\n\nvar p = org.Proof{Method: \"password\"}\n"
	if got := check(source{file: "internal/demo/a.go", text: []byte(text)}); len(got) == 0 {
		t.Error("not found in internal/demo")
	}
	if got := check(source{file: "internal/auth/a.go", text: []byte(text)}); len(got) != 0 {
		t.Errorf("found where it belongs: %v", got)
	}
}
