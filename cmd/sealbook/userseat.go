package main

import (
	"fmt"
	"slices"
	"strings"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// seatLine is one seat as --json prints it.
type seatLine struct {
	ID         string `json:"id"`
	Seat       string `json:"seat"`
	Person     string `json:"person"`
	For        string `json:"for,omitempty"`
	Department string `json:"department,omitempty"`
	From       string `json:"from"`
	Until      string `json:"until,omitempty"`
	Ended      bool   `json:"ended"`
	GrantedBy  string `json:"granted_by,omitempty"`
}

type userSeatsCmd struct {
	Acting     `embed:""`
	Person     string `name:"person" help:"只列该人员：标识、工号或姓名。Of this person only: id, staff number or name."`
	Seat       string `name:"seat" help:"只列该职责，如 asset_officer。This seat only."`
	Department string `name:"department" placeholder:"NAME" help:"部门名称，含下级。Department by name, with those below it."`
	When       string `name:"when" help:"now、coming 或 past；不给则为有效和即将生效的。now, coming or past; by default what is in force or is to come."`
	Delegated  bool   `name:"delegated" help:"列委托，而非本人职责。Delegations instead of seats in one's own right."`
}

// Run lists who holds which seat, as far as the acting account may see it.
func (c *userSeatsCmd) Run(env *Env) error {
	return acting(env, c.Acting, func(b *book, actor org.Actor) error {
		f, err := c.filter(env, b, actor)
		if err != nil {
			return err
		}
		lines := []seatLine{}
		var text strings.Builder
		for more := true; more; more = f.Cursor != "" {
			p, err := b.store.SeatPage(env.Context, actor, f, c.Delegated)
			if err != nil {
				return err
			}
			for _, x := range p.Rows {
				l := seatLineOf(x)
				lines = append(lines, l)
				fmt.Fprintf(&text, "%-12s %-16s %-12s %s–%s  %s\n", l.Person, l.Seat, l.Department, l.From, l.Until, l.ID)
			}
			f.Cursor = p.Next
		}
		return env.Print(struct {
			Seats []seatLine `json:"seats"`
		}{lines}, text.String())
	})
}

func (c *userSeatsCmd) filter(env *Env, b *book, actor org.Actor) (f view.SeatFilter, err error) {
	f = view.SeatFilter{When: c.When, Limit: 500}
	if c.Seat != "" {
		if f.Seat, err = seatNamed(c.Seat); err != nil {
			return f, err
		}
	}
	if c.Person != "" {
		if f.Person, err = b.onePerson(env, actor, c.Person); err != nil {
			return f, err
		}
	}
	if c.Department != "" {
		f.Department, err = departmentNamed(env, b, actor, c.Department)
	}
	return f, err
}

func seatLineOf(x view.SeatHeld) seatLine {
	return seatLine{
		ID: x.ID, Seat: string(x.Seat), Person: x.Person.Name, For: x.For.Name, Department: x.Department.Name,
		From: string(x.From), Until: string(x.Until), Ended: x.Ended, GrantedBy: x.Granted.By.Name,
	}
}

// seatNamed reads a seat by its code or by its Chinese name.
func seatNamed(typed string) (org.Seat, error) {
	var codes []string
	for _, s := range org.Grantable() {
		if string(s) == typed || s.Text().ZH == typed {
			return s, nil
		}
		codes = append(codes, string(s))
	}
	list := strings.Join(codes, ", ")
	return "", errs.InvalidField("seat", "没有职责「"+typed+"」，可写："+list+"。", "There is no seat \""+typed+"\"; there are "+list+".")
}

// seatMeant is a seat of a person, at a department or in the whole organ.
type seatMeant struct {
	Acting     `embed:""`
	Person     string `arg:"" help:"人员：标识、工号或姓名。The person: id, staff number or name."`
	Seat       string `arg:"" help:"职责，如 asset_officer；收回时亦可写授权标识。The seat; to take one back, its id does too."`
	Department string `name:"department" placeholder:"NAME" help:"部门名称；不给则为全单位。Department by name; without it the whole organ."`
}

func (m seatMeant) find(env *Env, b *book, actor org.Actor) (person, department string, err error) {
	if person, err = b.onePerson(env, actor, m.Person); err != nil || m.Department == "" {
		return person, "", err
	}
	department, err = departmentNamed(env, b, actor, m.Department)
	return person, department, err
}

// seatDone is the line that --json prints after a grant or its end.
type seatDone struct {
	Seat   string `json:"seat"`
	Person string `json:"person"`
	Ended  bool   `json:"ended"`
}

type userGrantCmd struct {
	seatMeant `embed:""`
	From      string `name:"from" placeholder:"DAY" help:"生效日，如 2026-03-01；不给则为今天。First day; today without it."`
	Until     string `name:"until" placeholder:"DAY" help:"末日；不给则长期有效。Last day; open without it."`
}

// Run grants the seat.
func (c *userGrantCmd) Run(env *Env) error {
	return acting(env, c.Acting, func(b *book, actor org.Actor) error {
		seat, err := seatNamed(c.Seat)
		if err != nil {
			return err
		}
		person, department, err := c.find(env, b, actor)
		if err != nil {
			return err
		}
		g := org.Grant{Seat: seat, Department: department, From: org.Date(c.From), Until: org.Date(c.Until)}
		if _, err := execute(env, b, actor, app.GrantSeat{Person: person, Grant: g}); err != nil {
			return err
		}
		return env.Print(seatDone{Seat: string(seat), Person: person},
			fmt.Sprintf("%s：已授予 granted: %s（%s）", c.Person, seat.Text().ZH, seat.Text().EN))
	})
}

type userRevokeCmd struct {
	seatMeant `embed:""`
	Reason    string `name:"reason" placeholder:"TEXT" help:"原因。Reason."`
}

// Run takes the seat back.
func (c *userRevokeCmd) Run(env *Env) error {
	return acting(env, c.Acting, func(b *book, actor org.Actor) error {
		person, department, err := c.find(env, b, actor)
		if err != nil {
			return err
		}
		p, err := b.store.Person(env.Context, actor, person)
		if err != nil {
			return err
		}
		g, err := c.granted(p.Seats, department)
		if err != nil {
			return err
		}
		if _, err := execute(env, b, actor, app.EndSeat{Person: person, Grant: g.ID, Reason: c.Reason}); err != nil {
			return err
		}
		return env.Print(seatDone{Seat: string(g.Seat), Person: person, Ended: true},
			fmt.Sprintf("%s：已收回 taken back: %s（%s）", c.Person, g.Seat.Text().ZH, g.Seat.Text().EN))
	})
}

// granted finds the one that is meant among a person's seats: by its id, or by
// the seat and the department. Several are told, not guessed.
func (c *userRevokeCmd) granted(list []org.Grant, department string) (org.Grant, error) {
	if i := slices.IndexFunc(list, func(g org.Grant) bool { return g.ID == c.Seat }); i >= 0 {
		return list[i], nil
	}
	seat, err := seatNamed(c.Seat)
	if err != nil {
		return org.Grant{}, err
	}
	var found []org.Grant
	for _, g := range list {
		if !g.Ended && g.Seat == seat && (c.Department == "" || g.Department == department) {
			found = append(found, g)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return org.Grant{}, errs.New(errs.NotFound, "seat.not_held", "该人员没有此项职责。用 user seats 查看。", "The person does not hold this seat. See user seats.")
	default:
		return org.Grant{}, errs.InvalidField("seat", "该人员有多项此职责，请用 --department 指明部门或写授权标识。",
			"The person holds this seat more than once; name the department with --department, or the id of the grant.")
	}
}
