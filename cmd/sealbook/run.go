package main

import (
	"context"
	"io"
	"sort"

	"github.com/alecthomas/kong"

	"sealbook/internal/config"
)

// Exit codes, part of the product's contract with scripts.
const (
	exitOK      = 0 // all well
	exitRefused = 1 // some rows or items were refused, or the whole; the output says which and why
	exitUsage   = 2 // wrong use: arguments, configuration, input that cannot be read
	exitFault   = 3 // a fault of the machine, the database or the program
)

// Adding a subcommand takes one file and no change here:
//
//	package main
//
//	func init() {
//		register("labels", "打印标签。Print labels.", func() any { return &labelsCmd{} })
//	}
//
//	type labelsCmd struct {
//		Sheet string `name:"sheet" required:"" help:"版式。Sheet."`
//	}
//
//	func (c *labelsCmd) Run(env *Env) error { … return env.Print(result, "…") }
//
// Return an *errs.Error for what the user has to know, errSomeRefused when the
// result printed names refused rows, any other error for a fault. A command that
// listens embeds config.Serving (`embed:""`) and calls env.Config(&c.Serving).
var commands []command

type command struct {
	name, help string
	make       func() any
}

// register adds a subcommand. make is called once a run, so that no state is
// left from one run to the next.
func register(name, help string, make func() any) {
	commands = append(commands, command{name: name, help: help, make: make})
}

// root holds the flags every subcommand has.
type root struct {
	JSON           bool `name:"json" help:"结果与错误各以一行 JSON 输出到标准输出。Print result or error as one line of JSON on standard output."`
	config.Storage `embed:""`
	config.Logging `embed:""`
}

// run is the program without the process: everything it touches is passed in.
func run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	env := &Env{Context: ctx, Environ: environ, Stdin: stdin, Stdout: stdout, Stderr: stderr, JSON: wantsJSON(args)}
	var cli root
	helped := false
	parser, err := newParser(&cli, env, func(int) { helped = true })
	if err != nil {
		return env.fail(err)
	}
	if err := config.Unknown(environ, variables(parser.Model.Node)); err != nil {
		return env.fail(err)
	}
	kctx, err := parser.Parse(args)
	if helped {
		return exitOK
	}
	if err != nil {
		return env.fail(usageError(parser, err))
	}
	env.JSON, env.storage, env.logging = cli.JSON, cli.Storage, cli.Logging
	return env.fail(kctx.Run(env))
}

func newParser(cli *root, env *Env, exit func(int)) (*kong.Kong, error) {
	options := []kong.Option{
		kong.Name("sealbook"),
		kong.Description("器簿：涉密信息设备与存储介质台账。A book of classified computers and storage media."),
		kong.Writers(env.Stdout, env.Stderr),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	}
	options = append(options, config.Options(env.Environ)...)
	sorted := append([]command(nil), commands...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].name < sorted[j].name })
	for _, c := range sorted {
		options = append(options, kong.DynamicCommand(c.name, c.help, "", c.make()))
	}
	parser, err := kong.New(cli, options...)
	if err == nil && parser.Model.HelpFlag != nil {
		parser.Model.HelpFlag.Help = "显示用法。Show the use."
	}
	return parser, err
}

// variables collects the SEALBOOK_* names that some flag of some subcommand reads.
func variables(node *kong.Node) map[string]bool {
	found := map[string]bool{}
	var walk func(*kong.Node)
	walk = func(n *kong.Node) {
		for _, f := range n.Flags {
			if f.Tag.Has("var") {
				found[f.Tag.Get("var")] = true
			}
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(node)
	return found
}
