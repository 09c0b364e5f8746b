package server

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

// Route is one row of the table: every route has one with a permission; one
// without fails the start and the test. Who has the permission and how far it
// reaches is org.Duties; what he then sees or may do is decided by the queries
// and the domain: this is the first gate, not the only one.
type Route struct {
	Method     string
	Path       string // template of the router: /api/v1/assets/:id
	Permission org.Permission
	// Command is open to whoever is signed in: the domain decides it and keeps the
	// refusal as evidence, which a closed door here would not. A token still needs
	// the permission.
	Command bool
	Long    bool // may take minutes: exports, sheets, imports
	Upload  bool // takes a file: the larger limit of the body
	Import  bool // reads a ledger: few at once
	Static  bool // the same for everybody: the session is not looked up
}

// Access names who the door lets in: a permission, or «command».
func (r Route) Access() string {
	if r.Command {
		return "command"
	}
	return string(r.Permission)
}

// RouteDuty is a route with what it asks for and who has it, as data.
type RouteDuty struct {
	Method, Path, Access string
	Permission           org.Permission
	Duties               []org.Duty
}

// Permissions joins the two tables: every route with its permission, the seats
// that have it and how far it reaches.
func Permissions() []RouteDuty {
	of := map[org.Permission][]org.Duty{}
	for _, d := range org.Duties() {
		of[d.Permission] = d.Duties
	}
	rows := Routes()
	out := make([]RouteDuty, len(rows))
	for i, r := range rows {
		out[i] = RouteDuty{Method: r.Method, Path: r.Path, Access: r.Access(), Permission: r.Permission, Duties: of[r.Permission]}
	}
	return out
}

// admit decides for one actor: his session, then his token, then his seats.
func (r Route) admit(signed bool, actor org.Actor) error {
	if r.Permission == org.Open {
		return nil
	}
	if !signed {
		return errs.New(errs.Unauthenticated, "session.required", "请先登录。", "Sign in first.")
	}
	if err := actor.RefuseToken(r.Permission); err != nil {
		return err
	}
	if r.Command || actor.May(r.Permission) {
		return nil
	}
	e := errs.New(errs.Forbidden, "access.denied", "您的职责不包含此项功能。", "Your duties do not include this.")
	seats := org.SeatsOf(r.Permission)
	if slices.Contains(seats, org.Keeper) { // whoever does business: there is no seat to ask for
		return e
	}
	return e.WithMissing(org.OneOf(seats...))
}

// table finds rows by method and template.
type table map[string]Route

func newTable(rows []Route) table {
	t := make(table, len(rows))
	for _, r := range rows {
		key := r.Method + " " + r.Path
		if _, twice := t[key]; twice || !r.Permission.Known() {
			panic("server: route table: " + key + " twice or without a permission")
		}
		t[key] = r
	}
	return t
}

func (t table) find(c echo.Context) (Route, bool) {
	r, ok := t[c.Request().Method+" "+c.Path()]
	return r, ok
}

// missing lists registered routes that have no row, and rows without a route.
func (t table) missing(e *echo.Echo) (routes, rows []string) {
	seen := map[string]bool{}
	for _, r := range e.Routes() {
		key := r.Method + " " + r.Path
		seen[key] = true
		if _, ok := t[key]; !ok && r.Method != echo.RouteNotFound {
			routes = append(routes, key)
		}
	}
	for key := range t {
		if !seen[key] {
			rows = append(rows, key)
		}
	}
	slices.Sort(routes)
	slices.Sort(rows)
	return routes, rows
}

// permit refuses who is not let in by the table. A request that matched no
// route goes on to the router's own answer: there is nothing behind it.
func (s *Server) permit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.admit(c); err != nil {
			return err
		}
		return next(c)
	}
}

func (s *Server) admit(c echo.Context) error {
	r, ok := s.routes.find(c)
	v := reqctx.Of(c)
	if !ok || r.leftTo(v.Session) {
		return nil
	}
	return r.admit(v.Session.Signed(), v.Actor)
}

// Limits of a request.
const (
	jsonLimit    = 1 << 20
	uploadLimit  = 32 << 20
	shortTime    = 30 * time.Second
	longTime     = 15 * time.Minute
	afterTime    = 10 * time.Second // for the answer to reach a slow client
	uploadedTime = 5 * time.Minute
)

func (r Route) bodyLimit() int64 {
	if r.Upload {
		return uploadLimit
	}
	return jsonLimit
}

func (r Route) timeout() time.Duration {
	switch {
	case r.Long:
		return longTime
	case r.Upload:
		return uploadedTime
	default:
		return shortTime
	}
}

// unsafe reports whether a method may change something.
func unsafe(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}
