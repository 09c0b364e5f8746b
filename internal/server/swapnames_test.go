package server_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server"
	"sealbook/web"
)

// controlNames are the names of controls in a template or a page; one that is
// put in when the page is drawn is found in the drawn page and where it is read.
var controlNames = regexp.MustCompile(`(?s)<(?:input|select|textarea|button)\b[^>]*?\sname="([^"{}]+)"`)

func namesIn(text string) []string {
	var out []string
	for _, m := range controlNames.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// templateNames are what the templates call their controls.
func templateNames(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, dir := range []string{"pages", "partials"} {
		err := fs.WalkDir(web.FS, dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(web.FS, path)
			for _, name := range namesIn(string(b)) {
				out[name] = path
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// readers are the methods that a handler reads a field with, by the name alone;
// a helper of pages is given the form first and then the name.
var readers = []string{"Get", "Has", "FormValue", "PostFormValue", "QueryParam"}

// readNames are what the handlers of pages and lists read: the names that stand in
// their sources as the argument of a reader, of a helper, or as an index.
func readNames(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, path := range slices.Concat(glob(t, "pages/*.go"), glob(t, "booklist/*.go")) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			for _, e := range readIn(n) {
				if name := literal(e); name != "" {
					out[name] = path
				}
			}
			return true
		})
	}
	return out
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	return files
}

// readIn are the expressions of n that name a field which n reads.
func readIn(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.CallExpr:
		sel, method := n.Fun.(*ast.SelectorExpr)
		switch {
		case method && len(n.Args) == 1 && slices.Contains(readers, sel.Sel.Name) && !ofHeader(sel.X), len(n.Args) == 1 && named(n.Fun, "get"):
			return n.Args[:1]
		case len(n.Args) >= 2 && (isForm(n.Args[0]) || len(n.Args) > 2 && isForm(n.Args[1])):
			return n.Args[1:min(3, len(n.Args))]
		}
	case *ast.IndexExpr:
		if isForm(n.X) {
			return []ast.Expr{n.Index}
		}
	}
	return nil
}

// isForm reports whether the expression is called what handlers call a form.
func isForm(e ast.Expr) bool { return named(e, "form") || named(e, "q") || named(e, "PostForm") }

func named(e ast.Expr, name string) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == name
	case *ast.SelectorExpr:
		return e.Sel.Name == name
	}
	return false
}

// ofHeader reports whether Get is asked of a header, whose names are no fields.
func ofHeader(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	return ok && named(call.Fun, "Header") || named(e, "Header")
}

func literal(e ast.Expr) string {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		if sum, is := e.(*ast.BinaryExpr); is { // "f." + n: it is the beginning that is known
			return literal(sum.X)
		}
		return ""
	}
	s, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return s
}

// drawnNames are the names of the controls of every page that the askers' own
// house is shown: those of what fields are made for a verb, a kind or a policy.
func (h *house) drawnNames(on things) map[string]string {
	h.t.Helper()
	out := map[string]string{}
	for _, login := range []string{"office", "officer", "keeper", "secadmin", "sysadmin", "auditor"} {
		for _, r := range server.Routes() {
			if r.Method != http.MethodGet || !isPage(r) {
				continue
			}
			for _, verb := range verbsOf(r) {
				path := strings.NewReplacer(":what", "assets", ":key", "handover.accept-days", ":topic", "start", ":name", "none").Replace(h.fill(r.Path, on, verb))
				for _, name := range namesIn(string(h.browse(login, r.Method, path, nil).body)) {
					out[name] = path
				}
			}
		}
	}
	return out
}

// formIDs are the fields of forms and queries of pages that hold ids, with what
// each is tried with: an id of the kind, or (picks, undo, query) what a page makes
// of one. The organ's own (everybodys) have no other's: whoever has a page reads it.
var formIDs = map[string][]string{
	"host": {"assets"}, "other": {"assets"}, "part": {"assets"}, "pick": {"assets", "picks"}, "picked": {"assets"}, "picks": {"picks"}, "others": {"picks"},
	"row": {"picks"}, "undo": {"undo"}, "request": {"requests"}, "token": {"token"}, "factor": {"factors"}, "query": {"query"},
	"q": {"text", "token"}, "codes": {"text", "token"}, "other_q": {"text"}, "part_q": {"text"},
	"person": {"persons"}, "keeper": {"persons"}, "by": {"persons"}, "to": {"persons"}, "as": {"persons"}, "signed_by": {"persons"}, "renews": {"agreements"},
	"room": {"rooms"}, "department": {"departments"}, "dept": {"departments"}, "dept_only": {"departments"}, "parent": {"departments"},
}

// formWords are the other fields: words, numbers, dates and buttons.
var formWords = strings.Fields(`account address after again alive all answer attestation back barred barred_why basis beyond book bought box brand capacity class classify clearance
 clearance_until closed code contact copy copy_file correct correct. credit_code cursor date days desc do document document_kind done dpi due effective
 ended ended_why entered f. field file find fixed_asset_no form_token format from gone group hold how issuer key kind label lang level life login look
 mac model more name network new notes number of old on optical os os_installed out panel part_brand part_code part_kind part_model part_serial
 password permission phone poll purchase_date purpose ready reason reference refused rule saw scan.blank scan.end scan.sound scope seat serial sharing
 sign_at sign_code sign_digest sign_key sign_password signed_by_q signed_on signer_password skip. sort special staff_no start start_date state status
 stay step stock supplier tab tables term text title tokens trained_on undertaking_on until use v value verb verified_on version vetted_on view waits
 weighed what when which wireless wrong xlsx yes`)

// formRest are names made of others: of a value that is corrected, a column, what
// a form had before, a column of a sheet, and the two halves of a picker for what
// is the organ's own.
var formRest = regexp.MustCompile(`^(correct|col|was|f|skip|service|met|clause)\.|^(person|room|department|dept|by|to|parent|signed_by)_(q|for)$|_for$`)

// fieldNames are all the names a form or the query of a page has for anything.
// One that is in neither list below fails: whoever adds a field says what it holds.
func (h *house) fieldNames(on things) []string {
	h.t.Helper()
	all := templateNames(h.t)
	counts := []int{len(all)}
	for _, more := range []map[string]string{readNames(h.t), h.drawnNames(on)} {
		counts = append(counts, len(more))
		maps.Copy(all, more)
	}
	for _, spec := range asset.Specs() {
		for _, f := range spec.Fields {
			all[f.Name] = "asset.Specs, " + string(spec.Verb)
		}
	}
	for i, least := range []int{50, 60, 80} {
		if counts[i] < least {
			h.t.Errorf("names of fields are no longer found: %v", counts)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if _, is := formIDs[name]; !is && !slices.Contains(formWords, name) && !formRest.MatchString(name) {
			h.t.Errorf("%s: %q is neither an id nor a word", all[name], name)
		}
	}
	for name := range formIDs {
		if all[strings.TrimSuffix(name, "_q")] == "" { // a picker's is put together when it is drawn
			h.t.Errorf("no page has a field %q any more", name)
		}
	}
	h.t.Logf("%d names of fields: %d in templates, %d read by handlers, %d on pages as drawn", len(all), counts[0], counts[1], counts[2])
	return slices.Sorted(maps.Keys(formIDs))
}
