package pages

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/importer"
	"sealbook/internal/server/reqctx"
)

type importPreviewPage struct {
	Frame    frame
	Hidden   hidden
	File     string
	Classify bool
	Sum      importSum
	Skipped  []skippedSheet
	Rejected []importRow
	Differ   []importRow
	Others   []importRow
	// More rows than these are not drawn.
	MoreRejected, MoreDiffer, MoreOthers int
}

type importResultPage struct {
	Frame    frame
	Hidden   hidden
	File     string
	Sum      importSum
	Rejected []importRow
	More     int
	Differ   []importRow
	MoreDiff int
}

// importSum is what an import comes to.
type importSum struct {
	Total, Registered, Unchanged, Rejected, Differs int

	NoDepartment int // of the registered, those whose department the organ does not have
}

// importRow is one row of the file as the pages show it.
type importRow struct {
	Sheet                                   string
	Number                                  int
	ID, Code, Title, Kind, Mark, Department string
	Room, Keeper                            string
	Parts                                   int
	Outcome                                 string
	Same, Differs                           bool
	Reasons, Notes                          []string
	Rule                                    string
	Articles                                []string
}

// Rows that one page draws: those that need attention go first and in full view.
const (
	mostRejected = 300
	mostOthers   = 200
)

func (p *Pages) importPreview(c echo.Context) error {
	d, m, found, err := p.importDraft(c)
	if err != nil {
		return err
	}
	if !found || m.Done != nil || m.Mappings == nil {
		return c.Redirect(http.StatusSeeOther, "/import")
	}
	src, rep, err := p.importReport(c)
	if err != nil {
		return err
	}
	s := p.of(c)
	out := importPreviewPage{
		Frame: p.frame(c, "import.preview_title"), Hidden: p.hidden(c), File: d.File, Classify: m.Classify, Sum: sumOf(rep),
	}
	out.Hidden.Key = d.ID
	for _, k := range src.LeftOut() {
		out.Skipped = append(out.Skipped, skippedSheet{Name: k.Sheet, Why: s.say(k.Reason), Rows: k.Rows})
	}
	for _, r := range rep.Rows {
		switch {
		case r.Outcome == importer.Rejected && len(out.Rejected) < mostRejected:
			out.Rejected = append(out.Rejected, s.importRow(r))
		case r.Outcome == importer.Rejected:
			out.MoreRejected++
		case len(r.Differs) > 0 && len(out.Differ) < mostRejected:
			out.Differ = append(out.Differ, s.importRow(r))
		case len(r.Differs) > 0:
			out.MoreDiffer++
		case len(out.Others) < mostOthers:
			out.Others = append(out.Others, s.importRow(r))
		default:
			out.MoreOthers++
		}
	}
	return p.render(c, http.StatusOK, "import_preview", out)
}

// importReport says what the draft would become now.
func (p *Pages) importReport(c echo.Context) (*importer.Source, *importer.Report, error) {
	d, m, found, err := p.importDraft(c)
	if err != nil {
		return nil, nil, err
	}
	if !found || m.Done != nil {
		return nil, nil, errs.New(errs.NotFound, "import.no_rejects", "没有被拒绝的行。", "No row is rejected.")
	}
	src, o, err := p.importSource(c.Request().Context(), reqctx.Actor(c), d, m)
	if err != nil {
		return nil, nil, err
	}
	rep, err := importer.Preview(c.Request().Context(), p.App, reqctx.Actor(c), src, o)
	return src, rep, err
}

func sumOf(r *importer.Report) importSum {
	return importSum{Total: r.Total, Registered: r.Registered, Unchanged: r.Unchanged, Rejected: r.Rejected, Differs: r.Differs, NoDepartment: r.NoDepartment}
}

func (s *set) importRow(r importer.Row) importRow {
	out := importRow{
		Sheet: r.Sheet, Number: r.Number, ID: r.ID, Code: r.Code, Title: r.Title, Department: r.Department, Room: r.Room, Keeper: r.Keeper, Parts: r.Parts,
		Rule: r.Rule, Articles: r.Articles, Same: r.Outcome == importer.Unchanged, Differs: len(r.Differs) > 0,
	}
	if t := r.Kind.TextIn(r.Class); !t.IsZero() {
		out.Kind = s.head(t)
	}
	if l, err := level.Parse(r.Level); err == nil && r.Level != "" {
		out.Mark = s.mark(l, r.Term)
	}
	for _, t := range r.Reasons {
		out.Reasons = append(out.Reasons, s.say(t))
	}
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, s.say(n.Text))
	}
	return out
}

func (p *Pages) importResult(c echo.Context) error {
	d, m, found, err := p.importDraft(c)
	if err != nil {
		return err
	}
	if !found || m.Done == nil {
		return c.Redirect(http.StatusSeeOther, "/import")
	}
	r := m.Done
	out := importResultPage{
		Frame: p.frame(c, "import.result_title"), Hidden: p.hidden(c), File: d.File,
		Sum:  importSum{Total: r.Total, Registered: r.Registered, Unchanged: r.Unchanged, Rejected: r.Rejected, Differs: r.Differs, NoDepartment: r.NoDepartment},
		More: r.Rejected - len(r.Rows), MoreDiff: r.Differs - len(r.Differ),
	}
	for _, row := range r.Differ {
		out.Differ = append(out.Differ, p.of(c).importRow(row))
	}
	for _, row := range r.Rows {
		out.Rejected = append(out.Rejected, p.of(c).importRow(row))
	}
	return p.render(c, http.StatusOK, "import_result", out)
}

var rejectTypes = map[string]string{
	importer.CSV: "text/csv; charset=utf-8", importer.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// importRejects is the file of the rejected rows: of the result, or before the
// import of what the preview says.
func (p *Pages) importRejects(c echo.Context) error {
	d, m, found, err := p.importDraft(c)
	if err != nil {
		return err
	}
	if found && m.Done != nil && m.Done.Rejected > 0 {
		attachment(c, "rejected."+m.Done.Format, importer.RejectsName(d.File, m.Done.Format))
		return c.Blob(http.StatusOK, rejectTypes[m.Done.Format], d.Data[:min(m.Done.DiffersAt, len(d.Data))])
	}
	src, rep, err := p.importReport(c)
	if err != nil {
		return err
	}
	format := src.RejectsFormat(rep)
	var b bytes.Buffer
	if err := src.WriteRejects(&b, rep, format); err != nil {
		return err
	}
	attachment(c, "rejected."+format, importer.RejectsName(d.File, format))
	return c.Blob(http.StatusOK, rejectTypes[format], b.Bytes())
}

// importDiffers lists every place where a row on record says other than the
// book: of the result, or before the import of what the preview says.
func (p *Pages) importDiffers(c echo.Context) error {
	d, m, found, err := p.importDraft(c)
	if err != nil {
		return err
	}
	if found && m.Done != nil && m.Done.Differs > 0 {
		attachment(c, "differs.csv", importer.DiffersName(d.File))
		return c.Blob(http.StatusOK, rejectTypes[importer.CSV], d.Data[min(m.Done.DiffersAt, len(d.Data)):])
	}
	_, rep, err := p.importReport(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := rep.WriteDiffers(&b); err != nil {
		return err
	}
	attachment(c, "differs.csv", importer.DiffersName(d.File))
	return c.Blob(http.StatusOK, rejectTypes[importer.CSV], b.Bytes())
}
