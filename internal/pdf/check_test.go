package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// run runs a foreign PDF tool over the file and returns what it printed. A tool
// that is not installed fails the test: these checks are the point of it.
func run(t *testing.T, pdf []byte, tool string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		if args[i] == "FILE" {
			args[i] = file
		}
	}
	var stderr bytes.Buffer
	cmd := exec.Command(tool, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", tool, args, err, out, stderr.String())
	}
	if stderr.Len() > 0 {
		t.Errorf("%s complains: %s", tool, stderr.String())
	}
	return string(out)
}

// checkPDF has two foreign programs check the file.
func checkPDF(t *testing.T, pdf []byte) {
	t.Helper()
	run(t, pdf, "qpdf", "--check", "FILE")
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	if err := api.Validate(bytes.NewReader(pdf), conf); err != nil {
		t.Errorf("pdfcpu: %v", err)
	}
}

// textOf returns the text layer as a foreign reader sees it.
func textOf(t *testing.T, pdf []byte) string {
	t.Helper()
	return run(t, pdf, "pdftotext", "-enc", "UTF-8", "-layout", "FILE", "-")
}
