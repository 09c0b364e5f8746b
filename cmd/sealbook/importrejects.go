package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sealbook/internal/errs"
	"sealbook/internal/importer"
)

// rejectedRow is one row with why it is rejected.
type rejectedRow struct {
	File  string `json:"file"`
	Sheet string `json:"sheet,omitempty"`
	Row   int    `json:"row"`
	Code  string `json:"code,omitempty"`
	Rule  string `json:"rule,omitempty"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// tell names the rejected rows where no file of them is written.
func (r *importResult) tell(rep *importer.Report) {
	for _, row := range rep.Rows {
		if row.Outcome != importer.Rejected {
			continue
		}
		zh, en := reasons(row)
		r.Reasons = append(r.Reasons, rejectedRow{
			File: rep.File, Sheet: row.Sheet, Row: row.Number, Code: row.Code, Rule: row.Rule,
			ZH: strings.Join(zh, "\n"), EN: strings.Join(en, "\n"),
		})
	}
}

func reasons(r importer.Row) (zh, en []string) {
	for _, m := range r.Reasons {
		zh, en = append(zh, m.ZH), append(en, m.EN)
	}
	return zh, en
}

// rowNote is what is to be known of a row that is not rejected.
type rowNote struct {
	File  string `json:"file"`
	Sheet string `json:"sheet,omitempty"`
	Row   int    `json:"row"`
	Code  string `json:"code,omitempty"`
	Field string `json:"field"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// note tells the notes of the rows that are not rejected.
func (r *importResult) note(rep *importer.Report) {
	for _, row := range rep.Rows {
		for _, n := range row.Notes {
			if row.Outcome != importer.Rejected {
				r.Notes = append(r.Notes, rowNote{rep.File, row.Sheet, row.Number, row.Code, n.Name, n.Text.ZH, n.Text.EN})
			}
		}
	}
}

// describe lists the rows that need attention; the good ones are only counted.
// What is to be noted of many rows alike is said once, with their numbers.
func describe(text *strings.Builder, rep *importer.Report) {
	fmt.Fprintf(text, "%s\n", rep.File)
	var notes []errs.Text
	rows := map[errs.Text][]string{}
	several := slices.ContainsFunc(rep.Rows, func(r importer.Row) bool { return r.Sheet != rep.Rows[0].Sheet })
	for _, r := range rep.Rows {
		if r.Outcome != importer.Rejected {
			for _, n := range r.Notes {
				if rows[n.Text] == nil {
					notes = append(notes, n.Text)
				}
				rows[n.Text] = append(rows[n.Text], rowName(r, several))
			}
			continue
		}
		zh, en := reasons(r)
		basis := ""
		if r.Rule != "" {
			basis = " [" + r.Rule + "; " + strings.Join(r.Articles, ", ") + "]"
		}
		name, code := rowName(r, several), ""
		if r.Code != "" {
			code = " " + r.Code
		}
		fmt.Fprintf(text, "  拒绝 rejected：第 %s 行 row %s%s：%s | %s%s\n", name, name, code, strings.Join(zh, "；"), strings.Join(en, "; "), basis)
	}
	for _, n := range notes {
		word := "rows"
		if len(rows[n]) == 1 {
			word = "row"
		}
		fmt.Fprintf(text, "  注意 note：第 %s 行 %s %s：%s | %s\n", strings.Join(rows[n], "、"), word, strings.Join(rows[n], ", "), n.ZH, n.EN)
	}
}

// rowName is the number of a row, with its sheet where there are several, as
// spreadsheets write it: 人员!9.
func rowName(r importer.Row, several bool) string {
	if several && r.Sheet != "" {
		return r.Sheet + "!" + strconv.Itoa(r.Number)
	}
	return strconv.Itoa(r.Number)
}

// rejectsFolder finds where the rejected rows can be written before anything is
// imported: beside the file, else here.
func (c *importCmd) rejectsFolder(file string) (string, error) {
	candidates := []string{filepath.Dir(file), "."}
	if c.Rejects != "" {
		candidates = []string{filepath.Dir(c.Rejects)}
	}
	for _, dir := range candidates {
		if writable(dir) {
			return dir, nil
		}
	}
	return "", errs.New(errs.Invalid, "import.rejects",
		"无处写入被拒行文件，请用 --rejects 指明可写的位置。", "There is no place to write the rejected rows; name one with --rejects.")
}

// writeRejects never overwrites: a second run's rejects stand beside the first's.
func (c *importCmd) writeRejects(dir, file string, src *importer.Source, rep *importer.Report) (string, error) {
	name, format := c.Rejects, src.RejectsFormat(rep)
	if strings.EqualFold(filepath.Ext(name), ".xlsx") {
		format = importer.XLSX
	} else if name != "" && format == importer.XLSX {
		name += ".xlsx" // several sheets
	}
	if name == "" {
		name = filepath.Join(dir, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))+".rejected."+format)
	}
	return writeFresh(name, func(w io.Writer) error { return src.WriteRejects(w, rep, format) })
}

// writeDiffers lists, column by column, where rows on record say other than the
// book: beside the rejected rows.
func (c *importCmd) writeDiffers(dir, file string, rep *importer.Report) (string, error) {
	if c.Rejects != "" {
		file = c.Rejects
	}
	base := filepath.Base(file)
	return writeFresh(filepath.Join(dir, strings.TrimSuffix(base, filepath.Ext(base))+".differs.csv"), rep.WriteDiffers)
}

// writeFresh writes a file under the name, or where that is taken under one with
// a number: the list of one run must not take the place of another's.
func writeFresh(name string, write func(io.Writer) error) (string, error) {
	for n := 1; ; n++ {
		try := name
		if n > 1 {
			ext := filepath.Ext(name)
			try = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
		}
		f, err := os.OpenFile(try, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if os.IsExist(err) && n < 1000 {
			continue
		}
		if err != nil {
			return "", errs.New(errs.Invalid, "import.rejects",
				"无法写入文件 "+try+"，请用 --rejects 另指位置。", "Cannot write the file "+try+"; name another place with --rejects.").WithCause(err)
		}
		if err := write(f); err != nil {
			f.Close()
			return "", err
		}
		if err := f.Close(); err != nil {
			return "", errs.Wrap(err, "import.rejects")
		}
		return try, nil
	}
}

func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".sealbook-*")
	if err != nil {
		return false
	}
	name := f.Name()
	f.Close()
	return os.Remove(name) == nil
}
