package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"

	"sealbook/internal/errs"
)

// SQLite has one writer, and each commit waits for the disk. Commands that wait
// for the writer anyway therefore share a commit: one after the other they run
// in the same transaction, each behind a savepoint of its own, and the last one
// commits for all. Nobody is answered before that. Who is refused rolls back to
// his savepoint, and waits as well: what refused him may be what another of the
// group has just done.

// groupSize bounds how many wait for one commit.
const groupSize = 64

// group hands the one writer from command to command, in the order in which
// they came.
type group struct {
	mu      sync.Mutex
	taken   bool
	waiting []chan struct{}
	open    *shared // the transaction under way; it belongs to whoever has the turn
	commits atomic.Int64
}

// shared is a transaction that several commands are part of.
type shared struct {
	session *sql.Conn
	handle  *gorm.DB
	members []*member
}

// member is a command that has done its part and waits for the commit.
type member struct {
	x    *Tx // nil for one that was refused
	told chan error
}

// errApart tells the members of a group that their transaction is lost. Each
// tries again by himself, so that nobody answers for what another has done.
var errApart = errors.New("store: the common transaction is lost")

// take waits for the turn as long as ctx allows.
func (g *group) take(ctx context.Context) error {
	g.mu.Lock()
	if !g.taken {
		g.taken = true
		g.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	g.waiting = append(g.waiting, mine)
	g.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.waiting, mine); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
		return ctx.Err()
	}
	return nil // it came at the same moment, and a turn that was given is used
}

// next gives the turn away; mu is held.
func (g *group) next() {
	if len(g.waiting) == 0 {
		g.taken = false
		return
	}
	close(g.waiting[0])
	g.waiting = slices.Delete(g.waiting, 0, 1)
}

// leave ends a turn. Unless others wait to join, or with now in any case, the
// transaction under way is committed first.
func (s *Store) leave(now bool) {
	g := &s.group
	g.mu.Lock()
	b := g.open
	if b != nil && (now || len(g.waiting) == 0 || len(b.members) >= groupSize) {
		g.open = nil
		g.mu.Unlock() // the turn is still ours
		s.settle(b)
		g.mu.Lock()
	}
	g.next()
	g.mu.Unlock()
}

// settle commits for all members and tells them.
func (s *Store) settle(b *shared) {
	_, err := b.session.ExecContext(context.Background(), "COMMIT")
	if err != nil {
		b.close()
		b.tell(translate(err))
		return
	}
	_ = b.session.Close() // back to the pool
	s.group.commits.Add(1)
	for _, m := range b.members {
		if m.x != nil {
			s.committed(m.x)
		}
	}
	b.tell(nil)
}

// close rolls back what there is; after an error there may be nothing left.
func (b *shared) close() {
	_, _ = b.session.ExecContext(context.Background(), "ROLLBACK")
	_ = b.session.Close()
}

// tell answers the members. The cause of a failure is for one alone: of several
// each has to find out by himself.
func (b *shared) tell(err error) {
	if err != nil && len(b.members) > 1 {
		err = errApart
	}
	for _, m := range b.members {
		m.told <- err
	}
}

// join begins a transaction where none is under way. The turn is ours.
func (s *Store) join(ctx context.Context) (*shared, error) {
	if b := s.group.open; b != nil {
		return b, nil
	}
	pool, err := s.writer.DB()
	if err != nil {
		return nil, errs.Wrap(err, "store")
	}
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	if _, err := c.ExecContext(context.WithoutCancel(ctx), "BEGIN IMMEDIATE"); err != nil {
		_ = c.Close()
		return nil, translate(err)
	}
	s.group.open = &shared{session: c, handle: s.handleOn(s.writer, c)}
	return s.group.open, nil
}

// writeTogether is attempt on SQLite. One that is to be alone shares with nobody:
// what takes long must not keep others from their answers.
func (s *Store) writeTogether(ctx context.Context, alone bool, fn func(tx *Tx) error) (asked []requestKey, err error) {
	if err := s.group.take(ctx); err != nil {
		return nil, unavailable(err)
	}
	if b := s.group.open; b != nil && alone {
		s.group.open = nil
		s.settle(b)
	}
	b, err := s.join(ctx)
	if err != nil {
		s.leave(false)
		return nil, err
	}
	x, m, err := s.part(ctx, b, alone, fn)
	if m != nil {
		if lost := <-m.told; lost != nil {
			return nil, lost
		}
	}
	if err != nil && !errors.Is(err, errApart) {
		asked = x.asked
	}
	return asked, err
}

// part runs fn in the transaction under way and gives the turn on. The member it
// returns still has to hear what became of the commit; nil has nothing to wait for.
func (s *Store) part(ctx context.Context, b *shared, alone bool, fn func(tx *Tx) error) (x *Tx, m *member, err error) {
	over := false
	defer func() {
		if !over { // a panic on its way up, or the end of a test
			s.undo(b)
			s.leave(false)
		}
	}()
	if !alone {
		// A statement that is interrupted takes the whole transaction with it, and
		// that is not his alone.
		ctx = context.WithoutCancel(ctx)
	}
	x = s.newTx(ctx, b.handle, b.session, false)
	err = b.mark("SAVEPOINT part")
	if err == nil {
		if err = x.run(nil, fn); err == nil {
			err = b.mark("RELEASE part")
		}
	}
	over = true
	m = &member{told: make(chan error, 1)}
	if err == nil {
		m.x = x
		b.members = append(b.members, m)
		// Who may do what is kept in memory until it is committed: the next one
		// must not decide by what it was before.
		s.leave(alone || x.state.organChanged || x.state.sessionsChanged)
		return x, m, nil
	}
	first := len(b.members) == 0
	if !s.undo(b) {
		m = nil
		if !first {
			err = errApart
		}
	} else {
		b.members = append(b.members, m)
	}
	s.leave(alone)
	return x, m, err
}

// mark sets or releases the savepoint of one who is not the first. The first has
// nobody before him: he undoes everything.
func (b *shared) mark(statement string) error {
	if len(b.members) == 0 {
		return nil
	}
	_, err := b.session.ExecContext(context.Background(), statement)
	return translate(err)
}

// undo takes back the part of one member. It reports whether the transaction is
// still there for the others: the first has none, and some failures, as of a
// full disk, roll back everything.
func (s *Store) undo(b *shared) bool {
	if len(b.members) > 0 && b.mark("ROLLBACK TO part") == nil && b.mark("RELEASE part") == nil {
		return true
	}
	s.group.open = nil
	b.close()
	for _, m := range b.members {
		m.told <- errApart
	}
	return false
}
