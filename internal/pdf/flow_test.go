package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// pagesOf returns the text of each page.
func pagesOf(t *testing.T, pdf []byte) []string {
	t.Helper()
	p := strings.Split(textOf(t, pdf), "\f")
	return p[:len(p)-1]
}

func makeTable(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	d := New(&b, Noto(), Info{Title: "台账"})
	f := NewFlow(d, Sheet{Decorate: func(p *Page, n int) {
		w, h := p.Size()
		p.TextIn(0, h-30, w/2, 9, Right, fmt.Sprintf("第 %d 页 共 ", n))
		p.Total(w/2, h-30, 9)
	}})
	f.Heading(18, "涉密信息设备台账")
	f.Paragraph("填表单位：测试局。" + strings.Repeat("本表一式两份。", 20))
	table, err := f.Table(9, []Column{{Title: "编号", Weight: 2}, {Title: "名称型号", Weight: 4}, {Title: "数量", Weight: 1, Align: Right}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := table.Row(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	checkPDF(t, b.Bytes())
	return b.Bytes()
}

func TestTableRepeatsItsHeaderAndKeepsEveryRow(t *testing.T) {
	var rows [][]string
	for i := range 150 {
		rows = append(rows, []string{fmt.Sprintf("R%04d", i), "台式计算机 䶮𬀩", fmt.Sprint(i)})
	}
	pages := pagesOf(t, makeTable(t, rows))
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	next := 0
	for n, p := range pages {
		if strings.Count(p, "名称型号") != 1 {
			t.Errorf("page %d has the header %d times", n+1, strings.Count(p, "名称型号"))
		}
		if want := fmt.Sprintf("第%d页共%d", n+1, len(pages)); !strings.Contains(strings.ReplaceAll(p, " ", ""), want) {
			t.Errorf("page %d lacks %q", n+1, want)
		}
		for strings.Contains(p, fmt.Sprintf("R%04d", next)) {
			next++
		}
	}
	if next != len(rows) {
		t.Errorf("row %d is missing or out of order", next)
	}
}

func TestRowTallerThanAPageGoesOn(t *testing.T) {
	var long strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&long, "字%04d", i)
	}
	pages := pagesOf(t, makeTable(t, [][]string{{"A", "短", "1"}, {"B", long.String(), "2"}, {"C", "末", "3"}}))
	all := strings.Join(strings.Fields(strings.Join(pages, "")), "")
	for i := range 2500 {
		if !strings.Contains(all, fmt.Sprintf("字%04d", i)) && i%7 != 0 {
			// A line may break inside a number; then its neighbours still show.
			if !strings.Contains(all, fmt.Sprintf("%04d", i)) && !strings.Contains(all, fmt.Sprintf("字%04d", i+1)) {
				t.Fatalf("part %d is gone", i)
			}
		}
	}
	if !strings.Contains(all, "末") || strings.Index(all, "末") < strings.Index(all, "2499") {
		t.Error("the row after the long one is missing or misplaced")
	}
	for n, p := range pages {
		if len(strings.Fields(p)) < 8 {
			t.Errorf("page %d is nearly empty: %q", n+1, p)
		}
	}
}

func TestTableRefusesWrongShapes(t *testing.T) {
	d := New(&bytes.Buffer{}, Noto(), Info{})
	f := NewFlow(d, Sheet{})
	if _, err := f.Table(9, nil); err == nil {
		t.Error("a table without columns was accepted")
	}
	if _, err := f.Table(9, []Column{{Title: "x"}}); err == nil {
		t.Error("a column without width was accepted")
	}
	table, err := f.Table(9, []Column{{Title: "x", Weight: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if table.Row("a", "b") == nil {
		t.Error("a row of two cells in one column was accepted")
	}
}
