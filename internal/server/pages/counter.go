package pages

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// counterPage is the desk at which several people sign one after another, each
// with what proves him, while the clerk stays signed in (REG 27(2)).
type counterPage struct {
	Frame    frame
	Problem  *errs.Error
	Codes    string // as scanned, one a line
	Account  string // of who signs now
	Matters  []counterRow
	Unknown  []string
	Hidden   hidden
	Sign     *signBox // nil: nobody is to sign now
	Many     int64
	Lines    []signLine
	More     int64
	Left     []counterRow // what this signer cannot sign, and why
	Result   []counterRow // what became of what was signed
	Finished bool         // nothing of it waits any more
}

// counterRow is one thing on the desk with whose turn it is.
type counterRow struct {
	Code, Name, Href string
	Matter           matter
	Next             string
	Why              *errs.Error
}

// CounterPath is the page that takes other people's signatures; it proves them itself.
const CounterPath = "/counter"

// mostOnDesk is how many things are signed for at the desk at once.
const mostOnDesk = 100

// onDesk are the things scanned, of those that the clerk sees.
type onDesk struct {
	records []view.Record
	unknown []string
}

func (p *Pages) desk(c echo.Context, codes string) (onDesk, error) {
	var out onDesk
	for line := range strings.Lines(codes) {
		line = strings.TrimSpace(line)
		if line == "" || len(out.records) == mostOnDesk {
			continue
		}
		found, err := p.App.Scan(c.Request().Context(), reqctx.Actor(c), line)
		if errs.IsKind(err, errs.NotFound) {
			out.unknown = append(out.unknown, clip(line))
			continue
		}
		if err != nil {
			return out, err
		}
		if !slices.ContainsFunc(out.records, func(r view.Record) bool { return r.ID == found.Record.ID }) {
			out.records = append(out.records, found.Record)
		}
	}
	return out, nil
}

// commands are what the next signature under each thing's request would be.
func (d onDesk) commands() []app.Command {
	var out []app.Command
	for _, r := range d.records {
		q := r.State.Request
		if q == nil {
			continue
		}
		verb := asset.VerbApprove
		if step, _, ok := q.Next(); ok && step.Person != "" {
			verb = asset.VerbAccept
		}
		out = append(out, app.Act{Command: asset.Command{Asset: r.ID, Verb: verb, Version: r.Version, Request: q.ID}})
	}
	return out
}

func (p *Pages) counter(c echo.Context) error {
	return p.counterAgain(c, http.StatusOK, c.QueryParam("codes"), c.QueryParam("account"), nil, nil)
}

// counterAgain draws the desk. Of who is to sign only his login is known: one
// that nobody has looks like one that has nothing to sign here.
func (p *Pages) counterAgain(c echo.Context, status int, codes, login string, bad *errs.Error, result []counterRow) error {
	s := p.of(c)
	d, err := p.desk(c, codes)
	if err != nil {
		return err
	}
	out := counterPage{
		Frame: p.frame(c, "counter.title"), Codes: strings.TrimSpace(codes), Account: strings.TrimSpace(login), Unknown: d.unknown,
		Hidden: p.nextKey(c), Result: result,
	}
	out.Frame.FocusScan = false
	if bad != nil {
		out.Problem = shown(bad, bad.Fields)
		problem.Headers(c.Response().Header(), status, bad)
	}
	waits := 0
	for _, r := range d.records {
		row := s.counterRow(r)
		if r.Asked != nil {
			waits++
		}
		out.Matters = append(out.Matters, row)
	}
	out.Finished = len(d.records) > 0 && waits == 0
	if cmds := d.commands(); out.Account != "" && len(cmds) > 0 {
		if err := p.counterSigner(c, &out, cmds); err != nil {
			return err
		}
	}
	return p.render(c, status, "counter", out)
}

func (s *set) counterRow(r view.Record) counterRow {
	row := counterRow{Code: r.Code, Name: r.Name, Href: "/assets/" + r.ID, Matter: s.matter(r.Asked)}
	if q := r.Asked; q != nil && q.Next < len(q.Steps) {
		row.Next = s.signer(q.Steps[q.Next])
	}
	return row
}

// counterSigner puts before the one who is to sign what he would sign.
func (p *Pages) counterSigner(c echo.Context, out *counterPage, cmds []app.Command) error {
	ctx, s := c.Request().Context(), p.of(c)
	signer, known, err := p.signerOf(c, out.Account)
	if err != nil {
		return err
	}
	var r *app.Required
	why := make([]error, len(cmds))
	if known {
		if r, why, err = p.App.Prepare(ctx, signer, cmds); err != nil {
			return err
		}
	}
	for i, cmd := range cmds {
		if known && why[i] == nil {
			continue
		}
		e := errs.New(errs.Refused, "counter.nothing", "没有轮到此人签署的事项。", "Nothing here waits for this person.")
		row := counterRow{Why: e}
		if act, ok := cmd.(app.Act); ok {
			if rec, _, err := p.App.Record(ctx, reqctx.Actor(c), act.Asset); err == nil {
				row.Code, row.Href = rec.Code, "/assets/"+rec.ID
			}
		}
		out.Left = append(out.Left, row)
	}
	if r == nil {
		return nil
	}
	box, err := p.signBox(c, r, signer.Account, signer.Name)
	if err != nil {
		return err
	}
	box.Account, box.Submit, box.Err = out.Account, s.t("sign.submit"), s.proofErr(out.Problem)
	out.Sign, out.Many = &box, r.Statement.Count
	if out.Lines, err = p.signLines(c, r.Commands); err != nil {
		return err
	}
	out.More = int64(len(r.Commands) - len(out.Lines))
	return nil
}

// signerOf is the actor behind a login, for looking what he could sign; he has
// proved nothing yet.
func (p *Pages) signerOf(c echo.Context, login string) (org.Actor, bool, error) {
	ctx := c.Request().Context()
	a, found, err := p.App.Store().AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
	if err != nil || !found || a.State != account.Active {
		return org.Actor{}, false, err
	}
	actor, err := p.App.Store().Actor(ctx, a.ID, p.App.Today(time.Now()))
	if errs.IsKind(err, errs.Unauthenticated) {
		return actor, false, nil
	}
	return actor, err == nil && !actor.Admin(), err
}

// countersign takes one person's signature at the clerk's desk.
func (p *Pages) countersign(c echo.Context) error {
	ctx, s := c.Request().Context(), p.of(c)
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	codes, login := form.Get("codes"), form.Get("account")
	answer, err := auth.ParseAssertion(form.Get("sign_key"))
	if err != nil {
		return p.counterAgain(c, http.StatusUnprocessableEntity, codes, login, errs.As(err), nil)
	}
	signer, proof, err := p.Auth.Prove(ctx, auth.Given{
		Login: login, Password: form.Get("sign_password"), Code: form.Get("sign_code"), Key: answer, Addr: reqctx.Addr(c),
	})
	if err == nil {
		asked, bad := time.Parse(time.RFC3339, form.Get("sign_at"))
		if err = proof.Bind(form.Get("sign_digest"), asked); bad != nil || len(proof.Digest) == 0 {
			err = Unreadable()
		}
	}
	if err != nil {
		e := errs.As(err)
		if e.Kind == errs.Internal || e.Kind == errs.Unavailable {
			return e
		}
		return p.counterAgain(c, problem.Status(e), codes, login, e, nil)
	}
	if proof.Account != reqctx.Actor(c).Account {
		proof.Desk = reqctx.Actor(c).Account
	}
	signer.Proof = &proof
	d, err := p.desk(c, codes)
	if err != nil {
		return err
	}
	// All that lies there, not only what waits for him: who has proved himself is
	// told by which rule he cannot sign, and that he tried is kept.
	cmds := d.commands()
	var result []counterRow
	for i, r := range p.App.ExecuteEach(ctx, signer, cmds, p.hidden(c).Key) {
		row := counterRow{Matter: matter{Verb: s.t("counter.signed_by", signer.Name)}}
		if act, ok := cmds[i].(app.Act); ok {
			for _, rec := range d.records {
				if rec.ID == act.Asset {
					row.Code, row.Href = rec.Code, "/assets/"+rec.ID
				}
			}
		}
		if r.Err != nil {
			row.Matter.Verb, row.Why = s.t("counter.refused_to", signer.Name), errs.As(r.Err)
		}
		result = append(result, row)
	}
	return p.counterAgain(c, http.StatusOK, codes, "", nil, result)
}
