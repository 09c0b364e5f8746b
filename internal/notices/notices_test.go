package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

func TestEveryRequiredModuleHasAnEntry(t *testing.T) {
	listed, err := required(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, target))
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if f := strings.Split(line, " | "); len(f) == 4 {
			entries[strings.TrimPrefix(f[0], "| ")+" "+f[1]] = f[2]
		}
	}
	if len(listed) < 20 {
		t.Fatalf("only %d modules read from go.mod", len(listed))
	}
	for name, version := range listed {
		switch licence := entries[name+" "+version]; {
		case licence == "":
			t.Errorf("%s %s has no entry: run make notices", name, version)
		case !permitted(licence):
			t.Errorf("%s is under %q, which the product does not take", name, licence)
		}
	}
	for _, want := range []string{"| Noto Sans SC (labels/fonts) |", "| Go runtime and standard library |", "SIL OPEN FONT LICENSE"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in %s", want, target)
		}
	}
}

// permitted holds the licences of ADR 0005.
func permitted(expression string) bool {
	for _, id := range strings.Split(expression, " AND ") {
		switch id {
		case "MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "ISC", "OFL-1.1":
		default:
			return false
		}
	}
	return true
}

func TestOwnLicenceIsApache(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "LICENSE"))
	if err != nil {
		t.Fatal(err)
	}
	if identify(string(text)) != "Apache-2.0" || len(text) != 11358 {
		t.Errorf("LICENSE is not the unmodified Apache-2.0 text: %q, %d bytes", identify(string(text)), len(text))
	}
}

func TestIdentify(t *testing.T) {
	bsd := "Redistributions of source code must retain the above\n copyright notice"
	for text, want := range map[string]string{
		"Permission is hereby granted, free of charge, to any person obtaining\n a copy of this software and": "MIT",
		bsd:                          "BSD-2-Clause",
		bsd + " Neither the name of": "BSD-3-Clause",
		"Apache License\n  Version 2.0, January 2004 " + bsd:                                 "Apache-2.0 AND BSD-2-Clause",
		"Permission to use, copy, modify, and distribute this software for any purpose with": "ISC",
		"All rights reserved.": "",
	} {
		if got := identify(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if permitted("GPL-3.0") || !permitted("MIT AND BSD-3-Clause") {
		t.Error("permitted")
	}
}

func TestRenderPrintsATextOnceForAllItCovers(t *testing.T) {
	var b bytes.Buffer
	render(&b, []item{
		{Path: "example/a", Version: "v1", Licence: "MIT", InBinary: true, Text: "same text"},
		{Path: "example/b", Version: "v2", Licence: "MIT", InBinary: true, Text: "same text"},
		{Path: "example/c", Version: "v3", Licence: "MIT", Text: "test only"},
	})
	out := b.String()
	if strings.Count(out, "same text") != 1 || !strings.Contains(out, "### example/a, example/b") || strings.Contains(out, "test only") {
		t.Errorf("got\n%s", out)
	}
	if !strings.Contains(out, "| example/c | v3 | MIT | - |") {
		t.Errorf("no row for a module outside the binary:\n%s", out)
	}
}

func TestLicenceTextNeedsAFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := licenceText(dir); err == nil {
		t.Error("a module without a licence passed")
	}
	for name, text := range map[string]string{"LICENSE.md": "the licence", "NOTICE": "the notice", "README": "no"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := licenceText(dir); err != nil || got != "the licence\n\nNOTICE\n\nthe notice" {
		t.Errorf("%q %v", got, err)
	}
}
