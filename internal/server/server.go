// Package server answers HTTP: it knows who asks, lets through what the route
// table allows, and turns every error into one form of answer. What is answered
// lies in its subpackages api and pages, which do not know each other.
package server

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/config"
	"sealbook/internal/ops"
	"sealbook/internal/server/api"
	"sealbook/internal/server/pages"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

// Deps is what a Server needs. Log and Metrics may be nil.
type Deps struct {
	App     *app.App
	Auth    *auth.Service
	Config  config.Config
	Log     *slog.Logger
	Metrics *ops.Metrics
}

// Server is the HTTP handler.
type Server struct {
	Deps
	echo   *echo.Echo
	routes table
	origin *http.CrossOriginProtection
	pages  *pages.Pages
}

// New makes the handler. It panics when a route has no row in the table or a
// row no route: a mistake of the program that must not reach a request.
func New(d Deps) *Server {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Metrics == nil {
		d.Metrics = ops.NewMetrics(startOfTime)
	}
	s := &Server{Deps: d, echo: echo.New(), routes: newTable(Routes()), origin: http.NewCrossOriginProtection()}
	e := s.echo
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(discard{})
	e.IPExtractor = extractor(d.Config.Proxies())
	e.HTTPErrorHandler = s.fail
	e.Use(s.observe, s.rescue, headers, s.limit, s.sameOrigin, s.identify, s.fulfil, s.permit,
		s.through(newGate(uploadsAtOnce, uploadsEach), func(r Route) bool { return r.Upload }), s.receive, s.formToken, s.prove,
		s.through(newGate(importsAtOnce, importsAtOnce), func(r Route) bool { return r.Import }))
	api.Register(e, api.Deps{App: d.App, Auth: d.Auth, Organ: d.Config.Organ})
	s.mountPages()
	if routes, rows := s.routes.missing(e); len(routes)+len(rows) > 0 {
		panic("server: routes without a row: " + strings.Join(routes, ", ") + "; rows without a route: " + strings.Join(rows, ", "))
	}
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// Registered lists what the router knows, as "METHOD /path".
func (s *Server) Registered() []string {
	var out []string
	for _, r := range s.echo.Routes() {
		if r.Method != echo.RouteNotFound {
			out = append(out, r.Method+" "+r.Path)
		}
	}
	return out
}

// isAPI tells the two kinds of answers apart.
func isAPI(c echo.Context) bool { return strings.HasPrefix(c.Request().URL.Path, "/api/") }

// fail is the one function that turns an error into an answer.
func (s *Server) fail(err error, c echo.Context) {
	v := reqctx.Of(c)
	v.Err = err
	if c.Response().Committed {
		return // too late for a body; the log has it
	}
	var failed error
	if isAPI(c) {
		failed = problem.Write(c, err, v.Lang, v.RequestID)
	} else {
		failed = s.failPage(c, err)
	}
	if failed != nil && !c.Response().Committed {
		c.Response().WriteHeader(http.StatusInternalServerError)
	}
}

// discard takes what the router would print; our own log has it.
type discard struct{}

// Write forgets p.
func (discard) Write(p []byte) (int, error) { return len(p), nil }
