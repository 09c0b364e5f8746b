package main

import (
	"fmt"
	"strings"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/config"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/tlskeys"
)

func init() {
	register("init", "建立台账：单位与三员，一次性激活码只显示一次。Found the book: the organ and its three administrators, with one-time codes shown once.",
		func() any { return &initCmd{} })
}

// initCmd founds the book. The three are persons from the start: an account
// belongs to somebody (REG 34).
type initCmd struct {
	Organ         string `name:"organ" var:"SEALBOOK_ORGAN" required:"" placeholder:"NAME" help:"单位名称。Name of the organ."`
	SystemAdmin   string `name:"system-admin" default:"sysadmin" placeholder:"LOGIN[=NAME]" help:"系统管理员：登录名或 登录名=姓名。System administrator: login, or login=name."`
	SecurityAdmin string `name:"security-admin" default:"secadmin" placeholder:"LOGIN[=NAME]" help:"安全管理员。Security administrator."`
	Auditor       string `name:"auditor" default:"auditor" placeholder:"LOGIN[=NAME]" help:"审计管理员。Auditor."`

	tlsHosts `embed:""`
	Cert     string `name:"tls-cert" placeholder:"FILE" help:"单位自有的 TLS 证书（PEM），放入数据目录；不给则按 --host 生成。The organ's own TLS certificate (PEM), put into the data folder; without it one is made for --host."`
	Key      string `name:"tls-key" placeholder:"FILE" help:"其私钥（PEM）。Its key (PEM)."`
}

// initResult is the line that --json prints.
type initResult struct {
	Organ    string        `json:"organ"`
	Accounts []initAccount `json:"accounts"`
	TLS      *tlsResult    `json:"tls,omitempty"`
}

type initAccount struct {
	Account string   `json:"account"`
	Name    string   `json:"name"`
	Code    string   `json:"activation_code"`
	Seats   []string `json:"seats"`
}

// Run creates the database and founds the organ, once.
func (c *initCmd) Run(env *Env) error {
	cfg, err := env.Config(nil)
	if err != nil {
		return err
	}
	b, err := openBook(env.Context, env, cfg, opening{create: true})
	if err != nil {
		return err
	}
	defer b.Close()
	three := []app.Administrator{
		administrator(c.SystemAdmin, org.SystemAdmin), administrator(c.SecurityAdmin, org.SecurityAdmin), administrator(c.Auditor, org.Auditor),
	}
	pair, certificate, told, err := c.certificate(env, cfg, b)
	if err != nil {
		return err
	}
	founded, err := b.app.Found(env.Context, strings.TrimSpace(c.Organ), three)
	if err != nil {
		if certificate != nil { // put down by this very call; what failed may be tried again
			tlskeys.Remove(pair)
		}
		return err
	}
	out := initResult{Organ: strings.TrimSpace(c.Organ)}
	var text strings.Builder
	fmt.Fprintf(&text, "%s：台账已建立。The book is founded.\n\n", out.Organ)
	for _, f := range founded {
		out.Accounts = append(out.Accounts, initAccount{Account: f.Login, Name: f.Name, Code: f.Code, Seats: []string{string(f.Seat)}})
		fmt.Fprintf(&text, "  %-16s %s  %s  %s\n", f.Login, f.Seat.Text().ZH, f.Seat.Text().EN, f.Code)
	}
	fmt.Fprintf(&text, "\n激活码只显示这一次，%d 日内有效；请当面分别交给三人，由其本人设置口令。\n", int(app.ActivationLife.Hours()/24))
	fmt.Fprintf(&text, "The codes are shown this once and valid for %d days: hand each to its owner, who sets the password himself.", int(app.ActivationLife.Hours()/24))
	out.TLS = certificate
	text.WriteString("\n\n" + told)
	return env.Print(out, text.String())
}

// certificate puts the TLS pair into the data folder before the book is founded:
// the codes are shown once, and nothing may fail after them. Where the organ is
// founded already nothing is made; the founding then says so.
func (c *initCmd) certificate(env *Env, cfg config.Config, b *book) (tlskeys.Pair, *tlsResult, string, error) {
	place := tlskeys.Own(cfg.Data)
	names, err := c.names()
	if err != nil {
		return place, nil, "", err
	}
	if name, err := b.store.OrganName(env.Context); err != nil || name != "" {
		return place, nil, "", err
	}
	var done tlskeys.Done
	switch put := (tlskeys.Put{Hosts: names, Now: time.Now()}); {
	case c.Cert != "" || c.Key != "":
		if c.Cert == "" || c.Key == "" {
			return place, nil, "", errs.InvalidField("--tls-cert, --tls-key", "证书与私钥必须同时给出。", "certificate and key must be given together.")
		}
		done, err = tlskeys.Take(place, tlskeys.Pair{Cert: c.Cert, Key: c.Key}, put)
	case len(names) > 0:
		done, err = tlskeys.Make(place, put)
	default:
		return place, nil, noCertificate, nil
	}
	if err != nil {
		return place, nil, "", err
	}
	result, text := tlsTold(place, done.Info, nil)
	return place, &result, text, nil
}

const noCertificate = "没有证书：服务只在本机（localhost）可用。供网络使用请先运行 sealbook tls make --host 主机名。\n" +
	"There is no certificate: the product is served on this machine (localhost) only. For a network run sealbook tls make --host NAME first."

// administrator reads LOGIN or LOGIN=NAME; the name defaults to the seat's.
func administrator(s string, seat org.Seat) app.Administrator {
	login, name, _ := strings.Cut(s, "=")
	if name = strings.TrimSpace(name); name == "" {
		name = seat.Text().ZH
	}
	return app.Administrator{Login: strings.ToLower(strings.TrimSpace(login)), Name: name, Seat: seat}
}
