package pages

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

// signPage puts what is to be signed before its signer and asks him to prove
// that it is he. The form that led here comes back as it was sent, with the
// proof beside it.
type signPage struct {
	Frame   frame
	Problem *errs.Error
	Action  string
	Sent    []sent // the fields of the form that led here
	Upload  bool   // its files were taken in: it goes back the way it came, without them
	Back    string
	Sign    signBox
	Many    int64      // signed at once
	Lines   []signLine // what is signed, the first ones of many
	More    int64      // beyond the lines
}

// sent is one field of a form as it was sent.
type sent struct{ Name, Value string }

// signLine is one thing that is signed.
type signLine struct {
	Code, Href, What, Name string
	Facts                  []fact
}

// signBox is the part of the form in which the signer proves himself.
type signBox struct {
	Who, Account string
	Digest, At   string // as they are sent back
	Check        string // the beginning of the digest, for people
	Asked        time.Time
	Code         bool   // he has a code generator
	Keys         string // ids of his security keys for the script, "" for none
	RP           string // the name the keys are bound to
	Given        bool   // the password was given before, at another's desk
	Err          string
	Submit       string
}

// shownSigned is how many of the things signed at once are told one by one.
const shownSigned = 50

// Unreadable is the answer to a signature that is none.
func Unreadable() *errs.Error {
	return errs.New(errs.Invalid, "signoff.unreadable", "签署信息无法读取，什么都没有办理；请重新打开页面再签。",
		"The signature cannot be read; nothing was done. Open the page anew and sign again.")
}

// signFields are the fields of the proof; they are never sent back.
var signFields = []string{"sign_password", "sign_code", "sign_key", "sign_digest", "sign_at"}

// toSign answers a request that has run into a sign-off, whatever page its
// handler would draw.
func (p *Pages) toSign(c echo.Context, r *app.Required) error {
	s, v := p.of(c), reqctx.Of(c)
	v.Ask.Required = nil // this page is the answer
	out := signPage{
		Frame: p.frame(c, "sign.title"), Action: c.Request().URL.RequestURI(), Sent: sentFields(c.Request().PostForm), Upload: c.Request().MultipartForm != nil,
		Back: before(c.Request().URL.Path), Many: r.Statement.Count,
	}
	out.Frame.FocusScan = false
	var err error
	if out.Sign, err = p.signBox(c, r, v.Actor.Account, v.Actor.Name); err != nil {
		return err
	}
	if bad := v.Unproved; bad != nil {
		out.Problem, out.Sign.Err = shown(bad, bad.Fields), s.proofErr(bad)
		if bad.Kind == errs.TooMany {
			problem.Headers(c.Response().Header(), problem.Status(bad), bad)
		}
	}
	if out.Lines, err = p.signLines(c, r.Commands); err != nil {
		return err
	}
	out.More = int64(len(r.Commands) - len(out.Lines))
	out.Sign.Submit = s.t("sign.submit")
	return p.render(c, http.StatusOK, "signoff", out)
}

// proofErr is what stands beside the password when it, or what was shown with it,
// is missing or wrong.
func (s *set) proofErr(bad *errs.Error) string {
	if bad == nil {
		return ""
	}
	for _, f := range bad.Fields {
		if f.Name == "password" {
			return s.say(f.Text)
		}
	}
	if bad.Code == "proof.refused" {
		return s.t("sign.wrong")
	}
	return ""
}

func sentFields(form url.Values) []sent {
	var out []sent
	for name, values := range form {
		if slices.Contains(signFields, name) || name == reqctx.FormField {
			continue
		}
		for _, v := range values {
			out = append(out, sent{name, v})
		}
	}
	slices.SortStableFunc(out, func(a, b sent) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// before is the page from which a form at the path is sent.
func before(path string) string {
	for _, x := range []struct{ in, page string }{
		{"/seats", ""}, {"/seats/", ""}, {"/delegations", ""}, {"/delegations/", ""},
	} {
		if at := strings.LastIndex(path, x.in); at > 0 && strings.HasPrefix(path, "/organ/persons/") {
			return path[:at]
		}
	}
	if strings.HasPrefix(path, "/assets/bulk") {
		return "/assets"
	}
	if strings.HasPrefix(path, "/scan") {
		return "/scan"
	}
	return path
}

func (p *Pages) signBox(c echo.Context, r *app.Required, account, name string) (signBox, error) {
	digest := hex.EncodeToString(r.Digest[:])
	out := signBox{
		Who: name, Account: reqctx.Session(c).Login, Digest: digest, At: r.Statement.At.Format(time.RFC3339), Asked: r.Statement.At,
		Check: checkOf(digest),
	}
	f, err := p.Auth.FactorsOf(c.Request().Context(), account)
	if err != nil {
		return out, err
	}
	out.Code, out.Keys, out.RP = f.Code, strings.Join(f.Keys, " "), f.RelyingParty
	return out, nil
}

// checkOf is the beginning of a digest as people compare it.
func checkOf(digest string) string {
	if len(digest) < 16 {
		return digest
	}
	return strings.Join([]string{digest[:4], digest[4:8], digest[8:12], digest[12:16]}, " ")
}
