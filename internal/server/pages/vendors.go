package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// Where the book of vendors and the list of agreements are.
const (
	vendorsPath    = "/vendors"
	agreementsPath = "/agreements"
)

// soonEnds is how many days before its end something is said to end soon.
const soonEnds = 30

// registerVendors mounts the pages of vendors and agreements.
func (p *Pages) registerVendors(e *echo.Echo) {
	get, post := e.GET, e.POST
	get("/vendors", p.vendors)
	post("/vendors", p.setVendor)
	get("/vendors/new", p.vendorForm)
	get("/vendors/:id", p.vendor)
	post("/vendors/:id", p.setVendor)
	get("/vendors/:id/edit", p.vendorForm)
	get("/vendors/:id/licences/new", p.licenceForm)
	post("/vendors/:id/licences", p.setLicence)
	get("/vendors/:id/licences/:licence/edit", p.licenceForm)
	post("/vendors/:id/licences/:licence", p.setLicence)
	get("/vendors/:id/technicians/new", p.technicianForm)
	post("/vendors/:id/technicians", p.setTechnician)
	get("/vendors/:id/technicians/:technician/edit", p.technicianForm)
	post("/vendors/:id/technicians/:technician", p.setTechnician)
	get("/vendors/:id/agreements/new", p.agreementForm)
	post("/vendors/:id/agreements", p.setAgreement)
	get("/agreements", p.agreements)
	get("/agreements/:id", p.agreement)
	post("/agreements/:id", p.setAgreement)
	get("/agreements/:id/edit", p.agreementForm)
	get("/agreements/:id/sign", p.signForm)
	post("/agreements/:id/sign", p.signPaper)
	get("/agreements/:id/amend", p.amendForm)
	post("/agreements/:id/amend", p.amend)
	post("/agreements/:id/state", p.moveAgreement)
	get("/papers/:digest", p.paper)
}

// ofVendors reports whether an address is of a page of vendors or agreements.
func ofVendors(path string) bool {
	return path == agreementsPath || strings.HasPrefix(path, agreementsPath+"/")
}

type vendorsPage struct {
	Frame  frame
	Tabs   []link
	Text   string
	State  string
	Chips  []chip
	CanSet bool
	Rows   []vendorRow
	Pager  pager
}

// chip is one of several ways to narrow a list; Count is shown where it is known.
type chip struct {
	Text, Href string
	Current    bool
	Count      string
}

// badge is a state in words; class and icon only help.
type badge struct{ Class, Icon, Text string }

// vendorRow is a vendor of the book in words.
type vendorRow struct {
	ID, Name, CreditCode string
	Barred               bool
	InForce              int64
	Until                org.Date
	Licence              badge // of the first licence that ends
	LicenceUntil         org.Date
}

// keepsVendors reports whether vendors and agreements are the actor's to keep; the
// domain decides it all the same.
func keepsVendors(a org.Actor) bool { return a.May(org.VendorWrite) }

// vendorStates are the states of the book with their words.
var vendorStates = []struct{ state, key string }{
	{"", "vendor.all"}, {"good", "vendor.good"}, {"none", "vendor.none"}, {"ending", "vendor.ending"}, {"barred", "vendor.barred"},
}

func (p *Pages) vendors(c echo.Context) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	f := view.VendorFilter{Text: strings.TrimSpace(c.QueryParam("q")), State: c.QueryParam("state"), Cursor: c.QueryParam("cursor"), Limit: pageRows}
	page, err := p.App.Store().VendorPage(ctx, actor, f)
	if err != nil {
		return err
	}
	out := vendorsPage{
		Frame: p.vendorFrame(c, "vendor.title"), Tabs: p.vendorTabs(c), Text: f.Text, State: f.State, CanSet: keepsVendors(actor),
		Pager: turned(c, vendorsPath, "q", "state").pager(page.Prev, page.Next, len(page.Rows)),
	}
	for _, x := range vendorStates {
		out.Chips = append(out.Chips, chip{Text: s.t(x.key), Href: narrowed(c, vendorsPath, "state", x.state, "q"), Current: f.State == x.state})
	}
	for _, v := range page.Rows {
		out.Rows = append(out.Rows, vendorRow{
			ID: v.ID, Name: v.Name, CreditCode: v.CreditCode, Barred: v.Barred, InForce: v.InForce, Until: v.Until,
			Licence: s.ends(v.LicenceUntil, p.today()), LicenceUntil: v.LicenceUntil,
		})
	}
	return p.render(c, http.StatusOK, "vendors", out)
}

// narrowed is the address of a list with one of its parameters set, and those kept
// that are named.
func narrowed(c echo.Context, path, name, value string, keep ...string) string {
	a := turned(c, path, keep...)
	if value != "" {
		a.keep.Set(name, value)
	}
	return a.address()
}

// vendorFrame is the frame of a page of vendors, with what was just done.
func (p *Pages) vendorFrame(c echo.Context, title string) frame {
	f := p.frame(c, title)
	if key := vendorDone[c.QueryParam("done")]; key != "" {
		f.Notice = okNotice(p.of(c).t(key))
	}
	return f
}

var vendorDone = map[string]string{
	"saved": "vendor.done_saved", "licence": "vendor.done_licence", "technician": "vendor.done_technician", "drafted": "agreement.done_drafted",
	"signed": "agreement.done_signed", "amended": "agreement.done_amended", "suspended": "agreement.done_suspended",
	"resumed": "agreement.done_resumed", "terminated": "agreement.done_terminated",
}

func (p *Pages) vendorTabs(c echo.Context) []link {
	s := p.of(c)
	return []link{
		{Text: s.t("nav.vendors"), Href: vendorsPath, Current: c.Path() == vendorsPath},
		{Text: s.t("agreement.title"), Href: agreementsPath, Current: c.Path() == agreementsPath},
	}
}

// vendorCrumbs leads back to the book, and to what is named.
func (s *set) vendorCrumbs(more ...link) []link {
	return append([]link{{Text: s.t("nav.vendors"), Href: vendorsPath}}, more...)
}

// ends says how far a last day is away, where that is worth a mark; without a text
// where it is not.
func (s *set) ends(until, today org.Date) badge {
	days, ok := daysBetween(today, until)
	switch {
	case !ok || days > soonEnds:
		return badge{}
	case days < 0:
		return badge{Class: "hold", Icon: "warn", Text: s.t("vendor.ended_ago", -days)}
	case days == 0:
		return badge{Class: "due", Icon: "clock", Text: s.t("vendor.ends_today")}
	default:
		return badge{Class: "due", Icon: "clock", Text: s.t("vendor.ends_in", days)}
	}
}

func daysBetween(from, to org.Date) (int, bool) {
	a, err := time.Parse(time.DateOnly, string(from))
	b, bad := time.Parse(time.DateOnly, string(to))
	return int(b.Sub(a).Hours() / 24), err == nil && bad == nil
}

// services names them in their order.
func (s *set) services(list []agreement.Service) string {
	names := make([]string, len(list))
	for i, x := range list {
		names[i] = s.say(x.Text())
	}
	return capital(strings.Join(names, s.t("frame.comma")))
}
