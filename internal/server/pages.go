package server

import (
	"html"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

// mountPages registers the pages.
func (s *Server) mountPages() {}

// failPage answers an error of a page.
func (s *Server) failPage(c echo.Context, err error) error {
	v := reqctx.Of(c)
	p := problem.Of(err, 0, v.Lang, v.RequestID)
	var b strings.Builder
	b.WriteString("<!doctype html><meta charset=utf-8><title>" + html.EscapeString(p.Title) + "</title><p>" + html.EscapeString(p.Detail) + "</p>")
	problem.Headers(c.Response().Header(), p.Status)
	if p.Status == http.StatusUnauthorized {
		c.Response().Header().Del("WWW-Authenticate") // a browser would ask for a password of its own
	}
	return c.HTML(p.Status, b.String())
}
