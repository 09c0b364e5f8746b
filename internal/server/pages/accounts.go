package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type accountsPage struct {
	Frame             frame
	Problem           *errs.Error
	Hidden            hidden
	CanCreate         bool
	Login, Person     input
	Text              string
	State             input
	Narrowed          bool
	Accounts          []accountRow
	Pager             pager
	Secret, SecretFor string // half of an activation code, shown once
	SecretText        string // what to do with it
	Duals             []dualRow
	Mine              []ownDual // what the reader asked for, settled
}

type accountRow struct {
	view.Account
	Seats, StateText, Icon, Class string
	Founded, Bare                 bool   // active since the founding; active, without a password yet
	Reason, Err                   string // as it was written, after a refusal, and what is wrong with it
	Action                        string // where its form goes; it keeps the place in the list
	Moves                         []move
	Hidden                        hidden
}

// move is a step along an account's life that the actor may try.
type move struct{ Name, Text, Class string }

func (p *Pages) accounts(c echo.Context) error {
	return p.accountsAgain(c, http.StatusOK, nil, app.Outcome{})
}

func (p *Pages) accountsAgain(c echo.Context, status int, bad *errs.Error, made app.Outcome) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	form := c.Request().PostForm
	found, err := p.found(c, "persons", form.Get("person"), form.Get("person_q"))
	if err != nil {
		return err
	}
	person := s.picker("persons", "person", fill{form: form, choices: map[string][]choice{"person": found}})
	person.Name, person.Label, person.Required = "person", s.t("accounts.person"), true
	fields := []input{person, {Name: "login", Kind: "text", Label: s.t("accounts.login"), Required: true, Value: form.Get("login"), Hint: s.t("accounts.login_hint")}}
	f := view.AccountFilter{Text: strings.TrimSpace(c.QueryParam("q")), State: c.QueryParam("state"), Cursor: c.QueryParam("cursor"), Limit: pageRows}
	list, err := p.accountList(c, f)
	if err != nil {
		return err
	}
	out := accountsPage{
		Frame: p.frame(c, "accounts.title"), Hidden: p.hidden(c), CanCreate: actor.Holds(org.SystemAdmin),
		Problem: shown(bad, s.blame(bad, fields, []input{{Name: "reason"}})), Secret: made.Secret, Text: f.Text, Narrowed: f.Text != "" || f.State != "",
		State: selection("state", s.t("accounts.state"), s.accountFilters(actor)).orAll().choose(f.State),
		Pager: turned(c, "/accounts", "q", "state").pager(list.Prev, list.Next, len(list.Rows)),
	}
	if notice := accountsDone[c.QueryParam("done")]; notice != "" {
		out.Frame.Notice = okNotice(s.t(notice))
	}
	s.beside(bad, fields, map[string]string{"account.login_taken": "login", "account.one_open": "person"})
	out.Person, out.Login = fields[0], fields[1]
	if made.Secret != "" { // what was created is done: the form starts anew
		out.Hidden.Key = ""
		out.Person, out.Login = input{}, input{}
		out.CanCreate = false
		if out.SecretFor, out.SecretText, err = p.halfFor(c, made); err != nil {
			return err
		}
	} else if made.Again {
		out.Frame.Notice = &notice{Kind: "warn", Text: s.t("accounts.code_gone"), More: s.t("accounts.code_gone_more")}
		out.Hidden = p.nextKey(c)
	}
	join, err := p.join(c)
	if err != nil {
		return err
	}
	duals, err := p.App.Store().Duals(ctx, actor)
	if err != nil {
		return err
	}
	out.Duals = p.dualRows(c, duals, join, bad)
	if out.Mine, err = p.ownDuals(c, true); err != nil {
		return err
	}
	for _, a := range list.Rows {
		row := s.accountRow(a, actor)
		row.Hidden, row.Action = p.nextKey(c), turned(c, "/accounts/"+a.ID, "q", "state", "cursor").address()
		if bad != nil && c.Param("id") == a.ID {
			row.Reason = form.Get("reason")
			for _, f := range bad.Fields {
				row.Err = s.say(f.Text)
			}
		}
		out.Accounts = append(out.Accounts, row)
	}
	return p.render(c, status, "accounts", out)
}

// lockedState stands in the filter for accounts that too many failures bar now.
const lockedState = "locked"

func (p *Pages) accountList(c echo.Context, f view.AccountFilter) (view.AccountPage, error) {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	if f.State != lockedState {
		return p.App.Store().AccountPage(ctx, actor, f)
	}
	rows, err := p.App.Store().LockedAccounts(ctx, actor)
	return view.AccountPage{Rows: rows}, err
}

func (s *set) accountFilters(actor org.Actor) []option {
	out := s.accountStates()
	if actor.Holds(org.SecurityAdmin) {
		out = append(out, option{Value: lockedState, Text: s.t("account.is_locked")})
	}
	return out
}

var accountsDone = map[string]string{
	account.Active: "accounts.done_active", account.Suspended: "accounts.done_suspended", account.Closed: "accounts.done_closed",
	"sessions": "accounts.done_sessions", "asked": "accounts.done_asked", "decided": "accounts.done_decided", "withdrawn": "accounts.done_withdrawn",
}

func okNotice(text string) *notice { return &notice{Kind: "ok", Text: text} }

func (s *set) accountStates() []option {
	return []option{
		{Value: account.Inactive, Text: s.t("account.inactive")}, {Value: account.Active, Text: s.t("account.active")},
		{Value: account.Suspended, Text: s.t("account.suspended")}, {Value: account.Closed, Text: s.t("account.closed")},
	}
}

func (s *set) accountRow(a view.Account, actor org.Actor) accountRow {
	row := accountRow{Account: a, Founded: a.Moved.By.ID == app.Founder, Bare: a.State == account.Active && a.NoPassword}
	if row.Founded { // by no person, and its reason is that it was the founding
		row.Moved.Reason = ""
	}
	var names []string
	for _, seat := range a.Seats {
		names = append(names, s.say(seat.Text()))
	}
	row.Seats = capital(strings.Join(names, s.t("frame.comma")))
	switch a.State {
	case account.Active:
		row.StateText, row.Icon, row.Class = s.t("account.active"), "ok", "good"
	case account.Suspended:
		row.StateText, row.Icon, row.Class = s.t("account.suspended"), "stop", "hold"
	case account.Closed:
		row.StateText, row.Icon = s.t("account.closed"), "x"
	default:
		row.StateText, row.Icon, row.Class = s.t("account.inactive"), "clock", "due"
	}
	sa, ss := actor.Holds(org.SystemAdmin), actor.Holds(org.SecurityAdmin)
	if ss && (a.State == account.Inactive || a.State == account.Suspended) {
		row.Moves = append(row.Moves, move{account.Active, s.t("account.activate"), ""})
	}
	if (sa || ss) && a.State == account.Active {
		row.Moves = append(row.Moves, move{account.Suspended, s.t("account.suspend"), ""})
	}
	if a.State != account.Closed && (ss || sa && a.State == account.Inactive) {
		row.Moves = append(row.Moves, move{account.Closed, s.t("account.close"), "danger"})
	}
	return row
}

// halfFor says whose half of a code was made and what to do with it.
func (p *Pages) halfFor(c echo.Context, made app.Outcome) (login, text string, err error) {
	s, form, id := p.of(c), c.Request().PostForm, c.Param("id")
	switch {
	case c.Param("dual") != "": // confirmed
		id, text = made.ID, s.t("accounts.code_recovered")
	case form.Get("kind") != "": // asked for
		text = s.t("accounts.code_asked")
	case strings.HasSuffix(c.Path(), "/code"):
		text = s.t("accounts.code_renewed")
	case id != "":
		text = s.t("accounts.code_other")
	default:
		return strings.ToLower(strings.TrimSpace(form.Get("login"))), s.t("accounts.code_once"), nil
	}
	life, err := p.App.Store().AccountLife(c.Request().Context(), reqctx.Actor(c), id, "", 1)
	return life.Login, text, err
}

func (p *Pages) createAccount(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	if form.Get("find") != "" || pending(form, "person") {
		return p.accountsAgain(c, http.StatusOK, nil, app.Outcome{})
	}
	cmd := app.CreateAccount{Login: form.Get("login"), Person: form.Get("person")}
	out, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key)
	if err != nil {
		return p.accountRefused(c, err)
	}
	// The code is shown in the answer itself: it is kept nowhere to show it again.
	return p.accountsAgain(c, http.StatusOK, nil, out)
}

func (p *Pages) moveAccount(c echo.Context) error {
	cmd := app.MoveAccount{Account: c.Param("id"), State: c.FormValue("to"), Reason: c.FormValue("reason")}
	out, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key)
	switch {
	case err != nil:
		return p.accountRefused(c, err)
	case out.Secret != "":
		return p.accountsAgain(c, http.StatusOK, nil, out)
	}
	back := turned(c, "/accounts", "q", "state", "cursor")
	back.keep.Set("done", cmd.State)
	return c.Redirect(http.StatusSeeOther, back.address())
}

func (p *Pages) accountRefused(c echo.Context, err error) error {
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.NotFound || e.Kind == errs.Unavailable {
		return e
	}
	return p.accountsAgain(c, problem.Status(e), e, app.Outcome{})
}
