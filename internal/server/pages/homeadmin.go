package pages

import (
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
)

// adminWaiting counts what waits for an administrator beside the states of
// accounts: requests that he may decide as the second of two, locked accounts,
// seats that end within soonDays.
func (p *Pages) adminWaiting(c echo.Context) ([]counter, error) {
	ctx, st, actor, s := c.Request().Context(), p.App.Store(), reqctx.Actor(c), p.of(c)
	duals, err := st.Duals(ctx, actor)
	if err != nil {
		return nil, err
	}
	join, err := p.join(c)
	if err != nil {
		return nil, err
	}
	mine := 0
	for _, d := range p.dualRows(c, duals, join, nil) {
		if d.May {
			mine++
		}
	}
	var out []counter
	add := func(key, href, icon string, n int) {
		if n > 0 { // what is rarely there takes no place while it is not
			out = append(out, s.limited(key, href, icon, n))
		}
	}
	add("home.duals", "/accounts#requests", "pen", mine)
	if !actor.Holds(org.SecurityAdmin) {
		return out, nil
	}
	locked, err := st.LockedAccounts(ctx, actor)
	if err != nil {
		return nil, err
	}
	ending, err := st.SeatsEnding(ctx, actor, org.DateOf(st.Now().AddDate(0, 0, soonDays), p.Zone), recordRows+1)
	add("home.locked", "/accounts?state="+lockedState, "lock", len(locked))
	add("home.seats_ending", "/seats", "clock", ending)
	return out, err
}

// accessNotice is what the reader is told about his own access: that it was
// recovered by two administrators, within the last recoveredDays; an administrator,
// that soon nobody holds one of the three seats; that his password ends soon.
func (p *Pages) accessNotice(c echo.Context) (*notice, error) {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	d, found, err := p.App.Store().LastRecovery(ctx, actor)
	if err != nil {
		return nil, err
	}
	if found && p.App.Store().Now().Sub(d.Decided) < recoveredDays*24*time.Hour {
		return &notice{
			Kind: "warn", Text: s.t("home.recovered", s.at(d.Decided), d.Asker.Name, d.Decider.Name), More: s.t("home.recovered_more"),
		}, nil
	}
	if n, err := p.adminsRunOut(c); err != nil || n != nil {
		return n, err
	}
	return p.passwordNotice(c)
}

const recoveredDays = 30

// passwordNotice tells that the reader's password has expired or ends soon.
func (p *Pages) passwordNotice(c echo.Context) (*notice, error) {
	s := p.of(c)
	age, err := p.Auth.PasswordAge(c.Request().Context(), reqctx.Actor(c))
	switch {
	case err != nil:
		return nil, err
	case age.Over:
		return &notice{Kind: "warn", Text: s.t("password.over")}, nil
	case age.Soon:
		return &notice{Kind: "warn", Text: s.t("password.soon", s.at(age.Until))}, nil
	}
	return nil, nil //nolint:nilnil // nothing to tell
}
