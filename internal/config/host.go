package config

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"sealbook/internal/tlskeys"
)

// DefaultHost is the name browsers use when none is configured: the machine
// itself, the only place that is served without TLS.
const DefaultHost = "localhost"

// host is a name or address under which browsers reach the product, with the
// port they use where that is not the one listened on (a proxy in between).
type host struct{ name, port string }

func (h host) address() bool {
	_, err := netip.ParseAddr(h.name)
	return err == nil
}

// ParseHosts reads hosts as --host takes them, for a subcommand that does not
// serve, and gives the names back without ports. The error names what is wrong.
func ParseHosts(list []string) ([]string, error) {
	c := Config{Serving: Serving{Host: list}}
	var p problems
	if c.checkHosts(&p); p.err != nil {
		return nil, p.err
	}
	if len(list) == 0 {
		return nil, nil
	}
	return c.Hosts(), nil
}

// checkHosts reads --host; without it the names of the certificate count, so
// that what init made is what browsers and security keys go by. Names are kept in lower case without a final dot,
// each once, in the order given: the first name is the one that security keys
// are bound to.
func (c *Config) checkHosts(p *problems) {
	named := c.Host
	if len(named) == 0 && c.TLSCert != "" {
		named = tlskeys.Names(c.TLSCert) // what is wrong with the file is told when it is loaded
	}
	for _, s := range named {
		h, ok := parseHost(s)
		if !ok {
			p.add("host", "不是主机名或地址："+s+"（例如 sealbook.example、10.0.0.5；经代理且端口不同时写 sealbook.example:8443；不带 https://，中文域名用 xn-- 形式）。",
				"not a host name or address: "+s+" (for example sealbook.example or 10.0.0.5; with another port at a proxy sealbook.example:8443; without https://, names beyond ASCII in their xn-- form).")
			continue
		}
		if !slices.Contains(c.hosts, h) {
			c.hosts = append(c.hosts, h)
		}
	}
	if len(c.hosts) == 0 {
		c.hosts = []host{{name: DefaultHost}}
	}
}

// parseHost reads NAME, ADDRESS, NAME:PORT, [ADDRESS] or [ADDRESS]:PORT.
func parseHost(s string) (host, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	h := host{name: s}
	if _, err := netip.ParseAddr(s); err != nil && strings.Contains(s, ":") {
		name, port, err := net.SplitHostPort(s)
		if err != nil {
			name, port = strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"), ""
			if _, err := netip.ParseAddr(name); err != nil {
				return host{}, false
			}
		} else if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return host{}, false
		}
		h = host{name: name, port: port}
	}
	if ip, err := netip.ParseAddr(h.name); err == nil {
		h.name = ip.Unmap().String()
		return h, ip.Zone() == "" && !ip.IsUnspecified() && !ip.IsMulticast()
	}
	h.name = strings.TrimSuffix(h.name, ".")
	return h, HostName(h.name)
}

// HostName reports whether s is a name that DNS can hold: labels of letters,
// digits and hyphens (and the underscore that some intranets use), not all
// digits at the end, 253 bytes at most.
func HostName(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' {
				return false
			}
		}
	}
	return strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

// Hosts are the names and addresses under which browsers reach the product, in
// the order configured, without ports; never empty.
func (c Config) Hosts() []string {
	var names []string
	for _, h := range c.hosts {
		if !slices.Contains(names, h.name) {
			names = append(names, h.name)
		}
	}
	return names
}

// RelyingParty is the name security keys are bound to (WebAuthn's RP id): the
// first host that is a name. It is "" where only addresses are configured:
// browsers refuse security keys there. A key registered under one name is of no
// use under another, so the name must not change later.
func (c Config) RelyingParty() string {
	for _, h := range c.hosts {
		if !h.address() {
			return h.name
		}
	}
	return ""
}

// Origins are the scheme://host[:port] of every host, as a browser names where a
// page comes from; the default port of the scheme is left out, as browsers do.
// Without a port of its own a host is taken to be reached at the port listened
// on, or behind a proxy that ends TLS at 443.
func (c Config) Origins() []string {
	scheme, usual := "http", "80"
	if c.Secure() {
		scheme, usual = "https", "443"
	}
	_, listened, _ := net.SplitHostPort(c.Listen) // validated
	if c.ProxyTLS {
		listened = usual
	}
	all := make([]string, 0, len(c.hosts))
	for _, h := range c.hosts {
		port := h.port
		if port == "" {
			port = listened
		}
		name := h.name
		if strings.Contains(name, ":") {
			name = "[" + name + "]"
		}
		if port != usual {
			name += ":" + port
		}
		all = append(all, scheme+"://"+name)
	}
	return all
}
