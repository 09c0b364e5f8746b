package main

import (
	"errors"
	"strings"

	"github.com/alecthomas/kong"

	"sealbook/internal/errs"
)

// wantsJSON looks for --json before the arguments are parsed, so that a usage
// error too can be printed as JSON.
func wantsJSON(args []string) bool {
	for _, a := range args {
		if a == "--" {
			return false
		}
		if a == "--json" || a == "--json=true" {
			return true
		}
	}
	return false
}

// usageKinds maps the start of kong's messages to Chinese.
var usageKinds = []struct{ prefix, zh string }{
	{"unknown flag", "没有这个选项"},
	{"unexpected argument", "多余的参数或没有这个子命令"},
	{"missing flags", "缺少必需的选项"},
	{"missing positional arguments", "缺少必需的参数"},
	{"expected one of", "缺少子命令"},
	{"expected", "缺少参数或子命令"},
}

// usageError puts kong's complaint into both languages and names the variable
// beside a flag that can be set by one: the value may have come from there.
func usageError(parser *kong.Kong, err error) error {
	var own *errs.Error
	if errors.As(err, &own) {
		return own
	}
	detail := err.Error()
	zh := "选项或参数有误"
	for _, k := range usageKinds {
		if strings.HasPrefix(detail, k.prefix) {
			zh = k.zh
			break
		}
	}
	if v := variableIn(parser.Model.Node, detail); v != "" {
		detail += " (" + v + ")"
	}
	return errs.New(errs.Invalid, "usage",
		zh+"："+detail+"。运行 sealbook --help 查看用法。",
		"wrong use: "+detail+". Run sealbook --help.")
}

func variableIn(node *kong.Node, detail string) string {
	for _, f := range node.Flags {
		if f.Tag.Has("var") && (strings.HasPrefix(detail, "--"+f.Name+":") || strings.HasPrefix(detail, "--"+f.Name+"=")) {
			return f.Tag.Get("var")
		}
	}
	for _, child := range node.Children {
		if v := variableIn(child, detail); v != "" {
			return v
		}
	}
	return ""
}
