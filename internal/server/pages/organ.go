package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type organPage struct {
	Frame       frame
	Tabs        []link
	CanSet      bool
	Departments []departmentRow
}

// departmentRow is a department in the tree; People and Rooms count what is in it
// and below it, like the lists that they lead to.
type departmentRow struct {
	ID, Name      string
	Indent        int
	Closed        bool
	People, Rooms int64
}

// deepest is how far the tree is indented; what lies deeper stands below that.
const deepest = 5

// organForm is a form on one record of the organ: a department, a room, a person.
type organForm struct {
	Frame                  frame
	Crumbs                 []link
	Problem                *errs.Error
	Action, Cancel, Submit string
	Again                  string // address to load anew, after somebody else was faster
	Hidden                 hidden
	Fields                 []input
	Was                    []onRecord // what the form was drawn from
	Overtaken              *overtaken // what others have changed since
	Upload                 bool       // a file goes along
	Facts                  []fact     // what the form is about

	of      event.Subject
	changed []changedField
}

func (p *Pages) organTabs(c echo.Context) []link {
	s := p.of(c)
	return []link{
		{Text: s.t("organ.departments"), Href: "/organ", Current: c.Path() == "/organ"},
		{Text: s.t("organ.rooms"), Href: "/organ/rooms", Current: c.Path() == "/organ/rooms"},
		{Text: s.t("organ.persons"), Href: "/organ/persons", Current: c.Path() == "/organ/persons"},
	}
}

// maintains reports whether the actor's seats let him set departments, rooms and
// people; the domain decides it all the same.
func maintains(a org.Actor) bool {
	return a.Holds(org.SecrecyOffice) || a.Holds(org.SystemAdmin) || a.Holds(org.SecurityAdmin)
}

func (p *Pages) departments(c echo.Context) error {
	rows, err := p.tree(c)
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "organ", organPage{
		Frame: p.organFrame(c), Tabs: p.organTabs(c), CanSet: maintains(reqctx.Actor(c)), Departments: rows,
	})
}

// organFrame is the frame of a page of the organ, with what was just done.
func (p *Pages) organFrame(c echo.Context) frame {
	f, s := p.frame(c, "organ.title"), p.of(c)
	if key := organDone[c.QueryParam("done")]; key != "" {
		f.Notice = &notice{Kind: "ok", Text: s.t(key)}
		if c.QueryParam("beyond") == "1" { // he keeps what he is not cleared for any more
			f.Notice.Kind, f.Notice.More = "warn", s.t("person.beyond")
		}
	}
	return f
}

var organDone = map[string]string{
	"saved": "organ.done_saved", "closed": "organ.done_closed", "granted": "person.done_granted", "ended": "person.done_ended",
	"delegated": "person.done_delegated", "returned": "person.done_returned",
}

// tree lists the departments with what is in them.
func (p *Pages) tree(c echo.Context) ([]departmentRow, error) {
	ctx, actor, st := c.Request().Context(), reqctx.Actor(c), p.App.Store()
	list, err := st.Departments(ctx, actor)
	if err != nil {
		return nil, err
	}
	inside, err := st.Inside(ctx, actor)
	if err != nil {
		return nil, err
	}
	return rowsOfTree(list, inside), nil
}

// rowsOfTree counts upwards: a department comes before what is below it.
func rowsOfTree(list []view.Department, inside map[string]view.Inside) []departmentRow {
	out, place := make([]departmentRow, len(list)), make(map[string]int, len(list))
	for i, d := range list {
		in := inside[d.ID]
		out[i] = departmentRow{ID: d.ID, Name: d.Name, Indent: min(d.Depth, deepest), Closed: d.Closed, People: in.People, Rooms: in.Rooms}
		place[d.ID] = i
	}
	for i, d := range slices.Backward(list) {
		if up, ok := place[d.Parent]; ok {
			out[up].People += out[i].People
			out[up].Rooms += out[i].Rooms
		}
	}
	return out
}

// openDepartments lists the departments that something can be put under, each
// with its path; the one that keep names is there even where it is closed, and
// what is below the one named without is not.
func (p *Pages) openDepartments(c echo.Context, keep, without string) ([]option, error) {
	list, err := p.App.Store().Departments(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return nil, err
	}
	var out []option
	depth := -1 // of the department left out, while its branch lasts
	for _, d := range list {
		if depth >= 0 && d.Depth <= depth {
			depth = -1
		}
		if d.ID == without && without != "" {
			depth = d.Depth
		}
		if depth < 0 && (!d.Closed || d.ID == keep) {
			out = append(out, option{Value: d.ID, Text: d.Path})
		}
	}
	return out, nil
}

// departmentField draws the choice of an open department: a list, or a search where
// they are many. recorded is what stands there now, without is left out with all
// below it.
func (p *Pages) departmentField(c echo.Context, form url.Values, name, recorded, without string) (input, error) {
	s := p.of(c)
	label, chosen := s.t("organ.department"), written(form, name, recorded)
	open, err := p.openDepartments(c, recorded, without)
	if err != nil {
		return input{}, err
	}
	if len(open) <= mostListed {
		in := selection(name, label, open)
		in.Blank = true
		return in.choose(chosen), nil
	}
	found, err := p.found(c, "departments", chosen, form.Get(name+"_q"))
	if err != nil {
		return input{}, err
	}
	found = append(found, choice{Name: s.t("organ.no_department")})
	in := s.picker("departments", name, fill{form: url.Values{name: {chosen}, name + "_q": form[name+"_q"]}, choices: map[string][]choice{name: found}})
	in.Name, in.Label = name, label
	return in, nil
}

// lookedFor reports that a form was sent to look for something by the picker of
// the name, rather than to be done.
func lookedFor(form url.Values, name string) bool {
	return form.Get("find") != "" || pending(form, name)
}

// departmentPaths names every department, a closed one too, by its path.
func (p *Pages) departmentPaths(c echo.Context) (map[string]string, error) {
	list, err := p.App.Store().Departments(c.Request().Context(), reqctx.Actor(c))
	out := make(map[string]string, len(list))
	for _, d := range list {
		out[d.ID] = d.Path
	}
	return out, err
}

// departmentOf finds one department in the tree, with its path.
func (p *Pages) departmentOf(c echo.Context, id string) (view.Department, []view.Department, error) {
	list, err := p.App.Store().Departments(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return view.Department{}, nil, err
	}
	i := slices.IndexFunc(list, func(d view.Department) bool { return d.ID == id })
	if i < 0 {
		return view.Department{}, nil, errs.New(errs.NotFound, "organ.not_found", "没有找到该记录。", "No such record.")
	}
	return list[i], list, nil
}

// organCrumbs leads back to a list of the organ.
func (s *set) organCrumbs(key, href string, more ...link) []link {
	return append([]link{{Text: s.t("nav.organ"), Href: "/organ"}, {Text: s.t(key), Href: href}}, more...)
}

// written is what a form sent for a field, or what the record has.
func written(form url.Values, name, recorded string) string {
	if v, ok := form[name]; ok && len(v) > 0 {
		return strings.TrimSpace(v[0])
	}
	return recorded
}

// seen is the version of the record that a form was drawn from.
func seen(form url.Values, now int64) int64 {
	if v := form.Get("version"); v != "" {
		n, _ := strconv.ParseInt(v, 10, 64) // 0 compares nothing; the domain decides all the same
		return n
	}
	return now
}

// organSet carries out a form's command. What cannot be mended in the form goes
// to the error page; the rest is drawn again with what was written.
func (p *Pages) organSet(c echo.Context, cmd app.Command, done func(app.Outcome) error, again func(int, *errs.Error) error) error {
	out, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key)
	if err == nil {
		return done(out)
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.NotFound || e.Kind == errs.Unavailable {
		return e
	}
	return again(problem.Status(e), e)
}

// organFormAgain draws a form with what is wrong with it. Where somebody else was
// faster, it leads to the record as it is now.
func (p *Pages) organFormAgain(c echo.Context, status int, f organForm, bad *errs.Error, codes map[string]string) error {
	s := p.of(c)
	f.Problem = shown(bad, s.blame(bad, f.Fields))
	if superseded(bad) {
		if err := p.tellOvertaken(c, &f); err != nil {
			return err
		}
	}
	if told := s.beside(bad, f.Fields, codes); bad == nil || bad.Kind != errs.Conflict || told {
		f.Again = ""
	}
	f.Frame.FocusScan = false
	focusFirst(f.Fields)
	return p.render(c, status, "organ_form", f)
}

// beside puts a refusal, or a conflict, also at the field that codes names for its
// code, and reports whether there is one.
func (s *set) beside(bad *errs.Error, fields []input, codes map[string]string) bool {
	for i := range fields {
		if bad != nil && codes[bad.Code] != "" && fields[i].Name == codes[bad.Code] {
			fields[i].Err = s.say(bad.Text)
			return true
		}
	}
	return false
}

// closing is the field that takes a department or a room out of use and back.
func (s *set) closing(closed bool, form url.Values) input {
	in := selection("closed", s.t("persons.status"), []option{{Value: "0", Text: s.t("organ.open")}, {Value: "1", Text: s.t("organ.closed")}})
	in.Blank, in.Hint = false, s.t("organ.closing_hint")
	return in.choose(written(form, "closed", closedCode(closed)))
}

func closedCode(closed bool) string {
	if closed {
		return "1"
	}
	return "0"
}
