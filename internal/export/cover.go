package export

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"sealbook/internal/domain/export"
	"sealbook/internal/errs"
	"sealbook/internal/importer/record"
)

// Cover is what an export says about itself, in its first row and in its last
// (ORG 7(11), 11: marked and registered).
type Cover struct {
	Number  int64
	Purpose string
	By      string    // name of the person
	At      time.Time // in the organ's time zone
}

// title is the first row. It begins with the marking, so that nobody has to look
// for it.
func (c Cover) title(x export.Extent, lang string) string {
	return errs.T(
		fmt.Sprintf("【%s】设备与介质台账导出　导出编号：%d　%s", x.Marking(), c.Number, c.told("zh")),
		fmt.Sprintf("[%s] Asset list, export no. %d; %s", x.Marking(), c.Number, c.told("en")),
	).In(lang)
}

// footer is the last row. Its beginning is how the importer tells it from data.
func (c Cover) footer(x export.Extent, lang string) string {
	return errs.T(
		fmt.Sprintf("共 %d 件　最高密级：%s　导出编号：%d　%s", x.Rows, x.Marking(), c.Number, c.told("zh")),
		fmt.Sprintf("Total %d items; highest level: %s; export no. %d; %s", x.Rows, x.Marking(), c.Number, c.told("en")),
	).In(lang)
}

func (c Cover) told(lang string) string {
	at := c.At.Format("2006-01-02 15:04")
	return errs.T("用途："+c.Purpose+"　导出人："+c.By+"　时间："+at, "purpose: "+c.Purpose+"; by "+c.By+", "+at).In(lang)
}

// headers gives the header row, and for each extra field its place behind the
// columns, in order of the names. A field whose name the importer takes for one
// of its own columns gets a mark before it.
func (s *Spool) headers() (row []string, places []int) {
	for _, c := range columns {
		row = append(row, c.header.In(s.lang))
	}
	sorted := slices.Sorted(slices.Values(s.names))
	places = make([]int, len(s.names))
	for i, name := range sorted {
		places[s.extras[name]] = i
		if record.Ledger.Knows(name) {
			name = errs.T("附加："+name, "extra: "+name).In(s.lang)
		}
		row = append(row, name)
	}
	return row, places
}

// rows writes title, header, data and footer in order.
func (s *Spool) rows(c Cover, emit func(cells []string) error) error {
	header, places := s.headers()
	if err := emit([]string{c.title(s.extent, s.lang)}); err != nil {
		return err
	}
	if err := emit(header); err != nil {
		return err
	}
	n := 0
	if err := s.each(places, func(cells []string) error {
		n++
		cells[0] = strconv.Itoa(n)
		return emit(cells)
	}); err != nil {
		return err
	}
	return emit([]string{c.footer(s.extent, s.lang)})
}
