package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Beside the running server both forms are written, counted on from each other,
// and an export for nothing is refused.
func TestExportBesideTheServer(t *testing.T) {
	t.Parallel()
	dir := sampleCopy(t)
	s := serve(t, "demo", "--data", dir)
	defer s.stop()
	all := len(office(t, decodeLine[demoReady](t, s.ready).URL).assets())
	sh := runner{t, "baomi1", []string{"--data", dir}}
	out := t.TempDir()
	for i, form := range []struct{ name, magic string }{{"csv", "\xef\xbb\xbf"}, {"xlsx", "PK\x03\x04"}} {
		file := filepath.Join(out, "list."+form.name)
		code, said, bad := sh.run("export", "--format="+form.name, "--purpose=年度自查", "-o", file)
		if code != exitOK {
			t.Fatal(code, said, bad)
		}
		res := decodeLine[exportResult](t, said)
		b, err := os.ReadFile(file)
		if err != nil || !bytes.HasPrefix(b, []byte(form.magic)) || res.Rows != int64(all) || res.Number != int64(i+1) {
			t.Errorf("%+v of %d assets: %.10q %v", res, all, b, err)
		}
	}
	code, said, _ := sh.run("export", "--format=csv", "-o", filepath.Join(out, "none.csv"))
	if e := decodeLine[jsonError](t, said).Error; code != exitRefused || e.Code != "exp.marked" {
		t.Errorf("without a purpose: %d %+v", code, e)
	}
}
