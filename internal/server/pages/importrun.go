package pages

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/importer"
	"sealbook/internal/server/pages/upload"
	"sealbook/internal/server/reqctx"
)

// progressPage shows how far an import is that goes on after its form was answered.
const progressPage = "/import/progress"

const (
	soon       = 1200 * time.Millisecond // an import that is done by then shows no progress
	importTime = 15 * time.Minute
)

// runs are the imports at work in this process, one an account. What they have
// done is in the book and in the upload folder, not here: after a crash there is
// either all of it or nothing, and the draft is taken up again.
type runs struct {
	mu sync.Mutex
	by map[string]*run
}

// run is one import at work, or one that failed and has not been told yet.
type run struct {
	file string
	done chan struct{}

	mu        sync.Mutex
	rows, all int
	err       error
}

func (r *runs) of(account string) *run {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.by[account]
}

func (r *runs) start(account, file string) *run {
	x := &run{file: file, done: make(chan struct{})}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.by == nil {
		r.by = map[string]*run{}
	}
	r.by[account] = x
	return x
}

// end keeps a failure until it was told; an import that went well is told by its
// result.
func (r *runs) end(account string, x *run, err error) {
	x.mu.Lock()
	x.err = err
	x.mu.Unlock()
	if err == nil {
		r.forget(account, x)
	}
	close(x.done)
}

func (r *runs) forget(account string, x *run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.by[account] == x {
		delete(r.by, account)
	}
}

func (x *run) told(rows, all int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.rows, x.all = rows, all
}

// state is how far it is, and whether it failed.
func (x *run) state() (rows, all int, ended bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	select {
	case <-x.done:
		ended = true
	default:
	}
	return x.rows, x.all, ended, x.err
}

// importConfirm registers the good rows. It is answered when that is done, or
// soon, with a page that shows the progress; the work goes on and keeps the place
// of its request at the gate. Sent twice, or again after a crash, it is done
// once: the draft's id is the key.
func (p *Pages) importConfirm(c echo.Context) error {
	account, actor := owner(c), reqctx.Actor(c)
	if x := p.runs.of(account); x != nil {
		if _, _, ended, _ := x.state(); !ended { // pressed twice
			return c.Redirect(http.StatusSeeOther, progressPage)
		}
	}
	d, m, release, err := p.importStep(c)
	if err != nil {
		return err
	}
	if m.Done != nil || m.Mappings == nil {
		release()
		return c.Redirect(http.StatusSeeOther, m.next())
	}
	leave := func() {}
	if keep := reqctx.Of(c).Keep; keep != nil {
		leave = keep()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), importTime)
	x := p.runs.start(account, d.File)
	go func() {
		defer leave()
		defer cancel()
		err := p.importRun(ctx, actor, account, x, d, m)
		release()
		p.runs.end(account, x, err)
	}()
	select {
	case <-x.done:
		if _, _, _, err := x.state(); err != nil {
			p.runs.forget(account, x)
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/import/result")
	case <-time.After(soon):
		return c.Redirect(http.StatusSeeOther, progressPage)
	}
}

// importRun does the work. In place of the file it then keeps the result: the
// file of the rejected rows, and behind it that of the differing ones.
func (p *Pages) importRun(ctx context.Context, actor org.Actor, account string, x *run, d upload.Draft, m importMeta) (err error) {
	defer func() {
		if r := recover(); r != nil { // outside a request nobody else would catch it
			err = errs.Wrap(fmt.Errorf("import: panic: %v", r), "import.run")
		}
	}()
	src, o, err := p.importSource(ctx, actor, d, m)
	if err != nil {
		return err
	}
	o.Progress = x.told
	rep, err := importer.Confirm(ctx, p.App, actor, src, o, "page-import/"+d.ID)
	if err != nil {
		return err
	}
	m.Done = &importDone{
		Total: rep.Total, Registered: rep.Registered, Unchanged: rep.Unchanged, Rejected: rep.Rejected, Differs: rep.Differs, NoDepartment: rep.NoDepartment,
		Format: src.RejectsFormat(rep),
	}
	for _, r := range rep.Rows {
		if r.Outcome == importer.Rejected && len(m.Done.Rows) < mostRejected {
			m.Done.Rows = append(m.Done.Rows, r)
		}
		if len(r.Differs) > 0 && len(m.Done.Differ) < mostRejected {
			m.Done.Differ = append(m.Done.Differ, r)
		}
	}
	var b bytes.Buffer
	if rep.Rejected > 0 {
		if err := src.WriteRejects(&b, rep, m.Done.Format); err != nil {
			return err
		}
	}
	m.Done.DiffersAt = b.Len()
	if rep.Differs > 0 {
		if err := rep.WriteDiffers(&b); err != nil {
			return err
		}
	}
	d.Data, m.Mappings = b.Bytes(), nil
	return p.keepImport(account, d, m)
}

// importProgressPage shows an import at work. Without script it loads itself
// anew; with script it asks only how far it is.
type importProgressPage struct {
	Frame     frame
	File      string
	Text      string
	Rows, All int
	Problem   *errs.Error // it failed; nothing of it is on record
}

// importedSoFar is the answer to the script.
type importedSoFar struct {
	Text string `json:"text"`
	Rows int    `json:"rows"`
	All  int    `json:"all"`
	Next string `json:"next,omitempty"` // where to go: it is over
}

func (p *Pages) importProgress(c echo.Context) error {
	s, account, poll := p.of(c), owner(c), c.QueryParam("poll") != ""
	x := p.runs.of(account)
	if x == nil { // done, or another process has it, or it was never begun
		next, err := p.importNext(account)
		if err != nil {
			return err
		}
		if poll {
			return c.JSON(http.StatusOK, importedSoFar{Next: next})
		}
		return c.Redirect(http.StatusSeeOther, next)
	}
	rows, all, ended, err := x.state()
	if ended && poll {
		return c.JSON(http.StatusOK, importedSoFar{Next: progressPage})
	}
	out := importProgressPage{Frame: p.frame(c, "import.progress_title"), File: x.file, Rows: rows, All: max(all, 1), Text: s.soFar(rows, all)}
	if ended {
		p.runs.forget(account, x)
		bad := errs.As(err)
		if bad.Kind == errs.Internal || bad.Kind == errs.Unavailable {
			return bad
		}
		out.Problem = shown(bad, bad.Fields)
		return p.render(c, http.StatusOK, "import_progress", out)
	}
	if poll {
		return c.JSON(http.StatusOK, importedSoFar{Text: out.Text, Rows: rows, All: out.All})
	}
	out.Frame.Refresh = 2
	return p.render(c, http.StatusOK, "import_progress", out)
}

func (s *set) soFar(rows, all int) string {
	switch {
	case all == 0:
		return s.t("import.reading")
	case rows < all:
		return s.t("import.registering", rows, all)
	default:
		return s.t("import.committing", all)
	}
}

// importNext is where the person's import goes on.
func (p *Pages) importNext(account string) (string, error) {
	d, found, err := p.uploads.Peek(account)
	if err != nil || !found {
		return "/import", err
	}
	m, err := metaOf(d)
	return m.next(), err
}
