package pages

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sealbook/docs"
	"sealbook/internal/domain/asset"
	"sealbook/internal/importer/record"
)

// The guide has the same sections in both languages, every one with text, and
// nothing in it is of a kind that the page does not draw.
func TestGuideIsWholeInBothLanguages(t *testing.T) {
	zh, en := guide("zh"), guide("en")
	if len(zh) < 10 || len(zh) != len(en) {
		t.Fatalf("%d sections in Chinese, %d in English", len(zh), len(en))
	}
	for i := range zh {
		if zh[i].Name != en[i].Name {
			t.Errorf("section %d: %s in Chinese, %s in English", i+1, zh[i].Name, en[i].Name)
		}
		for lang, s := range map[string]topic{"zh": zh[i], "en": en[i]} {
			if s.Title == "" || len(s.Blocks) == 0 {
				t.Errorf("%s %s: no heading or no text", lang, s.Name)
			}
			for _, b := range s.Blocks {
				if text := fmt.Sprint(b); strings.Contains(text, "**") || strings.Contains(text, "](") || strings.Contains(text, "<!--") || (b.Kind == "text" && strings.Contains(text, "|")) {
					t.Errorf("%s %s: not drawn: %s", lang, s.Name, text)
				}
			}
		}
	}
}

// Every topic that a page leads to is there, and every section is led to.
func TestPagesLeadToTheirTopic(t *testing.T) {
	there := map[string]bool{}
	for _, s := range guide("zh") {
		there[s.Name] = true
	}
	led := map[string]bool{}
	for _, m := range []map[string]string{helpOf, verbHelp} {
		for from, name := range m {
			led[name] = true
			if !there[name] {
				t.Errorf("%s leads to %q, which the guide does not have", from, name)
			}
		}
	}
	for path, want := range map[string]string{
		"/": "home", "/assets": "find", "/assets/new": "register", "/assets/abc": "record", "/assets/abc/do/issue": "issue",
		"/assets/abc/do/freeze": "change", "/assets/abc/labels/X": "labels", "/labels/readback": "labels", "/organ/persons/x": "organ", "/nowhere": "find",
	} {
		if got := helpTopic(path); got != want {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
}

// The pictures named in the guides are those that `make screens` makes.
func TestPicturesOfTheGuideAreThere(t *testing.T) {
	picture := regexp.MustCompile(`!\[[^\]]+\]\(screens/([a-z-]+)-(zh|en)-(1366|1920)\.png\)`)
	list := source(t, "screens_test.go")
	unused := map[string]bool{}
	for _, name := range pictures() {
		unused[name] = true
	}
	for _, lang := range []string{"zh", "en"} {
		b, err := fs.ReadFile(docs.FS, "guide."+lang+".md")
		if err != nil {
			t.Fatal(err)
		}
		found := picture.FindAllStringSubmatch(string(b), -1)
		if len(found) < 3 || len(found) != strings.Count(string(b), "![") {
			t.Errorf("%s: %d of %d pictures are screens", lang, len(found), strings.Count(string(b), "!["))
		}
		for _, m := range found {
			delete(unused, m[1]+"-"+m[2]+"-"+m[3]+".png")
			if p := New(Deps{}); p.static[m[1]+"-"+m[2]+"-"+m[3]+".png"].contentType != "image/png" {
				t.Errorf("%s is not in the binary", m[0])
			}
			if m[2] != lang {
				t.Errorf("%s: picture %s is in the other language", lang, m[0])
			}
			if !strings.Contains(list, `{"`+m[1]+`", `) {
				t.Errorf("%s: no page is photographed as %s", lang, m[1])
			}
		}
	}
	for name := range unused {
		t.Errorf("%s is in the binary and in no guide", name)
	}
}

func TestGuideIsReadIntoBlocks(t *testing.T) {
	got := topics("# x\n\nlead\n\n<!-- topic: one -->\n## One **two**\n\nA `b` [c](#topic-two),\nd [e](f.md).\n\n![p](screens/q.png)\n1. s\n   t\n2. u\n- v\n\n| h | i |\n|---|---|\n| j | **k** |\n\n```\nl <m>\n```\n### n\n")
	want := "[{one One two [{text [[{ A  } {code b } {   } {link c /help/two} { , d  } { e } { . }]] [] []} {picture [[{ p q.png}]] [] []} {steps [[{ s t }] [{ u }]] [] []} {list [[{ v }]] [] []} " +
		"{table [] [[{ h }] [{ i }]] [[[{ j }] [{bold k }]]]} {code [[{ l <m> }]] [] []} {heading [[{ n }]] [] []}]}]"
	if s := fmt.Sprint(got); s != want {
		t.Errorf("read as\n%s, want\n%s", s, want)
	}
	if got := join("中文，", "接着"); got != "中文，接着" {
		t.Errorf("joined as %q", got)
	}
}

// What the guide prints in bold stands on a page, or over a column, in these words; «…» is where the
// page puts a figure.
func TestBoldWordsOfTheGuideStandOnThePages(t *testing.T) {
	p := New(Deps{})
	for lang, s := range p.sets {
		b, err := fs.ReadFile(docs.FS, "guide."+lang+".md")
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, text := range s.texts {
			all = append(all, text)
		}
		for _, spec := range asset.Specs() {
			all = append(all, s.head(spec.Verb.Text()))
		}
		for _, f := range record.Ledger.Fields { // the columns of a file
			all = append(all, s.say(f.Text))
		}
		known := func(part string) bool {
			return slices.ContainsFunc(all, func(text string) bool { return strings.Contains(text, part) })
		}
		for _, m := range regexp.MustCompile(`\*\*([^*]+)\*\*`).FindAllStringSubmatch(string(b), -1) {
			if m[1] == "?" || m[1] == "Bold" || m[1] == "粗体" {
				continue
			}
			for _, part := range strings.Split(m[1], "…") {
				if part = strings.TrimSpace(part); !known(part) {
					t.Errorf("%s: no page says %q", lang, part)
				}
			}
		}
	}
}
