package pages

import (
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	filed "sealbook/internal/domain/attachment"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

// paperField asks for a file. What was taken in already is told beside it and goes
// along as its digest, so that a form that comes back has not lost it.
func (s *set) paperField(form url.Values, name, label, recorded string) input {
	digest := written(form, name, recorded)
	return input{Name: name, Kind: "file", Label: label, Value: digest, Hint: s.t("form.file_hint"), Paper: paperOf(digest)}
}

// takeIn takes in the file that came with a form and puts its digest into the
// form: the command names the file by it, and so does the page of the sign-off,
// which cannot send a file again. A form without a file keeps what it names. What
// is taken in and then not used is a file of no record: it stays in the store, and
// the log has who brought it.
func (p *Pages) takeIn(c echo.Context, form url.Values, name string) *errs.Error {
	head, err := c.FormFile(name + "_file")
	if err != nil {
		return nil //nolint:nilerr // no file was chosen
	}
	f, err := head.Open()
	if err != nil {
		return errs.As(errs.Wrap(err, "paper.open"))
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		return errs.As(errs.Wrap(err, "paper.read"))
	}
	if head.Filename == "" && len(content) == 0 {
		return nil
	}
	out, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), app.AddFile{Content: content}, "")
	if err != nil {
		bad := *errs.As(err)
		bad.Fields = nil
		for _, x := range errs.As(err).Fields {
			if x.Name == "file" {
				x.Name = name
			}
			bad.Fields = append(bad.Fields, x)
		}
		return &bad
	}
	form.Set(name, out.ID)
	return nil
}

// paper hands out a file to be saved. It is never shown in the page, and its name
// is the product's: what it was called is nowhere on record.
func (p *Pages) paper(c echo.Context) error {
	f, err := p.App.Store().PaperOf(c.Request().Context(), reqctx.Actor(c), c.Param("digest"))
	if err != nil {
		return err
	}
	name := "paper-" + f.Digest[:16] + "." + filed.Ending(f.Media)
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	c.Response().Header().Set("X-Content-Type-Options", "nosniff")
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, f.Media, f.Content)
}

func dayIn(form url.Values, name string) org.Date { return org.Date(written(form, name, "")) }
