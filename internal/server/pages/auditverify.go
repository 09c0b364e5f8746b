package pages

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// auditVerifyPage is where the auditor verifies the history.
type auditVerifyPage struct {
	Frame     frame
	Tabs      []link
	Hidden    hidden
	Problem   *errs.Error
	After     input
	Check     *view.AuditCheck
	Said, Bad string
	Found     []fault // one by one, where there are several
}

// fault is what a verification has found at an event.
type fault struct {
	Event int64
	What  string
}

// verifyTime is how long one press goes on: what is left is for the next one.
const verifyTime = 8 * time.Second

func (p *Pages) verifyForm(c echo.Context) error {
	return p.verifyAgain(c, http.StatusOK, nil, nil)
}

func (p *Pages) verifyAgain(c echo.Context, status int, done *view.AuditCheck, bad *errs.Error) error {
	s := p.of(c)
	out := auditVerifyPage{
		Frame: p.frame(c, "audit.verify"), Tabs: p.auditTabs(c), Hidden: p.nextKey(c), Check: done,
		After: input{Name: "after", Kind: "text", Label: s.t("audit.verify_after"), Value: c.FormValue("after"), Hint: s.t("audit.verify_after_hint")},
	}
	if done != nil {
		out.After.Value = ""
		if done.Next != 0 {
			out.After.Value = strconv.FormatInt(done.Next, 10)
		}
		out.Said = s.t("audit.verified", done.From, done.To, done.Events, done.Links, done.Signed, done.Keys)
		if done.Faults > 0 {
			out.Bad = s.t("audit.faults", done.Faults, done.First.Event, s.say(done.First.What))
			for _, f := range done.Found {
				out.Found = append(out.Found, fault{f.Event, s.say(f.What)})
			}
		}
	}
	fields := []input{out.After}
	out.Problem = shown(bad, s.blame(bad, fields))
	out.After = fields[0]
	return p.render(c, status, "audit_verify", out)
}

// verify recomputes the history for a while from where the form says, and tells
// what came of it; what is left is verified by the next press.
func (p *Pages) verify(c echo.Context) error {
	after := int64(0)
	if typed := c.FormValue("after"); typed != "" {
		n, err := strconv.ParseInt(typed, 10, 64)
		if err != nil || n < 0 {
			bad := errs.InvalidField("after", "请填写事件编号，只含数字。", "Give the number of an event, digits only.")
			return p.verifyAgain(c, problem.Status(bad), nil, bad)
		}
		after = n
	}
	done, err := p.App.VerifyHistory(c.Request().Context(), reqctx.Actor(c), after, verifyTime)
	if err != nil {
		bad := errs.As(err)
		if bad.Kind != errs.Refused {
			return bad
		}
		return p.verifyAgain(c, problem.Status(bad), nil, bad)
	}
	return p.verifyAgain(c, http.StatusOK, &done, nil)
}
