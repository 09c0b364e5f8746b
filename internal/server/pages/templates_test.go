package pages

import (
	"bytes"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/web"
)

// everyPage pairs each template with the struct it is rendered from.
var everyPage = map[string]any{
	"signin": signInPage{}, "activate": secretPage{}, "password": secretPage{}, "home": homePage{}, "list": listPage{},
	"bulk": bulkPage{}, "bulk_confirm": confirmPage{}, "record": recordPage{}, "record_print": recordPrintPage{}, "act": actPage{}, "register": registerPage{}, "station": stationPage{}, "settings": settingsPage{},
	"labels": labelsPage{}, "job": jobPage{}, "sheet": sheetPage{}, "label": labelPage{}, "readback": readbackPage{}, "organ": organPage{}, "organ_form": organForm{}, "department": departmentPage{}, "rooms": roomsPage{}, "room": roomPage{},
	"policy": policyPage{}, "policy_value": policyValuePage{},
	"persons": personsPage{}, "person": personPage{}, "rules": rulesPage{}, "accounts": accountsPage{}, "audit": auditPage{},
	"audit_log": auditLogPage{}, "audit_verify": auditVerifyPage{}, "seats": seatsPage{},
	"import": importPage{}, "import_columns": importColumnsPage{}, "import_preview": importPreviewPage{}, "import_result": importResultPage{}, "import_progress": importProgressPage{},
	"signoff": signPage{}, "counter": counterPage{}, "factors": factorsPage{}, "factor_signin": secondPage{}, "account": accountPage{},
	"sessions": sessionsPage{}, "tokens": tokensPage{},
	"vendors": vendorsPage{}, "vendor": vendorPage{}, "agreements": agreementsPage{}, "agreement": agreementPage{},
	"error": errorPage{}, "overview": overviewPage{}, "components": componentsPage{}, "help": helpPage{},
}

// samples are the values of types that have only a few.
var samples = map[reflect.Type]any{
	reflect.TypeFor[asset.Class]():    asset.Computer,
	reflect.TypeFor[asset.Kind]():     asset.Kind("desktop"),
	reflect.TypeFor[asset.Life]():     asset.InUse,
	reflect.TypeFor[asset.Verb]():     asset.VerbIssue,
	reflect.TypeFor[asset.HoldKind](): asset.HoldFrozen,
	reflect.TypeFor[org.Seat]():       org.Leader,
	reflect.TypeFor[org.Date]():       org.Date("2026-11-23"),
	reflect.TypeFor[level.Level]():    level.Secret,
	reflect.TypeFor[time.Time]():      time.Date(2026, 11, 23, 6, 5, 0, 0, time.UTC),
	reflect.TypeFor[errs.Text]():      errs.T("文字", "words"),
	reflect.TypeFor[template.HTML]():  template.HTML("<b>drawn before</b>"),
}

// full sets every exported field below v, two elements to a slice.
func full(v reflect.Value, depth int) {
	if s, ok := samples[v.Type()]; ok {
		v.Set(reflect.ValueOf(s))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("x<b>&\"'")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1234567)
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			full(v.Elem(), depth-1)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 || depth == 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			full(v.Index(i), depth-1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				full(f, depth-1)
			}
		}
	}
}

func TestEveryTemplateFitsItsPage(t *testing.T) {
	p := New(Deps{})
	files, err := fs.Glob(web.FS, "pages/*.html")
	if err != nil || len(files) != len(everyPage) {
		t.Fatalf("%d templates, %d page structs (%v)", len(files), len(everyPage), err)
	}
	for name, zero := range everyPage {
		for _, lang := range []string{"zh", "en"} {
			for _, filled := range []bool{false, true} {
				page := reflect.New(reflect.TypeOf(zero)).Elem()
				if filled {
					full(page, 8)
				}
				var b bytes.Buffer
				if err := p.sets[lang].templates.ExecuteTemplate(&b, name+".html", page.Interface()); err != nil {
					t.Errorf("%s %s filled=%v: %v", name, lang, filled, err)
					continue
				}
				checkHTML(t, name+" "+lang, b.String(), filled)
			}
		}
	}
}

// checkHTML holds what is true of every page.
func checkHTML(t *testing.T, name, text string, filled bool) {
	t.Helper()
	if strings.Contains(text, "ZgotmplZ") {
		t.Errorf("%s: the template engine refused a value", name)
	}
	if strings.Contains(text, "x<b>") {
		t.Errorf("%s: text is not escaped", name)
	}
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if n := len(all(doc, "h1")); n != 1 && !(filled && n > 0) {
		t.Errorf("%s: %d first headings", name, n)
	}
	for _, n := range all(doc, "*") {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: inline %s on <%s>", name, a.Key, n.Data)
			}
		}
		switch n.Data {
		case "script":
			if attr(n, "src") == "" || n.FirstChild != nil {
				t.Errorf("%s: inline script", name)
			}
		case "style":
			t.Errorf("%s: inline style", name)
		case "input", "select", "textarea":
			if hidden := attr(n, "type") == "hidden"; !hidden && !labelled(doc, n) {
				t.Errorf("%s: <%s name=%q> has no label", name, n.Data, attr(n, "name"))
			}
		case "form":
			if attr(n, "method") == "post" && one(n, "input[name=form_token]") == nil && !strings.HasPrefix(name, "signin") && !strings.HasPrefix(name, "activate") {
				t.Errorf("%s: form to %s without the form token", name, attr(n, "action"))
			}
		}
	}
}

func labelled(doc, n *html.Node) bool {
	if attr(n, "aria-label") != "" {
		return true
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Data == "label" {
			return true
		}
	}
	id := attr(n, "id")
	return id != "" && one(doc, "label[for="+id+"]") != nil
}

func catalogs(t *testing.T) (zh, en catalog) {
	t.Helper()
	return loadCatalog("zh"), loadCatalog("en")
}

var inTemplate = regexp.MustCompile(`\bt "([^"]+)"`)

// used lists the keys that templates and sources of this package name.
func used(t *testing.T, known catalog) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	templates, err := filepath.Glob("../../../web/p*/*.html")
	if err != nil || len(templates) == 0 {
		t.Fatal("no templates", err)
	}
	for _, f := range templates {
		for _, m := range inTemplate.FindAllStringSubmatch(source(t, f), -1) {
			out[m[1]] = true
		}
	}
	calls := regexp.MustCompile(`(?:\.t|\.frame)\((?:c, )?"([^"]+)"`)
	literal := regexp.MustCompile(`"([a-z_]+\.[a-z_.0-9]+)"`)
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range sources {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text := source(t, f)
		for _, m := range calls.FindAllStringSubmatch(text, -1) {
			out[m[1]] = true
		}
		for _, m := range literal.FindAllStringSubmatch(text, -1) {
			if _, ok := known[m[1]]; ok {
				out[m[1]] = true
			}
		}
	}
	return out
}

func source(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTextsAreThereInBothLanguagesAndUsed(t *testing.T) {
	zh, en := catalogs(t)
	keys := used(t, zh)
	for k := range keys {
		if zh[k] == "" || en[k] == "" {
			t.Errorf("text %q is used and missing (zh %q, en %q)", k, zh[k], en[k])
		}
	}
	holes := regexp.MustCompile(`\{\d\}`)
	for k := range zh {
		if !keys[k] {
			t.Errorf("text %q is not used", k)
		}
		a, b := holes.FindAllString(zh[k], -1), holes.FindAllString(en[k], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("text %q: placeholders differ: %v, %v", k, a, b)
		}
	}
	for k := range en {
		if _, ok := zh[k]; !ok {
			t.Errorf("text %q is only in English", k)
		}
		if k != "frame.other_language" && strings.ContainsFunc(en[k], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("English text %q is Chinese: %s", k, en[k])
		}
	}
}

// Keys that Go code makes out of a table must be in the table as whole words,
// or the test above could not see them.
func TestCatalogsAreSortedAndTellEachTextOnce(t *testing.T) {
	files, err := fs.Glob(web.FS, "locale/*.json")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := web.FS.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, m := range regexp.MustCompile(`(?m)^  "([a-z0-9_.]+)": \{"zh": "`).FindAllSubmatch(b, -1) {
			keys = append(keys, string(m[1]))
		}
		if len(keys) != bytes.Count(b, []byte("\n"))-2 {
			t.Errorf("%s: %d texts on %d lines", f, len(keys), bytes.Count(b, []byte("\n"))-2)
		}
		if !slices.IsSorted(keys) || len(keys) != len(slices.Compact(slices.Clone(keys))) {
			t.Errorf("%s: keys are not sorted, or one is there twice", f)
		}
	}
}

func TestTemplatesHoldNoChinese(t *testing.T) {
	files, err := filepath.Glob("../../../web/p*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for i, line := range strings.Split(source(t, f), "\n") {
			if strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s:%d: Chinese text in a template; it belongs into the catalog", f, i+1)
			}
		}
	}
}

func TestNothingIsFetchedFromElsewhere(t *testing.T) {
	err := fs.WalkDir(web.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := web.FS.ReadFile(name)
		text := strings.ReplaceAll(string(b), "http://www.w3.org/2000/svg", "")
		if m := regexp.MustCompile(`(?i)(https?:)?//[a-z0-9.-]+\.[a-z]{2,}|@import|url\([^#]`).FindString(text); m != "" {
			t.Errorf("%s names %q", name, m)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
