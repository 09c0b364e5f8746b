package pages

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

func (p *Pages) personForm(c echo.Context) error {
	return p.personFormAgain(c, http.StatusOK, nil)
}

// personFormAgain draws the form of a new person, or of the one in the address.
func (p *Pages) personFormAgain(c echo.Context, status int, bad *errs.Error) error {
	s, form, actor := p.of(c), c.Request().PostForm, reqctx.Actor(c)
	x := view.Person{Person: org.Person{Department: c.QueryParam("dept"), Status: org.Active}, Known: true}
	f := organForm{
		Frame: p.frame(c, "organ.new_person"), Crumbs: s.organCrumbs("organ.persons", "/organ/persons"), Hidden: p.hidden(c),
		Action: "/organ/persons", Cancel: "/organ/persons", Submit: s.t("organ.save"),
	}
	if id := c.Param("id"); id != "" {
		var err error
		if x, err = p.App.Store().Person(c.Request().Context(), actor, id); err != nil {
			return err
		}
		f.Frame.Title = s.t("organ.change", x.Name)
		f.Action, f.Cancel = "/organ/persons/"+id, "/organ/persons/"+id
		f.Crumbs = s.organCrumbs("organ.persons", "/organ/persons", link{Text: x.Name, Href: f.Action})
		f.Again = f.Action + "/edit"
		f.drawnFrom(form, bad, event.Subject{Kind: org.KindPerson, ID: id}, x.Version, personOnRecord(x))
	}
	department, err := p.departmentField(c, form, "department", x.Department, "")
	if err != nil {
		return err
	}
	f.Fields = s.personInputs(x, department, form, org.MayEntrust(actor, x.ID))
	return p.organFormAgain(c, status, f, bad, map[string]string{
		"hand.offboard": "status", "flow.last-admin": "status", "apr.no-self": "clearance", "person.staff_no_taken": "staff_no",
	})
}

// personOnRecord are the fields of the form as the reader is shown them; what he is
// not shown he is not told the changes of.
func personOnRecord(x view.Person) []onRecord {
	out := []onRecord{
		{"name", x.Name}, {"staff_no", x.StaffNo}, {"department", x.Department}, {"title", x.Title}, {"status", string(x.Status)},
	}
	if x.Known {
		out = append(out, onRecord{"clearance", x.Clearance.String()}, onRecord{"clearance_until", string(x.ClearanceUntil)},
			onRecord{"trained_on", string(x.TrainedOn)}, onRecord{"undertaking_on", string(x.UndertakingOn)})
	}
	return out
}

// personInputs asks for what the actor may set. trust is whether that is all of it:
// of who is known, only then his name, his department, and whether he has left.
func (s *set) personInputs(x view.Person, department input, form url.Values, trust bool) []input {
	text := func(name, label, recorded string) input {
		return input{Name: name, Kind: "text", Label: label, Value: written(form, name, recorded)}
	}
	name, number, title := text("name", s.t("persons.name"), x.Name), text("staff_no", s.t("persons.staff_no"), x.StaffNo), text("title", s.t("person.title"), x.Title)
	name.Required = true
	out := []input{name, number, department, title}
	if x.ID != "" && !trust {
		number.Hint = s.t("person.others_set")
		out = []input{number, title}
	}
	if trust {
		cleared := selection("clearance", s.t("persons.clearance"), s.levels(false))
		recorded := ""
		if x.ID != "" && x.Known {
			recorded, cleared.Blank = x.Clearance.String(), false
		}
		cleared = cleared.choose(written(form, "clearance", recorded))
		day := func(name, label string, recorded org.Date) input {
			in := text(name, label, string(recorded))
			in.Kind = "date"
			if !x.Known {
				in.Hint = s.t("person.unseen_hint")
			}
			return in
		}
		if !x.Known {
			cleared.Hint = s.t("person.unseen_hint")
		}
		out = append(out, cleared, day("clearance_until", s.t("person.clearance_until"), x.ClearanceUntil),
			day("trained_on", s.t("person.trained"), x.TrainedOn), day("undertaking_on", s.t("persons.undertaking"), x.UndertakingOn))
	}
	if x.ID == "" || (x.Status == org.Closed && !trust) {
		return out
	}
	may, hint := s.statuses(), s.t("person.status_hint")
	if !trust { // closed is the last of them
		may, hint = may[:len(may)-1], ""
	}
	status := selection("status", s.t("persons.status"), may).choose(written(form, "status", string(x.Status)))
	status.Blank, status.Hint = false, hint
	return append(out, status)
}

func (p *Pages) setPerson(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if lookedFor(form, "department") {
		return p.personFormAgain(c, http.StatusOK, nil)
	}
	was := view.Person{Person: org.Person{Status: org.Active}}
	if id := c.Param("id"); id != "" {
		if was, err = p.App.Store().Person(c.Request().Context(), reqctx.Actor(c), id); err != nil {
			return err
		}
	}
	again := func(status int, bad *errs.Error) error { return p.personFormAgain(c, status, bad) }
	x, bad := personOf(was.Person, form)
	if bad != nil {
		return again(http.StatusUnprocessableEntity, bad)
	}
	x.ID = c.Param("id")
	return p.organSet(c, app.SetPerson{Person: x, Given: givenIn(form)}, func(out app.Outcome) error {
		to := "/organ/persons/" + out.ID
		if out.Note == nil {
			return c.Redirect(http.StatusSeeOther, to+"?done=saved")
		}
		return c.Redirect(http.StatusSeeOther, to+"?done=saved&beyond=1")
	}, again)
}

// personOf is the record as the form has it. What the form does not ask for stays
// as the actor was shown it; what he is not shown, the domain leaves alone.
func personOf(was org.Person, form url.Values) (org.Person, *errs.Error) {
	x := org.Person{
		Name: written(form, "name", was.Name), StaffNo: written(form, "staff_no", was.StaffNo), Department: written(form, "department", was.Department),
		Title: written(form, "title", was.Title), Clearance: was.Clearance, ClearanceUntil: org.Date(written(form, "clearance_until", string(was.ClearanceUntil))),
		TrainedOn: org.Date(written(form, "trained_on", string(was.TrainedOn))), UndertakingOn: org.Date(written(form, "undertaking_on", string(was.UndertakingOn))),
		Status: org.Status(written(form, "status", string(was.Status))), Version: seen(form, 0),
	}
	if code := written(form, "clearance", ""); code != "" {
		l, err := level.Parse(code)
		if err != nil {
			return x, errs.InvalidField("clearance", "没有这个涉密等级。", "There is no such clearance.")
		}
		x.Clearance = l
	}
	return x, nil
}

// givenIn is what the form says of the person's trust. A form of fields that are
// not shown is empty where nothing is to be changed.
func givenIn(form url.Values) org.Given {
	given := func(name string) bool { return form.Get(name) != "" }
	return org.Given{
		Clearance: given("clearance"), ClearanceUntil: given("clearance_until"), TrainedOn: given("trained_on"), UndertakingOn: given("undertaking_on"),
	}
}
