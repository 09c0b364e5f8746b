package pages_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sealbook/internal/domain/asset"
	"sealbook/internal/view"
)

// On paper is the whole record, and nothing that can only be pressed.
func TestRecordOnPaper(t *testing.T) {
	t.Parallel()
	s := onSQLite(t)
	x := s.find("baomi1", view.AssetFilter{Life: []asset.Life{asset.InUse}, Class: asset.Computer}, func(a view.Asset) bool {
		return free(a) && len(s.record("baomi1", a.ID).Parts) > 0
	})
	drive := s.record("baomi1", x.ID).Parts[0]
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	b.open("/lang?to=zh&back=/assets/" + x.ID + "/print")
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "record.pdf")
	if *screens != "" {
		file = filepath.Join(*screens, "record.pdf")
	}
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (apt-get install poppler-utils): %v", err)
	}
	text := string(out)
	for _, want := range []string{x.Code, x.Serial, x.Keeper.Name, drive.Code, drive.Serial, "详细内容", "部件", "管控", "保管", "标签", "历史", "登记建账", "由 赵甲 打印于", "★"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on paper:\n%s", want, text)
		}
	}
	for _, no := range []string{"主导航", "退出", "跳到正文", "查看"} {
		if strings.Contains(text, no) {
			t.Errorf("%q is on paper", no)
		}
	}
}
