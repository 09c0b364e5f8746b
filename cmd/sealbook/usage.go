package main

import (
	"errors"
	"regexp"
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

// usageTexts are kong's complaints in Chinese. What matches none stands as kong
// says it, after general words.
var usageTexts = []struct {
	re *regexp.Regexp
	zh string
}{
	{regexp.MustCompile(`^unknown flag (\S+), did you mean (?:one of )?(.*)\?$`), "没有选项 $1，是否想写 $2"},
	{regexp.MustCompile(`^unknown flag (\S+)$`), "没有选项 $1"},
	{regexp.MustCompile(`^unexpected argument (\S+), did you mean (?:one of )?(.*)\?$`), "没有子命令或参数 $1，是否想写 $2"},
	{regexp.MustCompile(`^unexpected argument (.*)$`), "没有子命令或参数 $1"},
	{regexp.MustCompile(`^unexpected flag argument (.*)$`), "选项不应带值 $1"},
	{regexp.MustCompile(`^missing flags: (.*)$`), "缺少必需的选项：$1"},
	{regexp.MustCompile(`^missing positional arguments (.*)$`), "缺少必需的参数：$1"},
	{regexp.MustCompile(`^expected one of (.*)$`), "请写明子命令：$1"},
	{regexp.MustCompile(`^(\S+) and (\S+) can't be used together$`), "$1 与 $2 不能同时使用"},
	{regexp.MustCompile(`^(\S+) must be one of (.*) but got (.*)$`), "$1 只能是 $2 之一，现为 $3"},
	{regexp.MustCompile(`^(\S+): expected a(?:n| valid \d+ bit) u?int but got ("[^"]*").*$`), "$1 须为整数，现为 $2"},
	{regexp.MustCompile(`^(\S+): expected duration but got ("[^"]*").*$`), "$1 须为时长，如 15m、8h，现为 $2"},
	{regexp.MustCompile(`^(\S+): (?:bool value must be|expected bool).* but got (.*)$`), "$1 须为 true 或 false，现为 $2"},
	{regexp.MustCompile(`^(\S+): missing value.*$`), "$1 缺少值"},
	{regexp.MustCompile(`^expected "?([^"]*)"?$`), "缺少必需的参数：$1"},
}

// usageError puts kong's complaint into both languages and names the variable
// beside a flag that can be set by one: the value may have come from there.
func usageError(parser *kong.Kong, err error) error {
	var own *errs.Error
	if errors.As(err, &own) {
		return own
	}
	detail := err.Error()
	zh := "选项或参数有误：" + detail
	for _, u := range usageTexts {
		if u.re.MatchString(detail) {
			zh = strings.ReplaceAll(u.re.ReplaceAllString(detail, u.zh), " or ", " 或 ")
			break
		}
	}
	if v := variableIn(parser.Model.Node, detail); v != "" {
		zh, detail = zh+"（"+v+"）", detail+" ("+v+")"
	}
	if strings.HasPrefix(detail, "expected one of ") { // kong names only the first few
		var names []string
		for _, c := range nodeOf(parser, err).Children {
			names = append(names, c.Name)
		}
		list := strings.Join(names, ", ")
		zh, detail = "请写明子命令："+list, "name one of "+list
	}
	help := helpOf(parser, err)
	return errs.New(errs.Invalid, "usage",
		zh+"。运行 "+help+" 查看用法。", "wrong use: "+strings.TrimRight(detail, "?.")+". Run "+help+".")
}

// nodeOf is the innermost subcommand that was understood.
func nodeOf(parser *kong.Kong, err error) *kong.Node {
	node := parser.Model.Node
	var parsed *kong.ParseError
	if errors.As(err, &parsed) && parsed.Context != nil {
		for _, p := range parsed.Context.Path {
			if p.Command != nil {
				node = p.Command
			}
		}
	}
	return node
}

// helpOf is the command that tells the use of the subcommand at hand.
func helpOf(parser *kong.Kong, err error) string {
	line := "--help"
	for n := nodeOf(parser, err); n != nil; n = n.Parent {
		line = n.Name + " " + line
	}
	return line
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
