package api

import (
	"context"
	"strconv"

	"sealbook/internal/app"
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

// sheet hands out a job as PDF, on record: what was printed is drawn again from
// the record, word for word.
func (s *server) sheet(ctx context.Context, in *struct{ IDOf }) (*fileAnswer, error) {
	f, err := s.App.FetchSheet(ctx, who(ctx), in.ID, lang(ctx))
	if err != nil {
		return nil, err
	}
	return &fileAnswer{ContentType: "application/pdf", Disposition: `attachment; filename="labels-` + safe(f.Job.ID) + `.pdf"`, Body: f.Body}, nil
}

// picture hands out one label, on record.
func (s *server) picture(ctx context.Context, form string, in *pictureInput) (*fileAnswer, error) {
	dpi, _ := strconv.Atoi(in.DPI) // one of the two that the document allows
	f, err := s.App.FetchLabel(ctx, who(ctx), in.Token, app.Drawing{Format: form, Stock: in.Stock, DPI: dpi, Lang: lang(ctx)})
	if err != nil {
		return nil, err
	}
	return &fileAnswer{ContentType: forms[form], Disposition: `attachment; filename="label.` + form + `"`, Body: f.Body}, nil
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
