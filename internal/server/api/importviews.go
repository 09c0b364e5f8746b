package api

import (
	"bytes"

	"sealbook/internal/errs"
	"sealbook/internal/importer"
	"sealbook/internal/importer/sheet"
	"sealbook/internal/importer/table"
)

type importAnswer struct {
	Replayed
	Body importView
}

// importView is what an import came to, or in a preview would come to.
type importView struct {
	File    string         `json:"file"`
	Digest  string         `json:"digest" doc:"文件的 SHA-256。SHA-256 of the file, hexadecimal."`
	DryRun  bool           `json:"dry_run" doc:"true：预览，没有写入。true: a preview, nothing was written."`
	Totals  importTotals   `json:"totals"`
	Sheets  []importSheet  `json:"sheets" nullable:"false"`
	Skipped []skippedSheet `json:"skipped" nullable:"false" doc:"没有读取的工作表及原因。Sheets that were not read, and why."`
	Rows    []importRow    `json:"rows" nullable:"false" doc:"每个数据行一项。One for every data row."`
	Rejects *rejectsLink   `json:"rejects,omitempty" doc:"有被拒行时给出。Given when rows are rejected."`
}

type importTotals struct {
	Rows       int `json:"rows" doc:"数据行数，等于登记、未变、被拒三项之和。Data rows: registered, unchanged and rejected together."`
	Registered int `json:"registered"`
	Unchanged  int `json:"unchanged" doc:"已登记在册，未作改动。On record already."`
	Differs    int `json:"differs" doc:"未作改动的行中，内容与台账不一致的行数。Of the unchanged rows, those that say other than the book."`
	Rejected   int `json:"rejected"`
	Noted      int `json:"noted" doc:"未被拒、但有需注意之处的行数。Rows that are not rejected and have a note."`
	NoDept     int `json:"without_department" doc:"登记的行中，所写部门在组织机构中不存在的行数：成为没有部门的草稿，也不提请定密。Registered rows that name a department the organ does not have: drafts without one, for which no classification is asked."`
}

// importSheet is one sheet with a table.
type importSheet struct {
	Name    string         `json:"name" doc:"csv 为空。Empty for csv."`
	Title   string         `json:"title,omitempty"`
	Format  string         `json:"format" doc:"ledger，或其他系统的导出格式。ledger, or the export of another tracker: snipe-it, shelf, homebox."`
	Read    bool           `json:"read" doc:"false：未读取，原因见 skipped。false: not read; skipped says why."`
	Known   bool           `json:"known" doc:"false：没有认出表头，须指定各列。false: no header was recognised; the columns have to be mapped."`
	Counts  table.Counts   `json:"counts" doc:"全部物理行的去向。What every physical row is."`
	Columns []importColumn `json:"columns" nullable:"false"`
	Fields  []importField  `json:"fields" nullable:"false" doc:"各列可选的字段。The fields a column can hold."`
}

type importColumn struct {
	Index   int      `json:"index" minimum:"0"`
	Letter  string   `json:"letter"`
	Header  string   `json:"header"`
	Field   string   `json:"field" doc:"所用字段；空为附加字段，- 为忽略。The field in use; empty: kept as extra, -: left out."`
	Samples []string `json:"samples" nullable:"false" doc:"前几个不同的值。The first few different values."`
}

type importField struct {
	Name string `json:"name"`
	Text text   `json:"text"`
}

type skippedSheet struct {
	Name   string `json:"name"`
	Rows   int    `json:"rows" doc:"含文字的行数。Rows that hold text."`
	Reason text   `json:"reason"`
}

// importRow is one data row with what it becomes.
type importRow struct {
	Sheet      string     `json:"sheet"`
	Number     int        `json:"number" doc:"表中行号。Number of the row as Excel shows it."`
	Outcome    string     `json:"outcome" enum:"registered,unchanged,rejected"`
	ID         string     `json:"id,omitempty" doc:"设备标识；预览中将登记的行没有。Id of the asset; none in a preview of what is not registered yet."`
	Code       string     `json:"code,omitempty" doc:"预览中由系统编号的行没有。None in a preview where the system will draw it."`
	Class      string     `json:"class,omitempty"`
	Kind       string     `json:"kind,omitempty"`
	KindText   *text      `json:"kind_text,omitempty"`
	Title      string     `json:"title,omitempty"`
	Level      string     `json:"level,omitempty" doc:"台账所载密级；定密另须签署。Level as the ledger claims it."`
	Term       int        `json:"term,omitempty"`
	Parts      int        `json:"parts,omitempty"`
	Department string     `json:"department,omitempty" doc:"台账所写部门。Department as written."`
	Room       string     `json:"room,omitempty" doc:"台账所写房间。Room as written."`
	Keeper     string     `json:"keeper,omitempty" doc:"台账所写责任人；由幂等键答复时没有。Keeper as written; none in an answer from the key."`
	Reasons    []text     `json:"reasons,omitempty"`
	Rule       string     `json:"rule,omitempty"`
	Articles   []string   `json:"articles,omitempty"`
	Notes      []noteView `json:"notes,omitempty"`
	Differs    []differs  `json:"differs,omitempty" doc:"已在册的行与台账不一致之处；台账不改。Where a row on record says other than the book, which stays as it is."`
}

// differs is one column in which a row says other than the book.
type differs struct {
	Field string `json:"field"`
	Label text   `json:"label"`
	Book  text   `json:"book" doc:"台账所载；空为未填。What the book says; empty: nothing."`
	File  text   `json:"file" doc:"文件所写。What the file says."`
}

type noteView struct {
	Field string `json:"field"`
	Text  text   `json:"text"`
}

// rejectsLink says where the rejected rows come as a file: the same form is sent
// there again. A small file is in the answer as well.
type rejectsLink struct {
	Href   string `json:"href"`
	Method string `json:"method" enum:"POST"`
	Rows   int    `json:"rows"`
	Name   string `json:"name"`
	Format string `json:"format" enum:"csv,xlsx"`
	Data   []byte `json:"data,omitempty" doc:"base64；较大时不随附。base64, left out when large."`
}

// inlineRejects is the largest file of rejected rows that goes into the answer.
const inlineRejects = 256 << 10

func importAnswerOf(src *importer.Source, rep *importer.Report) (*importAnswer, error) {
	out := &importAnswer{Body: importView{
		File: rep.File, Digest: rep.Digest, DryRun: rep.DryRun, Totals: totalsOf(rep), Rows: importRows(rep),
		Sheets: make([]importSheet, 0, len(src.Sheets)),
	}}
	if rep.Again {
		out.Again = "true"
	}
	for _, sh := range src.Sheets {
		out.Body.Sheets = append(out.Body.Sheets, importSheetOf(sh))
	}
	out.Body.Skipped = skippedOf(src.LeftOut())
	if rep.Rejected == 0 {
		return out, nil
	}
	format := src.RejectsFormat(rep)
	link := &rejectsLink{Href: Prefix + "/imports/rejects", Method: "POST", Rows: rep.Rejected, Format: format, Name: importer.RejectsName(src.File, format)}
	var b bytes.Buffer
	if rep.Rejected <= 2000 {
		if err := src.WriteRejects(&b, rep, format); err != nil {
			return nil, err
		}
	}
	if b.Len() <= inlineRejects {
		link.Data = b.Bytes()
	}
	out.Body.Rejects = link
	return out, nil
}

func skippedOf(list []table.Skipped) []skippedSheet {
	out := make([]skippedSheet, 0, len(list))
	for _, k := range list {
		out = append(out, skippedSheet{Name: k.Sheet, Rows: k.Rows, Reason: textOf(k.Reason)})
	}
	return out
}

func totalsOf(rep *importer.Report) importTotals {
	return importTotals{Rows: rep.Total, Registered: rep.Registered, Unchanged: rep.Unchanged, Rejected: rep.Rejected, Differs: rep.Differs, Noted: rep.Noted, NoDept: rep.NoDepartment}
}

func importSheetOf(sh importer.Sheet) importSheet {
	m := sh.Mapping.Complete(sh.Table)
	out := importSheet{
		Name: sh.Sheet, Title: sh.Title, Format: m.Format, Read: sh.LeftOut.IsZero(), Known: sh.Known, Counts: sh.Counts,
		Columns: make([]importColumn, 0, len(m.Columns)), Fields: make([]importField, 0, len(sh.Vocabulary.Fields)),
	}
	samples := sh.Samples(3)
	for _, c := range m.Columns {
		out.Columns = append(out.Columns, importColumn{
			Index: c.Index, Letter: sheet.ColumnName(c.Index), Header: c.Header, Field: c.Field, Samples: append([]string{}, samples[c.Index]...),
		})
	}
	for _, f := range sh.Vocabulary.Fields {
		out.Fields = append(out.Fields, importField{Name: f.Name, Text: textOf(f.Text)})
	}
	return out
}

func importRows(rep *importer.Report) []importRow {
	out := make([]importRow, 0, len(rep.Rows))
	for _, r := range rep.Rows {
		v := importRow{
			Sheet: r.Sheet, Number: r.Number, Outcome: string(r.Outcome), ID: r.ID, Code: r.Code, Class: string(r.Class), Kind: string(r.Kind),
			Title: r.Title, Level: r.Level, Term: r.Term, Parts: r.Parts, Department: r.Department, Room: r.Room, Keeper: r.Keeper, Reasons: textsOf(r.Reasons),
			Rule: r.Rule, Articles: r.Articles,
		}
		if t := r.Kind.TextIn(r.Class); r.Kind != "" && !t.IsZero() {
			k := textOf(t)
			v.KindText = &k
		}
		for _, n := range r.Notes {
			v.Notes = append(v.Notes, noteView{Field: n.Name, Text: textOf(n.Text)})
		}
		for _, d := range r.Differs {
			v.Differs = append(v.Differs, differs{d.Field, textOf(d.Label), textOf(d.Book), textOf(d.File)})
		}
		out = append(out, v)
	}
	return out
}

func textsOf(list []errs.Text) []text {
	var out []text
	for _, t := range list {
		out = append(out, textOf(t))
	}
	return out
}

type organAnswer struct {
	Body importOrgan
}

// importOrgan is what became of the organ's sheets.
type importOrgan struct {
	File    string         `json:"file"`
	DryRun  bool           `json:"dry_run" doc:"true：预览，没有写入。true: a preview, nothing was written."`
	Totals  importTotals   `json:"totals"`
	Skipped []skippedSheet `json:"skipped" nullable:"false"`
	Rows    []importRow    `json:"rows" nullable:"false"`
}

func importOrganOf(rep *importer.Report) importOrgan {
	return importOrgan{File: rep.File, DryRun: rep.DryRun, Totals: totalsOf(rep), Skipped: skippedOf(rep.Skipped), Rows: importRows(rep)}
}
