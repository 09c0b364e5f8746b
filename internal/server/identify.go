package server

import (
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

// sameOrigin refuses a change that another site's page asks for. It looks at
// Sec-Fetch-Site and Origin, which a page cannot forge.
func (s *Server) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.origin.Check(c.Request()); err != nil {
			return errs.New(errs.Forbidden, "request.cross_origin", "拒绝来自其他网站页面的请求。", "A request from another site's page is refused.")
		}
		return next(c)
	}
}

// identify finds the session: a bearer token on the API, the cookie on pages. A
// cookie counts on the API only together with the session's form token in a
// header, which no foreign page can know. A bearer token that is wrong is an
// error even on a public route; a cookie that has ended is simply no session.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		row, ok := s.routes.find(c)
		if !ok && !isAPI(c) && !unsafe(c.Request().Method) {
			_ = s.look(c) // only for the page that says there is nothing: it leads who is signed in home
		}
		if !ok || row.Static {
			return next(c)
		}
		if err := s.look(c); err != nil {
			return err
		}
		return next(c)
	}
}

// look finds who asks.
func (s *Server) look(c echo.Context) error {
	r := c.Request()
	if given := r.Header.Get("Authorization"); given != "" && isAPI(c) {
		scheme, token, _ := strings.Cut(given, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return sessionEnded()
		}
		token = strings.TrimSpace(token)
		if strings.HasPrefix(token, auth.TokenPrefix) {
			return s.withToken(c, token)
		}
		return s.with(c, token, auth.API, true)
	}
	token := reqctx.SessionToken(r, reqctx.Of(c).Secure)
	if token == "" {
		return nil
	}
	return s.with(c, token, auth.Page, false)
}

// slowBody is how long a body may take before it is asked once more who sends it.
const slowBody = 500 * time.Millisecond

// lookAgain finds anew who asks when the body has been long in coming: he may
// have been signed out or suspended since its head came, and must not read what
// the answer would show. What he writes is held against it by app in any case.
func (s *Server) lookAgain(c echo.Context, began time.Time) error {
	v := reqctx.Of(c)
	if !v.Session.Signed() || time.Since(began) < slowBody {
		return nil
	}
	v.Session, v.Actor = auth.Session{}, org.Actor{}
	if err := s.look(c); err != nil {
		return err
	}
	return s.admit(c)
}

func (s *Server) with(c echo.Context, token string, kind auth.Kind, must bool) error {
	session, actor, err := s.Auth.Resolve(c.Request().Context(), token)
	switch {
	case err != nil && !errs.IsKind(err, errs.Unauthenticated):
		return err // the database does not answer: never let in, never «signed out»
	case err != nil || session.Kind != kind:
		if must {
			return sessionEnded()
		}
		return nil
	case isAPI(c) && kind == auth.Page && !session.FormTokenIs(c.Request().Header.Get(reqctx.FormHeader)):
		return nil
	}
	v := reqctx.Of(c)
	v.Session, v.Actor = session, actor
	if kind == auth.API {
		v.Token = token
	}
	return nil
}

// withToken goes on as the owner of a program's token, narrowed to what the token
// leaves of him.
func (s *Server) withToken(c echo.Context, token string) error {
	v := reqctx.Of(c)
	session, actor, err := s.Auth.ResolveToken(c.Request().Context(), token, v.Addr)
	if err != nil {
		return err
	}
	v.Session, v.Actor = session, actor
	return nil
}

func sessionEnded() *errs.Error {
	return errs.New(errs.Unauthenticated, "session.ended", "会话无效或已结束，请重新登录。", "The session is not valid or has ended; sign in again.")
}

// formToken asks for the session's token in every form of a page. Before
// sign-in there is no session to ride on; sameOrigin stands alone there.
func (s *Server) formToken(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := reqctx.Of(c)
		if isAPI(c) || !unsafe(c.Request().Method) || !v.Session.Signed() {
			return next(c)
		}
		given := c.Request().Header.Get(reqctx.FormHeader)
		if given == "" {
			// Read here, so that a body over the limit is told as such and not
			// taken for a missing token.
			began := time.Now()
			if err := readForm(c.Request(), formMemory); err != nil {
				return err
			}
			if err := s.lookAgain(c, began); err != nil {
				return err
			}
			given = c.Request().PostFormValue(reqctx.FormField)
		}
		if !v.Session.FormTokenIs(given) {
			return errs.New(errs.Forbidden, "form.token", "表单已过期，请刷新页面后重新提交。", "This form has expired; load the page again and send it again.")
		}
		return next(c)
	}
}

// receive reads an uploaded file whole into memory, once it is known who sends
// it: a ledger must not lie about in a folder of temporary files. Whatever a
// form has left on disk all the same goes when the request is over (net/http
// does so only for the request it made itself, not for our copies of it).
func (s *Server) receive(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if row, _ := s.routes.find(c); row.Upload {
			// A page's form without a file still has to show its token first: that
			// it is a stranger's comes before what is wrong with it.
			if !isMultipart(c.Request()) && (isAPI(c) || s.tokenIsRight(c)) {
				return errs.New(errs.Invalid, "request.media_type", "请求内容须为 multipart/form-data。", "The request has to be multipart/form-data.")
			}
			began := time.Now()
			if err := readForm(c.Request(), uploadLimit); err != nil {
				return err
			}
			if err := s.lookAgain(c, began); err != nil {
				return err
			}
		}
		defer func() {
			if f := c.Request().MultipartForm; f != nil {
				_ = f.RemoveAll() // what is in memory has nothing to remove
			}
		}()
		return next(c)
	}
}

// tokenIsRight looks at a page's form token without an answer of its own;
// formToken gives that.
func (s *Server) tokenIsRight(c echo.Context) bool {
	v, r := reqctx.Of(c), c.Request()
	if given := r.Header.Get(reqctx.FormHeader); given != "" {
		return v.Session.FormTokenIs(given)
	}
	return readForm(r, formMemory) == nil && v.Session.FormTokenIs(r.PostFormValue(reqctx.FormField))
}

func isMultipart(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// formMemory is what a form may take of memory; the rest is spooled.
const formMemory = 4 << 20

func readForm(r *http.Request, memory int64) error {
	var err error
	if isMultipart(r) {
		err = r.ParseMultipartForm(memory)
	} else {
		err = r.ParseForm()
	}
	var large *http.MaxBytesError
	if err == nil || errors.As(err, &large) {
		return err
	}
	return errs.New(errs.Invalid, "request.unreadable", "无法读取表单内容。", "The form cannot be read.").WithCause(err)
}
