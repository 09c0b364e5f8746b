package rulebook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/errs"
)

// The plan of the product: how many rules are enforced today and how many wait
// for which feature. A feature that lands changes its line here.
func TestTheBookHas59RulesAndSaysWhoEnforcesThem(t *testing.T) {
	got := map[string]int{}
	for _, r := range All() {
		if r.Enforced {
			got["now"]++
		} else {
			got[r.Feature]++
		}
	}
	want := map[string]int{
		"now": 37, "carryout": 5, "sanitization": 5, "disposal": 6, "stocktake": 3, "incident": 3,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(All()) != 59 {
		t.Errorf("%d rules", len(All()))
	}
}

func TestEveryFeatureOfARuleIsCounted(t *testing.T) {
	got := map[string]int{}
	for _, r := range All() {
		got[r.Feature]++
	}
	want := map[string]int{
		"asset": 22, "label": 1, "org": 3, "account": 2, "ledger": 1, "export": 1,
		"carryout": 5, "repair": 7, "sanitization": 5, "disposal": 6, "stocktake": 3, "incident": 3,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheRulesOfTodaysCommandsAreEnforced(t *testing.T) {
	today := strings.Fields(`reg.serial-required reg.serial-unique reg.code-never-reused reg.wireless-absent reg.tech-check
		lvl.none-no-use lvl.term-cap lvl.two-hands lvl.highest-rules lvl.high-water lvl.label-follow
		use.one-person use.no-lending use.clearance use.duty-signed use.noncls-no-secret net.isolation net.oa-pair
		med.no-cross med.clear-by hand.two-sign hand.no-sideways hand.offboard apr.no-self apr.level
		adm.three-distinct adm.no-business inc.no-block log.append-only exp.marked
		rep.approval rep.vendor-agreement rep.vendor-licence rep.escort rep.storage-out rep.old-part-back rep.recheck`)
	for _, id := range today {
		if r, ok := Get(id); !ok || !r.Enforced {
			t.Errorf("%s: found %v, enforced %v", id, ok, r.Enforced)
		}
	}
	if len(today) != 37 {
		t.Errorf("%d rules", len(today))
	}
}

func TestEveryRuleSpeaksBothLanguagesAndNamesItsBasis(t *testing.T) {
	basis := regexp.MustCompile(`^(practice|SP800-88|(ORG|LAW|REG|ISM) \d+(\(\d+\))?)$`)
	org := regexp.MustCompile(`^ORG (\d+)`)
	for _, r := range slices.Concat(All(), House()) {
		for _, b := range r.Basis {
			if !basis.MatchString(b) {
				t.Errorf("%s: basis %q", r.ID, b)
			}
			if m := org.FindStringSubmatch(b); m != nil {
				n, _ := strconv.Atoi(m[1])
				if _, ok := Article(n); !ok {
					t.Errorf("%s: no article %d", r.ID, n)
				}
			}
		}
		if r.Effect == EffectNeverRefuse {
			continue
		}
		if !hasHan(r.Text.ZH) || hasHan(r.Text.EN) {
			t.Errorf("%s: texts %q, %q", r.ID, r.Text.ZH, r.Text.EN)
		}
		if !strings.HasSuffix(r.Text.ZH, "。") || !strings.HasSuffix(r.Text.EN, ".") {
			t.Errorf("%s: no full sentence: %q, %q", r.ID, r.Text.ZH, r.Text.EN)
		}
	}
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func TestARefusalCarriesRuleArticlesAndWhatIsMissing(t *testing.T) {
	signed := errs.T("张三的保密承诺书", "the undertaking of Zhang San")
	got := Refuse("use.duty-signed", signed)
	want := &errs.Error{
		Kind: errs.Refused, Code: "use.duty-signed", Rule: "use.duty-signed", Articles: []string{"ORG 13", "LAW 43"},
		Text:    errs.T("未签保密承诺书，不能领用。", "Secrecy undertaking not signed."),
		Missing: []errs.Text{signed},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(errs.Error{})); diff != "" {
		t.Error(diff)
	}
	if got := Refuse("med.no-cross"); len(got.Missing) != 0 {
		t.Errorf("missing %v", got.Missing)
	}
}

func TestEveryRuleRefusesInItsOwnWords(t *testing.T) {
	for _, r := range slices.Concat(All(), House()) {
		if r.Effect == EffectNeverRefuse {
			continue
		}
		e := Refuse(r.ID)
		if e.Kind != errs.Refused || e.Code != r.ID || e.Text != r.Text || len(e.Articles) != len(r.Basis) {
			t.Errorf("%s: %#v", r.ID, e)
		}
	}
}

func TestHouseRulesStandBesideTheBook(t *testing.T) {
	if len(House()) == 0 {
		t.Fatal("no house rules")
	}
	for _, r := range All() {
		if strings.HasPrefix(r.ID, "flow.") {
			t.Errorf("%s is in the book", r.ID)
		}
	}
	for _, r := range House() {
		if !strings.HasPrefix(r.ID, "flow.") || r.Effect != EffectRefuse || !r.Enforced {
			t.Errorf("%+v", r)
		}
		if got, ok := Get(r.ID); !ok || !cmp.Equal(got, r) {
			t.Errorf("%s: found %v, %+v", r.ID, ok, got)
		}
	}
}

func TestAReportIsNeverRefused(t *testing.T) {
	r, _ := Get("inc.no-block")
	if r.Effect != EffectNeverRefuse || !r.Text.IsZero() {
		t.Errorf("%#v", r)
	}
	mustPanic(t, func() { _ = Refuse("inc.no-block") })
}

func TestAnUnknownRuleIsAMistakeOfTheProgram(t *testing.T) {
	if _, ok := Get("no.such"); ok {
		t.Error("found")
	}
	mustPanic(t, func() { _ = Refuse("no.such") })
}

func mustPanic(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	f()
}

func TestNobodyChangesTheBook(t *testing.T) {
	before := All()
	All()[0].Basis[0] = "nothing"
	r, _ := Get(before[0].ID)
	r.Basis[0] = "nothing"
	Refuse(before[0].ID).Articles[0] = "nothing"
	Articles()[0].Chapter = "nothing"
	if diff := cmp.Diff(before, All()); diff != "" {
		t.Error(diff)
	}
	if a, _ := Article(1); a.Chapter != "总则" {
		t.Error(a.Chapter)
	}
}

func TestTheArticleMapIsWhole(t *testing.T) {
	list := Articles()
	if len(list) != 24 {
		t.Fatalf("%d articles", len(list))
	}
	for i, a := range list {
		if got, ok := Article(i + 1); !ok || got != a || a.Number != i+1 {
			t.Errorf("article %d: %#v", i+1, got)
		}
		if !hasHan(a.Text.ZH) || hasHan(a.Text.EN) || a.Product == "" {
			t.Errorf("article %d: %#v", i+1, a)
		}
	}
	for _, n := range []int{-1, 0, 25} {
		if _, ok := Article(n); ok {
			t.Errorf("article %d exists", n)
		}
	}
}

func TestABrokenBookIsNotRead(t *testing.T) {
	const head = "id,basis,effect,condition,zh,en,feature,since\n"
	for name, text := range map[string]string{
		"other header":        "id,basis\n",
		"nothing":             "",
		"not csv":             head + "a.b,\"x\n",
		"plain id":            head + "ab,ORG 1,refuse,c,甲。,A.,asset,now\n",
		"no basis":            head + "a.b, ; ,refuse,c,甲。,A.,asset,now\n",
		"no condition":        head + "a.b,ORG 1,refuse,,甲。,A.,asset,now\n",
		"unknown effect":      head + "a.b,ORG 1,deny,c,甲。,A.,asset,now\n",
		"unknown feature":     head + "a.b,ORG 1,refuse,c,甲。,A.,assets,now\n",
		"since another":       head + "a.b,ORG 1,refuse,c,甲。,A.,asset,repair\n",
		"no Chinese":          head + "a.b,ORG 1,refuse,c,,A.,asset,now\n",
		"no English":          head + "a.b,ORG 1,refuse,c,甲。,,asset,now\n",
		"never with text":     head + "a.b,ORG 1,never-refuse,c,甲。,A.,asset,now\n",
		"the same rule twice": head + strings.Repeat("a.b,ORG 1,refuse,c,甲。,A.,asset,now\n", 2),
	} {
		if list, err := parseRules(text); err == nil {
			t.Errorf("%s: read %v", name, list)
		}
	}
	const articles = "article,chapter,zh,en,product\n"
	for name, text := range map[string]string{
		"other header": "article\n",
		"gap":          articles + "1,a,b,c,d\n3,a,b,c,d\n",
		"empty cell":   articles + "1,a,b,,d\n",
	} {
		if list, err := parseArticles(text); err == nil {
			t.Errorf("%s: read %v", name, list)
		}
	}
}
