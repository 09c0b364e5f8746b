// Package setting holds what a person sets for himself: the language, the
// columns of his list, how his scan station behaves, and the views of the list
// he keeps. It changes no record of an asset and is no evidence (ADR 0012).
package setting

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sealbook/internal/errs"
)

// Key names a setting.
type Key string

// The settings there are.
const (
	Lang    Key = "lang"         // zh or en
	Columns Key = "list.columns" // columns of the asset list in their order, with commas
	End     Key = "scan.end"     // the key a scanner sends after a code: Enter or Tab
	Blank   Key = "scan.blank"   // seconds without a key after which the station hides what it shows, 0: never
	Sound   Key = "scan.sound"   // on or off
)

// Keys lists the settings.
func Keys() []Key { return []Key{Lang, Columns, End, Blank, Sound} }

// Column is a column of the asset list.
type Column string

// The columns there are.
const (
	Code         Column = "code"
	Name         Column = "name"
	Kind         Column = "kind"
	Serial       Column = "serial"
	Level        Column = "level"
	Life         Column = "life"
	Keeper       Column = "keeper"
	Place        Column = "place"
	InDepartment Column = "department"
	InRoom       Column = "room"
	Book         Column = "book"
	Host         Column = "host"
	Changed      Column = "changed"
)

// AllColumns lists every column in the order in which they are offered.
func AllColumns() []Column {
	return []Column{Code, Name, Kind, Serial, Level, Life, Keeper, Place, InDepartment, InRoom, Book, Host, Changed}
}

// UsualColumns are shown to who has chosen none.
func UsualColumns() []Column {
	return []Column{Code, Name, Serial, Level, Life, Keeper, Place, Changed}
}

// MaxBlank is the longest blanking time.
const MaxBlank = time.Hour

// Values are the settings of one account as they are kept.
type Values map[Key]string

// Parse checks a value and gives it in the form in which it is kept; "" takes
// the setting back. Errors are errs.Invalid and name the key as field.
func Parse(k Key, raw string) (string, error) {
	raw = strings.TrimSpace(raw)
	if !slices.Contains(Keys(), k) {
		return "", errs.InvalidField("key", "没有这项设置："+string(k)+"。", "There is no such setting: "+string(k)+".")
	}
	if raw == "" {
		return "", nil
	}
	switch k {
	case Lang:
		return oneOf(k, raw, "zh", "en")
	case End:
		return oneOf(k, raw, "Enter", "Tab")
	case Sound:
		return oneOf(k, raw, "on", "off")
	case Blank:
		return blank(raw)
	default:
		return columns(raw)
	}
}

func oneOf(k Key, raw string, allowed ...string) (string, error) {
	if slices.Contains(allowed, raw) {
		return raw, nil
	}
	list := strings.Join(allowed, ", ")
	return "", errs.InvalidField(string(k), "取值只能是："+list+"。", "Must be one of: "+list+".")
}

func blank(raw string) (string, error) {
	n, err := strconv.Atoi(raw)
	if err != nil || n < 0 || n > int(MaxBlank/time.Second) {
		return "", errs.InvalidField(string(Blank), "请填写 0 到 3600 之间的整数秒，0 表示不熄屏。",
			"Give whole seconds from 0 to 3600; 0 never blanks.")
	}
	return strconv.Itoa(n), nil
}

func columns(raw string) (string, error) {
	var out []string
	for c := range strings.SplitSeq(raw, ",") {
		c = strings.TrimSpace(c)
		if !slices.Contains(AllColumns(), Column(c)) {
			return "", errs.InvalidField(string(Columns), "没有这一列："+c+"。", "There is no such column: "+c+".")
		}
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	if !slices.Contains(out, string(Code)) {
		// Without it a row cannot be opened.
		out = append([]string{string(Code)}, out...)
	}
	return strings.Join(out, ","), nil
}

// Lang is the language chosen, "" if none was.
func (v Values) Lang() string { return v[Lang] }

// Columns are the columns of the asset list, in order.
func (v Values) Columns() []Column {
	if v[Columns] == "" {
		return UsualColumns()
	}
	var out []Column
	for c := range strings.SplitSeq(v[Columns], ",") {
		out = append(out, Column(c))
	}
	return out
}

// End is the key that ends a scan.
func (v Values) End() string {
	if v[End] == "" {
		return "Enter"
	}
	return v[End]
}

// Blank is the time without a key after which the station hides what it shows.
func (v Values) Blank() time.Duration {
	n, err := strconv.Atoi(v[Blank])
	if err != nil {
		return 5 * time.Minute
	}
	return time.Duration(n) * time.Second
}

// Sound reports whether the station makes itself heard.
func (v Values) Sound() bool { return v[Sound] != "off" }
