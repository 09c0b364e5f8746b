// Package ops is what the people who run the machine see: logs, health,
// metrics, and an orderly stop. None of it carries business content: no codes,
// serials, names, levels or texts of records.
package ops

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
)

// logKeys are the only attribute keys that reach the log with their value.
// Everything else is withheld, so that a careless log line loses its detail
// instead of leaking it. Add a key only if it can never hold business content.
var logKeys = map[string]bool{
	slog.TimeKey: true, slog.LevelKey: true, slog.MessageKey: true, slog.SourceKey: true,
	"account": true, "addr": true, "attempt": true, "bytes": true, "cause": true, "code": true, "commit": true, "component": true,
	"count": true, "dialect": true, "duration": true, "duration_ms": true, "go": true, "kind": true, "listener": true,
	"method": true, "migration": true, "pid": true, "request_id": true, "route": true, "rule": true, "rows": true,
	"sqlstate": true, "stack": true, "status": true, "type": true, "version": true,
	// The redacted configuration (config.LogValue). The organ's name stays out.
	"config": true, "storage": true, "data": true, "database": true, "listen": true, "ops_listen": true, "ops_public": true,
	"host": true, "tls_cert": true, "tls_key": true, "tls_min": true, "days_left": true, "fingerprint": true, "trusted_proxies": true, "proxy_tls": true, "log_level": true, "lang": true,
	"session_idle": true, "session_max": true, "timezone": true,
}

const withheld = "[withheld]"

// Logger writes JSON lines to w from level up.
func Logger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: allowListed}))
}

func allowListed(_ []string, a slog.Attr) slog.Attr {
	if !logKeys[a.Key] {
		return slog.String(a.Key, withheld)
	}
	switch a.Value.Kind() {
	case slog.KindString, slog.KindInt64, slog.KindUint64, slog.KindFloat64, slog.KindBool, slog.KindTime:
		return a // nearly all of them
	}
	switch v := a.Value.Any().(type) {
	case error:
		return slog.Attr{Key: a.Key, Value: slog.StringValue(scrub(v.Error()))}
	case string, slog.Level, *slog.Source:
		return a
	}
	switch a.Value.Kind() {
	case slog.KindDuration: // JSON would have it in nanoseconds
		return slog.String(a.Key, a.Value.Duration().String())
	case slog.KindAny:
		// A struct printed whole may hold a record.
		return slog.String(a.Key, withheld)
	default:
		return a
	}
}

// Cause describes err for the log without what it quotes: database and parser
// errors repeat the offending value in quotation marks or brackets, and names
// are Chinese; both are cut. The types along the chain and the SQLSTATE remain.
func Cause(err error) slog.Attr {
	var c chain
	c.walk(err)
	return slog.Group("", slog.String("cause", strings.Join(c.leaves, "; ")),
		slog.String("type", strings.Join(c.types, " > ")), slog.String("sqlstate", c.state))
}

// chain is what may be told of an error tree: the types on the way, and of the
// texts only those at the ends, since the wrapping ones name what was worked on.
type chain struct {
	types, leaves []string
	state         string
}

func (c *chain) walk(err error) {
	if err == nil {
		return
	}
	c.types = append(c.types, fmt.Sprintf("%T", err))
	if s, ok := err.(interface{ SQLState() string }); ok {
		c.state = s.SQLState()
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			c.walk(e)
		}
		return
	}
	if next := errors.Unwrap(err); next != nil {
		c.walk(next)
		return
	}
	c.leaves = append(c.leaves, scrub(err.Error()))
}

var (
	quoted   = regexp.MustCompile("\"[^\"]*\"|'[^']*'|`[^`]*`|\\([^()]*\\)|=\\S+")
	nonASCII = regexp.MustCompile(`[^\x20-\x7e]+`)
	userinfo = regexp.MustCompile(`://[^/\s@]*@`)
)

func scrub(s string) string {
	s = userinfo.ReplaceAllString(s, "://…@")
	s = nonASCII.ReplaceAllString(s, "…")
	return quoted.ReplaceAllString(s, "…")
}
