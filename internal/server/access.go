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

// Access says who may ask for a route at all. What he then sees or may do is
// decided by the queries and the domain; this is the first gate, not the only one.
type Access struct {
	Name  string // as in the checked-in table
	Seats []org.Seat
	who   who
}

type who int

const (
	nobody who = iota // the zero Access lets nobody in
	anybody
	signedIn
	business
	seated
)

// The kinds of access.
var (
	Public   = Access{Name: "public", who: anybody}
	SignedIn = Access{Name: "signed-in", who: signedIn}
	Business = Access{Name: "business", who: business} // signed in and none of the three administrators
)

// Holding lets in whoever holds one of the seats, anywhere, today.
func Holding(name string, seats ...org.Seat) Access {
	return Access{Name: name, Seats: seats, who: seated}
}

// Route is one row of the table: every route has one, a route without fails
// the start and the test.
type Route struct {
	Method string
	Path   string // template of the router: /api/v1/assets/:id
	Access Access
	Long   bool // may take minutes: exports, sheets, imports
	Upload bool // takes a file: the larger limit of the body
	Import bool // reads a ledger: few at once
	Static bool // the same for everybody: the session is not looked up
}

// allows decides for one actor.
func (a Access) allows(signed bool, actor org.Actor) error {
	switch {
	case a.who == anybody:
		return nil
	case !signed:
		return errs.New(errs.Unauthenticated, "session.required", "请先登录。", "Sign in first.")
	case a.who == signedIn:
		return nil
	case a.who == business && !actor.Admin() && actor.Person != "":
		return nil
	case slices.ContainsFunc(a.Seats, actor.Holds):
		return nil
	}
	e := errs.New(errs.Forbidden, "access.denied", "您的职责不包含此项功能。", "Your duties do not include this.")
	if len(a.Seats) == 0 {
		return e
	}
	return e.WithMissing(org.OneOf(a.Seats...))
}

// table finds rows by method and template.
type table map[string]Route

func newTable(rows []Route) table {
	t := make(table, len(rows))
	for _, r := range rows {
		key := r.Method + " " + r.Path
		if _, twice := t[key]; twice || r.Access.who == nobody {
			panic("server: route table: " + key + " twice or without access")
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
		r, ok := s.routes.find(c)
		if !ok {
			return next(c)
		}
		v := reqctx.Of(c)
		if err := r.Access.allows(v.Session.Signed(), v.Actor); err != nil {
			return err
		}
		return next(c)
	}
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
