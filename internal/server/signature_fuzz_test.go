package server

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"sealbook/internal/errs"
)

// What stands for a signature, in the header of the API or in the fields of a
// form, is read or refused as unreadable with a text in both languages, and
// nothing is taken for none but what is empty.
func FuzzSignature(f *testing.F) {
	f.Add(`{"password":"p","code":"123456","digest":"00","at":"2026-11-24T00:00:00Z"}`)
	f.Add(`{"key":{"id":"aA","authenticatorData":"AAAA","clientDataJSON":"e30","signature":"MAA"}}`)
	f.Add(`null`)
	f.Add(`{"key":null,"at":0}`)
	e := echo.New()
	read := func(t *testing.T, what string, r *http.Request, empty bool) {
		t.Helper()
		g, err := shownIn(e.NewContext(r, httptest.NewRecorder()))
		switch {
		case err != nil && (!errs.IsKind(err, errs.Invalid) || errs.As(err).Text.ZH == "" || errs.As(err).Text.EN == ""):
			t.Fatalf("%s: %v", what, err)
		case err == nil && (g == nil) != empty:
			t.Fatalf("%s: %+v", what, g)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, header := range []string{base64.RawURLEncoding.EncodeToString([]byte(text)), strings.TrimSpace(text)} {
			r := httptest.NewRequest(http.MethodPost, "/api/v1/assets", nil)
			r.Header.Set(SignatureHeader, header)
			read(t, "header", r, header == "")
		}
		for _, at := range []string{text, "2026-11-24T00:00:00Z"} {
			r := httptest.NewRequest(http.MethodPost, "/assets", nil)
			r.PostForm = url.Values{"sign_at": {at}, "sign_key": {text}, "sign_digest": {text}, "sign_password": {text}}
			read(t, "form", r, at == "")
		}
	})
}
