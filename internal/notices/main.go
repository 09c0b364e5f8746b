// Command notices writes THIRD_PARTY_NOTICES.md: every module of go.mod and of
// the binary with version and licence, and the licence texts of what the binary
// carries. Run it with `make notices` after a change of dependencies.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
)

const target = "THIRD_PARTY_NOTICES.md"

func main() {
	write := flag.Bool("write", false, "write "+target+" instead of printing it")
	flag.Parse()
	if err := generate(*write, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

func generate(write bool, out io.Writer) error {
	modules, err := collect()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	render(&b, modules)
	if !write {
		_, err = out.Write(b.Bytes())
		return err
	}
	return os.WriteFile(target, b.Bytes(), 0o644)
}
