package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"sealbook/internal/config"
	"sealbook/internal/errs"
	"sealbook/internal/ops"
)

// Env is what a subcommand gets: the process, passed in. Context ends on
// SIGINT and SIGTERM.
type Env struct {
	Context context.Context
	Environ []string
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	JSON    bool

	storage config.Storage
	logging config.Logging
}

// errSomeRefused makes the exit code 1 without a further message: the result
// already printed names every refused row.
var errSomeRefused = errors.New("some rows were refused")

// Config returns the validated configuration. serving is nil for a subcommand
// that does not listen.
func (e *Env) Config(serving *config.Serving) (config.Config, error) {
	if serving == nil {
		return config.Offline(e.storage, e.logging)
	}
	return config.Build(e.storage, e.logging, *serving)
}

// DataOr is Config's data folder default for a subcommand with its own, such as
// the demo; call it before Config.
func (e *Env) DataOr(dir string) {
	if e.storage.Data == "" {
		e.storage.Data = dir
	}
}

// Logger writes JSON lines to standard error, without business content.
func (e *Env) Logger(c config.Config) *slog.Logger { return ops.Logger(e.Stderr, c.Level()) }

// Password returns SEALBOOK_PASSWORD; ok is false when it is not set and has to
// be asked for.
func (e *Env) Password() (password string, ok bool) {
	return config.Lookup(e.Environ, config.PasswordVariable)
}

// Print writes the result: as one line of JSON with --json, otherwise as text.
func (e *Env) Print(result any, text string) error {
	if e.JSON {
		return e.line(result)
	}
	_, err := fmt.Fprintln(e.Stdout, strings.TrimRight(text, "\n"))
	return err
}

func (e *Env) line(v any) error {
	enc := json.NewEncoder(e.Stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

type jsonError struct {
	Error struct {
		Code string `json:"code"`
		ZH   string `json:"zh"`
		EN   string `json:"en"`
	} `json:"error"`
}

// fail prints err, if any, and returns the exit code for it.
func (e *Env) fail(err error) int {
	if err == nil {
		return exitOK
	}
	if errors.Is(err, errSomeRefused) {
		return exitRefused
	}
	x := errs.As(err)
	zh, en := full(x)
	if e.JSON {
		var out jsonError
		out.Error.Code, out.Error.ZH, out.Error.EN = x.Code, zh, en
		if e.line(out) != nil {
			return exitFault
		}
	} else {
		fmt.Fprintf(e.Stderr, "sealbook: %s\n%s\n%s\n", x.Code, zh, en)
	}
	if x.Kind == errs.Internal {
		ops.Logger(e.Stderr, slog.LevelInfo).Error("command failed", "code", x.Code, ops.Cause(err))
	}
	return exitCode(x.Kind)
}

// full joins the text of an error with its fields and what is missing.
func full(x *errs.Error) (zh, en string) {
	z, n := []string{x.Text.ZH}, []string{x.Text.EN}
	for _, m := range x.Missing {
		z, n = append(z, "缺少："+m.ZH), append(n, "missing: "+m.EN)
	}
	for _, f := range x.Fields {
		z, n = append(z, f.Name+"："+f.Text.ZH), append(n, f.Name+": "+f.Text.EN)
	}
	return strings.Join(z, "\n"), strings.Join(n, "\n")
}

func exitCode(k errs.Kind) int {
	switch k {
	case errs.Refused, errs.Conflict, errs.TooMany:
		return exitRefused
	case errs.Invalid, errs.NotFound, errs.Forbidden, errs.Unauthenticated, errs.Unproved, errs.TooLarge:
		return exitUsage
	default:
		return exitFault
	}
}
