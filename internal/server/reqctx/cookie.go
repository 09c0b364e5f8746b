package reqctx

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// FormField and FormHeader carry the session's form token: the field in every
// form of a page, the header when a page's script calls the API.
const (
	FormField  = "form_token"
	FormHeader = "X-Form-Token"
)

// SignatureHeader carries a sign-off's proof on the API.
const SignatureHeader = "Sealbook-Signature"

// The cookies. With TLS the session's has the __Host- prefix, which a browser
// accepts only with Secure, Path=/ and without a domain; plain HTTP is open on
// loopback only (config), where such a cookie could not be set.
const (
	secureCookie = "__Host-sealbook"
	plainCookie  = "sealbook"
	langCookie   = "sealbook_lang"
)

func sessionCookie(secure bool) string {
	if secure {
		return secureCookie
	}
	return plainCookie
}

// SetSession gives the browser the token of auth.SignIn. The cookie ends with
// the browser; how long the token lasts is the server's decision.
func SetSession(c echo.Context, token string) {
	secure := Of(c).Secure
	c.SetCookie(&http.Cookie{
		Name: sessionCookie(secure), Value: token, Path: "/",
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
	})
}

// ClearSession takes it back.
func ClearSession(c echo.Context) {
	secure := Of(c).Secure
	c.SetCookie(&http.Cookie{
		Name: sessionCookie(secure), Path: "/", MaxAge: -1, Expires: time.Unix(1, 0),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
	})
}

// SessionToken returns the token in the request's cookie, "" if none. Two
// cookies of the name are none: one of them was set by somebody else.
func SessionToken(r *http.Request, secure bool) string {
	found := r.CookiesNamed(sessionCookie(secure))
	if len(found) != 1 {
		return ""
	}
	return found[0].Value
}

// SetLang remembers the language the user chose, for a year.
func SetLang(c echo.Context, lang string) {
	if lang != "en" {
		lang = "zh"
	}
	c.SetCookie(&http.Cookie{
		Name: langCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: Of(c).Secure, SameSite: http.SameSiteLaxMode,
	})
	Of(c).Lang = lang
}

// ChooseLang decides the language of a request: the cookie of SetLang, then
// Accept-Language in its order of preference, then fallback.
func ChooseLang(r *http.Request, fallback string) string {
	if k, err := r.Cookie(langCookie); err == nil && (k.Value == "zh" || k.Value == "en") {
		return k.Value
	}
	best, at := fallback, -1.0
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, q := weighted(part)
		lang := ""
		switch {
		case tag == "zh" || strings.HasPrefix(tag, "zh-"):
			lang = "zh"
		case tag == "en" || strings.HasPrefix(tag, "en-"):
			lang = "en"
		}
		if lang != "" && q > 0 && q > at {
			best, at = lang, q
		}
	}
	return best
}
