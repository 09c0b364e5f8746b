package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func onSQLite(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(ctx, store.Options{Path: filepath.Join(t.TempDir(), "group.db"), Origin: storetest.Origin})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	must(t, s.Migrate(ctx))
	return s
}

// panicked is what came up out of Write.
type panicked struct{ what any }

func (p panicked) Error() string { return fmt.Sprint("panic: ", p.what) }

// behind runs the functions at once, in this order, all in one transaction: the
// first holds the turn until the others wait for theirs. A panic that comes out
// of Write is given as panicked.
func behind(t *testing.T, s *store.Store, fns ...func(x *store.Tx) error) []error {
	t.Helper()
	out := make([]error, len(fns))
	started, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	for i, fn := range fns {
		all.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					out[i] = panicked{r}
				}
			}()
			var once sync.Once // a second run, by itself, holds nobody up
			out[i] = s.Write(ctx, func(x *store.Tx) error {
				if i == 0 {
					once.Do(func() {
						close(started)
						<-release
					})
				}
				return fn(x)
			})
		})
		if i == 0 {
			<-started
		} else {
			waitFor(t, func() bool { return s.InLine() == i })
		}
	}
	close(release)
	all.Wait()
	return out
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatal("waited for nothing")
		}
	}
}

func clearing(id string) func(*store.Tx) error {
	return func(x *store.Tx) error {
		return x.Append("p", "", event.Of(asset.Cleared{Asset: id}, subject(asset.KindSubject, id)))
	}
}

var errNo = errs.New(errs.Refused, "test.no", "不行", "no")

// Commands that wait for the writer share one commit. Who is refused among them,
// after he has recorded something, leaves no trace and takes nobody along.
func TestThoseWhoWaitShareACommit(t *testing.T) {
	s := onSQLite(t)
	o := newOrgan(t, s)
	ids := register(t, s, "GW", o.east, 4)
	before := s.Commits()
	got := behind(t, s, clearing(ids[0]), clearing(ids[1]), func(x *store.Tx) error {
		if err := clearing(ids[2])(x); err != nil {
			return err
		}
		if _, err := x.Keeps(o.persons["keeper"]); err != nil { // what is recorded is in the rows by now
			return err
		}
		return errNo
	}, clearing(ids[3]), clearing(ids[0]))
	if n := s.Commits() - before; n != 1 {
		t.Errorf("%d commits for five who waited", n)
	}
	for i, err := range got {
		if (i == 2) != errors.Is(err, errNo) || i != 2 && err != nil {
			t.Errorf("%d was told %v", i, err)
		}
	}
	for i, want := range []int64{3, 2, 1, 2} {
		if v := load(t, s, ids[i]).Version; v != want {
			t.Errorf("asset %d has version %d, want %d", i, v, want)
		}
	}
	noMismatch(t, s)
}

// Nobody is answered, and nobody reads it, before the commit: not who succeeded,
// nor who was refused because of what he saw.
func TestNobodyIsAnsweredBeforeTheCommit(t *testing.T) {
	s := onSQLite(t)
	o := newOrgan(t, s)
	id := register(t, s, "GW", o.east, 1)[0]
	var mu sync.Mutex
	var told []int
	note := func(i int) {
		mu.Lock()
		told = append(told, i)
		mu.Unlock()
	}
	first, second, third := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		must(t, s.Write(ctx, func(x *store.Tx) error { close(first); <-second; return clearing(id)(x) }))
		note(1)
	})
	<-first
	all.Go(func() {
		err := s.Write(ctx, func(x *store.Tx) error {
			m, err := x.Assets(id)
			if err == nil && m[id].Version == 2 { // the other's, which is not committed yet
				return errNo
			}
			return err
		})
		if !errors.Is(err, errNo) {
			t.Errorf("the second was told %v", err)
		}
		note(2)
	})
	waitFor(t, func() bool { return s.InLine() == 1 })
	inThird := make(chan struct{})
	all.Go(func() {
		must(t, s.Write(ctx, func(x *store.Tx) error { close(inThird); <-third; return clearing(id)(x) }))
		note(3)
	})
	waitFor(t, func() bool { return s.InLine() == 2 })
	close(second)
	<-inThird
	time.Sleep(20 * time.Millisecond)
	mu.Lock()
	if len(told) > 0 {
		t.Errorf("%v were answered before the commit", told)
	}
	mu.Unlock()
	if v := load(t, s, id).Version; v != 1 {
		t.Errorf("version %d is read before the commit", v)
	}
	close(third)
	all.Wait()
	if v := load(t, s, id).Version; v != 3 || len(told) != 3 {
		t.Errorf("version %d, %v answered", v, told)
	}
}

// When the common transaction is lost, or its commit is refused, each tries again
// by himself: only he whose fault it was is told of it.
func TestALostGroupIsDoneOneByOne(t *testing.T) {
	s := onSQLite(t)
	o := newOrgan(t, s)
	ids := register(t, s, "GW", o.east, 3)
	runs := 0
	got := behind(t, s, clearing(ids[0]), func(x *store.Tx) error {
		runs++
		if runs == 1 {
			return x.Lose() // as a full disk does: the database rolls back everything
		}
		return clearing(ids[1])(x)
	}, clearing(ids[2]))
	for i, err := range got {
		if err != nil {
			t.Errorf("%d was told %v (%v)", i, err, unwrap(err))
		}
		if v := load(t, s, ids[i]).Version; v != 2 {
			t.Errorf("asset %d has version %d, want 2", i, v)
		}
	}

	nowhere := event.Of(asset.CustodyChanged{Asset: ids[1], Verb: asset.VerbMove, Life: asset.Draft, Custody: asset.Custody{
		Holder: asset.HolderKeeper, Department: o.east, Room: "nowhere", Since: noon}}, subject(asset.KindSubject, ids[1]))
	got = behind(t, s, clearing(ids[0]), func(x *store.Tx) error { return x.Append("p", "", nowhere) }, clearing(ids[2]))
	for i, err := range got {
		want := int64(3)
		if i == 1 {
			want = 2
		}
		if (err != nil) != (i == 1) {
			t.Errorf("%d was told %v", i, err)
		}
		if v := load(t, s, ids[i]).Version; v != want {
			t.Errorf("asset %d has version %d, want %d", i, v, want)
		}
	}
	noMismatch(t, s)
}

// Who gives up while he waits is not in anybody's way, and a panic undoes its
// own part alone.
func TestWhoLeavesTheGroup(t *testing.T) {
	s := onSQLite(t)
	o := newOrgan(t, s)
	ids := register(t, s, "GW", o.east, 3)
	short, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	var gaveUp error
	got := behind(t, s, func(x *store.Tx) error {
		all.Go(func() { gaveUp = s.Write(short, clearing(ids[0])) })
		waitFor(t, func() bool { return s.InLine() == 2 })
		cancel()
		waitFor(t, func() bool { return s.InLine() == 1 })
		return clearing(ids[0])(x)
	}, clearing(ids[1]))
	all.Wait()
	if got[0] != nil || got[1] != nil || !errs.IsKind(gaveUp, errs.Unavailable) {
		t.Errorf("told %v, who gave up %v", got, gaveUp)
	}

	before := s.Commits()
	got = behind(t, s, clearing(ids[1]), func(x *store.Tx) error {
		if err := clearing(ids[2])(x); err != nil {
			return err
		}
		if _, err := x.Keeps(o.persons["keeper"]); err != nil { // what is recorded is in the rows by now
			return err
		}
		panic("here")
	}, clearing(ids[0]))
	if got[0] != nil || !errors.Is(got[1], panicked{"here"}) || got[2] != nil || s.Commits()-before != 1 {
		t.Errorf("told %v in %d commits", got, s.Commits()-before)
	}
	for i, want := range []int64{3, 3, 1} {
		if v := load(t, s, ids[i]).Version; v != want {
			t.Errorf("asset %d has version %d, want %d", i, v, want)
		}
	}
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		_ = s.Write(ctx, func(x *store.Tx) error {
			if err := clearing(ids[0])(x); err != nil {
				return err
			}
			panic("up")
		})
	}()
	if r := <-done; r != "up" {
		t.Errorf("the panic came out as %v", r)
	}
	issue(t, s, ids[0], o.persons["keeper"], o.east, "")
	noMismatch(t, s)
}

// Whatever comes at once and whatever becomes of each: what was acknowledged is
// there, once, what was not has left nothing.
func TestGroupsKeepExactlyWhatIsAcknowledged(t *testing.T) {
	s := onSQLite(t)
	o := newOrgan(t, s)
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		ids := register(t, s, fmt.Sprintf("R%d", round), o.east, 3)
		what := rapid.SliceOfN(rapid.SampledFrom([]string{"do", "do", "do", "refuse", "panic", "lose", "nowhere", "alone", "key"}), 1, 12).Draw(r, "what")
		which := rapid.SliceOfN(rapid.IntRange(0, 2), len(what), len(what)).Draw(r, "which")
		done := make([]bool, len(what))
		together(len(what), func(i int) {
			id, runs := ids[which[i]], 0
			write := s.Write
			if what[i] == "alone" {
				write = s.WriteAlone
			}
			defer func() { _ = recover() }() // of «panic», below
			err := write(ctx, func(x *store.Tx) error {
				runs++
				if what[i] == "key" {
					if _, found, err := x.Idempotent("a", fmt.Sprint("k", round), "d"); err != nil || found {
						return errors.Join(err, errNo)
					}
					if err := x.Remember("a", fmt.Sprint("k", round), "d", []byte("o")); err != nil {
						return err
					}
				}
				if err := x.Append("p", fmt.Sprintf("u%d-%d-%d", round, i, runs), event.Of(asset.Cleared{Asset: id}, subject(asset.KindSubject, id))); err != nil {
					return err
				}
				switch {
				case what[i] == "refuse":
					return errNo
				case what[i] == "panic":
					panic("as asked")
				case what[i] == "lose" && runs == 1:
					return x.Lose()
				case what[i] == "nowhere":
					return x.Append("p", "", event.Of(asset.CustodyChanged{Asset: id, Verb: asset.VerbMove, Life: asset.Draft, Custody: asset.Custody{
						Holder: asset.HolderKeeper, Department: o.east, Room: "nowhere", Since: x.Now()}}, subject(asset.KindSubject, id)))
				}
				return nil
			})
			done[i] = err == nil
		})
		keys := 0
		for i := range what {
			if what[i] == "key" && done[i] {
				keys++
			}
			uids, err := s.Column("SELECT uid FROM ledger_event WHERE uid LIKE ?", fmt.Sprintf("u%d-%d-%%", round, i))
			must(t, err)
			if n := len(uids); n > 1 || (n == 1) != done[i] {
				r.Fatalf("%s (acknowledged: %v) left %s", what[i], done[i], strings.Join(uids, " "))
			}
		}
		if asked := strings.Count(strings.Join(what, " "), "key"); keys != min(asked, 1) {
			r.Fatalf("%d of %d with one key were done", keys, asked)
		}
	})
	noMismatch(t, s)
}
