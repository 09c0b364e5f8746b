package main

import (
	"bytes"
	"fmt"
	"strings"
)

// marks are sentences that only one licence has. The order matters: the BSD
// texts share their first part. A file with two licences gets both.
var marks = []struct{ id, sentence string }{
	{"Apache-2.0", "Apache License Version 2.0, January 2004"},
	{"Apache-2.0", "Licensed under the Apache License, Version 2.0"},
	{"MPL-2.0", "Mozilla Public License Version 2.0"},
	{"OFL-1.1", "SIL OPEN FONT LICENSE Version 1.1"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose"},
	{"ISC", "Permission to use, copy, modify, and distribute this software for any purpose"},
	{"BSD-2-Clause", "Redistributions of source code must retain the above copyright notice"},
}

// identify returns the SPDX expression of a licence text, "" when it is unknown.
func identify(text string) string {
	flat := strings.Join(strings.Fields(text), " ")
	var ids []string
	for _, m := range marks {
		if !strings.Contains(flat, m.sentence) {
			continue
		}
		id := m.id
		if id == "BSD-2-Clause" && (strings.Contains(flat, "Neither the name") || strings.Contains(flat, "may not be used to endorse")) {
			id = "BSD-3-Clause"
		}
		if len(ids) == 0 || ids[len(ids)-1] != id {
			ids = append(ids, id)
		}
	}
	return strings.Join(ids, " AND ")
}

func render(b *bytes.Buffer, items []item) {
	b.WriteString("# Third-party notices 第三方声明\n\n" +
		"Written by `make notices` from go.mod and the module cache; do not edit. " +
		"“In the binary” marks what `cmd/sealbook` carries; the rest is used by tests or only in the module graph.\n\n" +
		"| what | version | licence | in the binary |\n|---|---|---|---|\n")
	for _, x := range items {
		mark := "-"
		if x.InBinary {
			mark = "yes"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", x.Path, x.Version, x.Licence, mark)
	}
	b.WriteString("\n## Licence texts of what is in the binary\n")
	shown := map[string]bool{}
	for _, x := range items {
		if !x.InBinary || shown[x.Text] {
			continue
		}
		shown[x.Text] = true
		var names []string
		for _, y := range items {
			if y.InBinary && y.Text == x.Text {
				names = append(names, y.Path)
			}
		}
		fmt.Fprintf(b, "\n### %s\n\n```text\n%s\n```\n", strings.Join(names, ", "), strings.TrimSpace(strings.ReplaceAll(x.Text, "\r\n", "\n")))
	}
}
