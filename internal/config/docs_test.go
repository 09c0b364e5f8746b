package config

import (
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestOperationsPagesNameEveryFlag keeps the two pages true: a new setting has
// to be written down in both languages.
func TestOperationsPagesNameEveryFlag(t *testing.T) {
	var cli struct {
		Storage
		Logging
		Serving
	}
	k, err := kong.New(&cli)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"operations.en.md", "operations.zh.md"} {
		text, err := os.ReadFile("../../docs/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range k.Model.Flags {
			if f.Name != "help" && !strings.Contains(string(text), "`--"+f.Name+"`") {
				t.Errorf("%s does not name --%s", file, f.Name)
			}
			if f.Name != "help" && f.Tag.Get("var") != Variable(f.Name) {
				t.Errorf("--%s reads %q, want %s", f.Name, f.Tag.Get("var"), Variable(f.Name))
			}
		}
	}
}
