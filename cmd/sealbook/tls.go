package main

import (
	"fmt"
	"strings"
	"time"

	"sealbook/internal/config"
	"sealbook/internal/errs"
	"sealbook/internal/tlskeys"
)

func init() {
	register("tls", "TLS 证书：查看、生成、放入单位自有的。TLS certificate: show, make, take the organ's own.",
		func() any { return &tlsCmd{} })
}

// tlsCmd is for who runs the machine: it touches two files in the data folder
// and never opens the book, so it asks for no account.
type tlsCmd struct {
	Show tlsShowCmd `cmd:"" help:"显示指纹、名称与剩余天数。Show fingerprint, names and days left."`
	Make tlsMakeCmd `cmd:"" help:"生成密钥与自签名证书。Make a key and a certificate signed by it."`
	Take tlsTakeCmd `cmd:"" help:"放入单位自有的证书与私钥。Put in the organ's own certificate and key."`
}

// tlsResult is the line that --json prints.
type tlsResult struct {
	Certificate string   `json:"certificate"`
	Fingerprint string   `json:"sha256"`
	Names       []string `json:"names"`
	Until       string   `json:"until"`
	DaysLeft    int      `json:"days_left"`
	SelfSigned  bool     `json:"self_signed"`
	Kept        []string `json:"kept,omitempty"` // files of the former pair
}

func tlsTold(p tlskeys.Pair, i tlskeys.Info, kept []string) (tlsResult, string) {
	r := tlsResult{
		Certificate: p.Cert, Fingerprint: i.Fingerprint, Names: i.Names, SelfSigned: i.SelfSigned,
		Until: i.Until.Format(time.RFC3339), DaysLeft: i.DaysLeft(time.Now()), Kept: kept,
	}
	var s strings.Builder
	fmt.Fprintf(&s, "证书 Certificate: %s\n", r.Certificate)
	fmt.Fprintf(&s, "指纹 Fingerprint (SHA-256): %s\n", r.Fingerprint)
	fmt.Fprintf(&s, "名称 Names: %s\n", strings.Join(r.Names, ", "))
	fmt.Fprintf(&s, "有效至 Valid until: %s，剩余 %d 天 (%d days left)\n", i.Until.Format(time.DateOnly), r.DaysLeft, r.DaysLeft)
	if r.SelfSigned {
		s.WriteString("自签名：各终端须先核对指纹再信任。Signed by itself: compare the fingerprint before a client is told to trust it.\n")
	}
	for _, k := range kept {
		fmt.Fprintf(&s, "原文件留存 Former file kept: %s\n", k)
	}
	return r, s.String()
}

type tlsShowCmd struct {
	Cert string `name:"tls-cert" var:"SEALBOOK_TLS_CERT" placeholder:"FILE" help:"证书；默认为数据目录中的。The certificate; default: the one in the data folder."`
	Key  string `name:"tls-key" var:"SEALBOOK_TLS_KEY" placeholder:"FILE" help:"私钥。Its key."`
}

// Run shows the certificate that serve would use; it is an error when serve
// would refuse it.
func (c *tlsShowCmd) Run(env *Env) error {
	cfg, err := env.Config(nil)
	if err != nil {
		return err
	}
	p := tlskeys.Own(cfg.Data)
	if c.Cert != "" || c.Key != "" {
		p = tlskeys.Pair{Cert: c.Cert, Key: c.Key}
	} else if !p.There() {
		return errs.New(errs.NotFound, "tls.none",
			"数据目录 "+cfg.Data+" 中还没有证书。请运行 sealbook tls make --host 主机名，或 sealbook tls take。",
			"There is no certificate in the data folder "+cfg.Data+" yet. Run sealbook tls make --host NAME, or sealbook tls take.")
	}
	pair, err := tlskeys.Load(p)
	if err != nil {
		return err
	}
	result, text := tlsTold(p, tlskeys.Describe(pair.Leaf), nil)
	if err := tlskeys.Current(p, pair.Leaf, time.Now()); err != nil {
		return err
	}
	return env.Print(result, text)
}

// tlsHosts is --host for the subcommands that make or check a certificate.
type tlsHosts struct {
	Host []string `name:"host" var:"SEALBOOK_HOST" sep:"," placeholder:"NAME" help:"浏览器访问本服务所用的主机名或地址，可多个。Host names or addresses under which browsers reach the product."`
}

func (h tlsHosts) names() ([]string, error) {
	names, err := config.ParseHosts(h.Host)
	return tlskeys.Hosts(names), err
}

type tlsMakeCmd struct {
	tlsHosts `embed:""`
	Days     int  `name:"days" default:"825" placeholder:"N" help:"有效天数，1–3650。Days of validity."`
	Replace  bool `name:"replace" help:"更换已有的（原来的改名留存）。Replace the one there is; it is kept under another name."`
}

// Run makes the pair; without --host the names of the present one are kept.
func (c *tlsMakeCmd) Run(env *Env) error {
	cfg, err := env.Config(nil)
	if err != nil {
		return err
	}
	if c.Days < 1 || c.Days > 3650 {
		return errs.InvalidField("--days", "须在 1 与 3650 之间。", "must be between 1 and 3650.")
	}
	place := tlskeys.Own(cfg.Data)
	names, err := c.names()
	if err != nil {
		return err
	}
	if len(names) == 0 && c.Replace {
		names = tlskeys.Names(place.Cert)
	}
	done, err := tlskeys.Make(place, tlskeys.Put{
		Hosts: names, Now: time.Now(), Life: time.Duration(c.Days) * 24 * time.Hour, Replace: c.Replace,
	})
	if err != nil {
		return err
	}
	result, text := tlsTold(place, done.Info, done.Kept)
	return env.Print(result, text+tlsHow)
}

type tlsTakeCmd struct {
	tlsHosts `embed:""`
	Cert     string `name:"tls-cert" required:"" placeholder:"FILE" help:"证书（PEM，可含证书链）。Certificate (PEM, with its chain)."`
	Key      string `name:"tls-key" required:"" placeholder:"FILE" help:"私钥（PEM）。Key (PEM)."`
	Replace  bool   `name:"replace" help:"更换已有的（原来的改名留存）。Replace the one there is; it is kept under another name."`
}

// Run checks the organ's pair and copies it into the data folder.
func (c *tlsTakeCmd) Run(env *Env) error {
	cfg, err := env.Config(nil)
	if err != nil {
		return err
	}
	names, err := c.names()
	if err != nil {
		return err
	}
	place := tlskeys.Own(cfg.Data)
	done, err := tlskeys.Take(place, tlskeys.Pair{Cert: c.Cert, Key: c.Key}, tlskeys.Put{Hosts: names, Now: time.Now(), Replace: c.Replace})
	if err != nil {
		return err
	}
	result, text := tlsTold(place, done.Info, done.Kept)
	return env.Print(result, text+tlsHow)
}

const tlsHow = "正在运行的 serve 数秒内换用；没有在用 TLS 的需重新启动。A running serve takes it within seconds; one without TLS has to be started anew.\n" +
	"安全密钥绑定于第一个主机名，名称改变后须重新登记。Security keys are bound to the first host name: under another they have to be enrolled anew.\n"
