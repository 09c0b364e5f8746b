package pages

import (
	"errors"
	"testing"
)

// An import that went well is told by its result; one that failed stays until it
// was told, or the next one begins.
func TestRunsKeepFailures(t *testing.T) {
	var r runs
	x := r.start("a", "x.csv")
	x.told(3, 7)
	if rows, all, ended, err := x.state(); rows != 3 || all != 7 || ended || err != nil || r.of("a") != x || r.of("b") != nil {
		t.Error(rows, all, ended, err)
	}
	r.end("a", x, nil)
	if _, _, ended, _ := x.state(); !ended || r.of("a") != nil {
		t.Error("a finished run is kept")
	}
	bad := errors.New("bad")
	y := r.start("a", "y.csv")
	r.end("a", y, bad)
	if _, _, ended, err := y.state(); !ended || !errors.Is(err, bad) || r.of("a") != y {
		t.Error("a failure is forgotten")
	}
	z := r.start("a", "z.csv")
	r.forget("a", y)
	if r.of("a") != z {
		t.Error("telling an old failure forgets the new run")
	}
	r.forget("a", z)
	if r.of("a") != nil {
		t.Error("told and kept")
	}
}

func TestHowFarInWords(t *testing.T) {
	p := New(Deps{})
	for _, c := range []struct {
		rows, all int
		zh, en    string
	}{
		{0, 0, "正在读取文件、核对各行。", "Reading the file and checking its rows."},
		{3, 7, "已处理 3 行，共 7 行。", "3 of 7 rows are done."},
		{7, 7, "7 行已处理，正在一并写入。", "7 rows are done; they are being written together."},
	} {
		if zh, en := p.sets["zh"].soFar(c.rows, c.all), p.sets["en"].soFar(c.rows, c.all); zh != c.zh || en != c.en {
			t.Errorf("%d of %d: %q, %q", c.rows, c.all, zh, en)
		}
	}
}
