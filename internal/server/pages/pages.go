// Package pages answers the browser: HTML rendered on the server, complete
// without script. A handler decodes the request, asks for a query or executes a
// command, and renders one page from one struct; it decides nothing.
package pages

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/booklist"
	"sealbook/internal/server/pages/upload"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

// Deps is what the pages need. Organ is the name in the header, Zone the
// organ's time zone (Asia/Shanghai by default), Data the data folder, in which
// uploads wait between the steps of an import.
type Deps struct {
	App   *app.App
	Auth  *auth.Service
	Organ string
	Zone  *time.Location
	Data  string
}

// Pages holds the parsed templates. It is safe for concurrent use.
type Pages struct {
	Deps
	sets    map[string]*set // by language
	static  map[string]file
	uploads *upload.Folder
	runs    runs // imports at work
	counts  booklist.Counts
}

// New parses every template and text. It panics when one is wrong: they are part
// of the binary, so that it is a mistake of the program.
func New(d Deps) *Pages {
	if d.Zone == nil {
		d.Zone = time.FixedZone("CST", 8*3600)
	}
	p := &Pages{Deps: d, static: loadStatic(), uploads: upload.Open("")}
	if d.Data != "" {
		p.uploads = upload.Open(filepath.Join(d.Data, "uploads"))
	}
	p.sets = map[string]*set{"zh": p.newSet("zh"), "en": p.newSet("en")}
	return p
}

// Register mounts the pages.
func (p *Pages) Register(e *echo.Echo) {
	get, post := e.GET, e.POST
	get("/static/:name", p.file)
	get("/lang", p.lang)
	post("/lang", p.speak)
	get("/settings", p.settings)
	post("/settings", p.set)
	get("/settings/factors", p.factors)
	post("/settings/factors/start", p.startFactor)
	post("/settings/factors/confirm", p.confirmFactor)
	post("/settings/factors/remove", p.removeFactor)
	get("/settings/sessions", p.sessions)
	post("/settings/sessions", p.endSessions)
	post("/settings/sessions/:id", p.endSession)
	get("/settings/tokens", p.tokens)
	post("/settings/tokens", p.makeToken)
	post("/settings/tokens/:id", p.endToken)
	get("/signin/factor", p.secondForm)
	post("/signin/factor", p.second)
	get("/signin", p.signInForm)
	post("/signin", p.signIn)
	get("/activate", p.activateForm)
	post("/activate", p.activate)
	post("/signout", p.signOut)
	get("/password", p.passwordForm)
	post("/password", p.password)
	get("/", p.home)
	get("/overview", p.overview)
	get("/rules", p.rules)
	get("/components", p.components)
	get("/help", p.help)
	get("/help/:topic", p.help)

	get("/assets", p.list)
	post("/assets", p.register)
	get("/assets/new", p.registerForm)
	get("/assets/bulk", p.bulkAsk)
	post("/assets/bulk", p.bulk)
	post("/assets/columns", p.setColumns)
	get("/assets/export", p.export)
	post("/assets/views", p.saveView)
	post("/assets/views/:id/drop", p.dropView)
	get("/assets/:id", p.record)
	get("/assets/:id/print", p.recordPrint)
	get("/assets/:id/do/:verb", p.actForm)
	post("/assets/:id/do/:verb", p.act)
	get("/assets/:id/labels/:token", p.label)
	post("/assets/:id/labels/:token", p.voidLabel)
	get("/assets/:id/labels/:token/picture.svg", p.picture)
	get("/scan", p.scan)
	post("/scan", p.basket)
	get("/scan/row", p.scanRow)
	post("/scan/row", p.applyRow)
	get("/pick/:what", p.pick)
	get(CounterPath, p.counter)
	post(CounterPath, p.countersign)

	get("/labels", p.labels)
	post("/labels/preview", p.preview)
	post("/labels/print", p.print)
	get("/labels/jobs/:job", p.job)
	post("/labels/jobs/:job", p.jobDo)
	get("/labels/jobs/:job/print", p.sheets)
	get("/labels/jobs/:job/sheet.pdf", p.sheet)
	get("/labels/jobs/:job/labels.zpl", p.commands)
	get("/labels/readback", p.readback)

	get("/import", p.importForm)
	post("/import", p.importUpload)
	get("/import/columns", p.importColumns)
	post("/import/columns", p.importMap)
	get("/import/preview", p.importPreview)
	post("/import/confirm", p.importConfirm)
	get("/import/progress", p.importProgress)
	get("/import/differs", p.importDiffers)
	get("/import/result", p.importResult)
	get("/import/rejects", p.importRejects)
	post("/import/cancel", p.importCancel)

	get("/organ", p.departments)
	post("/organ/departments", p.setDepartment)
	get("/organ/departments/new", p.departmentForm)
	get("/organ/departments/:id", p.department)
	post("/organ/departments/:id", p.setDepartment)
	get("/organ/departments/:id/edit", p.departmentForm)
	get("/organ/rooms", p.rooms)
	post("/organ/rooms", p.setRoom)
	get("/organ/rooms/new", p.roomForm)
	get("/organ/rooms/:id", p.room)
	post("/organ/rooms/:id", p.setRoom)
	get("/organ/rooms/:id/edit", p.roomForm)
	get("/organ/persons", p.persons)
	post("/organ/persons", p.setPerson)
	get("/organ/persons/new", p.personForm)
	get("/organ/persons/:id", p.person)
	post("/organ/persons/:id", p.setPerson)
	get("/organ/persons/:id/edit", p.personForm)
	post("/organ/persons/:id/seats", p.grantSeat)
	post("/organ/persons/:id/seats/:grant", p.endSeat)
	post("/organ/persons/:id/delegations", p.delegate)
	post("/organ/persons/:id/delegations/:delegation", p.endDelegation)
	get("/policy", p.policy)
	get("/policy/:key", p.policyForm)
	post("/policy/:key", p.setPolicy)
	get("/accounts", p.accounts)
	post("/accounts", p.createAccount)
	get("/accounts/:id", p.account)
	post("/accounts/:id", p.moveAccount)
	post("/accounts/:id/ask", p.askDual)
	post("/accounts/:id/sessions", p.endSessionsOf)
	post("/accounts/requests/:dual", p.decideDual)
	post("/accounts/requests/:dual/withdraw", p.withdrawDual)
	post("/accounts/:id/code", p.renewCode)
	get("/audit", p.refusals)
	get("/audit/findings", p.findings)
	get("/audit/users", p.usersActs)
	get("/audit/administrators", p.administratorsActs)
	get("/audit/export", p.exportAudit)
	get("/audit/verify", p.verifyForm)
	post("/audit/verify", p.verify)
	get("/seats", p.seatList)
	p.registerVendors(e)
}

type errorPage struct {
	Frame     frame
	Problem   *errs.Error
	RequestID string
	Again     string // address to load again, after a conflict
	SignIn    string // where who is not signed in does, and comes back from
	Lost      bool   // what he sent was not taken
}

var errorTitles = map[errs.Kind]string{
	errs.Invalid: "error.invalid", errs.NotFound: "error.not_found", errs.Conflict: "error.conflict", errs.Refused: "error.refused",
	errs.Forbidden: "error.forbidden", errs.Unauthenticated: "error.unauthenticated", errs.TooLarge: "error.too_large",
	errs.TooMany: "error.too_many", errs.Unavailable: "error.unavailable", errs.Internal: "error.internal",
}

// Fail answers err as a page. Who is not signed in is led to the sign-in page
// and from there to where he wanted to go.
func (p *Pages) Fail(c echo.Context, err error) error {
	e, r := problem.As(err), c.Request()
	if e.Kind == errs.Unauthenticated && r.Method == http.MethodGet {
		return c.Redirect(http.StatusSeeOther, "/signin?back="+escape(r.URL.RequestURI()))
	}
	if e.Kind == errs.Forbidden && r.Method == http.MethodGet && r.URL.Path == "/audit" && reqctx.Actor(c).May(org.AuditUsers) {
		return c.Redirect(http.StatusSeeOther, "/audit/users") // the part of it that he may read
	}
	page := errorPage{Frame: p.frame(c, errorTitles[e.Kind]), Problem: shown(e, e.Fields), RequestID: reqctx.RequestID(c)}
	if page.SignIn = "/signin"; e.Kind == errs.Unauthenticated { // a form came when the session had ended
		page.Lost, page.SignIn = true, "/signin?back="+escape(cameFrom(r))
	}
	if e.Kind == errs.Conflict || e.Code == "form.token" {
		page.Again = strings.SplitN(r.URL.Path, "?", 2)[0]
	}
	status := problem.Status(e)
	problem.Headers(c.Response().Header(), status, e)
	c.Response().Header().Del("WWW-Authenticate") // a browser would ask for a password of its own
	return p.render(c, status, "error", page)
}

// cameFrom is the page of this site that a form was sent from, "/" when the
// browser does not say.
func cameFrom(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return local(u.RequestURI())
}
