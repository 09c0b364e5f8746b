package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type accountPage struct {
	Frame   frame
	Problem *errs.Error
	Back    bool // the reader may see the list
	Account accountRow
	Creator string
	Duals   []dualRow
	Asks    []move
	Reason  input
	Ends    bool // the reader may end its sessions
	Renews  bool // the reader may make his half of its code anew
	Bare    bool // active, without a password yet
	Hidden  hidden
	Events  []accountLine
	Pager   pager

	Withheld bool // there is more, or may be, that the reader is not told
}

// accountLine is one thing that happened to an account, in words.
type accountLine struct {
	view.AccountEvent
	Words string
}

// dualRow is a request of two, with its form for who may decide it.
type dualRow struct {
	view.Dual
	What      string
	May, Own  bool // the reader decides it; it is his, and waits
	Hidden    hidden
	Text, Err string // the reason as it was written, after a refusal, and what is wrong with it
}

const accountRows = 100

func (p *Pages) account(c echo.Context) error { return p.accountAgain(c, http.StatusOK, nil) }

func (p *Pages) accountAgain(c echo.Context, status int, bad *errs.Error) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	v, err := p.App.Store().AccountLife(ctx, actor, c.Param("id"), c.QueryParam("cursor"), accountRows)
	if err != nil {
		return err
	}
	fields := []input{{Name: "reason", Kind: "text", Label: s.t("dual.why"), Required: true, Value: c.Request().PostFormValue("reason")}}
	out := accountPage{
		Frame: p.frame(c, "accounts.title"), Back: actor.Admin(), Account: s.accountRow(v.Account, actor), Creator: v.Creator.Name,
		Hidden: p.hidden(c), Pager: turned(c, c.Request().URL.Path).pager("", v.Next, len(v.Events)),
		Withheld: v.Withheld,
	}
	out.Frame.Title = s.t("account.title", v.Login)
	out.Problem = shown(bad, s.blame(bad, fields))
	out.Reason = fields[0]
	if notice := accountsDone[c.QueryParam("done")]; notice != "" {
		out.Frame.Notice = okNotice(s.t(notice))
	}
	join, err := p.join(c)
	if err != nil {
		return err
	}
	out.Duals = p.dualRows(c, v.Duals, join, nil)
	w := account.Whose{Owner: v.Seats, Join: join}
	if state := (account.State{ID: v.ID, Person: v.Person.ID}); v.State == account.Active && account.MayAsk(actor, state, w) {
		if v.Lock.Locked() {
			out.Asks = append(out.Asks, move{account.Unlock, s.t("dual.ask_unlock"), ""})
		}
		out.Asks = append(out.Asks, move{account.Recover, s.t("dual.ask_recover"), "danger"})
	}
	if actor.Admin() && v.State == account.Active {
		if out.Bare, err = p.App.Store().NoPassword(ctx, actor, v.ID); err != nil {
			return err
		}
	}
	out.Renews = actor.Holds(org.SystemAdmin) && v.State == account.Inactive && actor.Person != v.Person.ID
	out.Ends = actor.Holds(org.SecurityAdmin) && v.State == account.Active
	for _, e := range v.Events {
		line := accountLine{e, s.accountEvent(e)}
		if e.Type == (account.DualDecided{}).EventType() && e.Reason == account.DualLapsed { // said in the words already
			line.Reason = ""
		}
		out.Events = append(out.Events, line)
	}
	return p.render(c, status, "account", out)
}

// accountEvent puts an event of an account's life into words.
func (s *set) accountEvent(e view.AccountEvent) string {
	words := s.head(view.AuditKindOf(e.Type).Text)
	switch {
	case e.Type == account.StateSet{}.EventType():
		for _, o := range s.accountStates() {
			if o.Value == e.State {
				return words + s.t("frame.colon") + o.Text
			}
		}
	case e.Type == (account.DualDecided{}).EventType():
		outcome := e.State
		if e.Reason == account.DualLapsed {
			outcome = account.DualLapsed
		}
		return s.dualWhat(e.What) + s.t("frame.colon") + s.t(dualOutcomes[outcome])
	case e.What == account.Unlock, e.What == account.Recover:
		return words + s.t("frame.colon") + s.dualWhat(e.What)
	}
	return words
}

// dualOutcomes are the words for how a request of two stands.
var dualOutcomes = map[string]string{
	account.DualOpen: "dual.open", account.DualDone: "dual.done", account.DualRefused: "dual.refused", account.DualWithdrawn: "dual.withdrawn",
	account.DualLapsed: "dual.lapsed",
}

func (s *set) dualWhat(kind string) string {
	if kind == account.Unlock {
		return s.t("dual.unlock")
	}
	return s.t("dual.recover")
}

// join reports whether one person may be system and security administrator.
func (p *Pages) join(c echo.Context) (bool, error) {
	policy, err := p.App.Store().Policy(c.Request().Context())
	return err == nil && policy.Bool(org.JoinPolicy), err
}

// dualRows are the requests of two, with a form where the reader may decide.
func (p *Pages) dualRows(c echo.Context, list []view.Dual, join bool, bad *errs.Error) []dualRow {
	actor, s, now := reqctx.Actor(c), p.of(c), p.App.Store().Now()
	out := make([]dualRow, len(list))
	for i, d := range list {
		row := dualRow{Dual: d, What: s.dualWhat(d.Kind), Hidden: p.nextKey(c), Own: account.MayWithdraw(actor, d.Dual, now)}
		state := account.State{ID: d.Account, Person: d.Owner.ID}
		row.May = account.MayDecide(actor, state, d.Dual, account.Whose{Owner: d.OwnerSeats, Join: join})
		if bad != nil && c.Param("dual") == d.ID {
			row.Text = c.Request().PostFormValue("reason")
			for _, f := range bad.Fields {
				row.Err = s.say(f.Text)
			}
		}
		out[i] = row
	}
	return out
}

// askDual asks for what takes two administrators. The half of a code that asking
// for a recovery makes is shown in the answer itself.
func (p *Pages) askDual(c echo.Context) error {
	cmd := app.AskDual{Account: c.Param("id"), Kind: c.FormValue("kind"), Reason: c.FormValue("reason")}
	out, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key)
	switch {
	case err == nil && out.Secret != "":
		return p.accountsAgain(c, http.StatusOK, nil, out)
	case err == nil:
		return c.Redirect(http.StatusSeeOther, "/accounts/"+escape(cmd.Account)+"?done=asked")
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.NotFound || e.Kind == errs.Unavailable || !reqctx.Actor(c).Admin() {
		return e
	}
	return p.accountAgain(c, problem.Status(e), e)
}

// endSessionsOf ends every session and token of another's account.
func (p *Pages) endSessionsOf(c echo.Context) error {
	id := c.Param("id")
	err := p.Auth.EndSessionsOf(c.Request().Context(), reqctx.Actor(c), id)
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/accounts/"+escape(id)+"?done=sessions")
	}
	e := errs.As(err)
	if e.Kind != errs.Refused || !reqctx.Actor(c).Admin() {
		return e
	}
	return p.accountAgain(c, problem.Status(e), e)
}

// decideDual confirms or refuses what another administrator asked for. The code
// of a recovery is shown in the answer itself: it is kept nowhere.
func (p *Pages) decideDual(c echo.Context) error {
	cmd := app.DecideDual{Dual: c.Param("dual"), Yes: c.FormValue("yes") == "true", Reason: c.FormValue("reason")}
	out, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key)
	switch {
	case err != nil && !reqctx.Actor(c).Admin():
		return err
	case err != nil:
		return p.accountRefused(c, err)
	case out.Secret != "" || out.Again:
		return p.accountsAgain(c, http.StatusOK, nil, out)
	}
	return c.Redirect(http.StatusSeeOther, "/accounts?done=decided")
}
