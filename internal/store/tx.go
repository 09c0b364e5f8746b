package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"gorm.io/gorm"

	"sealbook/internal/errs"
)

const (
	maxRetries  = 10 // of a transaction that lost a race
	maxRestarts = 6  // of a transaction that found late what it has to lock early
)

// Tx is one transaction. It belongs to the goroutine that runs the function of
// Write or Read and is of no use after it.
type Tx struct {
	conn
	ctx      context.Context
	store    *Store
	session  *sql.Conn // the connection the transaction runs on
	readOnly bool
	// rehearsal is not nil in a Rehearse: its counters, by name.
	rehearsal map[string]int64
	broken    error // the first failed statement: nothing may be committed after it

	clock time.Time
	fresh map[string]bool // ids made here: no row can have them

	locks lockSet
	state tables
	queue eventQueue
	names nameCache
	known known
	organ organKept
	asked []requestKey // found new by Idempotent
	signs Signer       // of the next event, nil: it needs none
}

type inside struct{}

// Context is the context of the transaction; a Write or Read inside one, on this
// context, is refused.
func (x *Tx) Context() context.Context { return x.ctx }

// Write runs fn in one transaction and commits what it did. An error of fn rolls
// everything back, a panic too. fn may run more than once, when another
// transaction was faster or when a lock had to be taken earlier: it must not
// change anything outside. A commit whose outcome got lost is resolved by the
// uid of the first event; when even that is impossible the error has the code
// store.outcome_unknown, and the caller may ask again with the same key.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return s.write(ctx, false, fn)
}

// WriteAlone is Write for what takes long. On SQLite, where commands that come at
// once share a commit, nobody's answer waits for it.
func (s *Store) WriteAlone(ctx context.Context, fn func(tx *Tx) error) error {
	return s.write(ctx, true, fn)
}

func (s *Store) write(ctx context.Context, alone bool, fn func(tx *Tx) error) error {
	if ctx.Value(inside{}) != nil {
		return nested()
	}
	var want []lockKey
	retries, restarts, second := 0, 0, false
	for {
		asked, err := s.attempt(ctx, alone, want, fn)
		var again errAgain
		var order errOrder
		switch {
		case errors.Is(err, errApart):
			alone = true
		case errors.As(err, &order):
			if restarts++; restarts > maxRestarts {
				return unavailable(err)
			}
			want = order.keys
		case errors.As(err, &again):
			if retries++; retries > maxRetries {
				return unavailable(err)
			}
			if err := pause(ctx, retries); err != nil {
				return unavailable(err)
			}
		case err != nil && s.answeredMeanwhile(ctx, asked):
			if retries++; retries > maxRetries {
				return unavailable(err)
			}
		case constrained(err) && !second:
			// Somebody registered the same meanwhile. Decided once more, the
			// command sees it, and the rules answer instead of a constraint.
			second = true
		default:
			return err
		}
	}
}

// constrained reports whether a constraint of the database, and not a rule of
// the domain, has refused: only then is there a cause.
func constrained(err error) bool {
	e := errs.As(err)
	return err != nil && e.Unwrap() != nil && (e.Kind == errs.Refused || e.Kind == errs.Conflict)
}

// pause waits a little longer after each lost race, not all losers equally long.
func pause(ctx context.Context, n int) error {
	d := time.Duration(1<<min(n, 7)) * time.Millisecond
	t := time.NewTimer(d/2 + rand.N(d)) //nolint:gosec // no secret
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// attempt is one run. asked are the requests that fn found new.
func (s *Store) attempt(ctx context.Context, alone bool, want []lockKey, fn func(tx *Tx) error) (asked []requestKey, err error) {
	if s.dialect == sqliteDialect {
		return s.writeTogether(ctx, alone, fn)
	}
	pool, err := s.writer.DB()
	if err != nil {
		return nil, errs.Wrap(err, "store")
	}
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	x := s.newTx(ctx, s.handleOn(s.writer, c), c, false)
	x.ahead = newPipeline(c)
	end := func() { // of what was not committed, be it a panic on its way up
		x.ahead.rollback()
		_ = c.Close() // back to the pool, once
	}
	defer end()
	if err := x.run(want, fn); err != nil {
		return x.asked, err
	}
	if err := x.ahead.commit(); err != nil {
		end() // to find out takes a connection, and all may be waiting for one
		return x.asked, s.outcome(ctx, x, err)
	}
	s.committed(x)
	return nil, nil
}

// run does all of the transaction but its end.
func (x *Tx) run(want []lockKey, fn func(tx *Tx) error) error {
	if err := x.lockAll(want); err != nil {
		return err
	}
	err := fn(x)
	if x.broken != nil {
		return x.broken
	}
	if err != nil {
		return err
	}
	return x.flush()
}

// Read runs fn on one consistent state of the data, without locks. The loaders
// of Tx work in it; Append and everything else that writes is refused.
func (s *Store) Read(ctx context.Context, fn func(tx *Tx) error) error {
	x, db, release, err := s.begin(ctx, s.reader, true)
	if err != nil {
		return err
	}
	defer release()
	defer func() { _ = db.Rollback() }() // nothing was written
	if q := s.dialect.readOnly(); q != "" {
		if _, err := x.exec(x.ctx, q); err != nil {
			return err
		}
	}
	if err := fn(x); err != nil {
		return err
	}
	return x.broken
}

// begin waits for a connection as long as ctx allows, but ties the transaction
// itself to no context: a COMMIT must not be cut off halfway.
func (s *Store) begin(ctx context.Context, g *gorm.DB, readOnly bool) (*Tx, *sql.Tx, func(), error) {
	if ctx.Value(inside{}) != nil {
		return nil, nil, nil, nested()
	}
	pool, err := g.DB()
	if err != nil {
		return nil, nil, nil, errs.Wrap(err, "store")
	}
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, nil, nil, unavailable(err)
	}
	release := func() { _ = c.Close() } // back to the pool
	db, err := c.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: readOnly && s.dialect == sqliteDialect})
	if err != nil {
		release()
		return nil, nil, nil, translate(err)
	}
	return s.newTx(ctx, s.handleOn(g, db), c, readOnly), db, release, nil
}

func nested() error {
	return errs.Wrap(errors.New("store: a transaction inside a transaction"), "store.nested")
}

// handleOn is GORM on one connection or transaction. With a context Session
// copies the statement; without, the pool of g itself would be replaced, for
// everybody.
func (s *Store) handleOn(g *gorm.DB, on gorm.ConnPool) *gorm.DB {
	handle := g.Session(&gorm.Session{NewDB: true, Context: context.Background()})
	handle.Statement.ConnPool = on
	return handle
}

func (s *Store) newTx(ctx context.Context, handle *gorm.DB, c *sql.Conn, readOnly bool) *Tx {
	x := &Tx{
		conn: conn{db: handle, dialect: s.dialect}, session: c, store: s, readOnly: readOnly,
		ctx: context.WithValue(ctx, inside{}, true), clock: s.now(), fresh: map[string]bool{}, names: nameCache{},
	}
	x.state = newTables(x)
	x.rebuildKnown()
	return x
}

// outcome finds out what became of a commit that reported an error.
func (s *Store) outcome(ctx context.Context, x *Tx, cause error) error {
	err := translate(cause)
	if !errs.IsKind(err, errs.Unavailable) || s.dialect == sqliteDialect {
		return err // the database said no: nothing was written
	}
	// The connection broke: the server may have committed. Sending it all again
	// could do it twice, so only the history is asked.
	unknown := errs.New(errs.Unavailable, "store.outcome_unknown",
		"数据库连接中断，结果未知；请用同一请求重试查询结果。",
		"The connection broke and the outcome is not known; ask again with the same request.").WithCause(cause)
	uid := x.queue.firstUID
	if uid == "" {
		return unknown
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	for try := 1; ctx.Err() == nil; try++ {
		found, err := s.reads().one(ctx, []any{new(int64)},
			"SELECT id FROM ledger_event WHERE uid = ?", uid)
		if err == nil && found {
			s.committed(x)
			return nil
		}
		_ = pause(ctx, try+3) // the old session may still be committing
	}
	return unknown
}

func (s *Store) committed(x *Tx) {
	if x.state.sessionsChanged || x.state.organChanged {
		s.sessions.forget()
	}
	if x.state.organChanged {
		s.organ.forget()
	}
}

// Now is the time of the transaction: the clock, but never before the last
// change of anything that was loaded. UTC, whole microseconds.
func (x *Tx) Now() time.Time { return x.clock }

func (x *Tx) notBefore(t time.Time) {
	if t.After(x.clock) {
		x.clock = t
	}
}

// NewID returns a fresh opaque id of 20 characters that sorts by time. What is
// registered under it needs no look whether it exists already. Should the source
// of randomness fail, the transaction fails.
func (x *Tx) NewID() string {
	id, err := x.store.newID(x.clock)
	if x.failed(err) == nil {
		x.fresh[id] = true
	}
	return id
}

// NextNumber takes the next value of a counter for people to read: asset_code,
// print_job, import, export, case. Numbers have gaps, never doubles.
func (x *Tx) NextNumber(name string) (int64, error) {
	if !numbers[name] {
		return 0, errs.Wrap(errors.New("store: no counter "+name), "store.number")
	}
	if x.rehearsal != nil {
		return x.rehearsed(name)
	}
	if x.readOnly {
		return 0, errReadOnly()
	}
	q, args := x.dialect.nextNumber(name)
	var n int64
	_, err := x.first([]any{&n}, q, args...)
	return n, err
}

func errReadOnly() error {
	return errs.Wrap(errors.New("store: write in a reading transaction"), "store.read_only")
}

// do runs a statement; a failure breaks the transaction.
func (x *Tx) do(query string, args ...any) (int64, error) {
	if x.readOnly {
		return 0, errReadOnly()
	}
	n, err := x.exec(x.ctx, query, args...)
	return n, x.failed(err)
}

func (x *Tx) each(fn func(*sql.Rows) error, query string, args ...any) error {
	return x.failed(x.rows(x.ctx, fn, query, args...))
}

// ask is each in as few round trips as possible.
func (x *Tx) ask(fn func(scanner) error, query string, args ...any) error {
	if x.ahead == nil {
		return x.each(func(r *sql.Rows) error { return fn(r) }, query, args...)
	}
	text, args := x.dialect.statement(query, args)
	return x.failed(x.ahead.ask(x.ctx, fn, text, args))
}

func (x *Tx) first(dest []any, query string, args ...any) (found bool, err error) {
	err = x.ask(func(r scanner) error {
		found = true
		return r.Scan(dest...)
	}, query, args...)
	return found, err
}

// put runs a statement whose answer nobody needs. On Postgres it is sent with
// the next whose answer is needed, or with the commit, which tells its failure.
func (x *Tx) put(query string, args ...any) error {
	if x.readOnly {
		return errReadOnly()
	}
	if x.ahead == nil {
		_, err := x.do(query, args...)
		return err
	}
	text, args := x.dialect.statement(query, args)
	x.ahead.later(text, args)
	return nil
}

// putOne is put for a change of exactly one row. Should there be none, somebody
// has changed it meanwhile; where the answer comes too late to be looked at, the
// database itself refuses to go on, and the transaction is repeated.
func (x *Tx) putOne(kind, query string, args ...any) error {
	if x.ahead != nil {
		return x.put("WITH done AS ("+query+" RETURNING 1) SELECT sealbook_one(count(*), ?) FROM done", append(args, kind)...)
	}
	n, err := x.do(query, args...)
	if err == nil && n != 1 {
		err = x.failed(stale(kind))
	}
	return err
}

func (x *Tx) add(table, columns string, width int, rows [][]any) error {
	switch {
	case len(rows) == 0:
		return nil
	case x.ahead != nil && len(rows) >= copyFrom:
		return x.failed(x.copyIn(table, columns, rows))
	case x.ahead != nil:
		return x.put("INSERT INTO "+table+" ("+columns+") VALUES "+marks(width, len(rows)), slices.Concat(rows...)...)
	}
	return x.failed(x.insert(x.ctx, table, columns, width, rows))
}

func (x *Tx) failed(err error) error {
	if err != nil && x.broken == nil {
		x.broken = err
	}
	return err
}
