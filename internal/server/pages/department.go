package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type departmentPage struct {
	Frame                 frame
	Crumbs                []link
	ID, Name              string
	Closed                bool
	CanSet, ShowAssets    bool
	Below                 []departmentRow
	Rooms                 []view.Room
	People                []personRow
	MoreRooms, MorePeople bool
}

// someRows is how many rooms and people a department's page shows before it
// leads on to the list.
const someRows = 20

// department shows what is directly in one department.
func (p *Pages) department(c echo.Context) error {
	ctx, actor, st, s := c.Request().Context(), reqctx.Actor(c), p.App.Store(), p.of(c)
	d, all, err := p.departmentOf(c, c.Param("id"))
	if err != nil {
		return err
	}
	inside, err := st.Inside(ctx, actor)
	if err != nil {
		return err
	}
	rooms, err := st.RoomPage(ctx, actor, view.RoomFilter{Department: d.ID, Direct: true, Limit: someRows})
	if err != nil {
		return err
	}
	people, err := st.PersonPage(ctx, actor, view.PersonFilter{Department: d.ID, Direct: true, Limit: someRows})
	if err != nil {
		return err
	}
	out := departmentPage{
		Frame: p.organFrame(c), Crumbs: s.above(d, all), ID: d.ID, Name: d.Name, Closed: d.Closed, CanSet: maintains(actor), ShowAssets: !actor.Admin(),
		Rooms: rooms.Rows, MoreRooms: rooms.Next != "", MorePeople: people.Next != "",
	}
	out.Frame.Title = d.Name
	for i, row := range rowsOfTree(all, inside) {
		if all[i].Parent == d.ID {
			row.Indent = 0
			out.Below = append(out.Below, row)
		}
	}
	for _, x := range people.Rows {
		out.People = append(out.People, s.personRow(x, p.today()))
	}
	return p.render(c, http.StatusOK, "department", out)
}

// above leads from the top of the organ to the department.
func (s *set) above(d view.Department, all []view.Department) []link {
	byID := map[string]view.Department{}
	for _, x := range all {
		byID[x.ID] = x
	}
	var path []link
	for up := d.Parent; up != ""; up = byID[up].Parent {
		path = append([]link{{Text: byID[up].Name, Href: "/organ/departments/" + up}}, path...)
	}
	return append([]link{{Text: s.t("nav.organ"), Href: "/organ"}}, path...)
}

func (p *Pages) departmentForm(c echo.Context) error {
	return p.departmentAgain(c, http.StatusOK, nil)
}

// departmentAgain draws the form of a new department, or of the one in the address.
func (p *Pages) departmentAgain(c echo.Context, status int, bad *errs.Error) error {
	s, form := p.of(c), c.Request().PostForm
	d := view.Department{Department: org.Department{Parent: c.QueryParam("parent")}}
	f := organForm{
		Frame: p.frame(c, "organ.new_department"), Crumbs: s.organCrumbs("organ.departments", "/organ"), Hidden: p.hidden(c),
		Action: "/organ/departments", Cancel: "/organ", Submit: s.t("organ.save"),
	}
	if id := c.Param("id"); id != "" {
		var all []view.Department
		var err error
		if d, all, err = p.departmentOf(c, id); err != nil {
			return err
		}
		f.Frame.Title = s.t("organ.change", d.Name)
		f.Action, f.Cancel, f.Crumbs = "/organ/departments/"+id, "/organ/departments/"+id, append(s.above(d, all), link{Text: d.Name, Href: "/organ/departments/" + id})
		f.Again = f.Action + "/edit"
		f.drawnFrom(form, bad, event.Subject{Kind: org.KindDepartment, ID: id}, d.Version,
			[]onRecord{{"name", d.Name}, {"parent", d.Parent}, {"closed", closedCode(d.Closed)}})
	}
	parent, err := p.departmentField(c, form, "parent", d.Parent, c.Param("id"))
	if err != nil {
		return err
	}
	parent.Label, parent.Hint = s.t("organ.parent"), s.t("organ.parent_hint")
	f.Fields = []input{{Name: "name", Kind: "text", Label: s.t("organ.name"), Required: true, Value: written(form, "name", d.Name)}, parent}
	if d.ID != "" {
		f.Fields = append(f.Fields, s.closing(d.Closed, form))
	}
	return p.organFormAgain(c, status, f, bad, map[string]string{"flow.occupied": "closed"})
}

func (p *Pages) setDepartment(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if lookedFor(form, "parent") {
		return p.departmentAgain(c, http.StatusOK, nil)
	}
	d := org.Department{
		ID: c.Param("id"), Name: written(form, "name", ""), Parent: form.Get("parent"), Closed: form.Get("closed") == "1", Version: seen(form, 0),
	}
	return p.organSet(c, app.SetDepartment{Department: d}, func(out app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, "/organ/departments/"+out.ID+"?done="+doneWith(d.Closed))
	}, func(status int, bad *errs.Error) error { return p.departmentAgain(c, status, bad) })
}

func doneWith(closed bool) string {
	if closed {
		return "closed"
	}
	return "saved"
}
