package pages

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// maxChoices is how many things a picker offers: a box that loads all freezes.
const maxChoices = 20

type picked struct {
	Items []choice `json:"items"`
}

// pick answers a picker's script.
func (p *Pages) pick(c echo.Context) error {
	list, err := p.search(c.Request().Context(), reqctx.Actor(c), p.of(c), c.Param("what"), c.QueryParam("q"))
	if errs.IsKind(err, errs.Invalid) { // too short a text finds nothing yet
		list, err = nil, nil
	}
	if err != nil {
		return err
	}
	if list == nil {
		list = []choice{}
	}
	return c.JSON(http.StatusOK, picked{Items: list})
}

// found is what a picker shows: the matches of text, or with none the thing
// that was chosen before.
func (p *Pages) found(c echo.Context, what, chosen, text string) ([]choice, error) {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	if text = strings.TrimSpace(text); text != "" {
		return p.search(ctx, actor, s, what, text)
	}
	if chosen == "" {
		return nil, nil
	}
	one, err := p.one(ctx, actor, s, what, chosen)
	if errs.IsKind(err, errs.NotFound) {
		return nil, nil
	}
	return one, err
}

func (p *Pages) search(ctx context.Context, actor org.Actor, s *set, what, text string) ([]choice, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	switch what {
	case "persons":
		list, err := p.App.Store().Persons(ctx, actor, text)
		return limited(list, err, s.personChoice)
	case "departments":
		list, err := p.App.Store().Departments(ctx, actor)
		list = slices.DeleteFunc(slices.Clone(list), func(d view.Department) bool {
			return d.Closed || !strings.Contains(strings.ToLower(d.Path), strings.ToLower(text))
		})
		return limited(list, err, departmentChoice)
	case "rooms":
		list, err := p.App.Store().Rooms(ctx, actor)
		var some []view.Room
		for _, r := range list {
			if !r.Closed && strings.Contains(strings.ToLower(r.Name+" "+r.DepartmentName), strings.ToLower(text)) {
				some = append(some, r)
			}
		}
		return limited(some, err, s.roomChoice)
	case "assets":
		page, err := p.App.Store().Assets(ctx, actor, view.AssetFilter{Text: text, Limit: maxChoices})
		return limited(page.Rows, err, s.assetChoice)
	default:
		return nil, echo.ErrNotFound
	}
}

func (p *Pages) one(ctx context.Context, actor org.Actor, s *set, what, id string) ([]choice, error) {
	switch what {
	case "persons":
		person, err := p.App.Store().Person(ctx, actor, id)
		return []choice{s.personChoice(person)}, err
	case "rooms":
		list, err := p.App.Store().Rooms(ctx, actor)
		for _, r := range list {
			if r.ID == id {
				return []choice{s.roomChoice(r)}, nil
			}
		}
		return nil, err
	case "departments":
		list, err := p.App.Store().Departments(ctx, actor)
		for _, d := range list {
			if d.ID == id {
				return []choice{departmentChoice(d)}, nil
			}
		}
		return nil, err
	default:
		r, err := p.App.Store().Asset(ctx, actor, id)
		return []choice{s.assetChoice(r.Asset)}, err
	}
}

func departmentChoice(x view.Department) choice { return choice{ID: x.ID, Name: x.Name, More: x.Path} }

func limited[T any](list []T, err error, of func(T) choice) ([]choice, error) {
	if err != nil {
		return nil, err
	}
	out := make([]choice, 0, min(len(list), maxChoices))
	for _, x := range list[:min(len(list), maxChoices)] {
		out = append(out, of(x))
	}
	return out, nil
}

// personChoice says with a person what decides whether he may have the thing, as
// far as the reader may know it.
func (s *set) personChoice(x view.Person) choice {
	more := []string{x.StaffNo, x.DepartmentName, x.Title}
	if x.Known {
		more = append(more, s.t("pick.clearance", s.head(x.Clearance.Text())), s.t("pick.keeps", x.Keeps))
	}
	more = slices.DeleteFunc(more, func(t string) bool { return t == "" })
	return choice{ID: x.ID, Name: x.Name, More: strings.Join(more, " · ")}
}

func (s *set) roomChoice(x view.Room) choice {
	return choice{ID: x.ID, Name: x.Name, More: x.DepartmentName + " · " + s.t("organ.fits") + s.t("frame.colon") + s.say(x.Level.Text())}
}

func (s *set) assetChoice(x view.Asset) choice {
	return choice{ID: x.ID, Name: x.Code, More: strings.Trim(x.Name+" · "+x.Serial+" · "+s.say(x.Life.Text()), " ·")}
}
