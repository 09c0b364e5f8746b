package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type roomsPage struct {
	Frame                  frame
	Tabs                   []link
	Text, Department, Name string // Name is the department's
	CanSet, ShowAssets     bool
	All                    bool   // the closed ones too
	Also                   string // address of all of them
	Rooms                  []view.Room
	Pager                  pager
}

type roomPage struct {
	Frame              frame
	Crumbs             []link
	Room               view.Room
	CanSet, ShowAssets bool
	Assets             []view.Asset
	Pager              pager
}

func (p *Pages) rooms(c echo.Context) error {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	f := view.RoomFilter{Text: strings.TrimSpace(c.QueryParam("q")), Department: c.QueryParam("dept"), Cursor: c.QueryParam("cursor"), Limit: pageRows, Open: c.QueryParam("closed") != "1"}
	page, err := p.App.Store().RoomPage(ctx, actor, f)
	if err != nil {
		return err
	}
	out := roomsPage{
		Frame: p.organFrame(c), Tabs: p.organTabs(c), Text: f.Text, Department: f.Department, CanSet: maintains(actor), ShowAssets: !actor.Admin(),
		Rooms: page.Rows, Pager: turned(c, "/organ/rooms", "q", "dept", "closed").pager(page.Prev, page.Next, len(page.Rows)),
	}
	also := turned(c, "/organ/rooms", "q", "dept")
	also.keep.Set("closed", "1")
	out.All, out.Also = !f.Open, also.address()
	if f.Department != "" {
		d, _, err := p.departmentOf(c, f.Department)
		if err != nil {
			return err
		}
		out.Name = d.Name
	}
	return p.render(c, http.StatusOK, "rooms", out)
}

// room shows one room and, to whom it may concern, what stands in it.
func (p *Pages) room(c echo.Context) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	r, err := p.App.Store().Room(ctx, actor, c.Param("id"))
	if err != nil {
		return err
	}
	out := roomPage{
		Frame: p.organFrame(c), Crumbs: s.organCrumbs("organ.rooms", "/organ/rooms"), Room: r, CanSet: maintains(actor), ShowAssets: !actor.Admin(),
	}
	out.Frame.Title = r.Name
	if out.ShowAssets {
		page, err := p.App.Store().Assets(ctx, actor, view.AssetFilter{Room: r.ID, Cursor: c.QueryParam("cursor"), Limit: pageRows})
		if err != nil {
			return err
		}
		out.Assets, out.Pager = page.Rows, turned(c, "/organ/rooms/"+r.ID).pager(page.Prev, page.Next, len(page.Rows))
	}
	return p.render(c, http.StatusOK, "room", out)
}

func (p *Pages) roomForm(c echo.Context) error { return p.roomAgain(c, http.StatusOK, nil) }

// roomAgain draws the form of a new room, or of the one in the address.
func (p *Pages) roomAgain(c echo.Context, status int, bad *errs.Error) error {
	s, form := p.of(c), c.Request().PostForm
	r := view.Room{Room: org.Room{Department: c.QueryParam("dept")}}
	f := organForm{
		Frame: p.frame(c, "organ.new_room"), Crumbs: s.organCrumbs("organ.rooms", "/organ/rooms"), Hidden: p.hidden(c),
		Action: "/organ/rooms", Cancel: "/organ/rooms", Submit: s.t("organ.save"),
	}
	fits := ""
	if id := c.Param("id"); id != "" {
		var err error
		if r, err = p.App.Store().Room(c.Request().Context(), reqctx.Actor(c), id); err != nil {
			return err
		}
		fits = r.Level.String()
		f.Frame.Title = s.t("organ.change", r.Name)
		f.Action, f.Cancel = "/organ/rooms/"+id, "/organ/rooms/"+id
		f.Crumbs = s.organCrumbs("organ.rooms", "/organ/rooms", link{Text: r.Name, Href: f.Action})
		f.Again = f.Action + "/edit"
		f.drawnFrom(form, bad, event.Subject{Kind: org.KindRoom, ID: id}, r.Version,
			[]onRecord{{"name", r.Name}, {"department", r.Department}, {"level", fits}, {"closed", closedCode(r.Closed)}})
	}
	department, err := p.departmentField(c, form, "department", r.Department, "")
	if err != nil {
		return err
	}
	levels, hint, raises := s.levels(false), s.t("organ.fits_hint"), r.ID == "" || org.MayEntrust(reqctx.Actor(c), "")
	if !raises {
		hint = s.t("organ.raised_by")
		levels = slices.DeleteFunc(levels, func(o option) bool {
			l, err := level.Parse(o.Value)
			return err != nil || l > r.Level
		})
	}
	suits := selection("level", s.t("organ.fits"), levels).choose(written(form, "level", fits))
	suits.Required, suits.Hint = true, hint
	f.Fields = []input{
		{Name: "name", Kind: "text", Label: s.t("organ.name"), Required: true, Value: written(form, "name", r.Name)},
		department, suits,
	}
	if r.ID != "" && (raises || !r.Closed) {
		f.Fields = append(f.Fields, s.closing(r.Closed, form))
	}
	return p.organFormAgain(c, status, f, bad, map[string]string{"flow.occupied": "closed", "flow.room": "level"})
}

func (p *Pages) setRoom(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if lookedFor(form, "department") {
		return p.roomAgain(c, http.StatusOK, nil)
	}
	was := view.Room{}
	if id := c.Param("id"); id != "" {
		if was, err = p.App.Store().Room(c.Request().Context(), reqctx.Actor(c), id); err != nil {
			return err
		}
	}
	r := org.Room{
		ID: c.Param("id"), Name: written(form, "name", ""), Department: form.Get("department"),
		Closed: written(form, "closed", closedCode(was.Closed)) == "1", Version: seen(form, 0), // who may not open it is not asked
	}
	again := func(status int, bad *errs.Error) error { return p.roomAgain(c, status, bad) }
	if r.Level, err = level.Parse(form.Get("level")); err != nil {
		return again(http.StatusUnprocessableEntity, errs.InvalidField("level", "请选择适用密级。", "Choose the level it is fitted for."))
	}
	return p.organSet(c, app.SetRoom{Room: r}, func(out app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, "/organ/rooms/"+out.ID+"?done="+doneWith(r.Closed))
	}, again)
}
