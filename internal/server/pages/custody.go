package pages

import (
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// custodyView answers who held it: on a day, and all along.
type custodyView struct {
	Action  string
	On      input
	Problem *errs.Error
	Day     string // the day that was asked for
	None    bool   // not yet on record then
	Then    []fact
	Periods []periodRow
	More    int // older periods that are not drawn
}

// periodRow is one stretch of custody.
type periodRow struct {
	From, Until           time.Time // Until is zero while it goes on
	Who, Department, Room string
	Began, By             string
}

func (p *Pages) custody(c echo.Context, r view.Record) (custodyView, error) {
	s, on := p.of(c), strings.TrimSpace(c.QueryParam("on"))
	out := custodyView{
		Action: "/assets/" + r.ID,
		On:     input{Name: "on", Kind: "date", Label: s.t("custody.on"), Value: on},
	}
	h, err := p.App.Held(c.Request().Context(), reqctx.Actor(c), r.ID, org.Date(on))
	if errs.IsKind(err, errs.Invalid) && on != "" {
		fields := []input{out.On}
		bad := errs.As(err)
		out.Problem = shown(bad, s.blame(bad, fields))
		out.On = fields[0]
		h, err = p.App.Held(c.Request().Context(), reqctx.Actor(c), r.ID, "")
	}
	if err != nil {
		return out, err
	}
	out.Periods, out.More = s.periods(h)
	if h.Asked.IsZero() {
		return out, nil
	}
	out.Day, out.None = s.date(org.Date(on)), h.Then.ID == ""
	if !out.None {
		out.Then = s.then(h)
	}
	return out, nil
}

// then is who held it and what it was at the end of the day.
func (s *set) then(h view.Held) []fact {
	st, mark := h.Then, s.t("mark.undecided")
	if st.Marking.Decided {
		mark = s.mark(st.Marking.Level, st.Marking.Term)
	}
	out := facts(
		s.t("custody.holder"), s.holder(st.Custody, h.Names), s.t("record.department"), h.Names[st.Custody.Department],
		s.t("record.room"), h.Names[st.Custody.Room], s.t("col.level"), mark, s.t("col.life"), s.head(st.Life.Text()),
		s.t("detail.use"), st.Details.Use)
	if st.Class.Storage() {
		out = append(out, fact{Label: s.t("record.high_water"), Value: s.head(st.HighWaterText())})
	}
	return append(out, fact{Label: s.t("record.since"), Value: s.day(st.Custody.Since)})
}

// holder says in words who has it.
func (s *set) holder(c asset.Custody, names map[string]string) string {
	who := names[c.Person]
	if who == "" {
		who = c.Person
	}
	switch c.Holder {
	case asset.HolderKeeper:
		return who
	case asset.HolderHost:
		if who == "" {
			return s.t("custody.host")
		}
		return s.t("custody.host_of", who)
	case asset.HolderVendor:
		if who == "" {
			return s.t("custody.vendor")
		}
		return s.t("custody.vendor_for", who)
	case asset.HolderNobody:
		if who == "" {
			return s.t("custody.nobody")
		}
		return s.t("custody.nobody_last", who)
	default:
		return s.t("custody.store")
	}
}

// periods are drawn with the present one first.
func (s *set) periods(h view.Held) (rows []periodRow, more int) {
	list := h.Line.Periods
	if more = len(list) - view.MostPeriods; more > 0 {
		list = list[more:]
	}
	for _, x := range slices.Backward(list) {
		row := periodRow{
			From: x.From, Until: x.Until, Who: s.holder(x.Custody, h.Names), Department: h.Names[x.Department], Room: h.Names[x.Room],
			By: h.Names[x.By],
		}
		if x.Verb != "" {
			row.Began = s.head(x.Verb.Text())
		}
		rows = append(rows, row)
	}
	return rows, max(more, 0)
}

// holdsView are the holds in force, and those that were.
type holdsView struct {
	Now, Past []holdRow
}

// holdRow is one hold: what, since when, by whom, and what lifts it.
type holdRow struct {
	Kind, Ref, Reason, By string
	Derived               bool
	Since, Until, Due     time.Time
	LiftedBy, Lifted, How string
}

// lifts says what ends a hold that is in force.
var lifts = map[asset.HoldKind]string{
	asset.HoldIncident: "lift.incident", asset.HoldDiscrepancy: "lift.discrepancy", asset.HoldFrozen: "lift.frozen",
	asset.HoldOverdueClear: "lift.overdue_clear", asset.HoldOverdueReturn: "lift.overdue_return", asset.HoldLabelPending: "lift.label_pending",
}

func (p *Pages) holds(c echo.Context, r view.Record) (holdsView, error) {
	h, err := p.App.Held(c.Request().Context(), reqctx.Actor(c), r.ID, "")
	if err != nil {
		return holdsView{}, err
	}
	return p.of(c).holdings(h), nil
}

func (s *set) holdings(h view.Held) holdsView {
	list := slices.Clone(h.Line.Holds)
	slices.SortStableFunc(list, func(a, b asset.Holding) int { return b.Since.Compare(a.Since) })
	var out holdsView
	for _, x := range list {
		row := holdRow{
			Kind: s.head(x.Kind.Text()), Ref: x.Ref, Reason: x.Reason, By: h.Names[x.By], Derived: x.Kind.Derived(),
			Since: x.Since, Until: x.Until, Due: x.Due, LiftedBy: h.Names[x.LiftedBy], Lifted: x.Lifted,
		}
		switch {
		case x.Until.IsZero():
			row.How = s.t(lifts[x.Kind])
			out.Now = append(out.Now, row)
		case len(out.Past) < view.MostPeriods:
			out.Past = append(out.Past, row)
		}
	}
	return out
}
