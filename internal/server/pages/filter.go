package pages

import (
	"net/url"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// pageRows is how many assets one page of the list shows.
const pageRows = 50

// filterKeys are the narrowing parameters of a list's address, in the order of
// their chips.
var filterKeys = []string{"q", "class", "kind", "book", "life", "level", "dept", "room", "keeper", "hold", "label", "waits", "host",
	"alive", "dept_only", "due", "bought", "entered", "gone"}

// anyHold filters by «held at all»; it is no kind of hold.
const anyHold = "any"

// undecided stands in a list's address where a level would: none is decided yet.
const undecided = "undecided"

// sorts are the columns a list can be sorted by.
var sorts = []string{"code", "num", "changed", "level", "department", "life", "keeper"}

// filterOf reads the filter from an address. What it does not know it refuses:
// a filter that is silently dropped shows more than was asked for.
func filterOf(q url.Values) (view.AssetFilter, error) {
	f := view.AssetFilter{
		Text: q.Get("q"), Class: asset.Class(q.Get("class")), Kind: asset.Kind(q.Get("kind")), Book: asset.Book(q.Get("book")),
		Department: q.Get("dept"), Room: q.Get("room"), Keeper: q.Get("keeper"), Hold: asset.HoldKind(q.Get("hold")),
		Host: q.Get("host"), Sort: q.Get("sort"), Desc: q.Get("desc") == "1", Cursor: q.Get("cursor"), Limit: pageRows,
		Unlabelled: q.Get("label") == "due", Unprinted: q.Get("label") == "unprinted",
		Alive: q.Get("alive") == "1", DepartmentOnly: q.Get("dept_only"), Due: q.Get("due"),
		Bought: q.Get("bought"), Entered: q.Get("entered"), Gone: q.Get("gone"),
	}
	if v := q.Get("alive"); v != "" && v != "1" {
		return f, unknown("alive", v)
	}
	if v := q.Get("waits"); v != "" {
		if err := waits(v, &f); err != nil {
			return f, err
		}
	}
	if f.Hold == anyHold {
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
	if v := q.Get("level"); v == undecided {
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
	if f.Sort != "" && !slices.Contains(sorts, f.Sort) {
		return f, unknown("sort", f.Sort)
	}
	return f, nil
}

func unknown(name, value string) error {
	return errs.InvalidField(name, "无法识别的筛选条件："+value+"。", "Unknown filter value: "+value+".")
}

// narrowing keeps of an address what narrows or sorts, without the cursor.
func narrowing(q url.Values) url.Values {
	out := url.Values{}
	for _, k := range append(slices.Clone(filterKeys), "sort", "desc") {
		for _, v := range q[k] {
			if v != "" {
				out.Add(k, v)
			}
		}
	}
	return out
}

func listAddress(q url.Values) string {
	if len(q) == 0 {
		return "/assets"
	}
	return "/assets?" + q.Encode()
}

// panelAddress is the list with a form open above it.
func panelAddress(q url.Values, panel string) string {
	out := narrowing(q)
	out.Set("panel", panel)
	return listAddress(out)
}

// queryOf reads the list that a form is about from its field «query».
func queryOf(form url.Values) (url.Values, error) {
	q, err := url.ParseQuery(form.Get("query"))
	if err == nil {
		_, err = filterOf(q)
	}
	if err != nil {
		return nil, errs.InvalidField("query", "列表的筛选条件无法识别，请回到设备台账重试。", "The filter of the list cannot be read; go back to the list and try again.")
	}
	return narrowing(q), nil
}

// with returns the address with one parameter set ("" removes it), from the
// first page.
func with(q url.Values, key, value string) string {
	out := narrowing(q)
	out.Del(key)
	if value != "" {
		out.Set(key, value)
	}
	return listAddress(out)
}

// without drops one value of a parameter.
func dropped(q url.Values, key, value string) string {
	out := narrowing(q)
	out[key] = slices.DeleteFunc(out[key], func(v string) bool { return v == value })
	if len(out[key]) == 0 {
		out.Del(key)
	}
	return listAddress(out)
}

// chipText says in words what one value of a filter means. names holds the
// departments, rooms and persons it may speak of.
func (s *set) chipText(key, v string, names map[string]string) string {
	show := func(label, value string) string { return label + s.t("frame.colon") + value }
	named := func() string {
		if n := names[v]; n != "" {
			return n
		}
		return v
	}
	switch key {
	case "q":
		return show(s.t("chip.text"), v)
	case "class":
		return show(s.t("chip.class"), s.head(asset.Class(v).Text()))
	case "kind":
		for _, c := range asset.Classes() {
			if t := asset.Kind(v).TextIn(c); !t.IsZero() {
				return show(s.t("chip.kind"), s.head(t))
			}
		}
	case "book":
		return show(s.t("record.book"), s.book(asset.Book(v)))
	case "life":
		return show(s.t("col.life"), s.head(asset.Life(v).Text()))
	case "level":
		if v == undecided {
			return show(s.t("col.level"), s.t("home.undecided"))
		}
		if l, err := level.Parse(v); err == nil {
			return show(s.t("col.level"), s.head(l.Text()))
		}
	case "dept":
		return show(s.t("record.department"), named())
	case "room":
		return show(s.t("record.room"), named())
	case "keeper":
		return show(s.t("record.keeper"), named())
	case "hold":
		if v == anyHold {
			return s.t("home.held")
		}
		return show(s.t("chip.hold"), s.head(asset.HoldKind(v).Text()))
	case "label":
		if v == "unprinted" {
			return s.t("quick.unprinted")
		}
		return s.t("quick.label_due")
	case "waits":
		if w, ok := waitFilters[v]; ok {
			return s.t(w.key)
		}
	case "host":
		return show(s.t("record.host"), named())
	default:
		return s.picturedText(key, v, show, named)
	}
	return v
}

func (s *set) book(b asset.Book) string {
	if b == asset.Unclassified {
		return s.t("book.unclassified")
	}
	return s.t("book.classified")
}
