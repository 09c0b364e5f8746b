package pages

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// The values of where a repair is done.
const (
	whereOnSite  = "onsite"
	whereOffSite = "offsite"
)

// repairOf reads what a repair is asked for. Where it is done is never guessed.
func repairOf(form url.Values) (asset.RepairAsk, *errs.Error) {
	get := func(name string) string {
		return strings.ReplaceAll(strings.TrimSpace(form.Get("repair."+name)), "\r\n", "\n")
	}
	a := asset.RepairAsk{
		OnSite: get("on_site") == whereOnSite, Fault: get("fault"), Vendor: get("vendor"), Agreement: get("agreement"),
		Storage: get("storage") == "yes", Note: get("note"),
	}
	if !a.OnSite && get("on_site") != whereOffSite {
		return a, errs.InvalidField("on_site", "请选定现场维修或送外维修。", "Choose: on site or off site.")
	}
	return a, nil
}

// mostPapers is how many vendors, and how many agreements, a list offers.
const mostPapers = 500

// repairChoices are the vendors and the agreements in force, for who reads them;
// others ask for an own technician, or leave it to who does.
func (p *Pages) repairChoices(c echo.Context, out map[string][]choice) error {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	if !actor.May(org.VendorRead) {
		return nil
	}
	vendors, err := p.App.Store().VendorPage(ctx, actor, view.VendorFilter{Limit: mostPapers})
	if err != nil {
		return err
	}
	papers, err := p.App.Store().AgreementPage(ctx, actor, view.AgreementFilter{State: agreement.Signed, Limit: mostPapers})
	if err != nil {
		return err
	}
	for _, v := range vendors.Rows {
		if !v.Barred {
			out["repair.vendor"] = append(out["repair.vendor"], choice{ID: v.ID, Name: v.Name})
		}
	}
	for _, a := range papers.Rows {
		out["repair.agreement"] = append(out["repair.agreement"], choice{ID: a.ID, Name: a.Number + " · " + a.Vendor.Name})
	}
	return nil
}

// repairInputs draws what a repair is asked for.
func (s *set) repairInputs(f fill) []input {
	where := selection("repair.on_site", s.t("repair.where"), []option{
		{Value: whereOnSite, Text: s.t("repair.on_site")}, {Value: whereOffSite, Text: s.t("repair.off_site")},
	})
	where.Required = true
	out := []input{where, {Name: "repair.fault", Kind: "area", Label: s.t("repair.fault"), Required: true, Wide: true}}
	if list := f.choices["repair.vendor"]; len(list) > 0 {
		vendor := selection("repair.vendor", s.t("repair.vendor"), optionsOf(list))
		vendor.Hint = s.t("hint.repair_vendor")
		out = append(out, vendor, selection("repair.agreement", s.t("repair.agreement"), optionsOf(f.choices["repair.agreement"])))
	}
	storage := selection("repair.storage", s.t("repair.storage"), []option{{Value: "", Text: s.t("repair.storage_no")}, {Value: "yes", Text: s.t("repair.storage_yes")}})
	storage.Blank = false
	out = append(out, storage, input{Name: "repair.note", Kind: "area", Label: s.t("repair.note"), Wide: true})
	for i, in := range out {
		out[i] = in.choose(f.form.Get(in.Name))
	}
	return out
}

// conditions are what a part that is taken out may be fit for.
func (s *set) conditions() []option {
	var out []option
	for _, c := range asset.PartConditions() {
		out = append(out, option{Value: string(c), Text: s.head(c.Text())})
	}
	return out
}

// repairAsked tells what a repair was asked for.
func (s *set) repairAsked(r view.Record, a asset.RepairAsk) []fact {
	where, by := s.t("repair.off_site"), s.t("repair.own")
	if a.OnSite {
		where = s.t("repair.on_site")
	}
	if a.Vendor != "" {
		if by = r.Names[a.Vendor]; by == "" {
			by = s.t("repair.a_vendor")
		}
	}
	storage := ""
	if a.Storage {
		storage = s.t("repair.storage_yes")
	}
	return facts(s.t("repair.where"), where, s.t("repair.fault"), a.Fault, s.t("repair.by"), by, s.t("repair.storage"), storage, s.t("repair.note"), a.Note)
}
