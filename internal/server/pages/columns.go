package pages

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/setting"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// cell is one cell of the list: plain text with a line below it, a link, or
// what is drawn already.
type cell struct {
	Class, Text, Sub, Href string
	Drawn                  template.HTML
}

// column is how a column of the list looks. Sort is the order that its title
// asks for, "" if there is none.
type column struct {
	title, sort string
	of          func(s *set, a *view.Asset) cell
}

// matterColumn stands in lists of what waits, and is not chosen by anybody.
const matterColumn setting.Column = "matter"

var columns = map[setting.Column]column{
	matterColumn: {"home.matter", "", func(s *set, a *view.Asset) cell {
		if a.Asked == nil { // settled between two reads
			return cell{Class: "matter"}
		}
		m := s.matter(a.Asked)
		return cell{Class: "matter", Text: m.Verb + " " + m.Line, Sub: m.About}
	}},
	setting.Code: {"col.code", "code", func(_ *set, a *view.Asset) cell {
		return cell{Class: "code", Text: a.Code, Href: "/assets/" + a.ID}
	}},
	setting.Name: {"col.name", "", func(s *set, a *view.Asset) cell {
		c := cell{Text: a.Name, Sub: s.head(a.Kind.TextIn(a.Class))}
		if a.Host.Name != "" {
			c.Sub += " · " + s.t("list.inside", a.Host.Name)
		}
		return c
	}},
	setting.Kind: {"chip.kind", "", func(s *set, a *view.Asset) cell {
		return cell{Text: s.head(a.Kind.TextIn(a.Class)), Sub: s.head(a.Class.Text())}
	}},
	setting.Serial:       {"col.serial", "", func(_ *set, a *view.Asset) cell { return cell{Class: "code", Text: a.Serial} }},
	setting.Level:        {"col.level", "level", func(s *set, a *view.Asset) cell { return cell{Drawn: s.draw("mark", markOf(a), a)} }},
	setting.Life:         {"col.life", "life", func(s *set, a *view.Asset) cell { return cell{Drawn: s.draw("listtags", stateOf(a), a)} }},
	setting.Keeper:       {"col.keeper", "keeper", func(_ *set, a *view.Asset) cell { return cell{Text: a.Keeper.Name} }},
	setting.Place:        {"col.place", "department", func(_ *set, a *view.Asset) cell { return cell{Text: a.Department.Name, Sub: a.Room.Name} }},
	setting.InDepartment: {"record.department", "department", func(_ *set, a *view.Asset) cell { return cell{Text: a.Department.Name} }},
	setting.InRoom:       {"record.room", "", func(_ *set, a *view.Asset) cell { return cell{Text: a.Room.Name} }},
	setting.Book:         {"record.book", "", func(s *set, a *view.Asset) cell { return cell{Text: s.book(a.Book)} }},
	setting.Host: {"record.host", "", func(_ *set, a *view.Asset) cell {
		c := cell{Class: "code", Text: a.Host.Name}
		if a.Host.ID != "" {
			c.Href = "/assets/" + a.Host.ID
		}
		return c
	}},
	setting.Changed: {"col.changed", "changed", func(s *set, a *view.Asset) cell { return cell{Class: "nowrap", Text: s.day(a.Changed)} }},
}

// listRow is an asset with its box and its cells in the order of the reader's
// columns.
type listRow struct {
	Pick, Label string // of its box
	Cells       []cell
}

func (s *set) listRows(list []view.Asset, shown []setting.Column) []listRow {
	out := make([]listRow, len(list))
	cells := make([]cell, 0, len(list)*len(shown))
	for i := range list {
		a := &list[i]
		for _, c := range shown {
			cells = append(cells, columns[c].of(s, a))
		}
		out[i] = listRow{Pick: a.ID + "." + formatVersion(a.Version), Label: s.t("list.pick_one", a.Code), Cells: cells[len(cells)-len(shown):]}
	}
	return out
}

// drawRows draws the rows of the list: «listbox» and «listcell» of each.
func (s *set) drawRows(list []listRow) template.HTML {
	var b strings.Builder
	b.Grow(len(list) << 10)
	box := s.pattern("listbox", "listbox", func() any { return listRow{Pick: hole(0), Label: hole(1)} })
	var last []shaped // by column: most rows are alike
	for _, row := range list {
		b.WriteString("<tr>")
		box.fill(&b, "", row.Pick, row.Label)
		for i := range row.Cells {
			c := &row.Cells[i]
			if i == len(last) {
				last = append(last, shaped{})
			}
			if shape := c.shape(); last[i].texts == nil || last[i].shape != shape {
				last[i] = shaped{shape, s.cellPattern(shape)}
			}
			last[i].fill(&b, c.Drawn, c.Text, c.Sub, c.Href)
		}
		b.WriteString("</tr>\n")
	}
	return template.HTML(b.String()) //nolint:gosec // escaped where the patterns are filled in
}

// cellShape is all that the form of a cell depends on.
type cellShape struct {
	class                  string
	text, sub, href, drawn bool
}

func (c *cell) shape() cellShape {
	return cellShape{c.Class, c.Text != "", c.Sub != "", c.Href != "", c.Drawn != ""}
}

// shaped is the pattern of a form.
type shaped struct {
	shape cellShape
	pattern
}

func (s *set) cellPattern(shape cellShape) pattern {
	return s.pattern("listcell", shape, func() any {
		of := cell{Class: shape.class}
		for n, v := range []struct {
			into *string
			has  bool
		}{{&of.Text, shape.text}, {&of.Sub, shape.sub}, {&of.Href, shape.href}} {
			if v.has {
				*v.into = given(n)
			}
		}
		if shape.drawn {
			of.Drawn = template.HTML(given(3)) //nolint:gosec // a mark
		}
		return of
	})
}

// heads are the titles of the columns; the one the list is sorted by says so,
// and leads to the opposite order.
func (s *set) heads(q url.Values, shown []setting.Column) []head {
	by, desc := q.Get("sort"), q.Get("desc") == "1"
	if by == "" {
		by = "code"
	}
	out := make([]head, len(shown))
	for i, name := range shown {
		c := columns[name]
		out[i] = head{Text: s.t(c.title)}
		if c.sort == "" {
			continue
		}
		next := narrowing(q)
		next.Set("sort", c.sort)
		next.Del("desc")
		if by == c.sort {
			out[i].Sorted = "ascending"
			if desc {
				out[i].Sorted = "descending"
			} else {
				next.Set("desc", "1")
			}
		}
		out[i].Href = listAddress(next)
	}
	return out
}

// columnFields ask for the place of each column: a number, empty for one that
// is not shown. form is what was sent, nil at first.
func (s *set) columnFields(shown []setting.Column, form url.Values) []input {
	var out []input
	for _, c := range setting.AllColumns() {
		in := input{Name: "col." + string(c), Kind: "number", Label: s.t(columns[c].title)}
		if i := slices.Index(shown, c); i >= 0 {
			in.Value = strconv.Itoa(i + 1)
		}
		if form.Has(in.Name) {
			in.Value = form.Get(in.Name)
		}
		out = append(out, in)
	}
	return out
}

// columnsOf reads the columns in the order of their numbers; among equals the
// order in which they are offered decides.
func columnsOf(form url.Values) (string, *errs.Error) {
	type placed struct {
		name string
		at   int
	}
	var list []placed
	for _, c := range setting.AllColumns() {
		raw := strings.TrimSpace(form.Get("col." + string(c)))
		if raw == "" {
			continue
		}
		n, err := strconv.Atoi(raw)
		if err != nil || n < 1 || n > 99 {
			return "", errs.InvalidField("col."+string(c), "请填写 1 到 99 的整数；不显示此列则留空。", "Give a whole number from 1 to 99, or nothing to hide the column.")
		}
		list = append(list, placed{string(c), n})
	}
	slices.SortStableFunc(list, func(a, b placed) int { return a.at - b.at })
	names := []string{string(setting.Code)} // a list of nothing would give the usual columns
	if len(list) > 0 {
		names = nil
	}
	for _, p := range list {
		names = append(names, p.name)
	}
	return strings.Join(names, ","), nil
}

// setColumns keeps the columns that the reader wants in his list.
func (p *Pages) setColumns(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	q, err := queryOf(form)
	if err != nil {
		return err
	}
	raw, bad := "", (*errs.Error)(nil)
	if form.Get("do") != "usual" {
		raw, bad = columnsOf(form)
	}
	if bad == nil {
		set := app.SetSettings{Values: setting.Values{setting.Columns: raw}}
		if _, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), set, p.hidden(c).Key); err == nil {
			return c.Redirect(http.StatusSeeOther, listAddress(q))
		} else if bad = errs.As(err); bad.Kind != errs.Invalid {
			return bad
		}
	}
	return p.listAgain(c, problem.Status(bad), listing{q: q, panel: "columns", form: form, bad: bad})
}
