package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/errs"
	"sealbook/internal/importer"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
	"sealbook/internal/server/pages/upload"
	"sealbook/internal/server/reqctx"
)

type importColumnsPage struct {
	Frame   frame
	Problem *errs.Error
	Hidden  hidden
	File    string
	Sheets  []importSheet
	Skipped []skippedSheet
}

// importSheet is one sheet with what its columns are taken for.
type importSheet struct {
	Skip     string // name of the input
	Skipped  bool
	Name     string
	Title    string
	Rows     string // what the physical rows are, in words
	Warning  string
	Problems []string
	Columns  []importColumn
}

type importColumn struct {
	Name, Letter, Header, Samples, Err string
	Fields                             []option
}

// skippedSheet is a sheet of which nothing is imported.
type skippedSheet struct {
	Name, Why string
	Rows      int
}

// mostColumns is how many columns one page draws; each has a list of fields.
const mostColumns = 600

func (p *Pages) importColumns(c echo.Context) error {
	d, m, found, err := p.importDraft(c)
	if err != nil {
		return err
	}
	if !found || m.Done != nil {
		return c.Redirect(http.StatusSeeOther, "/import")
	}
	src, _, err := p.importSource(c.Request().Context(), reqctx.Actor(c), d, m)
	if err != nil {
		return err
	}
	return p.importColumnsAgain(c, http.StatusOK, d, src, nil)
}

func (p *Pages) importColumnsAgain(c echo.Context, status int, d upload.Draft, src *importer.Source, bad []*errs.Error) error {
	s := p.of(c)
	out := importColumnsPage{Frame: p.frame(c, "import.columns_title"), Hidden: p.hidden(c), File: d.File}
	out.Hidden.Key = d.ID
	columns := 0
	for i, sh := range src.Sheets {
		v := s.importSheet(i, sh)
		if i < len(bad) {
			v.blame(s, bad[i])
		}
		columns += len(v.Columns)
		out.Sheets = append(out.Sheets, v)
	}
	if columns > mostColumns {
		return errs.New(errs.TooLarge, "import.too_many_columns", "文件的列过多，页面无法逐列指定；请只保留台账所在的工作表和列。",
			"The file has too many columns to map on a page; keep the ledger's sheets and columns only.")
	}
	if status != http.StatusOK {
		out.Problem = errs.New(errs.Invalid, "import.mapping", "列的对应关系有误，请按提示修改。", "The mapping of the columns is wrong; mend it as told.")
	}
	for _, k := range src.Skipped {
		out.Skipped = append(out.Skipped, skippedSheet{Name: k.Sheet, Why: s.say(k.Reason), Rows: k.Rows})
	}
	return p.render(c, status, "import_columns", out)
}

func (s *set) importSheet(n int, sh importer.Sheet) importSheet {
	k := sh.Counts
	out := importSheet{
		Skip: "skip." + strconv.Itoa(n), Skipped: !sh.LeftOut.IsZero(), Name: sh.Sheet, Title: strings.ReplaceAll(sh.Title, "\n", " / "),
		Rows: s.t("import.row_counts", k.Total, k.Data, k.Title, k.Header, k.Footer, k.Blank),
	}
	if !sh.Known {
		out.Warning = s.t("import.header_unknown", sh.HeaderRows[0])
	}
	samples := sh.Samples(3)
	for _, col := range sh.Mapping.Complete(sh.Table).Columns {
		v := importColumn{
			Name: "f." + strconv.Itoa(n) + "." + strconv.Itoa(col.Index), Letter: sheet.ColumnName(col.Index), Header: col.Header,
			Samples: short(strings.Join(samples[col.Index], s.t("frame.comma")), 60),
		}
		v.Fields = append(v.Fields,
			option{Value: table.Extra, Text: s.t("import.field_extra"), Chosen: col.Field == table.Extra},
			option{Value: table.Ignore, Text: s.t("import.field_ignore"), Chosen: col.Field == table.Ignore})
		for _, f := range sh.Vocabulary.Fields {
			v.Fields = append(v.Fields, option{Value: f.Name, Text: s.head(f.Text), Chosen: col.Field == f.Name})
		}
		out.Columns = append(out.Columns, v)
	}
	return out
}

func short(text string, runes int) string {
	if r := []rune(text); len(r) > runes {
		return string(r[:runes]) + "…"
	}
	return text
}

// blame puts what is wrong with a mapping beside its columns.
func (v *importSheet) blame(s *set, e *errs.Error) {
	if e == nil {
		return
	}
	for _, f := range e.Fields {
		at, err := strconv.Atoi(strings.TrimPrefix(f.Name, "columns."))
		if err == nil && at >= 0 && at < len(v.Columns) {
			v.Columns[at].Err = s.say(f.Text)
		} else {
			v.Problems = append(v.Problems, s.say(f.Text))
		}
	}
}

// importMap takes what the columns hold and goes on to the preview.
func (p *Pages) importMap(c echo.Context) error {
	d, m, release, err := p.importStep(c)
	if err != nil {
		return err
	}
	defer release()
	if m.Done != nil {
		return c.Redirect(http.StatusSeeOther, m.next())
	}
	m.Mappings = nil
	src, _, err := p.importSource(c.Request().Context(), reqctx.Actor(c), d, m)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	choices, bad, wrong := chosenColumns(form, src)
	if wrong {
		return p.importColumnsAgain(c, http.StatusUnprocessableEntity, d, src, bad)
	}
	m.Mappings = choices
	if err := p.keepImport(owner(c), d, m); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/import/preview")
}

// chosenColumns reads the form into the sheets of src and checks it; bad has, for
// every sheet, what is wrong with it.
func chosenColumns(form url.Values, src *importer.Source) (choices map[string]importer.Choice, bad []*errs.Error, wrong bool) {
	choices = map[string]importer.Choice{}
	bad = make([]*errs.Error, len(src.Sheets))
	read := 0
	for i := range src.Sheets {
		sh := &src.Sheets[i]
		n := strconv.Itoa(i)
		choice := importer.Choice{Skip: form.Get("skip."+n) != "", Mapping: table.Mapping{Format: sh.Mapping.Format}}
		for j, header := range sh.Columns {
			choice.Columns = append(choice.Columns, table.Column{Index: j, Header: header, Field: form.Get("f." + n + "." + strconv.Itoa(j))})
		}
		choices[sh.Sheet] = choice
		sh.Mapping, sh.LeftOut = choice.Mapping, errs.Text{}
		if choice.Skip {
			sh.LeftOut = errs.T("按您的选择未导入。", "Left out by your choice.")
			continue
		}
		read++
		if err := choice.Validate(sh.Table); err != nil {
			bad[i], wrong = errs.As(err), true
		}
	}
	if read == 0 {
		wrong = true
		for i := range bad {
			bad[i] = errs.InvalidField("columns", "至少导入一个工作表。", "Import at least one sheet.")
		}
	}
	return choices, bad, wrong
}
