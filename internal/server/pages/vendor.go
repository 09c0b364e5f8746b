package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

type vendorPage struct {
	Frame       frame
	Crumbs      []link
	Vendor      agreement.Vendor
	CanSet      bool
	Licences    []licenceRow
	Technicians []technicianRow
	Agreements  []agreementRow
}

// licenceRow is a licence in words.
type licenceRow struct {
	ID, Kind, Number, Issuer, Services, How string
	Level                                   level.Level
	From, Until, VerifiedOn                 org.Date
	VerifiedBy                              link
	Copy                                    *paper
	State                                   badge
	Why                                     string // it has ended before its last day
}

// technicianRow is one of a vendor's people; Unfit is why he may not be sent today.
type technicianRow struct {
	ID, Name, DocumentKind, Document string
	VettedOn, UndertakingOn, Until   org.Date
	Unfit                            []string
	Why                              string // he is barred
}

// paper is a file that belongs to a record: where it is, and the beginning of its
// digest as people compare it.
type paper struct{ Href, Check string }

func paperOf(digest string) *paper {
	if digest == "" {
		return nil
	}
	return &paper{Href: "/papers/" + digest, Check: checkOf(digest)}
}

func (p *Pages) vendor(c echo.Context) error {
	actor, s := reqctx.Actor(c), p.of(c)
	v, err := p.App.Store().Vendor(c.Request().Context(), actor, c.Param("id"))
	if err != nil {
		return err
	}
	out := vendorPage{
		Frame: p.vendorFrame(c, "vendor.title"), Crumbs: s.vendorCrumbs(), Vendor: v.Vendor, CanSet: keepsVendors(actor),
		Licences: s.licenceRows(v, p.today()), Technicians: s.technicianRows(v.Technicians, p.today()),
	}
	out.Frame.Title = v.Name
	for _, a := range v.Agreements {
		out.Agreements = append(out.Agreements, s.agreementRow(a))
	}
	return p.render(c, http.StatusOK, "vendor", out)
}

func (s *set) licenceRows(v view.Vendor, today org.Date) []licenceRow {
	var out []licenceRow
	for _, l := range v.Licences {
		row := licenceRow{
			ID: l.ID, Kind: s.head(l.Kind.Text()), Number: l.Number, Issuer: l.Issuer, Services: s.services(l.Services), How: l.How,
			Level: l.Level, From: l.From, Until: l.Until, VerifiedOn: l.VerifiedOn, Copy: paperOf(l.Copy),
			VerifiedBy: link{Text: v.Names[l.VerifiedBy], Href: "/organ/persons/" + l.VerifiedBy}, State: s.licenceState(l, today),
		}
		if l.Ended {
			row.Why = l.EndedWhy
		}
		out = append(out, row)
	}
	return out
}

func (s *set) licenceState(l agreement.Licence, today org.Date) badge {
	switch {
	case l.Ended:
		return badge{Icon: "x", Text: s.t("vendor.licence_ended")}
	case today < l.From:
		return badge{Class: "due", Icon: "clock", Text: s.t("vendor.licence_later")}
	}
	if b := s.ends(l.Until, today); b.Text != "" {
		return b
	}
	return badge{Class: "good", Icon: "ok", Text: s.t("vendor.licence_good")}
}

func (s *set) technicianRows(list []agreement.Technician, today org.Date) []technicianRow {
	var out []technicianRow
	for _, t := range list {
		row := technicianRow{
			ID: t.ID, Name: t.Name, DocumentKind: s.head(t.DocumentKind.Text()), Document: t.Document,
			VettedOn: t.VettedOn, UndertakingOn: t.UndertakingOn, Until: t.Until,
		}
		for _, why := range t.Unfit(today) { // the row has his name already
			_, rest, _ := strings.Cut(strings.TrimPrefix(s.say(why), t.Name), s.t("vendor.name_end"))
			row.Unfit = append(row.Unfit, capital(rest))
		}
		if t.Barred {
			row.Why = t.BarredWhy
		}
		out = append(out, row)
	}
	return out
}
