package api

import (
	"bytes"
	"context"
	"strconv"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/label"
)

// forms are the media types of a single label.
var forms = map[string]string{"svg": "image/svg+xml", "png": "image/png", "zpl": "application/zpl"}

type fileAnswer struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

type pictureInput struct {
	Token string `path:"token" maxLength:"64"`
	Stock string `query:"stock" maxLength:"40" default:"roll-50x30"`
	DPI   string `query:"dpi" enum:"203,300" default:"203" doc:"PNG 与 ZPL 的分辨率。Resolution of PNG and ZPL."`
}

// sheet draws a job as PDF on its own stock, from its own start: what was
// printed is drawn again from the record, word for word.
func (s *server) sheet(ctx context.Context, in *struct{ IDOf }) (*fileAnswer, error) {
	j, err := s.App.Store().PrintJob(ctx, who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	stock, err := label.FindStock(j.Stock)
	if err != nil {
		return nil, err
	}
	items, err := s.App.JobItems(ctx, who(ctx), j.ID)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := label.WriteSheet(&b, stock, items, label.Options{Start: j.Start, Date: j.At, Lang: lang(ctx)}); err != nil {
		return nil, err
	}
	return &fileAnswer{ContentType: "application/pdf", Disposition: `attachment; filename="labels-` + safe(j.ID) + `.pdf"`, Body: b.Bytes()}, nil
}

// picture draws one label.
func (s *server) picture(ctx context.Context, form string, in *pictureInput) (*fileAnswer, error) {
	l, err := s.findLabel(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	stock, err := label.FindStock(in.Stock)
	if err != nil {
		return nil, err
	}
	dpi, _ := strconv.Atoi(in.DPI) // one of the two that the document allows
	var b bytes.Buffer
	switch item, o := app.LabelItem(l), (label.Options{Lang: lang(ctx)}); form {
	case "svg":
		err = label.SVG(&b, stock, item, o)
	case "png":
		err = label.PNG(&b, stock, item, dpi, o)
	default:
		err = label.WriteZPL(&b, stock, []label.Item{item}, dpi)
	}
	if err != nil {
		return nil, err
	}
	return &fileAnswer{ContentType: forms[form], Disposition: `attachment; filename="label.` + form + `"`, Body: b.Bytes()}, nil
}

// findLabel returns the label if the actor may see its asset: unknown and out
// of scope are answered alike.
func (s *server) findLabel(ctx context.Context, typed string) (asset.Label, error) {
	unknown := errs.New(errs.NotFound, "label.not_found", "没有找到该标签，或不在您的权限范围内。", "No such label, or it is outside your scope.")
	token, err := label.ParseToken(typed)
	if err != nil {
		return asset.Label{}, unknown
	}
	l, found, err := s.App.Store().LookupToken(ctx, token)
	if err != nil {
		return asset.Label{}, err
	}
	if !found {
		return asset.Label{}, unknown
	}
	if _, err := s.App.Store().Asset(ctx, who(ctx), l.Asset); err != nil {
		if errs.IsKind(err, errs.NotFound) {
			return asset.Label{}, unknown
		}
		return asset.Label{}, err
	}
	return l, nil
}

// safe keeps of an id what may stand in a file name.
func safe(id string) string {
	out := make([]rune, 0, len(id))
	for _, r := range id {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' {
			out = append(out, r)
		}
	}
	return string(out)
}
