package app

import (
	"strconv"
	"strings"

	"sealbook/internal/view"
)

// narrowing lists what narrowed the list, by name. The text searched for may be
// a person's name; that there was one is told, not which.
func narrowing(f view.AssetFilter) map[string]string {
	out := map[string]string{}
	put := func(name, value string) {
		if value != "" {
			out[name] = value
		}
	}
	flag := func(name string, on bool) {
		if on {
			out[name] = strconv.FormatBool(on)
		}
	}
	lives := make([]string, len(f.Life))
	for i, l := range f.Life {
		lives[i] = string(l)
	}
	if f.Level != nil {
		put("level", f.Level.String())
	}
	put("class", string(f.Class))
	put("kind", string(f.Kind))
	put("book", string(f.Book))
	put("life", strings.Join(lives, ","))
	put("department", f.Department)
	put("room", f.Room)
	put("keeper", f.Keeper)
	put("hold", string(f.Hold))
	put("host", f.Host)
	put("department_only", f.DepartmentOnly)
	put("due", f.Due)
	put("bought", f.Bought)
	put("entered", f.Entered)
	put("gone", f.Gone)
	flag("alive", f.Alive)
	flag("text", f.Text != "")
	flag("undecided", f.Undecided)
	flag("held", f.Held)
	flag("unlabelled", f.Unlabelled)
	flag("unprinted", f.Unprinted)
	flag("unread", f.Unread)
	flag("labelable", f.Labelable)
	flag("waits_for", f.WaitsFor)
	flag("accepts", f.Accepts)
	flag("approves", f.Approves)
	flag("asked", f.Asked)
	flag("return", f.Return)
	return out
}
