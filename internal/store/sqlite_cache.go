package store

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"modernc.org/sqlite"
)

// cachedSQLite names the driver below: modernc's, with compiled statements kept
// per connection. Compiling a wide INSERT costs more than running it, and
// database/sql cannot keep statements across transactions on one connection.
const cachedSQLite = "sqlite+cache"

// statementsPerConn bounds the cache of a connection; beyond it, statements of
// rare shapes (IN lists, batches) push each other out.
const statementsPerConn = 200

func init() { sql.Register(cachedSQLite, cachingDriver{}) }

type cachingDriver struct{}

// Open makes one connection.
func (cachingDriver) Open(dsn string) (driver.Conn, error) {
	c, err := (&sqlite.Driver{}).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &cachingConn{conn: c, kept: map[string]*keptStatement{}}, nil
}

// cachingConn is used by one goroutine at a time (database/sql sees to that).
type cachingConn struct {
	conn  driver.Conn
	kept  map[string]*keptStatement
	clock uint64
}

type keptStatement struct {
	driver.Stmt
	used uint64
	busy bool // rows of it are being read
}

func (c *cachingConn) statement(ctx context.Context, query string) (*keptStatement, error) {
	c.clock++
	if s, ok := c.kept[query]; ok && !s.busy {
		s.used = c.clock
		return s, nil
	}
	st, err := c.conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &keptStatement{Stmt: st, used: c.clock}
	if _, taken := c.kept[query]; !taken {
		c.evict()
		c.kept[query] = s
	}
	return s, nil
}

func (c *cachingConn) evict() {
	if len(c.kept) < statementsPerConn {
		return
	}
	var oldest string
	var at uint64
	for q, s := range c.kept {
		if !s.busy && (oldest == "" || s.used < at) {
			oldest, at = q, s.used
		}
	}
	if oldest != "" {
		_ = c.kept[oldest].Close()
		delete(c.kept, oldest)
	}
}

// done closes a statement that is not in the cache.
func (c *cachingConn) done(query string, s *keptStatement) {
	s.busy = false
	if c.kept[query] != s {
		_ = s.Close()
	}
}

// ExecContext runs a statement without rows. One without arguments goes straight
// to the driver: it may be a script, which cannot be kept.
func (c *cachingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if len(args) == 0 {
		return c.conn.(driver.ExecerContext).ExecContext(ctx, query, args)
	}
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	defer c.done(query, s)
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

// QueryContext runs a statement with rows.
func (c *cachingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if len(args) == 0 {
		return c.conn.(driver.QueryerContext).QueryContext(ctx, query, args)
	}
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		c.done(query, s)
		return nil, err
	}
	s.busy = true
	return &keptRows{Rows: rows, end: func() { c.done(query, s) }}, nil
}

type keptRows struct {
	driver.Rows
	end func()
}

// Close gives the statement back.
func (r *keptRows) Close() error {
	err := r.Rows.Close()
	if r.end != nil {
		r.end()
		r.end = nil
	}
	return err
}

// Prepare and the rest hand through to the driver.
func (c *cachingConn) Prepare(query string) (driver.Stmt, error) { return c.conn.Prepare(query) }

// PrepareContext hands through.
func (c *cachingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
}

// Begin hands through.
func (c *cachingConn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// BeginTx hands through.
func (c *cachingConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}

// Ping hands through.
func (c *cachingConn) Ping(ctx context.Context) error { return c.conn.(driver.Pinger).Ping(ctx) }

// ResetSession hands through.
func (c *cachingConn) ResetSession(ctx context.Context) error {
	return c.conn.(driver.SessionResetter).ResetSession(ctx)
}

// IsValid hands through.
func (c *cachingConn) IsValid() bool { return c.conn.(driver.Validator).IsValid() }

// Close ends the statements and the connection.
func (c *cachingConn) Close() error {
	for q, s := range c.kept {
		_ = s.Close()
		delete(c.kept, q)
	}
	return c.conn.Close()
}
