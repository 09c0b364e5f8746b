package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// ownDual is what the reader asked of a second administrator, and what came of it.
type ownDual struct {
	view.Dual
	What, Outcome, Icon, Class string
	Hidden                     hidden
}

const (
	ownDualDays = 14
	ownDualRows = 10
)

// ownDuals are the reader's own requests of the last days; settled leaves out
// those that still wait, where another list has them.
func (p *Pages) ownDuals(c echo.Context, settled bool) ([]ownDual, error) {
	s, st := p.of(c), p.App.Store()
	now := st.Now()
	list, err := st.OwnDuals(c.Request().Context(), reqctx.Actor(c), now.AddDate(0, 0, -ownDualDays), ownDualRows)
	if err != nil {
		return nil, err
	}
	var out []ownDual
	for _, d := range list {
		outcome := d.Dual.Outcome(now)
		if settled && outcome == account.DualOpen {
			continue
		}
		row := ownDual{Dual: d, What: s.dualWhat(d.Kind), Outcome: s.t(dualOutcomes[outcome]), Icon: "clock", Class: "due", Hidden: p.nextKey(c)}
		switch outcome {
		case account.DualDone:
			row.Icon, row.Class = "ok", "good"
		case account.DualRefused:
			row.Icon, row.Class = "stop", "hold"
		case account.DualWithdrawn, account.DualLapsed:
			row.Icon, row.Class, row.Said, row.Decider = "x", "", "", view.Ref{}
		}
		out = append(out, row)
	}
	return out, nil
}

// withdrawDual takes back what the reader asked for.
func (p *Pages) withdrawDual(c echo.Context) error {
	_, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), app.WithdrawDual{Dual: c.Param("dual")}, p.hidden(c).Key)
	switch {
	case err == nil:
		return c.Redirect(http.StatusSeeOther, "/accounts?done=withdrawn")
	case !reqctx.Actor(c).Admin():
		return err
	}
	return p.accountRefused(c, err)
}

// renewCode makes the system administrator's half of a code anew; it is shown in
// the answer itself and kept nowhere.
func (p *Pages) renewCode(c echo.Context) error {
	out, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), app.RenewCode{Account: c.Param("id")}, p.hidden(c).Key)
	switch {
	case err == nil:
		return p.accountsAgain(c, http.StatusOK, nil, out)
	case !reqctx.Actor(c).Admin():
		return err
	}
	return p.accountRefused(c, err)
}
