// Package config holds the one validated configuration struct. It is filled
// from flags and SEALBOOK_* variables; nothing else in the product reads the
// environment, and the environment itself is passed in, so that a test brings
// its own.
package config

import (
	"log/slog"
	"net/netip"
	"strings"
	"time"
)

// DefaultData is the data folder when none is named.
const DefaultData = "data"

// Storage says where the book is kept. Every subcommand that opens it takes
// these two flags, so they are global.
type Storage struct {
	Data     string `name:"data" var:"SEALBOOK_DATA" placeholder:"DIR" help:"数据目录：内嵌数据库、附件、密钥。Folder of the embedded database, attachments and keys (default: data)."`
	Database string `name:"database" var:"SEALBOOK_DATABASE" placeholder:"URL" help:"postgres://… 地址；空为数据目录中的内嵌数据库。Postgres URL; empty: the database embedded in the data folder."`
}

// Logging says how the process talks.
type Logging struct {
	LogLevel string `name:"log-level" var:"SEALBOOK_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"日志级别 debug|info|warn|error。Log level."`
	Lang     string `name:"lang" var:"SEALBOOK_LANG" default:"zh" placeholder:"LANG" help:"默认语言 zh|en。Default language."`
}

// Serving is what a process that answers requests needs besides.
type Serving struct {
	Listen         string        `name:"listen" var:"SEALBOOK_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDR" help:"页面与接口的监听地址。Address of pages and API."`
	OpsListen      string        `name:"ops-listen" var:"SEALBOOK_OPS_LISTEN" default:"127.0.0.1:9080" placeholder:"ADDR" help:"健康检查与指标的监听地址；off 关闭。Address of health and metrics; off: none."`
	OpsPublic      bool          `name:"ops-public" var:"SEALBOOK_OPS_PUBLIC" help:"允许健康与指标端口监听非本机地址（无业务内容）。Let the health and metrics address be other than loopback (no business content)."`
	Host           []string      `name:"host" var:"SEALBOOK_HOST" sep:"," placeholder:"NAME" help:"浏览器访问本服务所用的主机名（可多个，第一个为安全密钥所绑定）；默认取证书上的名称，没有证书则为 localhost。Host names under which browsers reach the product; security keys are bound to the first (default: those of the certificate, without one localhost)."`
	TLSCert        string        `name:"tls-cert" var:"SEALBOOK_TLS_CERT" placeholder:"FILE" help:"TLS 证书（PEM）；不给则用数据目录中的 tls/cert.pem（如有）。TLS certificate (PEM); default: tls/cert.pem in the data folder, if there."`
	TLSKey         string        `name:"tls-key" var:"SEALBOOK_TLS_KEY" placeholder:"FILE" help:"TLS 私钥（PEM）。TLS private key (PEM)."`
	TLSMin         string        `name:"tls-min" var:"SEALBOOK_TLS_MIN" default:"1.3" placeholder:"VERSION" help:"最低 TLS 版本 1.3|1.2。Oldest TLS version spoken."`
	TrustedProxies []string      `name:"trusted-proxies" var:"SEALBOOK_TRUSTED_PROXIES" sep:"," placeholder:"CIDR" help:"可信反向代理的地址或网段；只有它们的转发头被采信。Proxies whose forwarded headers are believed."`
	ProxyTLS       bool          `name:"proxy-tls" var:"SEALBOOK_PROXY_TLS" help:"TLS 由可信反向代理终结，且本服务与代理之间另有保护。TLS ends at a trusted proxy over a protected link."`
	SessionIdle    time.Duration `name:"session-idle" var:"SEALBOOK_SESSION_IDLE" default:"15m" placeholder:"DURATION" help:"会话空闲上限。A session ends after so long without use."`
	SessionMax     time.Duration `name:"session-max" var:"SEALBOOK_SESSION_MAX" default:"8h" placeholder:"DURATION" help:"会话绝对上限。A session ends after so long in any case."`
	Organ          string        `name:"organ" var:"SEALBOOK_ORGAN" placeholder:"NAME" help:"单位名称，印在页眉与表单上。Name of the organ on pages and forms."`
	Timezone       string        `name:"timezone" var:"SEALBOOK_TIMEZONE" default:"Asia/Shanghai" placeholder:"ZONE" help:"单位所在时区。Time zone of the organ."`
}

// Config is the whole configuration. Make it with Build; a Config that did not
// come from Build is not validated.
type Config struct {
	Storage
	Logging
	Serving

	level    slog.Level
	location *time.Location
	proxies  []netip.Prefix
	hosts    []host
	own      bool // the pair is the one in the data folder
}

// Build puts the parts together and validates them. The error is an
// *errs.Error of kind Invalid with one field per wrong setting.
func Build(st Storage, lg Logging, sv Serving) (Config, error) {
	return build(st, lg, sv, true)
}

func build(st Storage, lg Logging, sv Serving, serves bool) (Config, error) {
	c := Config{Storage: st, Logging: lg, Serving: sv}
	if c.Data == "" {
		c.Data = DefaultData
	}
	if serves {
		c.takeOwnPair()
	}
	if err := c.validate(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// Offline builds the configuration of a subcommand that does not serve: the
// serving part takes its defaults and is not used.
func Offline(st Storage, lg Logging) (Config, error) {
	return build(st, lg, DefaultServing(), false)
}

// DefaultServing returns the values the flags have when nothing is set. A test
// holds it against the tags.
func DefaultServing() Serving {
	return Serving{
		Listen: "127.0.0.1:8080", OpsListen: "127.0.0.1:9080",
		TLSMin: "1.3", SessionIdle: 15 * time.Minute, SessionMax: 8 * time.Hour, Timezone: "Asia/Shanghai",
	}
}

// DefaultLogging returns the defaults of the logging flags.
func DefaultLogging() Logging { return Logging{LogLevel: "info", Lang: "zh"} }

// Level is the validated log level.
func (c Config) Level() slog.Level { return c.level }

// Location is the validated time zone.
func (c Config) Location() *time.Location { return c.location }

// Proxies are the validated networks whose forwarded headers are believed.
func (c Config) Proxies() []netip.Prefix { return append([]netip.Prefix(nil), c.proxies...) }

// Postgres reports whether the book lives in a Postgres server.
func (c Config) Postgres() bool { return c.Database != "" }

// TLS reports whether this process itself speaks TLS.
func (c Config) TLS() bool { return c.TLSCert != "" }

// OwnPair reports whether certificate and key are those the product keeps in its
// data folder.
func (c Config) OwnPair() bool { return c.own }

// Secure reports whether the browser's side of the connection is TLS, so that
// cookies may and must carry the Secure attribute.
func (c Config) Secure() bool { return c.TLS() || c.ProxyTLS }

// OpsOff reports whether the second listener is switched off.
func (c Config) OpsOff() bool { return strings.EqualFold(c.OpsListen, "off") }
