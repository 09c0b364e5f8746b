package server

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/pages"
	"sealbook/internal/server/reqctx"
)

// SignatureHeader carries on the API what a page's sign-off form carries in its
// fields: base64url of the JSON of shown.
const SignatureHeader = reqctx.SignatureHeader

// shown is what somebody shows to sign: his password, the code or the key's
// answer where he has such a factor, and which statement he was shown when.
type shown struct {
	Password string          `json:"password"`
	Code     string          `json:"code,omitempty"`
	Answer   json.RawMessage `json:"key,omitempty"` // as the browser gives it
	Digest   string          `json:"digest"`        // hex
	At       time.Time       `json:"at"`

	Key *auth.Assertion `json:"-"`
}

// prove looks whether a request that may change something carries a signature,
// and gives the actor his proof. What needs one and has none is answered with
// signoff.required; whoever needs none is asked for nothing. A signature that does
// not name what its giver was shown, and when, is none: he would sign whatever
// stands there by then.
func (s *Server) prove(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := reqctx.Of(c)
		if !unsafe(c.Request().Method) || !v.Session.Signed() || v.Route == pages.CounterPath {
			return next(c)
		}
		v.Ask = &app.Ask{}
		c.SetRequest(c.Request().WithContext(app.WithAsk(c.Request().Context(), v.Ask)))
		given, err := shownIn(c)
		if err != nil {
			return err
		}
		if given == nil || given.Digest == "" || given.At.IsZero() {
			return next(c)
		}
		proof, err := s.proof(c, *given)
		switch {
		case err == nil:
			v.Actor.Proof = &proof
		case isAPI(c) || errs.IsKind(err, errs.Internal) || errs.IsKind(err, errs.Unavailable):
			return err
		default: // the page puts the same statement before him again and says what was wrong
			v.Unproved = errs.As(err)
		}
		return next(c)
	}
}

func (s *Server) proof(c echo.Context, g shown) (org.Proof, error) {
	v := reqctx.Of(c)
	if g.Password == "" {
		return org.Proof{}, errs.InvalidField("password", "请填写本人口令。", "Give your password.")
	}
	_, proof, err := s.Auth.Prove(c.Request().Context(), auth.Given{
		Account: v.Session.Account, Password: g.Password, Code: g.Code, Key: g.Key, Addr: v.Addr,
	})
	if e := errs.As(err); e != nil && e.Code == "proof.refused" { // he is signed in: nothing is given away
		e.Text = errs.T("口令、动态口令或安全密钥不正确，没有签署。", "The password, the one-time code or the security key is wrong; nothing was signed.")
		return proof, e
	}
	if err != nil {
		return proof, err
	}
	return proof, proof.Bind(g.Digest, g.At)
}

// shownIn reads the signature of a request, nil if it has none.
func shownIn(c echo.Context) (*shown, error) {
	if isAPI(c) {
		h := c.Request().Header.Get(SignatureHeader)
		if h == "" {
			return nil, nil //nolint:nilnil // no signature is no error
		}
		b, err := base64.RawURLEncoding.DecodeString(h)
		g := &shown{}
		if err != nil || json.Unmarshal(b, g) != nil {
			return nil, pages.Unreadable()
		}
		g.Key, err = auth.ParseAssertion(string(g.Answer))
		return g, err
	}
	form := c.Request().PostForm // read by formToken, before
	if form.Get("sign_at") == "" {
		return nil, nil //nolint:nilnil // no signature is no error
	}
	g := &shown{Password: form.Get("sign_password"), Code: form.Get("sign_code"), Digest: form.Get("sign_digest")}
	var err error
	if g.At, err = time.Parse(time.RFC3339, form.Get("sign_at")); err != nil {
		return nil, pages.Unreadable()
	}
	g.Key, err = auth.ParseAssertion(form.Get("sign_key"))
	return g, err
}
