package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

type personView struct {
	ID             string           `json:"id"`
	Name           string           `json:"name"`
	StaffNo        string           `json:"staff_no,omitempty"`
	Department     string           `json:"department,omitempty"`
	DepartmentName string           `json:"department_name,omitempty"`
	Title          string           `json:"title,omitempty"`
	Clearance      levelCode        `json:"clearance,omitempty" doc:"涉密等级。本项及以下资质、培训、承诺与名下设备件数只对本人、本部门负责人与资产管理员、保密办给出。What the person is cleared for. This, training, undertaking and the count of assets are given to the person himself, the head and asset officer of his department and the secrecy office only."`
	ClearanceUntil string           `json:"clearance_until,omitempty"`
	TrainedOn      string           `json:"trained_on,omitempty"`
	UndertakingOn  string           `json:"undertaking_on,omitempty"`
	Status         string           `json:"status" enum:"active,leaving,closed"`
	Keeps          *int64           `json:"keeps,omitempty" doc:"名下设备件数。Assets in his keeping."`
	Seats          []org.Grant      `json:"seats" nullable:"false"`
	Delegations    []org.Delegation `json:"delegations" nullable:"false"`
	Version        int64            `json:"version"`
}

func personOf(p view.Person) personView {
	out := personView{
		ID: p.ID, Name: p.Name, StaffNo: p.StaffNo, Department: p.Department, DepartmentName: p.DepartmentName, Title: p.Title,
		ClearanceUntil: string(p.ClearanceUntil), TrainedOn: string(p.TrainedOn), UndertakingOn: string(p.UndertakingOn),
		Status: string(p.Status), Seats: p.Seats, Delegations: p.Delegations, Version: p.Version,
	}
	if p.Known {
		out.Clearance, out.Keeps = levelCode(p.Clearance.String()), &p.Keeps
	}
	if out.Seats == nil {
		out.Seats = []org.Grant{}
	}
	if out.Delegations == nil {
		out.Delegations = []org.Delegation{}
	}
	return out
}

func departmentOf(d view.Department) departmentView {
	return departmentView{ID: d.ID, Name: d.Name, Parent: d.Parent, Path: d.Path, Depth: d.Depth, Closed: d.Closed, Version: d.Version}
}

func roomOf(r view.Room) roomView {
	return roomView{
		ID: r.ID, Name: r.Name, Department: r.Department, DepartmentName: r.DepartmentName,
		Level: levelCode(r.Level.String()), Closed: r.Closed, Version: r.Version,
	}
}

type personInput struct {
	Name           string    `json:"name" minLength:"1" maxLength:"100"`
	StaffNo        string    `json:"staff_no,omitempty" maxLength:"64"`
	Department     string    `json:"department,omitempty" maxLength:"64"`
	Title          string    `json:"title,omitempty" maxLength:"100"`
	Clearance      levelCode `json:"clearance,omitempty" doc:"涉密等级。无权查看该人员资质者，不填即保持不变；填 unclassified 即取消。Who is not shown what the person is trusted with leaves it as it is by leaving it out; unclassified takes it away."`
	ClearanceUntil dayInput  `json:"clearance_until,omitempty"`
	TrainedOn      dayInput  `json:"trained_on,omitempty"`
	UndertakingOn  dayInput  `json:"undertaking_on,omitempty"`
	Status         string    `json:"status,omitempty" enum:"active,leaving,closed"`
	Version        int64     `json:"version,omitempty"`
}

// dayInput is a day that may be left out, which is not the same as being empty.
type dayInput struct {
	day   org.Date
	given bool
}

// UnmarshalJSON takes a string or null.
func (d *dayInput) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	d.given, d.day = true, ""
	if s != nil {
		d.day = org.Date(*s)
	}
	return nil
}

// Schema describes it: null and "" take back what is on record.
func (dayInput) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Nullable: true, Pattern: `^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`, Examples: []any{"2026-01-31"},
		Description: "日期，如 2026-01-31；空串或 null 即清除。A day; empty or null takes back what is on record.",
	}
}

type grantInput struct {
	Seat       seatCode `json:"seat"`
	Department string   `json:"department,omitempty" maxLength:"64"`
	From       string   `json:"from,omitempty" format:"date"`
	Until      string   `json:"until,omitempty" format:"date"`
}

type delegationInput struct {
	To         string   `json:"to" minLength:"1" maxLength:"64" doc:"受托人。To whom."`
	Seat       seatCode `json:"seat"`
	Department string   `json:"department,omitempty" maxLength:"64"`
	From       string   `json:"from" format:"date"`
	Until      string   `json:"until" format:"date"`
}

// persons registers people, their seats, and delegation of one's own seats.
func (s *server) persons() {
	huma.Register(s.api, op("persons", http.MethodGet, "/persons", "人员：按姓名或工号查找", "persons by part of name or staff number"), s.findPersons)
	huma.Register(s.api, op("person", http.MethodGet, "/persons/{id}", "人员记录", "one person"),
		func(ctx context.Context, in *struct{ IDOf }) (*struct{ Body personView }, error) {
			p, err := s.App.Store().Person(ctx, who(ctx), in.ID)
			if err != nil {
				return nil, err
			}
			return &struct{ Body personView }{personOf(p)}, nil
		})
	huma.Register(s.api, status(op("person-add", http.MethodPost, "/persons", "新增人员", "enter a person"), http.StatusCreated),
		func(ctx context.Context, in *creating[personInput]) (*outcomeAnswer, error) {
			return s.setPerson(ctx, "", in.Body, in.Key)
		})
	huma.Register(s.api, op("person-set", http.MethodPut, "/persons/{id}", "修改人员", "change a person"),
		func(ctx context.Context, in *changing[personInput]) (*outcomeAnswer, error) {
			return s.setPerson(ctx, in.ID, in.Body, in.Key)
		})
	huma.Register(s.api, status(op("seat-grant", http.MethodPost, "/persons/{id}/seats", "授予职责", "grant a seat"), http.StatusCreated),
		func(ctx context.Context, in *changing[grantInput]) (*outcomeAnswer, error) {
			g := org.Grant{Seat: org.Seat(in.Body.Seat), Department: in.Body.Department, From: org.Date(in.Body.From), Until: org.Date(in.Body.Until)}
			return s.answer(ctx, app.GrantSeat{Person: in.ID, Grant: g}, in.Key)
		})
	huma.Register(s.api, op("seat-end", http.MethodDelete, "/persons/{id}/seats/{grant}", "收回职责", "take a seat back"),
		func(ctx context.Context, in *struct {
			Keyed
			ID     string `path:"id" maxLength:"64"`
			Grant  string `path:"grant" maxLength:"64"`
			Reason string `query:"reason" maxLength:"500"`
		}) (*outcomeAnswer, error) {
			return s.answer(ctx, app.EndSeat{Person: in.ID, Grant: in.Grant, Reason: in.Reason}, in.Key)
		})
	huma.Register(s.api, status(op("delegate", http.MethodPost, "/delegations", "委托本人职责", "delegate an own seat for stated days"), http.StatusCreated),
		func(ctx context.Context, in *creating[delegationInput]) (*outcomeAnswer, error) {
			d := org.Delegation{
				To: in.Body.To, Seat: org.Seat(in.Body.Seat), Department: in.Body.Department, From: org.Date(in.Body.From), Until: org.Date(in.Body.Until),
			}
			return s.answer(ctx, app.Delegate{Delegation: d}, in.Key)
		})
	huma.Register(s.api, op("delegation-end", http.MethodDelete, "/persons/{id}/delegations/{delegation}", "终止委托", "end a delegation early"),
		func(ctx context.Context, in *struct {
			Keyed
			ID         string `path:"id" maxLength:"64"`
			Delegation string `path:"delegation" maxLength:"64"`
		}) (*outcomeAnswer, error) {
			return s.answer(ctx, app.EndDelegation{Person: in.ID, Delegation: in.Delegation}, in.Key)
		})
}

func (s *server) findPersons(ctx context.Context, in *struct {
	Text string `query:"q" maxLength:"100" doc:"至多 200 人。200 persons at most."`
}) (*rowsOf[personView], error) {
	list, err := s.App.Store().Persons(ctx, who(ctx), in.Text)
	if err != nil {
		return nil, err
	}
	return rows(list, personOf), nil
}

func (s *server) setPerson(ctx context.Context, id string, in personInput, key string) (*outcomeAnswer, error) {
	p := org.Person{
		ID: id, Name: in.Name, StaffNo: in.StaffNo, Department: in.Department, Title: in.Title, ClearanceUntil: in.ClearanceUntil.day,
		TrainedOn: in.TrainedOn.day, UndertakingOn: in.UndertakingOn.day, Status: org.Status(in.Status), Version: in.Version,
	}
	if in.Clearance != "" {
		l, err := level.Parse(string(in.Clearance))
		if err != nil {
			return nil, err
		}
		p.Clearance = l
	}
	given := org.Given{
		Clearance: in.Clearance != "", ClearanceUntil: in.ClearanceUntil.given, TrainedOn: in.TrainedOn.given, UndertakingOn: in.UndertakingOn.given,
	}
	return s.answer(ctx, app.SetPerson{Person: p, Given: given}, key)
}
