package config

import (
	"sort"
	"strings"

	"github.com/alecthomas/kong"

	"sealbook/internal/errs"
)

const prefix = "SEALBOOK_"

// PasswordVariable carries the password of the account a shell command acts
// for. It has no flag on purpose: arguments are visible to every user of the
// machine.
const PasswordVariable = "SEALBOOK_PASSWORD"

// TokenVariable carries an API token in place of account and password. It has no
// flag either.
const TokenVariable = "SEALBOOK_TOKEN"

// TestPostgresVariable names a server that the test suite uses instead of a
// private cluster. The product itself ignores it.
const TestPostgresVariable = "SEALBOOK_TEST_POSTGRES"

// Variable returns the variable that sets the flag: "ops-listen" → "SEALBOOK_OPS_LISTEN".
func Variable(flag string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Lookup finds name in environ ("NAME=value" lines, the last one wins, as in
// os.Environ).
func Lookup(environ []string, name string) (value string, ok bool) {
	for _, line := range environ {
		if v, found := strings.CutPrefix(line, name+"="); found {
			value, ok = v, true
		}
	}
	return value, ok
}

// Options returns what makes kong take its values from environ: a resolver for
// the flags with a `var` tag, and the variable's name in the help. kong's own
// `env` tag would read the process environment behind our back.
func Options(environ []string) []kong.Option {
	resolve := kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if !flag.Tag.Has("var") {
			return nil, nil
		}
		if v, ok := Lookup(environ, flag.Tag.Get("var")); ok && v != "" {
			return v, nil
		}
		return nil, nil
	})
	help := func(value *kong.Value) string {
		if value.Tag != nil && value.Tag.Has("var") {
			return value.Help + " ($" + value.Tag.Get("var") + ")"
		}
		return value.Help
	}
	return []kong.Option{kong.Resolvers(resolve), kong.ValueFormatter(help)}
}

// Unknown refuses a SEALBOOK_* variable that nothing reads: a misspelt name
// would otherwise be ignored without a word. known are the variables of the
// flags that exist.
func Unknown(environ []string, known map[string]bool) error {
	var wrong []string
	for _, line := range environ {
		name, _, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, prefix) && !known[name] && name != PasswordVariable && name != TokenVariable && name != TestPostgresVariable {
			wrong = append(wrong, name)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	sort.Strings(wrong)
	e := errs.New(errs.Invalid, "config.unknown_variable",
		"有无法识别的 SEALBOOK_* 环境变量，可能拼写有误。请改正或删除。",
		"There are SEALBOOK_* variables that nothing reads, perhaps misspelt. Correct or remove them.")
	for _, name := range wrong {
		e = e.WithField(name, "没有这个设置。", "no such setting.")
	}
	return e
}
