package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

func (p *Pages) vendorForm(c echo.Context) error { return p.vendorAgain(c, http.StatusOK, nil) }

// vendorAgain draws the form of a new vendor, or of the one in the address.
func (p *Pages) vendorAgain(c echo.Context, status int, bad *errs.Error) error {
	s, form := p.of(c), c.Request().PostForm
	f := organForm{
		Frame: p.frame(c, "vendor.new"), Crumbs: s.vendorCrumbs(), Hidden: p.hidden(c), Action: vendorsPath, Cancel: vendorsPath, Submit: s.t("organ.save"),
	}
	var v view.Vendor
	if id := c.Param("id"); id != "" {
		var err error
		if v, err = p.App.Store().Vendor(c.Request().Context(), reqctx.Actor(c), id); err != nil {
			return err
		}
		f.Frame.Title = s.t("organ.change", v.Name)
		f.ofVendor(s, v.Vendor)
		f.Action, f.Again = f.Cancel, f.Cancel+"/edit"
		f.drawnFrom(form, bad, event.Subject{Kind: agreement.KindVendor, ID: id}, v.Version, []onRecord{
			{"name", v.Name}, {"credit_code", v.CreditCode}, {"address", v.Address}, {"contact", v.Contact}, {"phone", v.Phone},
			{"notes", v.Notes}, {"barred", closedCode(v.Barred)}, {"barred_why", v.BarredWhy},
		})
	}
	f.Fields = []input{
		must(text(form, "name", s.t("vendor.name"), v.Name)), hinted(text(form, "credit_code", s.t("vendor.credit_code"), v.CreditCode), s.t("vendor.credit_code_hint")),
		text(form, "address", s.t("vendor.address"), v.Address), text(form, "contact", s.t("vendor.contact"), v.Contact),
		text(form, "phone", s.t("vendor.phone"), v.Phone),
	}
	if v.ID != "" {
		f.Fields = append(f.Fields, s.barring(form, v.Barred, s.t("vendor.barring_hint")), text(form, "barred_why", s.t("vendor.barred_why"), v.BarredWhy))
	}
	f.Fields = append(f.Fields, area(form, "notes", s.t("vendor.notes"), v.Notes))
	return p.organFormAgain(c, status, f, bad, nil)
}

// ofVendor leads a form back to the vendor that it is about.
func (f *organForm) ofVendor(s *set, v agreement.Vendor) {
	f.Cancel = vendorsPath + "/" + v.ID
	f.Crumbs = s.vendorCrumbs(link{Text: v.Name, Href: f.Cancel})
}

func (p *Pages) setVendor(c echo.Context) error {
	form, err := sentForm(c)
	if err != nil {
		return err
	}
	v := agreement.Vendor{
		ID: c.Param("id"), Name: written(form, "name", ""), CreditCode: written(form, "credit_code", ""), Address: written(form, "address", ""),
		Contact: written(form, "contact", ""), Phone: written(form, "phone", ""), Notes: written(form, "notes", ""),
		Barred: form.Get("barred") == "1", BarredWhy: written(form, "barred_why", ""), Version: seen(form, 0),
	}
	return p.vendorSet(c, app.SetVendor{Vendor: v}, func(out app.Outcome) error {
		return c.Redirect(http.StatusSeeOther, vendorsPath+"/"+out.ID+"?done=saved")
	}, func(status int, bad *errs.Error) error { return p.vendorAgain(c, status, bad) })
}

// vendorSet carries out a form's command. Whoever keeps no vendors is told no more
// than that: there is no form of his to draw again.
func (p *Pages) vendorSet(c echo.Context, cmd app.Command, done func(app.Outcome) error, again func(int, *errs.Error) error) error {
	if !keepsVendors(reqctx.Actor(c)) {
		again = func(_ int, bad *errs.Error) error { return bad }
	}
	return p.organSet(c, cmd, done, again)
}

// sentForm is what a form has sent. A browser ends the lines of an area in its own
// way; on record they end as everywhere.
func sentForm(c echo.Context) (url.Values, error) {
	if _, err := c.FormParams(); err != nil {
		return nil, err
	}
	form := c.Request().PostForm
	for _, values := range form {
		for i := range values {
			values[i] = strings.ReplaceAll(values[i], "\r\n", "\n")
		}
	}
	return form, nil
}

// The fields that the forms of vendors and agreements have in common.

func text(form url.Values, name, label, recorded string) input {
	return input{Name: name, Kind: "text", Label: label, Value: written(form, name, recorded)}
}

func area(form url.Values, name, label, recorded string) input {
	return input{Name: name, Kind: "area", Wide: true, Label: label, Value: written(form, name, recorded)}
}

func day[D ~string](form url.Values, name, label string, recorded D) input {
	return input{Name: name, Kind: "date", Label: label, Value: written(form, name, string(recorded))}
}

func must(in input) input {
	in.Required = true
	return in
}

func hinted(in input, hint string) input {
	in.Hint = hint
	return in
}

// barring is the field that takes a vendor, or one of its people, out of use.
func (s *set) barring(form url.Values, barred bool, hint string) input {
	in := selection("barred", s.t("vendor.standing"), []option{{Value: "0", Text: s.t("vendor.not_barred")}, {Value: "1", Text: s.t("vendor.is_barred")}})
	in.Blank, in.Hint = false, hint
	return in.choose(written(form, "barred", closedCode(barred)))
}

// ticked is what a box sends that is ticked.
const ticked = "1"

// boxed reports whether a box is ticked: in the form that was sent, or on record.
// A box that is not ticked is not sent.
func boxed(form url.Values, name string, recorded bool) bool {
	if len(form) > 0 {
		return form.Get(name) == ticked
	}
	return recorded
}

func tick(yes bool) string {
	if yes {
		return ticked
	}
	return ""
}

const servicePrefix = "service."

// serviceBoxes draws the choice of services, a box each.
func (s *set) serviceBoxes(form url.Values, recorded []agreement.Service) input {
	in := input{Name: "services", Kind: "checks", Label: s.t("vendor.services"), Required: true, Wide: true, Groups: []optionGroup{{}}}
	for _, x := range agreement.Services() {
		name := servicePrefix + string(x)
		in.Groups[0].Options = append(in.Groups[0].Options, option{Name: name, Text: s.head(x.Text()), Chosen: boxed(form, name, holds(recorded, x))})
	}
	return in
}

func holds(list []agreement.Service, x agreement.Service) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

func servicesIn(form url.Values) []agreement.Service {
	var out []agreement.Service
	for _, x := range agreement.Services() {
		if form.Get(servicePrefix+string(x)) == ticked {
			out = append(out, x)
		}
	}
	return out
}

// servicesOn are the boxes as they stand on record.
func servicesOn(list []agreement.Service) []onRecord {
	var out []onRecord
	for _, x := range agreement.Services() {
		out = append(out, onRecord{servicePrefix + string(x), tick(holds(list, x))})
	}
	return out
}

// levelField asks up to which level something is good.
func (s *set) levelField(form url.Values, recorded string) input {
	in := selection("level", s.t("vendor.level"), s.levels(false)).choose(written(form, "level", recorded))
	in.Required = true
	return in
}

// levelIn reads it. What is no level stays none, for the domain to say beside the
// field with all else that is wrong.
func levelIn(form url.Values) level.Level {
	l, err := level.Parse(form.Get("level"))
	if err != nil {
		return -1
	}
	return l
}
