package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/config"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// databaseFile is the embedded database inside the data folder.
const databaseFile = "sealbook.db"

// book is the opened store with what works on it.
type book struct {
	store *store.Store
	app   *app.App
	auth  *auth.Service
}

// opening are the choices that differ between subcommands.
type opening struct {
	create bool             // make the data folder and the database when absent
	clock  func() time.Time // nil is the machine's
	rand   io.Reader        // nil is the machine's
}

// openBook opens the store the configuration names and brings its schema up to
// date.
func openBook(ctx context.Context, env *Env, c config.Config, o opening) (*book, error) {
	opt := store.Options{URL: c.Database, Clock: o.clock, Rand: o.rand}
	if !c.Postgres() {
		path, err := dataFile(c.Data, o.create)
		if err != nil {
			return nil, err
		}
		opt.Path = path
	}
	s, err := store.Open(ctx, opt)
	if err != nil {
		return nil, err
	}
	if err := s.Migrate(ctx); err != nil {
		s.Close()
		return nil, err
	}
	byDefault := config.DefaultServing()
	au, err := auth.New(s, auth.Options{
		Party: partyOf(c),
		Zone:  c.Location(), Idle: set(c.SessionIdle, byDefault.SessionIdle), Max: set(c.SessionMax, byDefault.SessionMax),
	})
	if err != nil {
		s.Close()
		return nil, err
	}
	return &book{store: s, app: app.New(s, app.Options{Zone: c.Location(), Answers: auth.CheckEnrolled, Keys: au.KeysWork, Rand: o.rand, Log: env.Logger(c)}), auth: au}, nil
}

// partyOf is what security keys are bound to.
func partyOf(c config.Config) auth.RelyingParty {
	return auth.RelyingParty{ID: c.RelyingParty(), Origins: c.Origins()}
}

func (b *book) Close() error { return b.store.Close() }

// set gives a limit that was set, 0 for one left at its default: then the
// policy's alone counts, and the security administrator may change it.
func set(value, byDefault time.Duration) time.Duration {
	if value == byDefault {
		return 0
	}
	return value
}

// dataFile names the database file; without create it must be there already, so
// that a mistyped folder does not start an empty book.
func dataFile(dir string, create bool) (string, error) {
	path := filepath.Join(dir, databaseFile)
	if create {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", errs.New(errs.Invalid, "data.folder",
				"无法创建数据目录 "+dir+"，请检查路径与权限。", "Cannot create the data folder "+dir+"; check path and rights.").WithCause(err)
		}
		return path, ownerOnly(path, true)
	}
	if _, err := os.Stat(path); err != nil {
		return "", errs.New(errs.NotFound, "data.absent",
			"数据目录 "+dir+" 中没有台账数据库，请用 --data 指明目录，或先运行 sealbook init。",
			"There is no book in the data folder "+dir+"; name the folder with --data, or run sealbook init first.").WithCause(err)
	}
	return path, ownerOnly(path, false)
}

// ownerOnly makes the database, and what SQLite keeps beside it, the owner's
// alone: whatever the folder and the umask, nobody else on the machine reads the
// ledger. SQLite gives the files beside it the mode of the database.
func ownerOnly(path string, create bool) error {
	if create {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			return errs.New(errs.Invalid, "data.file", "无法写入数据库文件 "+path+"，请检查路径与权限。",
				"Cannot write the database file "+path+"; check path and rights.").WithCause(err)
		}
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm()&0o077 == 0 {
			continue // absent, or as it should be
		}
		if err := os.Chmod(name, 0o600); err != nil {
			return errs.New(errs.Invalid, "data.mode", "数据库文件 "+name+" 可被其他用户读取，且无法收紧权限。请由其所有者执行 chmod 600。",
				"The database file "+name+" can be read by others and its mode cannot be changed. Have its owner run chmod 600 on it.").WithCause(err)
		}
	}
	return nil
}

// Acting is for subcommands that act as an account: with its password (and
// one-time code) or one of its tokens, and with no rights of their own.
type Acting struct {
	Account string `name:"account" var:"SEALBOOK_ACCOUNT" placeholder:"NAME" help:"以哪个账号办理；口令取自 SEALBOOK_PASSWORD，未设则询问；也可改设接口令牌 SEALBOOK_TOKEN。Account to act as; password from SEALBOOK_PASSWORD, else asked; a token in SEALBOOK_TOKEN does instead."`
	TOTP    string `name:"totp" var:"SEALBOOK_TOTP" placeholder:"CODE" help:"动态口令，六位，账号有第二因素时须给出。One-time code, where the account has a second factor."`
}

// signIn opens a session for the account, or takes its token. The returned
// function ends the session.
func (a Acting) signIn(env *Env, b *book) (org.Actor, func(), error) {
	if token, ok := config.Lookup(env.Environ, config.TokenVariable); ok && token != "" {
		open, actor, err := b.auth.ResolveToken(env.Context, token, shellAddr)
		if err == nil && a.Account != "" && !strings.EqualFold(strings.TrimSpace(a.Account), open.Login) {
			err = errTokenOther
		}
		return actor, func() {}, err
	}
	if a.Account == "" {
		return org.Actor{}, nil, errNoAccount
	}
	password, ok := env.Password()
	if !ok {
		var err error
		if password, err = env.ask("口令 Password ("+a.Account+"): ", errNoPassword); err != nil {
			return org.Actor{}, nil, err
		}
	}
	token, open, err := b.auth.OpenWith(env.Context, auth.Shell, auth.Given{Login: a.Account, Password: password, Code: a.TOTP, Addr: shellAddr})
	if err != nil {
		return org.Actor{}, nil, err
	}
	end := func() {
		if err := b.auth.SignOut(context.WithoutCancel(env.Context), token); err != nil {
			fmt.Fprintf(env.Stderr, "sealbook: %s\n会话未能结束，到期后自动失效。\nThe session was not ended; it lapses by itself.\n", errs.As(err).Code)
		}
	}
	if err := ready(open); err != nil {
		end()
		return org.Actor{}, nil, err
	}
	_, actor, err := b.auth.Resolve(env.Context, token)
	if err != nil {
		end()
		return org.Actor{}, nil, err
	}
	return actor, end, nil
}

// ready refuses a session whose holder has to do something first: the shell is
// no way around a second factor or a password that has expired.
func ready(open auth.Session) error {
	switch open.Must {
	case auth.MustNothing:
		return nil
	case auth.MustFactor:
		return errs.New(errs.Unauthenticated, "cli.factor", "该账号有第二因素：请用 --totp 或 SEALBOOK_TOTP 给出动态口令；只有安全密钥的账号请在页面办理，或使用接口令牌。",
			"The account has a second factor: give its one-time code with --totp or SEALBOOK_TOTP; with a security key only, use the pages or a token.")
	case auth.MustPassword:
		return errs.New(errs.Unauthenticated, "cli.password_expired", "口令已到期，请先在页面修改口令。", "The password has expired: change it at the pages first.")
	default:
		return errs.New(errs.Unauthenticated, "cli.enrol", "策略要求第二因素，请先在页面登记。", "The policy asks for a second factor: enter one at the pages first.")
	}
}

// ask reads one secret line, without echo at a terminal; missing is the error
// when there is nothing to read. It takes no more than the line, so that what
// is asked next finds its own.
func (e *Env) ask(prompt string, missing *errs.Error) (string, error) {
	fmt.Fprint(e.Stderr, prompt)
	if f, ok := e.Stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(e.Stderr)
		if err != nil {
			return "", errs.Wrap(err, "cli.password")
		}
		return string(b), nil
	}
	var line []byte
	for one := make([]byte, 1); ; {
		n, err := e.Stdin.Read(one)
		if n == 1 && one[0] != '\n' {
			line = append(line, one[0])
		}
		if err != nil && len(line) == 0 {
			return "", missing
		}
		if err != nil || n == 1 && one[0] == '\n' {
			return strings.TrimRight(string(line), "\r"), nil
		}
	}
}

// Errors of what was neither given nor could be asked for.
var (
	errNoAccount = errs.New(errs.Invalid, "cli.account",
		"未写明账号：请用 --account 或 SEALBOOK_ACCOUNT 给出，或设置接口令牌 SEALBOOK_TOKEN。",
		"No account named: give it with --account or SEALBOOK_ACCOUNT, or set a token in SEALBOOK_TOKEN.")
	errTokenOther = errs.New(errs.Unauthenticated, "cli.token_other",
		"SEALBOOK_TOKEN 属于另一账号，与 --account 不符。请改正其一。", "SEALBOOK_TOKEN belongs to another account than --account names. Correct one of them.")
	errNoPassword = errs.New(errs.Unauthenticated, "cli.password",
		"未提供口令：请设置 SEALBOOK_PASSWORD，或在终端中输入。", "No password given: set SEALBOOK_PASSWORD or type it at a terminal.")
	errNoCode = errs.New(errs.Unauthenticated, "cli.code",
		"未提供激活码：请用 --code 给出，或在终端中输入。", "No activation code given: name it with --code or type it at a terminal.")
)
