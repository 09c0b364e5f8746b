package pages

import (
	"net/url"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/server/booklist"
	"sealbook/internal/view"
)

// pageRows is how many assets one page of the list shows.
const pageRows = 50

// filterKeys are the narrowing parameters of a list's address, in the order of
// their chips.
var filterKeys = booklist.Keys

const (
	anyHold   = booklist.AnyHold
	undecided = booklist.Undecided
)

// filterOf reads the filter of one page from an address.
func filterOf(q url.Values) (view.AssetFilter, error) {
	f, err := booklist.Filter(q)
	f.Limit = pageRows
	return f, err
}

// narrowing keeps of an address what narrows or sorts, without the cursor.
func narrowing(q url.Values) url.Values { return booklist.Narrowing(q) }

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
			return s.t(w)
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
