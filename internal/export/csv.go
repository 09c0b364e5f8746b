package export

import (
	"bufio"
	"io"
	"strings"

	"sealbook/internal/errs"
	"sealbook/internal/importer/table"
)

// rowsOf calls emit for every row of a file, title and footer among them.
type rowsOf func(emit func(cells []string) error) error

// writeCSV writes the rows as UTF-8 with a byte order mark (without one, Excel
// reads Chinese wrongly), CRLF, and quotes where a cell needs them.
func writeCSV(w io.Writer, rows rowsOf) error {
	out := bufio.NewWriterSize(w, 1<<16)
	_, _ = out.WriteString("\ufeff") // an error of a bufio.Writer stays until Flush
	err := rows(func(cells []string) error {
		for i, cell := range cells {
			if i > 0 {
				_ = out.WriteByte(',')
			}
			cell = table.Safe(cell)
			if strings.ContainsAny(cell, ",;\t\"\r\n") || strings.TrimSpace(cell) != cell {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			_, _ = out.WriteString(cell)
		}
		_, err := out.WriteString("\r\n")
		return wrote(err)
	})
	if err != nil {
		return err
	}
	return wrote(out.Flush())
}

func wrote(err error) error {
	if err == nil {
		return nil
	}
	return errs.New(errs.Unavailable, "export.write", "导出文件写入失败，请检查磁盘空间后重新导出。",
		"Writing the export failed; check the disk's space and export again.").WithCause(err)
}
