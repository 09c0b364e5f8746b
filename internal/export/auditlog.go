package export

import (
	"bufio"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"sealbook/internal/domain/export"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// Log takes the rows of one reading of the history: what an audit carries away.
// Its rows wait in a file like those of a Spool.
type Log struct {
	lang string
	view view.AuditView
	zone *time.Location
	file *os.File
	out  *bufio.Writer
	put  Spool // its writer of cells
	rows int64
}

// NewLog starts a file of the view in the language ("zh" or "en"), with times in
// the zone. Close it in any case.
func NewLog(v view.AuditView, lang string, zone *time.Location) (*Log, error) {
	f, err := scratch()
	if err != nil {
		return nil, err
	}
	out := bufio.NewWriterSize(f, 1<<16)
	return &Log{lang: lang, view: v, zone: zone, file: f, out: out, put: Spool{file: f, out: out}}, nil
}

// Rows counts what has been added.
func (l *Log) Rows() int64 { return l.rows }

// Close gives the space back.
func (l *Log) Close() error { return l.file.Close() }

var logHeaders = []errs.Text{
	errs.T("序号", "No."), errs.T("事件编号", "Event"), errs.T("时间", "When"), errs.T("人员", "Who"), errs.T("人员标识", "Person id"),
	errs.T("类别", "Group"), errs.T("操作", "Act"), errs.T("对象标识", "Asset id"), errs.T("详情", "Detail"),
}

// Add takes one event.
func (l *Log) Add(e view.AuditEvent) error {
	for _, cell := range []string{
		strconv.FormatInt(e.Event, 10), e.At.In(l.zone).Format("2006-01-02 15:04:05"), e.Who().In(l.lang), e.By.ID,
		e.Kind.Group.Text().In(l.lang), e.Kind.Text.In(l.lang), strings.Join(e.Assets, " "), Details(e, l.lang),
	} {
		l.put.put(cell)
	}
	l.rows++
	return l.put.err
}

// Details tells in one line what is told of an event.
func Details(e view.AuditEvent, lang string) string {
	parts := make([]string, len(e.Details))
	for i, d := range e.Details {
		parts[i] = d.In(lang)
	}
	return strings.Join(parts, errs.T("；", "; ").In(lang))
}

// LogMarking is what an export of the history is marked with: no business
// content and so no level is in it, and yet it is for the inside only.
var LogMarking = errs.T("内部资料", "internal")

// Finish writes the whole file under the cover. Close it in any case.
func (l *Log) Finish(f export.Format, c Cover) (*File, error) {
	title := errs.T("审计日志", "Audit log")
	b := book{title.ZH, LogMarking.ZH, numbered(c.Number, l.lang), l.rows, len(logHeaders), 20}
	return finish(f, b, func(emit func([]string) error) error {
		about := errs.T("审计日志导出（"+view.AuditWord(string(l.view)).ZH+"）", "Audit log ("+view.AuditWord(string(l.view)).EN+")").In(l.lang)
		number := numbered(c.Number, l.lang)
		if err := emit([]string{errs.T("【"+LogMarking.ZH+"】", "["+LogMarking.EN+"] ").In(l.lang) + about + "  " + number + "  " + c.told(l.lang)}); err != nil {
			return err
		}
		header := make([]string, len(logHeaders))
		for i, h := range logHeaders {
			header[i] = h.In(l.lang)
		}
		if err := emit(header); err != nil {
			return err
		}
		if err := l.each(emit); err != nil {
			return err
		}
		n := strconv.FormatInt(l.rows, 10)
		return emit([]string{errs.T("共 "+n+" 条", "Total "+n+" events").In(l.lang) + "  " + number + "  " + c.told(l.lang)})
	})
}

func (l *Log) each(emit func([]string) error) error {
	if l.put.err != nil {
		return l.put.err
	}
	if err := l.out.Flush(); err != nil {
		return noSpace(err)
	}
	if _, err := l.file.Seek(0, io.SeekStart); err != nil {
		return noSpace(err)
	}
	in := reader{in: bufio.NewReaderSize(l.file, 1<<16)}
	cells := make([]string, len(logHeaders))
	for n := range l.rows {
		cells[0] = strconv.FormatInt(n+1, 10)
		for i := range cells[1:] {
			cells[1+i] = in.cell()
		}
		if in.err != nil {
			return noSpace(in.err)
		}
		if err := emit(cells); err != nil {
			return err
		}
	}
	return nil
}
