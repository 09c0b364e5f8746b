package config

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"sealbook/internal/errs"
	"sealbook/internal/tlskeys"
)

// parse fills the parts as cmd does: from arguments and a given environment.
func parse(t *testing.T, args, environ []string) (Config, error) {
	t.Helper()
	var cli struct {
		Storage
		Logging
		Serving
	}
	k, err := kong.New(&cli, append(Options(environ), kong.Exit(func(int) {}))...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Parse(args); err != nil {
		return Config{}, err
	}
	return Build(cli.Storage, cli.Logging, cli.Serving)
}

func TestDefaultsOfTheTagsAreTheDefaultsOfTheCode(t *testing.T) {
	got, err := parse(t, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Offline(Storage{}, DefaultLogging())
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != want.String() {
		t.Errorf("tags  %s\ncode  %s", got, want)
	}
	if got.Data != "data" || got.Location().String() != "Asia/Shanghai" || got.Level() != slog.LevelInfo || got.Postgres() || got.Secure() {
		t.Errorf("defaults: %s", got)
	}
}

func TestFlagBeatsVariableBeatsDefault(t *testing.T) {
	environ := []string{"SEALBOOK_LISTEN=127.0.0.1:1", "SEALBOOK_LISTEN=127.0.0.1:8181", "SEALBOOK_SESSION_IDLE=20m", "SEALBOOK_TRUSTED_PROXIES=10.0.0.5,10.1.0.0/16", "SEALBOOK_ORGAN="}
	c, err := parse(t, []string{"--session-idle=30m"}, environ)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8181" || c.SessionIdle != 30*time.Minute || c.OpsListen != "127.0.0.1:9080" {
		t.Errorf("got %s", c)
	}
	if got := fmt.Sprint(c.Proxies()); got != "[10.0.0.5/32 10.1.0.0/16]" {
		t.Errorf("proxies %s", got)
	}
}

func TestProcessEnvironmentIsNotRead(t *testing.T) {
	t.Setenv("SEALBOOK_LISTEN", "127.0.0.1:7777")
	c, err := parse(t, nil, nil)
	if err != nil || c.Listen != "127.0.0.1:8080" {
		t.Errorf("listen %q, %v: the process environment leaked in", c.Listen, err)
	}
}

func TestWrongSettingsAreNamedByFlagAndVariable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cert.pem")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		args string
		flag string
	}{
		{"--listen=0.0.0.0:8080", "listen"},
		{"--listen=:8080", "listen"},
		{"--listen=192.0.2.1:8080", "listen"},
		{"--listen=8080", "listen"},
		{"--listen=127.0.0.1:70000", "listen"},
		{"--ops-listen=0.0.0.0:9080", "ops-listen"},
		{"--ops-listen=127.0.0.1:8080", "ops-listen"},
		{"--tls-min=1.1", "tls-min"},
		{"--tls-cert=" + file, "tls-key"},
		{"--tls-key=" + file, "tls-cert"},
		{"--tls-cert=" + file + " --tls-key=/nowhere/key.pem", "tls-key"},
		{"--database=mysql://u:s3cret@h/db", "database"},
		{"--database=postgres://u:s3cret@h:5432/", "database"},
		{"--database=postgres://u:s3cret%@h/db", "database"},
		{"--log-level=loud", "log-level"},
		{"--lang=fr", "lang"},
		{"--timezone=Mars/Base", "timezone"},
		{"--session-idle=10s", "session-idle"},
		{"--session-max=5m", "session-max"},
		{"--trusted-proxies=everyone", "trusted-proxies"},
		{"--trusted-proxies=0.0.0.0/0", "trusted-proxies"},
		{"--proxy-tls", "proxy-tls"},
	} {
		t.Run(tc.args, func(t *testing.T) {
			_, err := parse(t, strings.Fields(tc.args), nil)
			var e *errs.Error
			if !errors.As(err, &e) || e.Kind != errs.Invalid || len(e.Fields) != 1 {
				t.Fatalf("got %v, want exactly one wrong setting", err)
			}
			f := e.Fields[0]
			if f.Name != "--"+tc.flag+" / "+Variable(tc.flag) || f.Text.ZH == "" || f.Text.EN == "" {
				t.Errorf("field %+v, want it to name %s", f, tc.flag)
			}
			if strings.Contains(fmt.Sprintf("%v %+v", err, e), "s3cret") {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

func TestAllWrongSettingsAreToldAtOnce(t *testing.T) {
	_, err := parse(t, []string{"--lang=fr", "--listen=0.0.0.0:1", "--timezone="}, nil)
	if e := errs.As(err); len(e.Fields) != 3 {
		t.Errorf("%d fields: %v", len(e.Fields), err)
	}
}

func TestOpenAddressNeedsTLS(t *testing.T) {
	dir := t.TempDir()
	for _, n := range []string{"c", "k"} {
		if err := os.WriteFile(filepath.Join(dir, n), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"--listen=0.0.0.0:8443", "--tls-cert=" + dir + "/c", "--tls-key=" + dir + "/k"},
		{"--listen=0.0.0.0:8080", "--proxy-tls", "--trusted-proxies=10.0.0.5"},
		{"--listen=[::1]:8080"}, {"--listen=localhost:8080"}, {"--listen=127.8.9.1:0"},
		{"--ops-listen=0.0.0.0:9080", "--ops-public"}, {"--ops-listen=off"},
	} {
		if c, err := parse(t, args, nil); err != nil {
			t.Errorf("%v refused: %v", args, err)
		} else if want := strings.Contains(args[0], "0.0.0.0:8"); c.Secure() != want {
			t.Errorf("%v: secure %v", args, c.Secure())
		}
	}
}

func TestPasswordIsNeverPrinted(t *testing.T) {
	for _, raw := range []string{
		"postgres://app:s3cret@db:5432/book?sslmode=disable",
		"postgres://app@db/book?password=s3cret",
		"postgres://db/book?sslpassword=s3cret&x=1",
	} {
		c, err := parse(t, []string{"--database=" + raw}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "config", c, "storage", c.Storage)
		all := log.String() + fmt.Sprintf("%v %+v %#v %s %v %+v %#v", c, c, c, c, c.Storage, c.Storage, c.Storage) + fmt.Sprint(&c)
		if strings.Contains(all, "s3cret") {
			t.Errorf("password shown: %s", all)
		}
		if !strings.Contains(all, "db") || !strings.Contains(all, redacted) {
			t.Errorf("host lost or nothing redacted: %s", all)
		}
	}
	if got := redactURL("://s3cret"); got != redacted {
		t.Errorf("unparsable URL shown: %s", got)
	}
}

func TestUnknownVariableIsRefused(t *testing.T) {
	known := map[string]bool{"SEALBOOK_LISTEN": true}
	if err := Unknown([]string{"SEALBOOK_LISTEN=x", "SEALBOOK_PASSWORD=y", "SEALBOOK_TEST_POSTGRES=z", "HOME=/"}, known); err != nil {
		t.Error(err)
	}
	err := Unknown([]string{"SEALBOOK_LISTNE=s3cret"}, known)
	if err == nil || !strings.Contains(err.Error(), "SEALBOOK_LISTNE") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v", err)
	}
}

func TestHelpNamesTheVariable(t *testing.T) {
	var cli struct{ Serving }
	var out bytes.Buffer
	k, err := kong.New(&cli, append(Options(nil), kong.Exit(func(int) {}), kong.Writers(&out, &out))...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Parse([]string{"--help"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(strings.Fields(out.String()), ""), "($SEALBOOK_OPS_LISTEN)") {
		t.Errorf("help does not name the variable:\n%s", out.String())
	}
}

func TestTheOrgansOwnPairIsUsedWhereThereIsOne(t *testing.T) {
	data := t.TempDir()
	own := tlskeys.Own(data)
	if _, err := tlskeys.Make(own, tlskeys.Put{Hosts: []string{"book.example", "127.0.0.1"}, Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	c, err := parse(t, []string{"--listen=0.0.0.0:8443", "--data=" + data}, nil)
	if err != nil || !c.TLS() || !c.Secure() || !c.OwnPair() || c.TLSCert != own.Cert || fmt.Sprint(c.Origins()) != "[https://book.example:8443 https://127.0.0.1:8443]" {
		t.Errorf("%s %v %v", c, c.Origins(), err)
	}
	if c, err = parse(t, []string{"--host=other.example", "--data=" + data}, nil); err != nil || c.RelyingParty() != "other.example" {
		t.Errorf("a name given does not count: %s %v", c, err)
	}
	if c, err = parse(t, []string{"--proxy-tls", "--trusted-proxies=10.0.0.5", "--data=" + data}, nil); err != nil || c.TLS() {
		t.Errorf("behind a proxy: %s %v", c, err)
	}
	if err := os.Remove(own.Key); err != nil {
		t.Fatal(err)
	}
	if _, err = parse(t, []string{"--data=" + data}, nil); err == nil || !strings.Contains(err.Error(), own.Key) {
		t.Errorf("half a pair: %v", err)
	}
	if _, err := Offline(Storage{Data: data}, DefaultLogging()); err != nil {
		t.Errorf("half a pair stops a command that does not serve: %v", err)
	}
}
