package pages_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// field is one thing that a form on the page asks for, as the browser has it.
type field struct {
	Name, Kind, Value, Source string
	Required, Wrong           bool
	Options                   []string
}

// fields reads what the form asks for.
func (b *browser) fields(css string) []field {
	b.t.Helper()
	list := evaluated[[]field](b, fmt.Sprintf(`(() => {
		const form = document.querySelector(%s), out = [];
		if (!form) return [{ Name: "", Kind: "no form", Value: "", Source: "", Required: false, Wrong: false, Options: [] }];
		for (const el of form.querySelectorAll("input, select, textarea")) {
			const picker = el.closest("[data-picker]"), around = el.closest(".field");
			if (el.type === "hidden" || el.name === "" || (picker && el.type === "radio") || (el.type === "radio" && !el.checked) || !el.checkVisibility()) continue;
			const f = { Name: el.name, Kind: el.tagName === "INPUT" ? el.type : el.tagName.toLowerCase(), Value: el.value, Source: "", Options: [],
				Required: el.required || !!(around && around.querySelector(".req")), Wrong: !!(around && around.matches(".wrong") && around.querySelector(".err")) };
			if (picker) {
				const chosen = picker.querySelector("input[type=radio]:checked");
				Object.assign(f, { Name: picker.dataset.name, Kind: "picker", Source: picker.dataset.picker, Value: chosen ? chosen.value : "" });
			}
			if (el.type === "checkbox") f.Value = el.checked ? el.value : "";
			if (el.tagName === "SELECT") f.Options = [...el.options].filter((o) => o.value !== "" && !o.parentElement.disabled).map((o) => o.value);
			out.push(f);
		}
		return out;
	})()`, quoted(css)))
	if len(list) == 1 && list[0].Kind == "no form" {
		b.t.Fatalf("at %s there is no %s: %s", b.here(), css, b.text("main"))
	}
	return list
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return string(b)
}

// searched is what is looked for where nothing is said about a picker.
var searched = map[string]string{"/pick/persons": "许酉", "/pick/rooms": "库房", "/pick/departments": "宣传部", "/pick/assets": "样例牌"}

// sample is what a field gets that nothing is said about: what is required and
// still empty, and each area of text.
func sample(f field) string {
	if f.Value != "" || !f.Required && f.Kind != "textarea" {
		return ""
	}
	switch f.Kind {
	case "picker":
		return searched[f.Source]
	case "select":
		if len(f.Options) > 0 {
			return f.Options[0]
		}
	case "number":
		return "10"
	case "date":
		return "2099-01-31"
	case "text", "search", "textarea":
		return "示例 <i>&甲"
	}
	return ""
}

// fillIn fills the form by what is on it: given says what the page cannot know,
// by name; what leave names is left out. It returns what each field then has.
func (b *browser) fillIn(css string, given map[string]string, leave string, script bool) map[string]string {
	b.t.Helper()
	has := map[string]string{}
	list := b.fields(css)
	slices.SortStableFunc(list, func(x, y field) int { // a search without script is a round trip: it keeps what is filled in
		return order(x) - order(y)
	})
	for i, f := range list {
		v, told := given[f.Name]
		if !told {
			v = sample(f)
		}
		if slices.ContainsFunc(list[:i], func(x field) bool { return x.Name == f.Name }) {
			continue // a line of a table: the first one is enough
		}
		if f.Name == leave || v == "" && (!told || f.Kind == "file") {
			has[f.Name] = f.Value
			continue
		}
		one := fmt.Sprintf(`%s [name="%s"]`, css, f.Name)
		if f.Kind == "picker" {
			if had := evaluated[string](b, fmt.Sprintf(`document.querySelector(%s).value`, quoted(fmt.Sprintf(`%s [name="%s_for"]`, css, f.Name)))); f.Value != "" && had == v {
				has[f.Name] = f.Value
				continue // the refused form has it still
			}
			has[f.Name] = b.choose(css, f.Name, v, script)
			continue
		}
		b.put(one, f.Kind, v)
		has[f.Name] = v
	}
	for name := range given {
		if _, there := has[name]; !there {
			b.t.Errorf("%s: there is no %s to fill in", b.here(), name)
		}
	}
	return has
}

func order(f field) int {
	if f.Kind == "picker" {
		return 1
	}
	return 0
}

// put gives one input its value; text goes through the keyboard.
func (b *browser) put(css, kind, value string) {
	b.t.Helper()
	if value == "" {
		kind = "empty"
	}
	switch kind {
	case "file":
		b.run(chromedp.SetUploadFiles(chromedp.CSS(css), []string{value}))
	case "checkbox", "radio":
		if css += `[value="` + value + `"]`; !evaluated[bool](b, fmt.Sprintf(`document.querySelector(%s).checked`, quoted(css))) {
			b.run(chromedp.Click(chromedp.CSS(css)))
		}
	case "select", "date", "empty":
		set := fmt.Sprintf(`(() => {
			const el = document.querySelector(%s);
			el.value = %s;
			for (const name of ["input", "change"]) el.dispatchEvent(new Event(name, { bubbles: true }));
			return el.value;
		})()`, quoted(css), quoted(value))
		if got := evaluated[string](b, set); got != value {
			b.t.Fatalf("%s: %s does not take %q", b.here(), css, value)
		}
	default:
		if !evaluated[bool](b, fmt.Sprintf(`(() => { const el = document.querySelector(%s); el.focus(); el.select(); return document.activeElement === el; })()`, quoted(css))) {
			b.t.Fatalf("%s: %s does not take the keyboard", b.here(), css)
		}
		b.run(
			chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
				_, err := cdp.Call(ctx, tab, input.InsertText, input.InsertTextParams{Text: value})
				return err
			}))
	}
}

// choose searches in a picker and takes the first that is found.
func (b *browser) choose(css, name, text string, script bool) (id string) {
	b.t.Helper()
	b.put(fmt.Sprintf(`%s [name="%s_q"]`, css, name), "text", text)
	first := fmt.Sprintf(`%s .choices input[name="%s"]`, css, name)
	if script {
		b.until("something found for "+text, fmt.Sprintf(`!!document.querySelector(%s) && document.querySelector(%s).value === %s`,
			quoted(first), quoted(fmt.Sprintf(`%s [name="%s_for"]`, css, name)), quoted(text)))
	} else {
		b.press(fmt.Sprintf(`%s button[name="find"][value="%s"]`, css, name))
	}
	b.run(chromedp.Click(chromedp.CSS(first)))
	return evaluated[string](b, fmt.Sprintf(`document.querySelector(%s).value`, quoted(first+":checked")))
}
