package api

import (
	"context"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

type seatsInput struct {
	Handed     bool   `query:"handed" doc:"委托，而非本人职责。Delegations instead of seats in one's own right."`
	Seat       string `query:"seat" maxLength:"40"`
	Person     string `query:"person" maxLength:"64"`
	Department string `query:"department" maxLength:"64" doc:"含下级部门。With everything below it."`
	When       string `query:"when" enum:"now,coming,past" doc:"缺省为有效和即将生效。By default what is in force and what is to come."`
	PageInput
}

type heldSeatView struct {
	ID         string     `json:"id"`
	Seat       seatCode   `json:"seat"`
	Person     *ref       `json:"person,omitempty"`
	For        *ref       `json:"for,omitempty" doc:"委托人。Who handed it on."`
	Department *ref       `json:"department,omitempty" doc:"没有则为全单位。Without one, the whole organ."`
	From       string     `json:"from"`
	Until      string     `json:"until,omitempty"`
	Ended      bool       `json:"ended"`
	Rests      bool       `json:"rests,omitempty" doc:"委托人账号未启用，委托暂停。The giver's account is not active: nobody acts for him."`
	Granted    *movedView `json:"granted,omitempty"`
	EndedBy    *movedView `json:"ended_by,omitempty"`
}

func heldSeatOf(x view.SeatHeld) heldSeatView {
	return heldSeatView{
		ID: x.ID, Seat: seatCode(x.Seat), Person: refOf(x.Person), For: refOf(x.For), Department: refOf(x.Department),
		From: string(x.From), Until: string(x.Until), Ended: x.Ended, Rests: x.Rests, Granted: movedOf(x.Granted), EndedBy: movedOf(x.EndedBy),
	}
}

func movedOf(m view.Moved) *movedView {
	if m.At.IsZero() {
		return nil
	}
	return &movedView{By: refOf(m.By), At: m.At, Reason: m.Reason}
}

func (s *server) seatList(ctx context.Context, in *seatsInput) (*pageOf[heldSeatView], error) {
	p, err := s.App.Store().SeatPage(ctx, who(ctx), view.SeatFilter{
		Seat: org.Seat(in.Seat), Person: in.Person, Department: in.Department, When: in.When, Cursor: in.Cursor, Limit: in.Limit,
	}, in.Handed)
	if err != nil {
		return nil, err
	}
	return page(p.Rows, p.Next, heldSeatOf), nil
}
