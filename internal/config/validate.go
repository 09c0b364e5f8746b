package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"sealbook/internal/errs"
	"sealbook/internal/tlskeys"
)

// problems collects every wrong setting, so that one start shows them all.
type problems struct{ err *errs.Error }

func (p *problems) add(flag, zh, en string) {
	if p.err == nil {
		p.err = errs.New(errs.Invalid, "config.invalid",
			"配置有误，程序没有启动。请按下列各项修改命令行选项或环境变量后重试。",
			"The configuration is wrong and nothing was started. Mend the flags or variables named here and try again.")
	}
	p.err = p.err.WithField(named(flag), zh, en)
}

// named gives both ways to set a value: "--listen / SEALBOOK_LISTEN".
func named(flag string) string {
	return "--" + flag + " / " + Variable(flag)
}

func (c *Config) validate() error {
	var p problems
	c.checkLogging(&p)
	c.checkDatabase(&p)
	c.checkTLS(&p)
	c.checkListeners(&p)
	c.checkHosts(&p)
	c.checkProxies(&p)
	c.checkSessions(&p)
	loc, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "" {
		p.add("timezone", "时区名称无法识别，例如 Asia/Shanghai。", "unknown time zone; for example Asia/Shanghai.")
	}
	c.location = loc
	if p.err != nil {
		return p.err
	}
	return nil
}

func (c *Config) checkLogging(p *problems) {
	switch c.LogLevel {
	case "debug", "info", "warn", "error":
		// The names are checked above, so the parse cannot fail.
		_ = c.level.UnmarshalText([]byte(c.LogLevel))
	default:
		p.add("log-level", "只能是 debug、info、warn、error 之一。", "must be one of debug, info, warn, error.")
		c.level = slog.LevelInfo
	}
	if c.Lang != "zh" && c.Lang != "en" {
		p.add("lang", "只能是 zh 或 en。", "must be zh or en.")
	}
}

func (c *Config) checkDatabase(p *problems) {
	if c.Database == "" {
		return
	}
	// url.Parse quotes its input, password and all, in its error: never show it.
	u, err := url.Parse(c.Database)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		p.add("database", "必须形如 postgres://用户:口令@主机:端口/库名；不设则用内嵌数据库。",
			"must look like postgres://user:password@host:port/name; leave it empty for the embedded database.")
		return
	}
	if strings.Trim(u.Path, "/") == "" {
		p.add("database", "地址里没有库名（主机之后的 /库名）。", "the URL names no database (the /name after the host).")
	}
}

// takeOwnPair uses the pair in the data folder where no other is named. A proxy
// that ends TLS is spoken to as configured: without.
func (c *Config) takeOwnPair() {
	own := tlskeys.Own(c.Data)
	if c.TLSCert != "" || c.TLSKey != "" || c.ProxyTLS || !own.There() {
		return
	}
	c.TLSCert, c.TLSKey, c.own = own.Cert, own.Key, true
}

func (c *Config) checkTLS(p *problems) {
	if c.TLSMin != "1.2" && c.TLSMin != "1.3" {
		p.add("tls-min", "只能是 1.3 或 1.2。", "must be 1.3 or 1.2.")
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		missing := "tls-key"
		if c.TLSCert == "" {
			missing = "tls-cert"
		}
		p.add(missing, "证书与私钥必须同时给出。", "certificate and key must be given together.")
		return
	}
	for _, f := range []struct{ flag, file string }{{"tls-cert", c.TLSCert}, {"tls-key", c.TLSKey}} {
		if f.file == "" {
			continue
		}
		if info, err := os.Stat(f.file); err != nil || info.IsDir() {
			p.add(f.flag, "找不到该文件或无权读取："+f.file, "no such file, or no right to read it: "+f.file)
		}
	}
}

// checkListeners refuses plain HTTP beyond the machine itself: passwords and
// the book would cross the network readable.
func (c *Config) checkListeners(p *problems) {
	host, ok := c.checkAddress(p, "listen", c.Listen)
	if ok && !loopback(host) && !c.Secure() {
		p.add("listen",
			"没有 TLS 时只能监听本机地址（127.0.0.1、::1 或 localhost）。请运行 sealbook tls make --host 主机名 生成证书（或用 --tls-cert 与 --tls-key 指明已有的），或在可信反向代理之后设置 --proxy-tls。",
			"without TLS only a loopback address (127.0.0.1, ::1, localhost) may be listened on. Make a certificate with sealbook tls make --host NAME (or name yours with --tls-cert and --tls-key), or set --proxy-tls behind a trusted proxy.")
	}
	if c.OpsOff() {
		return
	}
	host, ok = c.checkAddress(p, "ops-listen", c.OpsListen)
	if ok && !loopback(host) && !c.OpsPublic {
		p.add("ops-listen",
			"健康检查与指标默认只监听本机地址；确需对外时请同时给出 --ops-public。",
			"health and metrics listen on loopback only; to open them give --ops-public too.")
	}
	if ok && c.OpsListen == c.Listen && !strings.HasSuffix(c.Listen, ":0") {
		p.add("ops-listen", "不能与 --listen 相同。", "must differ from --listen.")
	}
}

func (c *Config) checkAddress(p *problems, flag, addr string) (host string, ok bool) {
	host, port, err := net.SplitHostPort(addr)
	if err == nil {
		var n int
		n, err = strconv.Atoi(port)
		if err == nil && (n < 0 || n > 65535) {
			err = fmt.Errorf("port %d", n)
		}
	}
	if err != nil {
		p.add(flag, "必须形如 主机:端口，端口 0–65535，例如 127.0.0.1:8080。", "must look like host:port with a port of 0–65535, for example 127.0.0.1:8080.")
		return "", false
	}
	return host, true
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

func (c *Config) checkProxies(p *problems) {
	for _, s := range c.TrustedProxies {
		s = strings.TrimSpace(s)
		if ip, err := netip.ParseAddr(s); err == nil {
			c.proxies = append(c.proxies, netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			p.add("trusted-proxies", "不是地址或网段："+s+"（例如 10.0.0.5 或 10.0.0.0/24）。", "not an address or network: "+s+" (for example 10.0.0.5 or 10.0.0.0/24).")
			continue
		}
		if prefix.Bits() == 0 {
			p.add("trusted-proxies", "不能信任所有地址："+s+"。", "everything cannot be trusted: "+s+".")
			continue
		}
		c.proxies = append(c.proxies, prefix.Masked())
	}
	if c.ProxyTLS && len(c.TrustedProxies) == 0 {
		p.add("proxy-tls", "还需用 --trusted-proxies 指明代理的地址。", "also needs the proxy's address in --trusted-proxies.")
	}
}

func (c *Config) checkSessions(p *problems) {
	if c.SessionIdle < time.Minute || c.SessionIdle > 24*time.Hour {
		p.add("session-idle", "必须在 1m 与 24h 之间。", "must be between 1m and 24h.")
	}
	if c.SessionMax < c.SessionIdle || c.SessionMax > 24*time.Hour {
		p.add("session-max", "必须不小于 --session-idle，且不超过 24h。", "must be at least --session-idle and at most 24h.")
	}
}
