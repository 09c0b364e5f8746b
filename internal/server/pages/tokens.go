package pages

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

type tokensPage struct {
	Frame                frame
	Problem              *errs.Error
	Made                 string // the token, shown this once
	Rows                 []tokenRow
	Allowed              bool // by the policy
	Name, Days           input
	WrongMay, WrongWhere string // what is wrong with the permissions, the departments
	WrongProof           bool   // of the password or the factor
	Permissions          []option
	Departments          []option
	Shown                auth.FactorsShown // what proves the reader
	Keys                 string            // of Shown, separated by blanks
	Challenge            string
}

type tokenRow struct {
	ID, Name, Permissions, Departments, Addr string
	Since, Used, Expires                     time.Time
	Over                                     bool // it opens nothing any more
}

func (p *Pages) tokens(c echo.Context) error {
	return p.tokensAgain(c, http.StatusOK, account.TokenAsked{Days: firstDays}, "", nil)
}

// firstDays stands in the form at first: a month.
const firstDays = 30

func (p *Pages) tokensAgain(c echo.Context, status int, asked account.TokenAsked, made string, bad *errs.Error) error {
	ctx, s, open := c.Request().Context(), p.of(c), reqctx.Session(c)
	out := tokensPage{Frame: p.frame(c, "token.title"), Made: made}
	policy, err := p.App.Store().Policy(ctx)
	if err != nil {
		return err
	}
	departments, err := p.departmentChoices(c)
	if err != nil {
		return err
	}
	if out.Rows, err = p.tokenRows(c, departments); err != nil {
		return err
	}
	out.Allowed = policy.Bool("token.allowed")
	most := strconv.Itoa(policy.Int("token.max-days"))
	fields := []input{
		{Name: "name", Kind: "text", Label: s.t("token.name"), Value: asked.Name, Required: true},
		{Name: "days", Kind: "number", Label: s.t("token.days"), Value: strconv.Itoa(asked.Days), Hint: s.t("token.days_hint", most), Required: true, Max: most},
		{Name: "permissions"}, {Name: "departments"},
	}
	out.Problem = shown(bad, s.blame(bad, fields))
	out.Name, out.Days, out.WrongMay, out.WrongWhere = fields[0], fields[1], fields[2].Err, fields[3].Err
	out.WrongProof = bad != nil && (bad.Code == "proof.refused" || bad.Code == "form.unreadable")
	for _, v := range account.ForToken(reqctx.Actor(c)) {
		out.Permissions = append(out.Permissions, option{Value: string(v), Text: s.head(v.Text()), Chosen: slices.Contains(asked.Permissions, v)})
	}
	for _, d := range departments {
		if account.CoversForToken(reqctx.Actor(c), d.ID) {
			out.Departments = append(out.Departments, option{Value: d.ID, Text: d.Name, Chosen: slices.Contains(asked.Departments, d.ID)})
		}
	}
	if out.Shown, err = p.Auth.FactorsOf(ctx, open.Account); err != nil {
		return err
	}
	if out.Keys = strings.Join(out.Shown.Keys, " "); out.Keys != "" {
		challenge, err := p.Auth.ProofChallenge(ctx, open)
		if err != nil {
			return err
		}
		out.Challenge = base64.RawURLEncoding.EncodeToString(challenge)
	}
	if c.QueryParam("done") == "ended" && bad == nil {
		out.Frame.Notice = okNotice(s.t("token.ended"))
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return p.render(c, status, "tokens", out)
}

func (p *Pages) tokenRows(c echo.Context, departments []choice) ([]tokenRow, error) {
	s := p.of(c)
	list, err := p.Auth.Tokens(c.Request().Context(), reqctx.Actor(c))
	if err != nil {
		return nil, err
	}
	out := make([]tokenRow, len(list))
	for i, t := range list {
		var can, over []string
		for _, v := range t.Permissions {
			can = append(can, s.head(org.Permission(v).Text()))
		}
		for _, d := range departments {
			if slices.Contains(t.Departments, d.ID) {
				over = append(over, d.Name)
			}
		}
		out[i] = tokenRow{
			ID: t.ID, Name: t.Name, Permissions: strings.Join(can, s.t("frame.comma")), Departments: strings.Join(over, s.t("frame.comma")),
			Addr: t.Addr, Since: t.Created, Used: t.Used, Expires: t.Expires, Over: !p.App.Store().Now().Before(t.Expires),
		}
		if len(t.Departments) == 0 {
			out[i].Departments = s.t("token.everywhere")
		}
	}
	return out, nil
}

// makeToken answers with the page itself: the token is on it this once, and
// nowhere else afterwards.
func (p *Pages) makeToken(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	asked := account.TokenAsked{Name: form.Get("name"), Departments: form["department"]}
	for _, v := range form["permission"] {
		asked.Permissions = append(asked.Permissions, org.Permission(v))
	}
	asked.Days, _ = strconv.Atoi(strings.TrimSpace(form.Get("days"))) // what is no number is refused as 0 is
	g, err := p.given(c)
	made := ""
	if err == nil {
		made, _, err = p.Auth.MakeToken(c.Request().Context(), reqctx.Actor(c), asked, g)
	}
	if err == nil {
		return p.tokensAgain(c, http.StatusOK, account.TokenAsked{Days: firstDays}, made, nil)
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		return e
	}
	problem.Headers(c.Response().Header(), problem.Status(e), e)
	return p.tokensAgain(c, problem.Status(e), asked, "", e)
}

func (p *Pages) endToken(c echo.Context) error {
	if err := p.Auth.EndToken(c.Request().Context(), reqctx.Actor(c), c.Param("id")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/settings/tokens?done=ended")
}
