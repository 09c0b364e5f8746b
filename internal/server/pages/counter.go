package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/auth"
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
	Ask      bool     // something waits: who signs it gives login and password
	Err      string   // what stands beside the password or the factor
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
	return p.counterAgain(c, atDesk{codes: c.QueryParam("codes"), login: c.QueryParam("account")})
}

// atDesk is what the desk is drawn with.
type atDesk struct {
	codes, login string
	signer       *auth.Signer // whose password was right
	bad          *errs.Error
	result       []counterRow
}

// counterAgain draws the desk. Of who is to sign nothing is told before his
// password was right: not his name, not what he could sign, not what factors he has.
func (p *Pages) counterAgain(c echo.Context, at atDesk) error {
	s, status := p.of(c), http.StatusOK
	d, err := p.desk(c, at.codes)
	if err != nil {
		return err
	}
	out := counterPage{
		Frame: p.frame(c, "counter.title"), Codes: strings.TrimSpace(at.codes), Account: strings.TrimSpace(at.login), Unknown: d.unknown,
		Hidden: p.nextKey(c), Result: at.result,
	}
	out.Frame.FocusScan = false
	if at.bad != nil {
		status = problem.Status(at.bad)
		out.Problem, out.Err = shown(at.bad, at.bad.Fields), s.proofErr(at.bad)
		problem.Headers(c.Response().Header(), status, at.bad)
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
	out.Ask = waits > 0
	if at.signer != nil && waits > 0 {
		if err := p.counterSigner(c, &out, *at.signer, d.commands()); err != nil {
			return err
		}
		out.Ask = out.Sign == nil
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

// counterSigner puts before the one who is to sign what he would sign. An
// administrator signs nothing here.
func (p *Pages) counterSigner(c echo.Context, out *counterPage, who auth.Signer, cmds []app.Command) error {
	ctx, s, signer := c.Request().Context(), p.of(c), who.Actor
	var r *app.Required
	why := make([]error, len(cmds))
	if !signer.Admin() {
		var err error
		if r, why, err = p.App.Prepare(ctx, signer, cmds); err != nil {
			return err
		}
	}
	for i, cmd := range cmds {
		if !signer.Admin() && why[i] == nil {
			continue
		}
		row := counterRow{Why: errs.New(errs.Refused, "counter.nothing", "没有轮到此人签署的事项。", "Nothing here waits for this person.")}
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
	if err := p.Auth.ShowAtDesk(ctx, p.ownToken(c), reqctx.Session(c), who, box.Digest, r.Statement.At); err != nil {
		return err
	}
	box.Account, box.Submit, box.Err, box.Given = out.Account, s.t("sign.submit"), out.Err, true
	out.Sign, out.Many = &box, r.Statement.Count
	if out.Lines, err = p.signLines(c, r); err != nil {
		return err
	}
	out.More = int64(len(r.Commands) - len(out.Lines))
	return nil
}

// countersign takes one person's password at the clerk's desk, and then his
// signature under what was put before him.
func (p *Pages) countersign(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	at := atDesk{codes: form.Get("codes"), login: form.Get("account")}
	if form.Has("sign_digest") {
		return p.countersigned(c, at)
	}
	var who auth.Signer
	switch password := form.Get("signer_password"); {
	case strings.TrimSpace(at.login) == "":
		err = errs.InvalidField("account", "请填写签署人的登录名。", "Give the login of who signs.")
	case password == "":
		err = errs.InvalidField("password", "请填写本人口令。", "Give your password.")
	default:
		who, err = p.Auth.AtDesk(c.Request().Context(), auth.Given{Login: at.login, Password: password, Addr: reqctx.Addr(c)})
	}
	if err != nil {
		return p.counterRefused(c, at, err)
	}
	at.signer = &who
	return p.counterAgain(c, at)
}

// counterRefused draws the desk anew with what was wrong.
func (p *Pages) counterRefused(c echo.Context, at atDesk, err error) error {
	if at.bad = errs.As(err); at.bad.Kind == errs.Internal || at.bad.Kind == errs.Unavailable {
		return at.bad
	}
	return p.counterAgain(c, at)
}

// countersigned takes the signature.
func (p *Pages) countersigned(c echo.Context, at atDesk) error {
	ctx, s, form := c.Request().Context(), p.of(c), c.Request().PostForm
	answer, err := auth.ParseAssertion(form.Get("sign_key"))
	var signer org.Actor
	var proof org.Proof
	if err == nil {
		signer, proof, err = p.Auth.ProveAtDesk(ctx, p.ownToken(c), reqctx.Session(c),
			auth.Given{Code: form.Get("sign_code"), Key: answer, Addr: reqctx.Addr(c)}, form.Get("sign_digest"))
	}
	if err != nil {
		// His factor was wrong: he is asked for it again, not for his password.
		who, waits, again := p.Auth.WaitsAtDesk(ctx, p.ownToken(c), reqctx.Session(c))
		if again != nil {
			return again
		}
		if code := errs.As(err).Code; waits && (code == "proof.refused" || code == "factor.answer") {
			at.signer = &who
		}
		return p.counterRefused(c, at, err)
	}
	signer.Proof = &proof
	d, err := p.desk(c, at.codes)
	if err != nil {
		return err
	}
	// All that lies there, not only what waits for him: who has proved himself is
	// told by which rule he cannot sign, and that he tried is kept.
	cmds := d.commands()
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
		at.result = append(at.result, row)
	}
	at.login = ""
	return p.counterAgain(c, at)
}
