package storetest

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// howToInstall ends every complaint about a missing Postgres.
const howToInstall = "install it with `apt-get install postgresql` (or run .ci/setup), or set SEALBOOK_TEST_POSTGRES to the URL of a server whose user may create databases"

// cluster is a private Postgres server: its own folder, reached by a socket in
// a folder only its user and root can enter, no TCP port.
type cluster struct {
	dir  string
	keep io.Closer // the pipe whose end tells the watchdog that we are gone
	gone chan error
}

var (
	once    sync.Once
	shared  *cluster
	sharedE error
)

// private returns the cluster of this test binary, started at first use. It is
// not stopped by the test: the watchdog stops it when the process is gone, in
// whatever way it went.
func private() (*cluster, error) {
	once.Do(func() { shared, sharedE = start(forTests) })
	return shared, sharedE
}

// watchdog runs the server and waits on standard input, the read end of a pipe
// whose write end only the test process holds. End of file means that process
// ended, be it by a panic, a timeout or kill -9; then the server is stopped, by
// force if it does not follow in 10 s, and the folder removed.
const watchdog = `
trap '' HUP INT TERM
bin=$1 dir=$2
shift 2
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c logging_collector=off "$@" </dev/null >"$dir/log" 2>&1 &
cat >/dev/null
"$bin/pg_ctl" stop -D "$dir/data" -m fast -t 10 >/dev/null 2>&1 || "$bin/pg_ctl" stop -D "$dir/data" -m immediate -t 10 >/dev/null 2>&1
wait
rm -rf "$dir"
`

// forTests gives up durability: a test database does not outlive its test.
var forTests = []string{
	"fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB", "autovacuum=off",
}

func start(settings []string) (*cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	attr, uid, gid, err := identity()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sealbook-pg-")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir}
	if err := c.boot(bin, settings, attr, uid, gid); err != nil {
		c.stop()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return c, nil
}

func (c *cluster) boot(bin string, settings []string, attr *syscall.SysProcAttr, uid, gid int) error {
	// The kernel's limit for a socket's path is 107 bytes.
	if len(c.dir)+len("/.s.PGSQL.5432") > 107 {
		return fmt.Errorf("the temporary folder %s is too long a path for a socket: set TMPDIR to a shorter one", c.dir)
	}
	if err := os.Chown(c.dir, uid, gid); err != nil {
		return err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", c.dir+"/data", "-U", "sealbook", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	initdb.SysProcAttr, initdb.Dir = attr, "/"
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	args := []string{"-c", watchdog, "sh", bin, c.dir}
	for _, set := range settings {
		args = append(args, "-c", set)
	}
	dog := exec.Command("/bin/sh", args...)
	dog.SysProcAttr, dog.Dir = attr, "/"
	keep, err := dog.StdinPipe()
	if err != nil {
		return err
	}
	if err := dog.Start(); err != nil {
		return err
	}
	c.keep = keep
	return c.await(dog)
}

// await waits until the server takes connections.
func (c *cluster) await(dog *exec.Cmd) error {
	c.gone = make(chan error, 1)
	go func() { c.gone <- dog.Wait() }()
	deadline := time.After(60 * time.Second)
	for {
		if ping(c.url("postgres")) == nil {
			return nil
		}
		select {
		case err := <-c.gone:
			return fmt.Errorf("the Postgres server ended at once: %w", err)
		case <-deadline:
			log, _ := os.ReadFile(c.dir + "/log")
			return fmt.Errorf("the Postgres server did not start within 60 s:\n%s", log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (c *cluster) stop() {
	if c.keep != nil {
		_ = c.keep.Close()
	}
}

func (c *cluster) url(database string) string {
	return "postgres://sealbook@/" + url.PathEscape(database) + "?host=" + url.QueryEscape(c.dir) + "&sslmode=disable"
}

// identity says as whom the server runs: as ourselves, or as the user postgres
// when we are root, since the server refuses root.
func identity() (attr *syscall.SysProcAttr, uid, gid int, err error) {
	// A session of its own: Ctrl-C in the terminal must not reach the watchdog
	// before it has cleaned up.
	attr = &syscall.SysProcAttr{Setsid: true}
	if os.Geteuid() != 0 {
		return attr, os.Geteuid(), os.Getegid(), nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, 0, 0, fmt.Errorf("running as root, and there is no user postgres to run the server as: %s", howToInstall)
	}
	if uid, err = strconv.Atoi(u.Uid); err != nil {
		return nil, 0, 0, err
	}
	if gid, err = strconv.Atoi(u.Gid); err != nil {
		return nil, 0, 0, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, uid, gid, nil
}

// binaries finds the newest server on this machine. Debian keeps them out of
// PATH, one folder a version.
func binaries() (string, error) { return newest("/usr/lib/postgresql/*/bin") }

func newest(pattern string) (string, error) {
	dirs, err := filepath.Glob(pattern)
	if err != nil {
		return "", err
	}
	version := func(dir string) int {
		n, _ := strconv.Atoi(strings.TrimSpace(filepath.Base(filepath.Dir(dir))))
		return n
	}
	sort.Slice(dirs, func(i, j int) bool { return version(dirs[i]) > version(dirs[j]) })
	for _, dir := range dirs {
		if complete(dir) {
			return dir, nil
		}
	}
	if path, err := exec.LookPath("initdb"); err == nil && complete(filepath.Dir(path)) {
		return filepath.Dir(path), nil
	}
	return "", errors.New("no Postgres server programs (initdb, postgres, pg_ctl) found: " + howToInstall)
}

func complete(dir string) bool {
	for _, name := range []string{"initdb", "postgres", "pg_ctl"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.IsDir() {
			return false
		}
	}
	return true
}
