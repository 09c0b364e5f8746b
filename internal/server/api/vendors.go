package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/attachment"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

type vendorRow struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	CreditCode   string `json:"credit_code,omitempty" doc:"统一社会信用代码。Unified social credit code."`
	Barred       bool   `json:"barred"`
	InForce      int64  `json:"in_force" doc:"今日有效的协议数。Agreements in force today."`
	Until        string `json:"until,omitempty" doc:"其中最晚的到期日。Last day of the one that lasts longest."`
	LicenceUntil string `json:"licence_until,omitempty" doc:"最早到期的资质。When the first licence runs out."`
	Version      int64  `json:"version"`
}

type vendorView struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	CreditCode  string           `json:"credit_code,omitempty"`
	Address     string           `json:"address,omitempty"`
	Contact     string           `json:"contact,omitempty"`
	Phone       string           `json:"phone,omitempty"`
	Notes       string           `json:"notes,omitempty"`
	Barred      bool             `json:"barred"`
	BarredWhy   string           `json:"barred_why,omitempty"`
	Licences    []licenceView    `json:"licences" nullable:"false"`
	Technicians []technicianView `json:"technicians" nullable:"false"`
	Agreements  []agreementRow   `json:"agreements" nullable:"false" doc:"最近的在前。The latest first."`
	Version     int64            `json:"version"`
}

type licenceView struct {
	ID         string        `json:"id"`
	Kind       licenceCode   `json:"kind"`
	Level      levelCode     `json:"level"`
	Number     string        `json:"number"`
	Issuer     string        `json:"issuer"`
	From       string        `json:"from" format:"date"`
	Until      string        `json:"until,omitempty" format:"date"`
	Services   []serviceCode `json:"services" nullable:"false"`
	Copy       string        `json:"copy,omitempty" doc:"扫描件的摘要，见 /papers。Digest of its copy, see /papers."`
	VerifiedBy *ref          `json:"verified_by,omitempty"`
	VerifiedOn string        `json:"verified_on" format:"date"`
	How        string        `json:"how"`
	Ended      bool          `json:"ended"`
	EndedWhy   string        `json:"ended_why,omitempty"`
}

type technicianView struct {
	ID            string       `json:"id"`
	Name          string       `json:"name"`
	DocumentKind  documentCode `json:"document_kind"`
	Document      string       `json:"document" doc:"只显示末四位。All but its last four characters hidden."`
	VettedOn      string       `json:"vetted_on,omitempty"`
	UndertakingOn string       `json:"undertaking_on,omitempty"`
	Until         string       `json:"until,omitempty"`
	Barred        bool         `json:"barred"`
	BarredWhy     string       `json:"barred_why,omitempty"`
	Fit           bool         `json:"fit" doc:"今日可以派遣。May be sent today."`
}

type vendorInput struct {
	Name       string `json:"name" minLength:"1" maxLength:"100"`
	CreditCode string `json:"credit_code,omitempty" maxLength:"18"`
	Address    string `json:"address,omitempty" maxLength:"200"`
	Contact    string `json:"contact,omitempty" maxLength:"50"`
	Phone      string `json:"phone,omitempty" maxLength:"50"`
	Notes      string `json:"notes,omitempty" maxLength:"1000"`
	Barred     bool   `json:"barred,omitempty"`
	BarredWhy  string `json:"barred_why,omitempty" maxLength:"200"`
	Version    int64  `json:"version,omitempty"`
}

type licenceInput struct {
	Kind       licenceCode   `json:"kind"`
	Level      levelCode     `json:"level"`
	Number     string        `json:"number" minLength:"1" maxLength:"100"`
	Issuer     string        `json:"issuer" minLength:"1" maxLength:"100"`
	From       string        `json:"from" format:"date"`
	Until      string        `json:"until,omitempty" format:"date"`
	Services   []serviceCode `json:"services"`
	Copy       string        `json:"copy,omitempty" maxLength:"64" doc:"先由 POST /papers 上传。Taken in by POST /papers first."`
	VerifiedOn string        `json:"verified_on" format:"date"`
	How        string        `json:"how" minLength:"1" maxLength:"200"`
	Ended      bool          `json:"ended,omitempty"`
	EndedWhy   string        `json:"ended_why,omitempty" maxLength:"200"`
	Version    int64         `json:"version,omitempty" doc:"所见的单位版本。The vendor's version that was seen."`
}

type technicianInput struct {
	Name          string       `json:"name" minLength:"1" maxLength:"50"`
	DocumentKind  documentCode `json:"document_kind"`
	Document      string       `json:"document,omitempty" maxLength:"40" doc:"登记后只留末四位；修改时不填即不变。Only its last four characters are kept; left out, it stays as it is."`
	VettedOn      string       `json:"vetted_on,omitempty" format:"date"`
	UndertakingOn string       `json:"undertaking_on,omitempty" format:"date"`
	Until         string       `json:"until,omitempty" format:"date"`
	Barred        bool         `json:"barred,omitempty"`
	BarredWhy     string       `json:"barred_why,omitempty" maxLength:"200"`
	Version       int64        `json:"version,omitempty" doc:"所见的单位版本。The vendor's version that was seen."`
}

type vendorsInput struct {
	Text   string `query:"q" maxLength:"100"`
	State  string `query:"state" enum:"good,none,barred" doc:"有有效协议、没有、停止合作。With an agreement in force, without, barred."`
	Cursor string `query:"cursor" maxLength:"500"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

// vendors registers vendors with their licences and people, and the papers.
func (s *server) vendors() {
	huma.Register(s.api, op("vendors", http.MethodGet, "/vendors", "维修单位", "vendors, by name"), func(ctx context.Context, in *vendorsInput) (*pageOf[vendorRow], error) {
		p, err := s.App.Store().VendorPage(ctx, who(ctx), view.VendorFilter{Text: in.Text, State: in.State, Cursor: in.Cursor, Limit: in.Limit})
		if err != nil {
			return nil, err
		}
		return page(p.Rows, p.Next, func(v view.VendorLine) vendorRow {
			return vendorRow{v.ID, v.Name, v.CreditCode, v.Barred, v.InForce, string(v.Until), string(v.LicenceUntil), v.Version}
		}), nil
	})
	huma.Register(s.api, op("vendor", http.MethodGet, "/vendors/{id}", "一家单位", "one vendor, its licences, people and agreements"), s.vendor)
	huma.Register(s.api, status(op("vendor-add", http.MethodPost, "/vendors", "新增单位", "enter a vendor"), http.StatusCreated),
		func(ctx context.Context, in *creating[vendorInput]) (*outcomeAnswer, error) {
			return s.answer(ctx, app.SetVendor{Vendor: in.Body.vendor("")}, in.Key)
		})
	huma.Register(s.api, op("vendor-set", http.MethodPut, "/vendors/{id}", "修改单位", "change a vendor"),
		func(ctx context.Context, in *changing[vendorInput]) (*outcomeAnswer, error) {
			return s.answer(ctx, app.SetVendor{Vendor: in.Body.vendor(in.ID)}, in.Key)
		})
	huma.Register(s.api, status(op("licence-add", http.MethodPost, "/vendors/{id}/licences", "登记保密资质", "enter a licence"), http.StatusCreated),
		func(ctx context.Context, in *changing[licenceInput]) (*outcomeAnswer, error) {
			return s.setLicence(ctx, in.ID, "", in.Body, in.Key)
		})
	huma.Register(s.api, op("licence-set", http.MethodPut, "/vendors/{id}/licences/{licence}", "修改保密资质", "change a licence"),
		func(ctx context.Context, in *struct {
			Keyed
			ID      string `path:"id" maxLength:"64"`
			Licence string `path:"licence" maxLength:"64"`
			Body    licenceInput
		}) (*outcomeAnswer, error) {
			return s.setLicence(ctx, in.ID, in.Licence, in.Body, in.Key)
		})
	huma.Register(s.api, status(op("technician-add", http.MethodPost, "/vendors/{id}/technicians", "登记维修人员", "enter a technician"), http.StatusCreated),
		func(ctx context.Context, in *changing[technicianInput]) (*outcomeAnswer, error) {
			return s.answer(ctx, in.Body.command(in.ID, ""), in.Key)
		})
	huma.Register(s.api, op("technician-set", http.MethodPut, "/vendors/{id}/technicians/{technician}", "修改维修人员", "change a technician"),
		func(ctx context.Context, in *struct {
			Keyed
			ID         string `path:"id" maxLength:"64"`
			Technician string `path:"technician" maxLength:"64"`
			Body       technicianInput
		}) (*outcomeAnswer, error) {
			return s.answer(ctx, in.Body.command(in.ID, in.Technician), in.Key)
		})
	s.papers()
}

func (v vendorInput) vendor(id string) agreement.Vendor {
	return agreement.Vendor{
		ID: id, Name: v.Name, CreditCode: v.CreditCode, Address: v.Address, Contact: v.Contact, Phone: v.Phone, Notes: v.Notes,
		Barred: v.Barred, BarredWhy: v.BarredWhy, Version: v.Version,
	}
}

func (s *server) setLicence(ctx context.Context, vendor, id string, in licenceInput, key string) (*outcomeAnswer, error) {
	l, err := level.Parse(string(in.Level))
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, app.SetLicence{Vendor: vendor, Version: in.Version, Licence: agreement.Licence{
		ID: id, Kind: agreement.LicenceKind(in.Kind), Level: l, Number: in.Number, Issuer: in.Issuer, From: org.Date(in.From), Until: org.Date(in.Until),
		Services: servicesOf(in.Services), Copy: in.Copy, VerifiedOn: org.Date(in.VerifiedOn), How: in.How, Ended: in.Ended, EndedWhy: in.EndedWhy,
	}}, key)
}

func (t technicianInput) command(vendor, id string) app.SetTechnician {
	return app.SetTechnician{Vendor: vendor, Version: t.Version, Name: t.Name, Document: t.Document, Technician: agreement.Technician{
		ID: id, DocumentKind: agreement.Document(t.DocumentKind), VettedOn: org.Date(t.VettedOn), UndertakingOn: org.Date(t.UndertakingOn),
		Until: org.Date(t.Until), Barred: t.Barred, BarredWhy: t.BarredWhy,
	}}
}

func servicesOf(list []serviceCode) []agreement.Service {
	out := make([]agreement.Service, len(list))
	for i, x := range list {
		out[i] = agreement.Service(x)
	}
	return out
}

func serviceCodes(list []agreement.Service) []serviceCode {
	out := make([]serviceCode, len(list))
	for i, x := range list {
		out[i] = serviceCode(x)
	}
	return out
}

func (s *server) vendor(ctx context.Context, in *struct{ IDOf }) (*struct{ Body vendorView }, error) {
	v, err := s.App.Store().Vendor(ctx, who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := vendorView{
		ID: v.ID, Name: v.Name, CreditCode: v.CreditCode, Address: v.Address, Contact: v.Contact, Phone: v.Phone, Notes: v.Notes, Barred: v.Barred,
		BarredWhy: v.BarredWhy, Version: v.Version, Licences: make([]licenceView, len(v.Licences)), Technicians: make([]technicianView, len(v.Technicians)),
		Agreements: make([]agreementRow, len(v.Agreements)),
	}
	today := s.App.Today(time.Now())
	for i, l := range v.Licences {
		out.Licences[i] = licenceView{
			l.ID, licenceCode(l.Kind), levelCode(l.Level.String()), l.Number, l.Issuer, string(l.From), string(l.Until), serviceCodes(l.Services), l.Copy,
			refOf(view.Ref{ID: l.VerifiedBy, Name: v.Names[l.VerifiedBy]}), string(l.VerifiedOn), l.How, l.Ended, l.EndedWhy,
		}
	}
	for i, t := range v.Technicians {
		out.Technicians[i] = technicianView{
			t.ID, t.Name, documentCode(t.DocumentKind), t.Document, string(t.VettedOn), string(t.UndertakingOn), string(t.Until), t.Barred, t.BarredWhy, t.Fit(today),
		}
	}
	for i, a := range v.Agreements {
		out.Agreements[i] = agreementRowOf(a)
	}
	return &struct{ Body vendorView }{out}, nil
}

type paperForm struct {
	File huma.FormFile `form:"file" required:"true" doc:"PDF、PNG、JPEG 或 TIFF，不超过 20 MB。PDF, PNG, JPEG or TIFF of 20 MB at most."`
}

// papers registers the files of licences and agreements.
func (s *server) papers() {
	huma.Register(s.api, status(upload(op("paper-add", http.MethodPost, "/papers", "上传签署件或资质扫描件", "take in a signed copy or a licence")), http.StatusCreated),
		func(ctx context.Context, in *struct {
			Keyed
			RawBody huma.MultipartFormFiles[paperForm]
		}) (*outcomeAnswer, error) {
			b, err := io.ReadAll(io.LimitReader(in.RawBody.Data().File, attachment.MaxBytes+1))
			if err != nil {
				return nil, errs.InvalidField("file", "文件无法读取，请重新上传。", "The file cannot be read; upload it again.")
			}
			return s.answer(ctx, app.AddFile{Content: b}, in.Key)
		})
	huma.Register(s.api, file(op("paper", http.MethodGet, "/papers/{id}", "签署件或资质扫描件", "a signed copy or a licence, by its digest"), "application/pdf", "image/png", "image/jpeg", "image/tiff"),
		func(ctx context.Context, in *struct{ IDOf }) (*fileAnswer, error) {
			f, err := s.App.Store().PaperOf(ctx, who(ctx), in.ID)
			if err != nil {
				return nil, err
			}
			return &fileAnswer{
				ContentType: f.Media, Disposition: `attachment; filename="paper-` + f.Digest[:12] + "." + attachment.Ending(f.Media) + `"`, Body: f.Content,
			}, nil
		})
}
