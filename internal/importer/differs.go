package importer

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"

	"sealbook/internal/errs"
	"sealbook/internal/importer/table"
)

// WriteDiffers lists where rows that are on record say other than the book, a
// line for each column: UTF-8 with a byte order mark, cells made safe. It is for
// people to read, not to be imported.
func (rep *Report) WriteDiffers(w io.Writer) error {
	b := bufio.NewWriter(w)
	_, _ = b.WriteString("\ufeff") // the errors of b are those of Flush
	c := csv.NewWriter(b)
	c.UseCRLF = true
	write := func(cells ...string) {
		for i := range cells {
			cells[i] = table.Safe(cells[i])
		}
		_ = c.Write(cells)
	}
	write("工作表/Sheet", "行号/Row", "编号/Code", "栏目", "台账", "文件", "Column", "Book", "File")
	for _, r := range rep.Rows {
		for _, d := range r.Differs {
			write(r.Sheet, strconv.Itoa(r.Number), r.Code, d.Label.ZH, d.Book.ZH, d.File.ZH, d.Label.EN, d.Book.EN, d.File.EN)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return errs.Wrap(err, "import.differs")
	}
	if err := b.Flush(); err != nil {
		return errs.Wrap(err, "import.differs")
	}
	return nil
}
