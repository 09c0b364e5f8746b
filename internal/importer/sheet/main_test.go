package sheet_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"sealbook/internal/errs"
	"sealbook/internal/importer/sheet"
)

// shared is where the sample files lie, seen from this package.
const shared = "../../../../shared/data/"

// TestMain runs one file in a process of its own when the hostile tests ask for
// it, so that its peak memory is that of the one file.
func TestMain(m *testing.M) {
	flag.Parse()
	if args := flag.Args(); len(args) == 2 && args[0] == "read" {
		_, err := sheet.ReadFile(args[1], sheet.Limits{})
		if err == nil {
			fmt.Println("read")
		} else {
			e := errs.As(err)
			fmt.Printf("%s\t%s\t%s\t%s\t%s\n", e.Kind, e.Code, e.Text.ZH, e.Text.EN, peakKB())
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// peakKB is the peak resident memory of this process in kilobytes. It is not the
// child's rusage: that starts from the peak of the process that forked it.
func peakKB() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err.Error()
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	return strings.Fields(after)[0]
}

func readShared(t *testing.T, name string) *sheet.Book {
	t.Helper()
	b, err := sheet.ReadFile(shared+name, sheet.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}
