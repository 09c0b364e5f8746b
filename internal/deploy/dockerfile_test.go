package deploy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stage is one FROM with its instructions.
type stage struct {
	from, name string
	steps      [][]string // instruction and its words
}

// stages reads a Dockerfile: comments dropped, continued lines joined.
func stages(t *testing.T, text string) []stage {
	t.Helper()
	var out []stage
	for _, line := range strings.Split(strings.ReplaceAll(text, "\\\n", " "), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if words[0] == "FROM" {
			s := stage{from: words[1]}
			if len(words) == 4 && words[2] == "AS" {
				s.name = words[3]
			}
			out = append(out, s)
			continue
		}
		if len(out) == 0 {
			t.Fatalf("%s before FROM", words[0])
		}
		out[len(out)-1].steps = append(out[len(out)-1].steps, words)
	}
	return out
}

func (s stage) find(instruction string) string {
	for _, w := range s.steps {
		if w[0] == instruction {
			return strings.Join(w[1:], " ")
		}
	}
	return ""
}

func TestImageIsTheBinaryAlone(t *testing.T) {
	all := stages(t, string(read(t, "Dockerfile")))
	last := all[len(all)-1]
	if last.from != "scratch" || len(all) != 2 {
		t.Fatalf("%d stages, the last from %s", len(all), last.from)
	}
	if last.find("USER") != "65532:65532" || last.find("VOLUME") != `["/data"]` || last.find("ENTRYPOINT") != `["/sealbook"]` || last.find("RUN") != "" {
		t.Errorf("last stage %v", last.steps)
	}
	build := all[0]
	if !strings.Contains(build.find("FROM")+build.from, "golang:1.26") {
		t.Errorf("built with %s", build.from)
	}
	flags := ""
	for _, w := range build.steps {
		flags += strings.Join(w, " ") + "\n"
	}
	for _, want := range []string{"CGO_ENABLED=0", "-trimpath", "-X sealbook/internal/version.Version="} {
		if !strings.Contains(flags, want) {
			t.Errorf("build without %s", want)
		}
	}
}

func TestCopySourcesExist(t *testing.T) {
	all := stages(t, string(read(t, "Dockerfile")))
	ignore := string(read(t, ".dockerignore"))
	names, copied := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		for _, w := range s.steps {
			if w[0] != "COPY" {
				continue
			}
			sources := w[1 : len(w)-1]
			from := ""
			for len(sources) > 0 && strings.HasPrefix(sources[0], "--") {
				if f, ok := strings.CutPrefix(sources[0], "--from="); ok {
					from = f
				}
				sources = sources[1:]
			}
			if from != "" {
				if !names[from] {
					t.Errorf("COPY from stage %s, which is not above", from)
				}
				continue
			}
			for _, src := range sources {
				copied[src] = true
				if _, err := os.Stat(filepath.Join(root, src)); err != nil {
					t.Errorf("COPY %s: %v", src, err)
				}
				if !strings.Contains(ignore, "!"+src+"\n") {
					t.Errorf("COPY %s: .dockerignore keeps it out", src)
				}
			}
		}
		names[s.name] = true
	}
	// Every folder with sources goes in, or the build in the image fails.
	for _, dir := range []string{"cmd", "docs", "internal", "labels", "migrations", "web"} {
		if !copied[dir] {
			t.Errorf("%s is not copied", dir)
		}
	}
}
