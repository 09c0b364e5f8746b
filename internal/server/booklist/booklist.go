// Package booklist reads the address of the asset list, which saved views keep,
// and counts what is behind it: for the pages and the API alike.
package booklist

import (
	"net/url"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/setting"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// Keys are the narrowing parameters of a list's address, in the order of their
// chips.
var Keys = []string{
	"q", "class", "kind", "book", "life", "level", "dept", "room", "keeper", "hold", "label", "waits", "host",
	"alive", "dept_only", "due", "bought", "entered", "gone",
}

const (
	// AnyHold filters by «held at all»; it is no kind of hold.
	AnyHold = "any"
	// Undecided stands where a level would: none is decided yet.
	Undecided = "undecided"
)

// Sorts are the columns a list can be sorted by.
var Sorts = []string{"code", "num", "changed", "level", "department", "life", "keeper"}

// waits are the values of «waits»: lists behind the counters of the home page.
var waits = map[string]func(*view.AssetFilter){
	"1":       func(f *view.AssetFilter) { f.WaitsFor = true },
	"accept":  func(f *view.AssetFilter) { f.Accepts = true },
	"approve": func(f *view.AssetFilter) { f.Approves = true },
	"asked":   func(f *view.AssetFilter) { f.Asked = true },
	"return":  func(f *view.AssetFilter) { f.Return = true },
}

// Filter reads the filter from an address. What it does not know it refuses: a
// filter that is silently dropped shows more than was asked for.
func Filter(q url.Values) (view.AssetFilter, error) {
	f := view.AssetFilter{
		Text: q.Get("q"), Class: asset.Class(q.Get("class")), Kind: asset.Kind(q.Get("kind")), Book: asset.Book(q.Get("book")),
		Department: q.Get("dept"), Room: q.Get("room"), Keeper: q.Get("keeper"), Hold: asset.HoldKind(q.Get("hold")),
		Host: q.Get("host"), Sort: q.Get("sort"), Desc: q.Get("desc") == "1", Cursor: q.Get("cursor"),
		Unlabelled: q.Get("label") == "due", Unprinted: q.Get("label") == "unprinted",
		Alive: q.Get("alive") == "1", DepartmentOnly: q.Get("dept_only"), Due: q.Get("due"),
		Bought: q.Get("bought"), Entered: q.Get("entered"), Gone: q.Get("gone"),
	}
	if v := q.Get("alive"); v != "" && v != "1" {
		return f, unknown("alive", v)
	}
	if v := q.Get("waits"); v != "" {
		set, ok := waits[v]
		if !ok {
			return f, unknown("waits", v)
		}
		set(&f)
	}
	if f.Hold == AnyHold {
		f.Hold, f.Held = "", true
	}
	if f.Class != "" && !f.Class.Known() {
		return f, unknown("class", q.Get("class"))
	}
	for _, l := range q["life"] {
		if l == "" {
			continue
		}
		if !slices.Contains(asset.Lives(), asset.Life(l)) {
			return f, unknown("life", l)
		}
		f.Life = append(f.Life, asset.Life(l))
	}
	if v := q.Get("level"); v == Undecided {
		f.Undecided = true
	} else if v != "" {
		l, err := level.Parse(v)
		if err != nil {
			return f, err
		}
		f.Level = &l
	}
	if f.Hold != "" && f.Hold.Text().IsZero() {
		return f, unknown("hold", string(f.Hold))
	}
	if f.Sort != "" && !slices.Contains(Sorts, f.Sort) {
		return f, unknown("sort", f.Sort)
	}
	return f, pictured(f)
}

// Check refuses a list that cannot be opened, before it is kept as a view: with
// the error at the parameter that means nothing.
func Check(query string) error {
	q, err := url.ParseQuery(query)
	if err != nil {
		return setting.BadQuery()
	}
	_, err = Filter(q)
	return err
}

func unknown(name, value string) error {
	return errs.InvalidField(name, "无法识别的筛选条件："+value+"。", "Unknown filter value: "+value+".")
}

// Narrowing keeps of an address what narrows or sorts, without the cursor.
func Narrowing(q url.Values) url.Values {
	out := url.Values{}
	for _, k := range append(slices.Clone(Keys), "sort", "desc") {
		for _, v := range q[k] {
			if v != "" {
				out.Add(k, v)
			}
		}
	}
	return out
}
