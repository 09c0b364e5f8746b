package pages

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type listPage struct {
	Frame       frame
	Text        string
	Carry       []carried
	CanRegister bool
	Views       []savedLink
	Panel       listPanel
	List        listBody
}

// listBody is what changes while one types: the chips and the rows. A script
// fetches it by itself.
type listBody struct {
	Query      string // what narrows and sorts, as an address has it
	Quick      []quick
	Chips      []link
	Tools      []link
	Hidden     hidden
	Verbs      []bulkButton
	Whole      string // offers all that match; "" when the page shows them all
	WholeLimit string // or says that they are too many
	Heads      []head
	Rows       []listRow
	Pager      pager
}

// listPanel is the form that is open above the list: filter, columns, views or
// export; none is drawn unasked, a list should be light.
type listPanel struct {
	Name, Query, Close string
	Hidden             hidden
	Problem            *errs.Error
	Fields             []input
	Carry              []carried
	Views              []savedLink
	Count              string // of what would be exported
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

// listing is what a list is drawn from: its address and, above the rows, a form
// with what was sent and what is wrong with it.
type listing struct {
	q     url.Values
	panel string
	form  url.Values
	bad   *errs.Error
}

func (p *Pages) list(c echo.Context) error {
	l := listing{q: c.QueryParams(), panel: c.QueryParam("panel")}
	if c.QueryParam("part") != "list" {
		return p.listAgain(c, http.StatusOK, l)
	}
	departments, err := p.chipDepartments(c, l)
	if err != nil {
		return err
	}
	body, err := p.listBody(c, l, departments)
	if err != nil {
		return err
	}
	return p.fragment(c, http.StatusOK, "listbody", body)
}

// chipDepartments loads the departments where a chip or a field names them.
func (p *Pages) chipDepartments(c echo.Context, l listing) ([]choice, error) {
	if l.panel != "filter" && l.q.Get("dept")+l.q.Get("dept_only") == "" {
		return nil, nil
	}
	return p.departmentChoices(c)
}

// listAgain draws the whole page, with the form that is open above the rows.
func (p *Pages) listAgain(c echo.Context, status int, l listing) error {
	departments, err := p.chipDepartments(c, l)
	if err != nil {
		return err
	}
	body, err := p.listBody(c, l, departments)
	if err != nil {
		return err
	}
	s := p.of(c)
	out := listPage{
		Frame: p.frame(c, "list.title"), Text: l.q.Get("q"), CanRegister: prints(reqctx.Actor(c)),
		List: body, Carry: carriedOf(l.q, "q"),
	}
	if n := listNotices[c.QueryParam("done")]; n != "" && l.bad == nil {
		out.Frame.Notice = &notice{Kind: "ok", Text: s.t(n)}
	}
	all, err := p.savedLinks(c, body.Query)
	if err != nil {
		return err
	}
	out.Views = all[:min(len(all), countedViews)]
	if out.Panel, err = p.listPanel(c, l, departments, all); err != nil {
		return err
	}
	out.Frame.FocusScan = out.Panel.Name == ""
	return p.render(c, status, "list", out)
}

var listNotices = map[string]string{"saved": "views.saved", "dropped": "views.dropped"}

// listBody makes the chips and the rows.
func (p *Pages) listBody(c echo.Context, l listing, departments []choice) (listBody, error) {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	f, err := filterOf(l.q)
	if err != nil {
		return listBody{}, err
	}
	set, err := p.App.Store().Settings(ctx, actor.Account)
	if err != nil {
		return listBody{}, err
	}
	f.Told = f.WaitsFor || f.Accepts || f.Approves || f.Asked // what has to come back waits for no signature
	page, err := p.App.Store().Assets(ctx, actor, f)
	if err != nil {
		return listBody{}, err
	}
	names, err := p.filterNames(c, l.q, departments, page.Rows)
	if err != nil {
		return listBody{}, err
	}
	shown := set.Columns()
	if f.Told {
		shown = slices.Insert(shown, 1, matterColumn)
	}
	out := listBody{
		Query: narrowing(l.q).Encode(), Quick: s.quicks(l.q), Chips: s.chips(l.q, names), Tools: s.tools(l, actor), Hidden: p.hidden(c),
		Verbs: s.bulkButtons(actor), Heads: s.heads(l.q, shown), Rows: s.listRows(page.Rows, shown),
		Pager: pager{Prev: cursored(l.q, page.Prev), Next: cursored(l.q, page.Next), Rows: len(page.Rows)},
	}
	if page.Prev == "" && page.Next == "" {
		return out, nil // the box for all on this page ticks them all
	}
	n, known, err := p.counts.Count(ctx, p.App.Store(), actor, out.Query, f, mostPicked+1)
	switch {
	case err != nil:
		return listBody{}, err
	case !known:
		out.Whole = s.t("list.whole_unknown", mostPicked)
	case n > mostPicked:
		out.WholeLimit = s.t("list.whole_limit", mostPicked)
	default:
		out.Whole = s.t("list.whole", n)
	}
	return out, nil
}

// tools are the links that open a form above the list, or close it again.
func (s *set) tools(l listing, actor org.Actor) []link {
	list := []struct{ panel, text string }{{"filter", "list.filter"}, {"columns", "columns.title"}, {"views", "views.open"}, {"export", "export.open"}}
	if !exports(actor) {
		list = list[:3]
	}
	out := make([]link, len(list))
	for i, x := range list {
		out[i] = link{Text: s.t(x.text), Href: panelAddress(l.q, x.panel), Current: x.panel == l.panel}
		if out[i].Current {
			out[i].Href = listAddress(narrowing(l.q))
		}
	}
	return out
}

// listPanel draws the form that is open above the list.
func (p *Pages) listPanel(c echo.Context, l listing, departments []choice, all []savedLink) (listPanel, error) {
	s, actor := p.of(c), reqctx.Actor(c)
	out := listPanel{Name: l.panel, Query: narrowing(l.q).Encode(), Close: listAddress(narrowing(l.q)), Hidden: p.hidden(c)}
	switch l.panel {
	case "filter":
		out.Fields = s.filters(l.q, departments)
		own := []string{"q"}
		for _, f := range out.Fields {
			own = append(own, f.Name)
		}
		out.Carry = carriedOf(l.q, own...)
	case "columns":
		set, err := p.App.Store().Settings(c.Request().Context(), actor.Account)
		if err != nil {
			return out, err
		}
		out.Fields = s.columnFields(set.Columns(), l.form)
	case "views":
		out.Views = all
		var err error
		if out.Fields, err = p.saveFields(c, l.form); err != nil {
			return out, err
		}
	case "export":
		var err error
		if out.Count, err = p.exportCount(c, l.q); err != nil {
			return out, err
		}
		out.Fields = []input{{Name: "purpose", Kind: "text", Label: s.t("export.purpose"), Hint: s.t("export.purpose_hint"), Required: true, Value: l.form.Get("purpose")}}
	default:
		return listPanel{}, nil
	}
	out.Problem = shown(l.bad, s.blame(l.bad, out.Fields))
	if l.bad != nil && l.bad.Rule == "exp.marked" {
		out.Fields[0].Err = s.say(l.bad.Text)
	}
	focusFirst(out.Fields)
	return out, nil
}

// carriedOf lists what the address narrows by, but for what a form asks itself.
func carriedOf(q url.Values, but ...string) []carried {
	var out []carried
	for _, k := range append(slices.Clone(filterKeys), "sort", "desc") {
		for _, v := range q[k] {
			if v != "" && !slices.Contains(but, k) {
				out = append(out, carried{k, v})
			}
		}
	}
	return out
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
	out := []input{
		selection("class", s.t("chip.class"), s.classes()).choose(q.Get("class")), kinds.choose(q.Get("kind")),
		selection("level", s.t("col.level"), append(s.levels(false), option{Value: undecided, Text: s.t("home.undecided")})).choose(q.Get("level")),
		selection("life", s.t("col.life"), lives).choose(q.Get("life")),
		selection("dept", s.t("record.department"), optionsOf(departments)).choose(q.Get("dept")),
		selection("hold", s.t("chip.hold"), holds).choose(q.Get("hold")),
		selection("book", s.t("record.book"), []option{
			{Value: string(asset.Classified), Text: s.t("book.classified")}, {Value: string(asset.Unclassified), Text: s.t("book.unclassified")},
		}).choose(q.Get("book")),
	}
	for i := range out {
		out[i] = out[i].orAll()
	}
	return out
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
