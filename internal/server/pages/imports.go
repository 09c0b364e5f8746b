package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/importer"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/server/pages/upload"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

// The import goes by steps: upload, columns, preview, confirmation, result.
// Between them the file waits in the upload folder for the person, whatever
// session he goes on from; each step reads it anew, so that nothing of a step has
// to be trusted by the next.

// importMeta is what the steps remember beside the file.
type importMeta struct {
	Classify bool
	Mappings map[string]importer.Choice // nil until the columns were sent
	Done     *importDone                // after the import; the file is then that of the rejected rows
}

// importDone is the result to show.
type importDone struct {
	Total, Registered, Unchanged, Rejected, Differs int
	NoDepartment                                    int            // as in importSum
	Format                                          string         // of the rejected rows' file
	Rows                                            []importer.Row // some of the rejected rows
	Differ                                          []importer.Row // and of those that differ from the book
	DiffersAt                                       int            // where in the data their file begins
}

// maxImport is the largest file a page takes, in bytes; the middleware holds the same.
const maxImport = 32 << 20

type importPage struct {
	Frame    frame
	Problem  *errs.Error
	Hidden   hidden
	Classify bool
	FileErr  string
	Waiting  *unfinished
}

// unfinished is an import that was left half way: its file, where it goes on and
// until when it can.
type unfinished struct {
	File, Step, Next string
	Until            time.Time
	Hidden           hidden
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
	var err error
	if out.Waiting, err = p.unfinished(c); err != nil {
		return err
	}
	return p.render(c, status, "import", out)
}

// unfinished finds the import that the person has left half way, nil for none.
func (p *Pages) unfinished(c echo.Context) (*unfinished, error) {
	if !prints(reqctx.Actor(c)) {
		return nil, nil
	}
	d, found, err := p.uploads.Peek(owner(c))
	if err != nil || !found {
		return nil, err
	}
	m, err := metaOf(d)
	if err != nil {
		return nil, err
	}
	out := &unfinished{File: d.File, Until: d.Until, Next: m.next(), Hidden: p.nextKey(c)}
	if p.runs.of(owner(c)) != nil {
		out.Next = progressPage
	}
	out.Step = p.of(c).t(importSteps[out.Next])
	return out, nil
}

// importSteps names where an import stands.
var importSteps = map[string]string{
	"/import/columns": "import.columns_title", "/import/preview": "import.preview_title",
	progressPage: "import.progress_title", "/import/result": "import.result_title",
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
		release, ok := p.uploads.Hold(owner(c)) // not in place of one that is being registered
		if !ok {
			return importBusy()
		}
		err = p.keepImport(owner(c), d, importMeta{Classify: c.FormValue("classify") != ""})
		release()
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

// importDraft returns what the person left here.
func (p *Pages) importDraft(c echo.Context) (d upload.Draft, m importMeta, found bool, err error) {
	d, found, err = p.uploads.Load(owner(c))
	if err == nil && found {
		m, err = metaOf(d)
	}
	return d, m, found, err
}

func metaOf(d upload.Draft) (m importMeta, err error) {
	if err = json.Unmarshal(d.Meta, &m); err != nil {
		err = errs.Wrap(err, "import.draft")
	}
	return m, err
}

func (p *Pages) keepImport(owner string, d upload.Draft, m importMeta) error {
	b, err := json.Marshal(m)
	if err != nil {
		return errs.Wrap(err, "import.draft")
	}
	d.Meta = b
	return p.uploads.Save(owner, d)
}

// owner is whose upload it is: the account's, in whatever session.
func owner(c echo.Context) string { return reqctx.Actor(c).Account }

func importBusy() *errs.Error {
	return errs.New(errs.Conflict, "import.busy", "上一步仍在处理，请稍候再刷新。", "The step before is still at work; wait and load the page again.")
}

// importStep loads the draft a form is about and holds it, so that two windows
// of one person do not work on it at once.
func (p *Pages) importStep(c echo.Context) (d upload.Draft, m importMeta, release func(), err error) {
	release, ok := p.uploads.Hold(owner(c))
	if !ok {
		return d, m, nil, importBusy()
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
func (p *Pages) importSource(ctx context.Context, actor org.Actor, d upload.Draft, m importMeta) (*importer.Source, importer.Options, error) {
	o, err := importer.ForOrgan(ctx, p.App, actor)
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
	release, ok := p.uploads.Hold(owner(c))
	if !ok {
		return importBusy()
	}
	defer release()
	if err := p.uploads.Drop(owner(c)); err != nil {
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
