package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

const redacted = "REDACTED"

// redactURL returns the URL with its password hidden, in the user part and in
// the query (libpq accepts ?password= and ?sslpassword=). What cannot be parsed
// is hidden whole.
func redactURL(s string) string {
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || u.Opaque != "" {
		return redacted
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), redacted)
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return redacted
	}
	for key := range q {
		if strings.Contains(strings.ToLower(key), "pass") {
			q.Set(key, redacted)
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// pairs lists the settings in a fixed order, secrets hidden.
func (c Config) pairs() []slog.Attr {
	return []slog.Attr{
		slog.String("data", c.Data),
		slog.String("database", redactURL(c.Database)),
		slog.String("listen", c.Listen),
		slog.String("ops_listen", c.OpsListen),
		slog.Bool("ops_public", c.OpsPublic),
		slog.String("host", strings.Join(c.Host, ",")),
		slog.String("tls_cert", c.TLSCert),
		slog.String("tls_key", c.TLSKey),
		slog.String("tls_min", c.TLSMin),
		slog.String("trusted_proxies", strings.Join(c.TrustedProxies, ",")),
		slog.Bool("proxy_tls", c.ProxyTLS),
		slog.String("log_level", c.LogLevel),
		slog.String("lang", c.Lang),
		slog.Duration("session_idle", c.SessionIdle),
		slog.Duration("session_max", c.SessionMax),
		slog.String("organ", c.Organ),
		slog.String("timezone", c.Timezone),
	}
}

// LogValue makes a logged Config redact itself.
func (c Config) LogValue() slog.Value { return slog.GroupValue(c.pairs()...) }

// String is the redacted form, so that %v and %s cannot leak the password.
func (c Config) String() string {
	var b strings.Builder
	for i, a := range c.pairs() {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%s=%s", a.Key, a.Value)
	}
	return b.String()
}

// GoString does the same for %#v.
func (c Config) GoString() string { return "config.Config{" + c.String() + "}" }

// String keeps the promise for a part printed
// alone; without it the embedded struct would print its URL in full.
func (s Storage) String() string { return "data=" + s.Data + " database=" + redactURL(s.Database) }

// GoString does the same for %#v.
func (s Storage) GoString() string { return "config.Storage{" + s.String() + "}" }

// LogValue does the same for slog.
func (s Storage) LogValue() slog.Value {
	return slog.GroupValue(slog.String("data", s.Data), slog.String("database", redactURL(s.Database)))
}
