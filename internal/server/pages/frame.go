package pages

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/auth"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
)

// frame is what surrounds every page.
type frame struct {
	Lang, Title, Organ, Path string
	Signed                   bool
	Own                      string // address of the reader's own page
	User, Seats, FormToken   string
	Nav                      []link
	Notice                   *notice
	Joined                   string // who is system and security administrator at once, "" for nobody
	Typed                    string // what stands in the scan box
	Help                     string // the topic of the guide that is about this page
	Style                    string // the feature's own stylesheet, "" for none
	CanScan, FocusScan       bool
	Bound                    bool   // the reader has something to do before anything else
	First                    string // what that is, in words, on the page where he does it
	Refresh                  int    // seconds until a page without script loads itself anew, 0 for never
}

// link is a place to go to: in the navigation, a row of tabs, a row of buttons.
type link struct {
	Text, Href, Class string
	Current           bool
}

// notice is one message at the top of a page. Kind is ok, warn or bad.
type notice struct{ Kind, Text, More string }

// hidden are the fields of a form that nobody fills in.
type hidden struct {
	FormToken, Key, Request string
	Version                 int64
}

// frame makes the surroundings of a page; title is a key of the catalog.
func (p *Pages) frame(c echo.Context, title string) frame {
	s, v := p.of(c), reqctx.Of(c)
	f := frame{Lang: s.lang, Title: s.t(title), Organ: p.Organ, Path: c.Request().URL.RequestURI(), FocusScan: true}
	f.Help = helpTopic(c.Request().URL.Path)
	if c.Request().Method != http.MethodGet {
		f.Path = "/"
	}
	if !v.Session.Signed() {
		return f
	}
	f.Signed, f.User, f.Seats, f.FormToken = true, v.Actor.Name, s.seats(v.Actor), v.Session.FormToken
	if f.Bound = v.Session.Must != auth.MustNothing; f.Bound { // nothing of the rest can be reached
		f.Seats, f.First = "", s.first(v.Session.Must)
		return f
	}
	f.CanScan, f.Own = !v.Actor.Admin(), "/organ/persons/"+v.Actor.Person
	f.Joined = p.joined(c)
	here := c.Request().URL.Path
	for _, n := range navigation(v.Actor) {
		current := here == n.href || (n.href != "/" && strings.HasPrefix(here, n.href+"/")) || n.href == vendorsPath && ofVendors(here)
		f.Nav = append(f.Nav, link{Text: s.t(n.key), Href: n.href, Current: current})
	}
	return f
}

// first says what has to be done before anything else. Signing in is not finished
// without the second factor: that page says so itself.
func (s *set) first(must string) string {
	switch must {
	case auth.MustEnrol:
		return s.t("frame.first_enrol")
	case auth.MustPassword:
		return s.t("frame.first_password")
	}
	return ""
}

// onward is where somebody goes on once he has done what he had to do first: an
// address of this site, "" for nowhere in particular.
func onward(c echo.Context) string {
	back := c.FormValue("back")
	if back == "" || local(back) != back {
		return ""
	}
	return back
}

// keeping adds where to go on to afterwards to an address of this site.
func keeping(address, back string) string {
	switch {
	case back == "":
		return address
	case strings.Contains(address, "?"):
		return address + "&back=" + escape(back)
	}
	return address + "?back=" + escape(back)
}

// joined names who holds both of the seats that the policy may join. A page whose
// own questions are answered is drawn without it rather than not at all.
func (p *Pages) joined(c echo.Context) string {
	ctx := c.Request().Context()
	policy, err := p.App.Store().Policy(ctx)
	if err != nil {
		return ""
	}
	list, err := p.App.Store().Joined(ctx, policy)
	if err != nil {
		return ""
	}
	names := make([]string, len(list))
	for i, v := range list {
		names[i] = v.Name
	}
	return strings.Join(names, p.of(c).t("frame.comma"))
}

type place struct{ key, href string }

// navigation lists where the actor's seats let him go. It hides what would be
// refused; the route table refuses it all the same.
func navigation(a org.Actor) []place {
	out := []place{{"nav.home", "/"}}
	if !a.Admin() {
		out = append(out, place{"nav.assets", "/assets"}, place{"nav.scan", "/scan"}, place{"nav.counter", "/counter"})
		if prints(a) {
			out = append(out, place{"nav.labels", "/labels"}, place{"nav.import", "/import"})
		}
	}
	if !a.Admin() {
		out = append(out, place{"nav.overview", "/overview"})
	}
	if a.May(org.VendorRead) {
		out = append(out, place{"nav.vendors", vendorsPath})
	}
	out = append(out, place{"nav.organ", "/organ"})
	if a.Admin() {
		out = append(out, place{"nav.accounts", "/accounts"})
	}
	if a.Admin() || a.Holds(org.SecrecyOffice) {
		out = append(out, place{"nav.policy", "/policy"})
	}
	if a.May(org.SeatRead) {
		out = append(out, place{"nav.seats", "/seats"})
	}
	switch {
	case a.Holds(org.Auditor), a.Holds(org.SecrecyOffice):
		out = append(out, place{"nav.audit", "/audit"})
	case a.May(org.AuditUsers):
		out = append(out, place{"nav.audit", "/audit/users"})
	}
	return append(out, place{"nav.rules", "/rules"})
}

// prints reports whether labels are the actor's business.
func prints(a org.Actor) bool { return a.Holds(org.AssetOfficer) || a.Holds(org.SecrecyOffice) }

// seats names the actor's seats, each once.
func (s *set) seats(a org.Actor) string {
	var out []string
	for _, h := range a.Held {
		if name := s.say(h.Seat.Text()); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if len(out) == 0 {
		return s.head(org.Keeper.Text())
	}
	return capital(strings.Join(out, s.t("frame.comma")))
}

// hidden makes the unseen fields of a new form: the form's token, and a key that
// makes sending it twice one deed.
func (p *Pages) hidden(c echo.Context) hidden {
	key := c.Request().PostFormValue("key")
	if key == "" || len(key) > 64 {
		key = rand.Text()
	}
	return hidden{FormToken: reqctx.Session(c).FormToken, Key: key}
}

// nextKey makes them for a form drawn anew after a deed: what it sends is another.
func (p *Pages) nextKey(c echo.Context) hidden {
	return hidden{FormToken: reqctx.Session(c).FormToken, Key: rand.Text()}
}

func escape(s string) string { return url.QueryEscape(s) }

// local returns to if it is an address of this site, else "/". It must start
// with one slash: «//host» and «/\host» lead elsewhere.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, "\\") {
		return "/"
	}
	return to
}

func (p *Pages) lang(c echo.Context) error {
	reqctx.SetLang(c, c.QueryParam("to"))
	return c.Redirect(http.StatusSeeOther, local(c.QueryParam("back")))
}
