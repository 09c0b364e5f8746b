package pages

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sealbook/internal/errs"
	"sealbook/internal/importer"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/server/pages/upload"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

// The import goes by steps: upload, columns, preview, result. Between them the
// file waits in the upload folder, where only this session can read it; each
// step reads it anew, so that nothing of a step has to be trusted by the next.

// importMeta is what the steps remember beside the file.
type importMeta struct {
	Classify bool
	Mappings map[string]importer.Choice // nil until the columns were sent
	Done     *importDone                // after the import; the file is then that of the rejected rows
}

// importDone is the result to show.
type importDone struct {
	Total, Registered, Unchanged, Rejected, Differs int
	Format                                          string         // of the rejected rows' file
	Rows                                            []importer.Row // some of the rejected rows
	Differ                                          []importer.Row // and of those that differ from the book
}

// maxImport is the largest file a page takes, in bytes; the middleware holds the same.
const maxImport = 32 << 20

type importPage struct {
	Frame    frame
	Problem  *errs.Error
	Hidden   hidden
	Classify bool
	FileErr  string
	Waiting  string // name of a file that was left half way
	Next     string // where it goes on
}

func (p *Pages) importForm(c echo.Context) error { return p.importAgain(c, http.StatusOK, nil) }

func (p *Pages) importAgain(c echo.Context, status int, bad *errs.Error) error {
	out := importPage{
		Frame: p.frame(c, "import.title"), Hidden: p.hidden(c), Classify: c.Request().Method == http.MethodGet || c.FormValue("classify") != "",
	}
	if bad != nil && len(bad.Fields) == 1 && bad.Fields[0].Name == "file" {
		out.FileErr = p.of(c).say(bad.Fields[0].Text)
	} else {
		out.Problem = shown(bad, p.of(c).blame(bad))
	}
	d, m, found, err := p.importDraft(c)
	if err != nil {
		return err
	}
	if found {
		out.Waiting, out.Next = d.File, m.next()
	}
	return p.render(c, status, "import", out)
}

// next is where an import that was left goes on.
func (m importMeta) next() string {
	switch {
	case m.Done != nil:
		return "/import/result"
	case m.Mappings != nil:
		return "/import/preview"
	default:
		return "/import/columns"
	}
}

// importUpload takes the file, looks whether it is a table at all, and keeps it.
func (p *Pages) importUpload(c echo.Context) error {
	if err := p.App.MayImport(c.Request().Context(), reqctx.Actor(c)); err != nil {
		return err
	}
	d, err := importFile(c)
	if err == nil {
		_, err = importer.Open(d.File, bytes.NewReader(d.Data), int64(len(d.Data)), importLimits())
	}
	if err == nil {
		err = p.keepImport(c, d, importMeta{Classify: c.FormValue("classify") != ""})
	}
	if err != nil {
		bad := errs.As(err)
		if bad.Kind == errs.Internal || bad.Kind == errs.Unavailable {
			return bad
		}
		return p.importAgain(c, problem.Status(bad), bad)
	}
	return c.Redirect(http.StatusSeeOther, "/import/columns")
}

func importLimits() sheet.Limits { return sheet.Limits{FileBytes: maxImport} }

func importFile(c echo.Context) (upload.Draft, error) {
	missing := errs.InvalidField("file", "请选择要导入的文件。", "Choose the file to import.")
	head, err := c.FormFile("file")
	if err != nil {
		return upload.Draft{}, missing
	}
	f, err := head.Open()
	if err != nil {
		return upload.Draft{}, errs.Wrap(err, "import.open")
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return upload.Draft{}, errs.Wrap(err, "import.read")
	}
	if head.Filename == "" && len(b) == 0 {
		return upload.Draft{}, missing
	}
	return upload.Draft{ID: upload.NewID(), File: importer.FileName(head.Filename), Data: b}, nil
}

// importDraft returns what the session left here.
func (p *Pages) importDraft(c echo.Context) (d upload.Draft, m importMeta, found bool, err error) {
	d, found, err = p.uploads.Load(sessionToken(c))
	if err == nil && found {
		if err = json.Unmarshal(d.Meta, &m); err != nil {
			err = errs.Wrap(err, "import.draft")
		}
	}
	return d, m, found, err
}

func (p *Pages) keepImport(c echo.Context, d upload.Draft, m importMeta) error {
	b, err := json.Marshal(m)
	if err != nil {
		return errs.Wrap(err, "import.draft")
	}
	d.Meta = b
	return p.uploads.Save(sessionToken(c), d)
}

func sessionToken(c echo.Context) string {
	return reqctx.SessionToken(c.Request(), reqctx.Of(c).Secure)
}

// importStep loads the draft a form is about and holds it, so that two windows
// of one session do not work on it at once.
func (p *Pages) importStep(c echo.Context) (d upload.Draft, m importMeta, release func(), err error) {
	release, ok := p.uploads.Hold(sessionToken(c))
	if !ok {
		return d, m, nil, errs.New(errs.Conflict, "import.busy", "上一步仍在处理，请稍候再刷新。", "The step before is still at work; wait and load the page again.")
	}
	d, m, found, err := p.importDraft(c)
	if err == nil && (!found || d.ID != c.FormValue("key")) {
		err = errs.New(errs.Conflict, "import.draft_gone",
			"这份上传已不在：可能已完成、已取消、已换成另一份文件，或已超过一天。请重新上传。",
			"This upload is no longer there: finished, cancelled, replaced by another, or older than a day. Upload it again.")
	}
	if err != nil {
		release()
		return d, m, nil, err
	}
	return d, m, release, nil
}

// importSource reads the draft with the choices made so far.
func (p *Pages) importSource(c echo.Context, d upload.Draft, m importMeta) (*importer.Source, importer.Options, error) {
	o, err := importer.ForOrgan(c.Request().Context(), p.App, reqctx.Actor(c))
	if err != nil {
		return nil, o, err
	}
	o.NoPropose, o.Mappings = !m.Classify, m.Mappings
	src, err := importer.Open(d.File, bytes.NewReader(d.Data), int64(len(d.Data)), importLimits())
	if err != nil {
		return nil, o, err
	}
	return src, o, src.Understand(o)
}

// importCancel forgets the file, or the result that was read.
func (p *Pages) importCancel(c echo.Context) error {
	if err := p.uploads.Drop(sessionToken(c)); err != nil {
		return err
	}
	if c.FormValue("to") == "assets" {
		return c.Redirect(http.StatusSeeOther, "/assets")
	}
	return c.Redirect(http.StatusSeeOther, "/import")
}

// attachment names a file for the browser in words it can keep.
func attachment(c echo.Context, plain, name string) {
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+plain+`"; filename*=UTF-8''`+url.PathEscape(name))
}
