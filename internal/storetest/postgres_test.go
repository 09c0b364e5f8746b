package storetest

import (
	"bufio"
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func mustExec(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(context.Background(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func scalar[T any](t *testing.T, conn *pgx.Conn, sql string) T {
	t.Helper()
	var v T
	if err := conn.QueryRow(context.Background(), sql).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// migration creates one table and counts its calls.
func migration(calls *int) func(string) error {
	return func(address string) error {
		*calls++
		conn, err := pgx.Connect(context.Background(), address)
		if err != nil {
			return err
		}
		_, err = conn.Exec(context.Background(), "CREATE TABLE book (id int PRIMARY KEY)")
		return errors.Join(err, conn.Close(context.Background()))
	}
}

func TestEachTestHasItsOwnMigratedDatabase(t *testing.T) {
	calls := 0
	schema := Schema{Version: "own " + token(), Migrate: migration(&calls)}
	a, b := connect(t, Postgres(t, schema)), connect(t, Postgres(t, schema))
	mustExec(t, a, "INSERT INTO book VALUES (1)")
	if n := scalar[int](t, b, "SELECT count(*) FROM book"); n != 0 {
		t.Errorf("the second database sees %d rows of the first", n)
	}
	if calls != 1 {
		t.Errorf("migrated %d times, want once for both", calls)
	}
	if name := scalar[string](t, a, "SELECT current_database()"); !strings.HasPrefix(name, "sealbook_test_") {
		t.Errorf("database %s", name)
	}
}

func TestOtherVersionIsMigratedAnew(t *testing.T) {
	calls := 0
	Postgres(t, Schema{Version: "v1 " + token(), Migrate: migration(&calls)})
	Postgres(t, Schema{Version: "v2 " + token(), Migrate: migration(&calls)})
	if calls != 2 {
		t.Errorf("migrated %d times, want 2", calls)
	}
}

func TestEmptySchemaIsAnEmptyDatabase(t *testing.T) {
	conn := connect(t, Postgres(t, Schema{}))
	if n := scalar[int](t, conn, "SELECT count(*) FROM information_schema.tables WHERE table_schema='public'"); n != 0 {
		t.Errorf("%d tables", n)
	}
	if enc := scalar[string](t, conn, "SHOW server_encoding"); enc != "UTF8" {
		t.Errorf("encoding %s", enc)
	}
}

func TestDatabaseIsDroppedAfterTheTest(t *testing.T) {
	var address string
	t.Run("inner", func(t *testing.T) {
		address = Postgres(t, Schema{})
		// Left open on purpose: the drop has to cut it.
		if _, err := pgx.Connect(context.Background(), address); err != nil {
			t.Fatal(err)
		}
	})
	if err := ping(address); err == nil || !strings.Contains(err.Error(), "3D000") {
		t.Errorf("database is still there: %v", err)
	}
}

func TestParallelTests(t *testing.T) {
	calls := 0
	schema := Schema{Version: "parallel " + token(), Migrate: migration(&calls)}
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := ping(Postgres(t, schema)); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if calls != 1 {
		t.Errorf("migrated %d times", calls)
	}
}

func TestFailedMigrationIsNeverTakenForWhole(t *testing.T) {
	srv, err := server()
	if err != nil {
		t.Fatal(err)
	}
	version := "broken " + token()
	fails := Schema{Version: version, Migrate: func(address string) error {
		calls := 0
		return errors.Join(migration(&calls)(address), errors.New("second statement"))
	}}
	if _, err := srv.template(fails); err == nil || !strings.Contains(err.Error(), "second statement") {
		t.Fatalf("got %v", err)
	}
	// Another test binary on the same server, with the mended migration.
	calls := 0
	if _, err := newHost(srv.url).template(Schema{Version: version, Migrate: migration(&calls)}); err != nil || calls != 1 {
		t.Errorf("mended migration: %v, %d calls: the half-made template was reused", err, calls)
	}
	// A third one finds the whole template.
	if _, err := newHost(srv.url).template(Schema{Version: version, Migrate: migration(&calls)}); err != nil || calls != 1 {
		t.Errorf("finished template: %v, %d calls", err, calls)
	}
}

func TestMigrateNeedsAVersion(t *testing.T) {
	srv, err := server()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := srv.template(Schema{Migrate: func(string) error { return nil }}); err == nil {
		t.Error("a schema without a version would be mixed up with another")
	}
}

func TestNamedServerIsUsed(t *testing.T) {
	srv, err := external("postgres://u:p@db:5432/postgres?sslmode=disable")
	if err != nil || srv.url("x") != "postgres://u:p@db:5432/x?sslmode=disable" {
		t.Errorf("%v %v", srv, err)
	}
	if _, err := external("db:5432"); err == nil || !strings.Contains(err.Error(), "SEALBOOK_TEST_POSTGRES") {
		t.Errorf("got %v", err)
	}
}

func TestMissingPostgresSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := newest(filepath.Join(t.TempDir(), "*/bin"))
	if err == nil || !strings.Contains(err.Error(), "apt-get install postgresql") || !strings.Contains(err.Error(), "SEALBOOK_TEST_POSTGRES") {
		t.Errorf("got %v", err)
	}
}

func TestNewestCompleteVersionIsTaken(t *testing.T) {
	dir := t.TempDir()
	for _, v := range []string{"9", "15", "17"} {
		if err := os.MkdirAll(filepath.Join(dir, v, "bin"), 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"initdb", "postgres", "pg_ctl"} {
			if v == "17" && name == "postgres" {
				continue // client programs only
			}
			if err := os.WriteFile(filepath.Join(dir, v, "bin", name), nil, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, err := newest(filepath.Join(dir, "*/bin")); err != nil || got != filepath.Join(dir, "15", "bin") {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestKilledProcessLeavesNothing runs this test binary again, lets it start a
// cluster, kills it with SIGKILL and waits for server and folder to be gone.
func TestKilledProcessLeavesNothing(t *testing.T) {
	child := exec.Command(os.Args[0], "-test.run=^TestChildHoldsACluster$", "-test.v")
	// Without the variable the child starts a private cluster even where this run uses a named server.
	child.Env = append(os.Environ(), "SEALBOOK_TEST_POSTGRES=", "STORETEST_HOLD=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var dir string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if d, ok := strings.CutPrefix(lines.Text(), "cluster "); ok {
			dir = d
			break
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed: its error is expected
	if dir == "" {
		t.Fatal("the child started no cluster")
	}
	c := &cluster{dir: dir}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		_, err := os.Stat(dir)
		if os.IsNotExist(err) && ping(c.url("postgres")) != nil {
			return
		}
	}
	t.Errorf("20 s after the kill the cluster in %s is still there", dir)
}

// TestChildHoldsACluster does its work only in the child of the test above.
func TestChildHoldsACluster(t *testing.T) {
	if os.Getenv("STORETEST_HOLD") == "" {
		return
	}
	u, err := url.Parse(Postgres(t, Schema{}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stdout.WriteString("cluster " + u.Query().Get("host") + "\n"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Minute)
}
