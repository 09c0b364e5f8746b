package store_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// cutter stands between client and Postgres. Armed, it cuts the connection at
// the COMMIT: before it reaches the server, or after the server has answered.
type cutter struct {
	listener net.Listener
	server   string
	armed    atomic.Int32 // 0 pass, 1 cut before, 2 cut after
}

func newCutter(t *testing.T, server string) *cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	c := &cutter{listener: l, server: server}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.serve(client)
		}
	}()
	t.Cleanup(func() { _ = l.Close() })
	return c
}

func (c *cutter) serve(client net.Conn) {
	defer func() { _ = client.Close() }()
	network := "tcp"
	if filepath.IsAbs(c.server) {
		network = "unix"
	}
	server, err := net.Dial(network, c.server)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	var dropAnswer atomic.Bool
	go func() {
		b := make([]byte, 1<<16)
		for {
			n, err := server.Read(b)
			if err != nil || dropAnswer.Load() {
				_ = client.Close()
				return
			}
			if _, err := client.Write(b[:n]); err != nil {
				return
			}
		}
	}()
	b := make([]byte, 1<<16)
	for {
		n, err := client.Read(b)
		if err != nil {
			return
		}
		if bytes.Contains(b[:n], []byte("commit")) || bytes.Contains(b[:n], []byte(preparedCommit)) {
			switch c.armed.Swap(0) {
			case 1:
				return
			case 2:
				dropAnswer.Store(true)
			}
		}
		if _, err := io.Copy(server, bytes.NewReader(b[:n])); err != nil {
			return
		}
	}
}

// preparedCommit is the name under which the driver keeps the statement.
var preparedCommit = func() string {
	sum := sha256.Sum256([]byte("commit"))
	return hex.EncodeToString(sum[:24])
}()

// A connection that breaks at COMMIT: what was committed is found by its uid and
// reported as done; what was not is reported as unknown and never sent twice.
func TestALostCommitIsLookedUpAndNeverRepeated(t *testing.T) {
	address := storetest.PostgresMigrated(t)
	u, err := url.Parse(address)
	must(t, err)
	server := u.Host
	if h := u.Query().Get("host"); h != "" { // a socket directory
		port := cmp.Or(u.Port(), "5432")
		if p := u.Query().Get("port"); p != "" {
			port = p
		}
		server = filepath.Join(h, ".s.PGSQL."+port)
	}
	c := newCutter(t, server)
	u.Host = c.listener.Addr().String()
	q := u.Query()
	q.Del("host")
	q.Del("port")
	q.Set("sslmode", "disable")
	u.RawQuery = q.Encode()
	s, err := store.Open(ctx, store.Options{URL: u.String()})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	o := newOrgan(t, s)
	id := register(t, s, "GW", o.east, 1)[0]

	runs := 0
	write := func(uid string) error {
		return s.Write(ctx, func(x *store.Tx) error {
			runs++
			return x.Append("p", uid, event.Of(asset.Cleared{Asset: id}, subject(asset.KindSubject, id)))
		})
	}
	c.armed.Store(2)
	must(t, write("arrived"))
	if v := load(t, s, id).Version; v != 2 || runs != 1 || c.armed.Load() != 0 {
		t.Errorf("version %d after %d runs", v, runs)
	}
	c.armed.Store(1)
	if err := write("lost"); errs.As(err).Code != "store.outcome_unknown" {
		t.Errorf("a commit that never arrived: %v", err)
	}
	if v := load(t, s, id).Version; v != 2 || runs != 2 {
		t.Errorf("version %d after %d runs", v, runs)
	}
	must(t, write("lost")) // asked again, it is done, once
	if v := load(t, s, id).Version; v != 3 {
		t.Errorf("version %d", v)
	}
	noMismatch(t, s)
}
