package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/mod/modfile"
)

// item is one thing that is not ours.
type item struct {
	Path, Version string
	Licence       string // SPDX id
	InBinary      bool
	Text          string // the licence file
}

// required reads the modules listed in go.mod.
func required(file string) (map[string]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	mod, err := modfile.Parse(file, data, nil)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, r := range mod.Require {
		out[r.Mod.Path] = r.Mod.Version
	}
	return out, nil
}

// collect asks the go command for the binary's modules and reads the licences
// from the module cache. All modules have to be there: run `go mod download`.
func collect() ([]item, error) {
	listed, err := required("go.mod")
	if err != nil {
		return nil, err
	}
	binary, err := lines("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "./cmd/sealbook")
	if err != nil {
		return nil, err
	}
	in := map[string]bool{}
	names := make([]string, 0, len(listed))
	for name := range listed {
		names = append(names, name)
	}
	for _, name := range binary {
		if _, ok := listed[name]; !ok && !in[name] {
			names = append(names, name)
		}
		in[name] = true
	}
	sort.Strings(names)
	rows, err := lines("go", append([]string{"list", "-m", "-f", "{{.Path}}\t{{.Version}}\t{{.Dir}}"}, names...)...)
	if err != nil {
		return nil, err
	}
	out := []item{}
	for _, row := range rows {
		f := strings.Split(row, "\t")
		if len(f) != 3 || f[2] == "" {
			return nil, fmt.Errorf("module %s is not in the module cache: run go mod download", f[0])
		}
		text, err := licenceText(f[2])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f[0], err)
		}
		id := identify(text)
		if id == "" {
			return nil, fmt.Errorf("%s: licence not recognised: look at it and teach identify", f[0])
		}
		out = append(out, item{Path: f[0], Version: f[1], Licence: id, InBinary: in[f[0]], Text: text})
	}
	return extras(out)
}

// extras adds what is not a module: the Go runtime and the font.
func extras(out []item) ([]item, error) {
	root, err := lines("go", "env", "GOROOT")
	if err != nil || len(root) != 1 {
		return nil, errors.Join(errors.New("go env GOROOT"), err)
	}
	version, err := lines("go", "env", "GOVERSION")
	if err != nil || len(version) != 1 {
		return nil, errors.Join(errors.New("go env GOVERSION"), err)
	}
	for _, x := range []struct{ name, version, file string }{
		{"Go runtime and standard library", version[0], filepath.Join(root[0], "LICENSE")},
		{"Noto Sans SC (labels/fonts)", "NotoSansSC_400Regular.ttf", "labels/fonts/OFL.txt"},
	} {
		text, err := os.ReadFile(x.file)
		if err != nil {
			return nil, err
		}
		out = append(out, item{Path: x.name, Version: x.version, Licence: identify(string(text)), InBinary: true, Text: string(text)})
	}
	return out, nil
}

func lines(name string, args ...string) ([]string, error) {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", name, strings.Join(args[:min(2, len(args))], " "), err)
	}
	var out []string
	for _, l := range strings.Split(string(raw), "\n") {
		if l = strings.TrimRight(l, "\r"); l != "" {
			out = append(out, l)
		}
	}
	return out, nil
}

// licenceText reads the licence file of a module, and its NOTICE where there is
// one: Apache-2.0 wants that passed on.
func licenceText(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var text, notice string
	for _, e := range entries {
		name := strings.ToUpper(strings.TrimSuffix(strings.TrimSuffix(e.Name(), ".md"), ".txt"))
		if e.IsDir() || (name != "LICENSE" && name != "LICENCE" && name != "COPYING" && name != "NOTICE") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		if name == "NOTICE" {
			notice = "\n\nNOTICE\n\n" + string(raw)
		} else {
			text += string(raw)
		}
	}
	if text == "" {
		return "", errors.New("no licence file")
	}
	return text + notice, nil
}
