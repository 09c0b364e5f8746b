package main

import (
	"fmt"
	"os"
	"path/filepath"
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

// describe lists the rows that need attention; the good ones are only counted.
func describe(text *strings.Builder, rep *importer.Report) {
	fmt.Fprintf(text, "%s\n", rep.File)
	for _, r := range rep.Rows {
		if r.Outcome != importer.Rejected {
			continue
		}
		zh, en := reasons(r)
		basis := ""
		if r.Rule != "" {
			basis = " [" + r.Rule + "; " + strings.Join(r.Articles, ", ") + "]"
		}
		fmt.Fprintf(text, "  第 %d 行 row %d %s：%s | %s%s\n", r.Number, r.Number, r.Code, strings.Join(zh, "；"), strings.Join(en, "; "), basis)
	}
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
				"无法写入被拒行文件 "+try+"，请用 --rejects 另指位置。", "Cannot write the file of rejected rows "+try+"; name another with --rejects.").WithCause(err)
		}
		if err := src.WriteRejects(f, rep, format); err != nil {
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
