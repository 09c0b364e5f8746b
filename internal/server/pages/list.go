package pages

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type listPage struct {
	Frame                             frame
	Text                              string
	Carry                             []carried
	Quick                             []quick
	Chips                             []link
	Filters                           []input
	FilterOpen, CanRegister, CanPrint bool
	Heads                             []head
	Rows                              []view.Asset
	Pager                             pager
	Hidden                            hidden
}

// carried is a filter that a form passes on unseen.
type carried struct{ Name, Value string }

// quick is a filter of one click.
type quick struct {
	Text, Href string
	On         bool
}

// head is a column's title; Href sorts by it.
type head struct{ Text, Href, Sorted string }

// pager leads to the pages beside this one; Rows is what this one shows.
type pager struct {
	Prev, Next string
	Rows       int
}

func (p *Pages) list(c echo.Context) error {
	ctx, actor, q := c.Request().Context(), reqctx.Actor(c), c.QueryParams()
	f, err := filterOf(q)
	if err != nil {
		return err
	}
	page, err := p.App.Store().Assets(ctx, actor, f)
	if err != nil {
		return err
	}
	departments, err := p.departmentChoices(c)
	if err != nil {
		return err
	}
	s := p.of(c)
	names, err := p.filterNames(c, q, departments, page.Rows)
	if err != nil {
		return err
	}
	out := listPage{
		Frame: p.frame(c, "list.title"), Text: f.Text, Rows: page.Rows, Hidden: p.hidden(c),
		Quick: s.quicks(q), Chips: s.chips(q, names), Filters: s.filters(q, departments), Heads: s.heads(q),
		CanRegister: prints(actor), CanPrint: prints(actor),
		Pager: pager{Prev: cursored(q, page.Prev), Next: cursored(q, page.Next), Rows: len(page.Rows)},
	}
	for k, values := range narrowing(q) {
		for _, v := range values {
			if k != "q" {
				out.Carry = append(out.Carry, carried{k, v})
			}
		}
	}
	return p.render(c, http.StatusOK, "list", out)
}

func cursored(q url.Values, cursor string) string {
	if cursor == "" {
		return ""
	}
	out := narrowing(q)
	out.Set("cursor", cursor)
	return listAddress(out)
}

func (s *set) quicks(q url.Values) []quick {
	list := []struct{ key, value, text string }{
		{"waits", "1", "quick.waits"}, {"label", "due", "quick.label_due"}, {"label", "unprinted", "quick.unprinted"},
		{"life", string(asset.Draft), "quick.drafts"}, {"class", string(asset.Computer), "quick.computers"},
		{"class", string(asset.Drive), "quick.drives"}, {"class", string(asset.Medium), "quick.media"},
	}
	out := make([]quick, len(list))
	for i, l := range list {
		on := q.Get(l.key) == l.value
		href := with(q, l.key, l.value)
		if on {
			href = with(q, l.key, "")
		}
		out[i] = quick{Text: s.t(l.text), Href: href, On: on}
	}
	return out
}

func (s *set) chips(q url.Values, names map[string]string) []link {
	var out []link
	for _, k := range filterKeys {
		for _, v := range q[k] {
			if v != "" {
				out = append(out, link{Text: s.chipText(k, v, names), Href: dropped(q, k, v)})
			}
		}
	}
	return out
}

func (s *set) heads(q url.Values) []head {
	list := []struct{ text, sort string }{
		{"col.code", "code"}, {"col.name", ""}, {"col.serial", ""}, {"col.level", "level"}, {"col.life", "life"},
		{"col.keeper", "keeper"}, {"col.place", "department"}, {"col.changed", "changed"},
	}
	by, desc := q.Get("sort"), q.Get("desc") == "1"
	if by == "" {
		by = "code"
	}
	out := make([]head, len(list))
	for i, l := range list {
		out[i] = head{Text: s.t(l.text)}
		if l.sort == "" {
			continue
		}
		next := narrowing(q)
		next.Set("sort", l.sort)
		next.Del("desc")
		if by == l.sort {
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

func (s *set) filters(q url.Values, departments []choice) []input {
	lives := make([]option, 0, 22)
	for _, l := range asset.Lives() {
		lives = append(lives, option{Value: string(l), Text: s.head(l.Text())})
	}
	var holds []option
	for _, h := range []asset.HoldKind{asset.HoldIncident, asset.HoldDiscrepancy, asset.HoldFrozen, asset.HoldOverdueClear, asset.HoldLabelPending} {
		holds = append(holds, option{Value: string(h), Text: s.head(h.Text())})
	}
	kinds := input{Name: "kind", Kind: "select", Label: s.t("chip.kind"), Blank: true, Depends: "class", Groups: s.kinds(asset.Classes()...)}
	return []input{
		selection("class", s.t("chip.class"), s.classes()).choose(q.Get("class")), kinds.choose(q.Get("kind")),
		selection("level", s.t("col.level"), append(s.levels(false), option{Value: undecided, Text: s.t("home.undecided")})).choose(q.Get("level")),
		selection("life", s.t("col.life"), lives).choose(q.Get("life")),
		selection("dept", s.t("record.department"), optionsOf(departments)).choose(q.Get("dept")),
		selection("hold", s.t("chip.hold"), holds).choose(q.Get("hold")),
		selection("book", s.t("record.book"), []option{
			{Value: string(asset.Classified), Text: s.t("book.classified")}, {Value: string(asset.Unclassified), Text: s.t("book.unclassified")},
		}).choose(q.Get("book")),
	}
}

// filterNames finds the words for the ids in a filter.
func (p *Pages) filterNames(c echo.Context, q url.Values, departments []choice, rows []view.Asset) (map[string]string, error) {
	names := map[string]string{}
	for _, d := range departments {
		names[d.ID] = d.Name
	}
	for _, r := range rows {
		names[r.Room.ID], names[r.Keeper.ID], names[r.Host.ID] = r.Room.Name, r.Keeper.Name, r.Host.Name
	}
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	if id := q.Get("keeper"); id != "" && names[id] == "" {
		person, err := p.App.Store().Person(ctx, actor, id)
		if err != nil {
			return nil, err
		}
		names[id] = person.Name
	}
	if id := q.Get("room"); id != "" && names[id] == "" {
		rooms, err := p.App.Store().Rooms(ctx, actor)
		if err != nil {
			return nil, err
		}
		for _, r := range rooms {
			names[r.ID] = r.Name
		}
	}
	return names, nil
}

// departmentChoices lists the open departments, indented by their depth.
func (p *Pages) departmentChoices(c echo.Context) ([]choice, error) {
	list, err := p.App.Store().Departments(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return nil, err
	}
	out := make([]choice, 0, len(list))
	for _, d := range list {
		if !d.Closed {
			out = append(out, choice{ID: d.ID, Name: d.Path})
		}
	}
	return out, nil
}

// kept are the assets a person keeps, the first few.
func (p *Pages) kept(c echo.Context, actor org.Actor, person string) (view.AssetPage, error) {
	return p.App.Store().Assets(c.Request().Context(), actor, view.AssetFilter{Keeper: person, Limit: pageRows})
}
