package app_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

var (
	raceRounds = flag.Int("rounds", 200, "races for one signature, on each database (TestSignRace)")
	raceSeed   = flag.Uint64("seed", 0, "chance of the races, 0 draws and prints one (TestSignRace)")
)

const (
	racers  = 6  // rounds at once, each on an asset of its own
	crowd   = 64 // clients of a large round
	crowded = 50 // one round in so many is a large one
	inForce = 1 * time.Second
)

// T8 of reliability.md: whatever is sent at once for one signature, exactly one
// is taken, no rule is broken, and nothing is half written.
func TestSignRace(t *testing.T) {
	seed := *raceSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed %d: again with -args -rounds=%d -seed=%d", seed, *raceRounds, seed)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newSignRace(t, s)
		began := time.Now()
		var all sync.WaitGroup
		for lane := range racers {
			all.Go(func() {
				l := r.lane(lane, rand.New(rand.NewPCG(seed, uint64(lane)))) //nolint:gosec // chance of a test
				for i := lane; i < *raceRounds && !t.Failed(); i += racers {
					l.round(i)
				}
			})
		}
		all.Wait()
		r.history()
		wrong, err := s.Refold(r.o.ctx)
		if err != nil || len(wrong) > 0 {
			t.Errorf("rows are not what the events fold to: %v, %v", wrong, err)
		}
		for _, kind := range slices.Sorted(maps.Keys(r.done)) {
			t.Logf("%6d rounds: %s", r.done[kind], kind)
		}
		t.Logf("%d clients in %d rounds, %s; losers: %v", r.clients, *raceRounds, time.Since(began).Round(time.Second), r.lost)
		t.Logf("seats taken away in the middle: the signature was first in %d, later but within a second in %d (at most %s)", r.before, r.after, r.late)
	})
}

// signRace is an organ with several heads of one department, some of whom hold
// what collides: the office's seat, the witness's, a seat that comes and goes.
type signRace struct {
	t *testing.T
	o *organ

	mu          sync.Mutex
	done, lost  map[string]int
	clients     int
	signed      map[string]string // request → who the race says has signed it
	before      int
	after       int
	late        time.Duration
	moved, held []string // assets by lane
}

var heads = []string{"head1", "head-b", "head-c", "head-d"}

func newSignRace(t *testing.T, s *store.Store) *signRace {
	o := newOrgan(t, s)
	for _, login := range heads[1:] {
		o.member(login, "办公厅", level.TopSecret, org.DepartmentHead, "办公厅")
	}
	o.member("chief", "办公厅", level.TopSecret, org.SecrecyOffice, "")
	o.grant("chief", org.DepartmentHead)
	o.member("both", "办公厅", level.TopSecret, org.Witness, "")
	o.grant("both", org.DepartmentHead)
	o.member("taker", "办公厅", level.TopSecret, "", "")
	r := &signRace{t: t, o: o, done: map[string]int{}, lost: map[string]int{}, signed: map[string]string{}}
	for i := range racers {
		o.member(fmt.Sprintf("passing-%d", i), "办公厅", level.TopSecret, "", "")
		r.moved = append(r.moved, o.inStore(fmt.Sprintf("RACE-%d", i), level.Secret))
		r.held = append(r.held, o.inUse(fmt.Sprintf("HELD-%d", i), "keeper1", level.Secret))
	}
	return r
}

func (o *organ) grant(login string, seat org.Seat) string {
	o.t.Helper()
	o.sure("secadmin", app.GrantSeat{Person: o.person[login], Grant: org.Grant{Seat: seat, Department: o.dept["办公厅"]}})
	p, err := o.store.Person(o.ctx, o.actor("secadmin"), o.person[login])
	if err != nil {
		o.t.Fatal(err)
	}
	for _, g := range p.Seats {
		if g.Seat == seat && !g.Ended {
			return g.ID
		}
	}
	o.t.Fatalf("%s was not given %s", login, seat)
	return ""
}

// proved is the actor who shows, with this request, that it is he.
func proved(a org.Actor) org.Actor {
	a.Proof = &org.Proof{Account: a.Account, Person: a.Person, Method: "password", At: time.Now()}
	return a
}

// sure is do by somebody who proves himself.
func (o *organ) sure(login string, c app.Command) app.Outcome {
	o.t.Helper()
	out, err := o.app.Execute(o.ctx, proved(o.actor(login)), c, "")
	if err != nil {
		o.t.Errorf("%s %T: %v", login, c, err)
	}
	return out
}

// lane is what runs one round after the other on assets of its own.
type lane struct {
	*signRace
	n    int
	dice *rand.Rand
	old  app.Waiting // the request of the round before
	was  int64       // the version before that round
}

func (r *signRace) lane(n int, dice *rand.Rand) *lane { return &lane{signRace: r, n: n, dice: dice} }

// client is one of those who send a signature at the same time.
type client struct {
	login string
	send  asset.Command
	wins  bool             // he may be the one
	actor func() org.Actor // nil: as he was when the round began
	begin <-chan struct{}  // nil: with all others
}

// round asks for a signature and has several send one at once.
func (l *lane) round(i int) {
	kinds := []func(asset.Command, int) (string, []client){l.many, l.same, l.own, l.stale, l.taken}
	kind := kinds[i/racers%len(kinds)]
	size := 2 + l.dice.IntN(3)
	if i%crowded == 0 {
		kind, size = l.many, crowd
	}
	twice := i%crowded != 0 && i/racers%len(kinds) == 1
	id, by, ask := l.moved[l.n], "chief", asset.Command{Verb: asset.VerbMove, Args: asset.Args{Use: fmt.Sprintf("用途%d-%d", l.n, i)}}
	if twice {
		id, by = l.held[l.n], "keeper1"
		ask = asset.Command{Verb: asset.VerbHandOver, Args: asset.Args{Person: l.o.person["taker"]}}
	}
	ask.Asset = id
	version := l.version(id)
	out := l.o.act(by, id, ask.Verb, ask.Args)
	if out.Waiting == nil || out.Version != version+1 {
		l.t.Errorf("round %d: asked for: %+v", i, out)
		return
	}
	what, list := kind(asset.Command{Asset: id, Verb: asset.VerbApprove, Request: out.Waiting.Request}, size)
	for k := range list {
		list[k].send.Asset, list[k].send.Verb = id, asset.VerbApprove
	}
	winner := l.run(i, what, list)
	grows := int64(3) // asked for, signed, moved
	if twice {
		grows = 2
	}
	if got := l.version(id); got != version+grows {
		l.t.Errorf("round %d (%s): version %d became %d, want %d more", i, what, version, got, grows)
	}
	l.mu.Lock()
	l.done[what]++
	l.clients += len(list)
	l.signed[out.Waiting.Request] = winner
	l.mu.Unlock()
	if twice {
		l.o.act("keeper1", id, asset.VerbWithdraw, asset.Args{})
		return
	}
	l.old, l.was = *out.Waiting, version
}

func (l *lane) version(id string) int64 {
	rec, err := l.o.store.Asset(l.o.ctx, l.o.actor("baomi"), id)
	if err != nil {
		l.t.Errorf("%s: %v", id, err)
	}
	return rec.Version
}

// run sends all at once; exactly one that may is taken. It returns who.
func (l *lane) run(i int, what string, list []client) (winner string) {
	l.dice.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
	actors := make([]org.Actor, len(list))
	for k, c := range list {
		actors[k] = l.o.actor(c.login)
	}
	fails := make([]error, len(list))
	start := make(chan struct{})
	var all sync.WaitGroup
	for k, c := range list {
		all.Go(func() {
			<-start
			if c.begin != nil {
				<-c.begin
			}
			a := actors[k]
			if c.actor != nil {
				a = c.actor()
			}
			_, fails[k] = l.o.app.Execute(l.o.ctx, proved(a), app.Act{Command: c.send}, "")
		})
	}
	close(start)
	all.Wait()
	won := 0
	for k, err := range fails {
		if err == nil {
			won++
			winner = list[k].login
			if !list[k].wins {
				l.t.Errorf("round %d (%s): %s signed, who must not", i, what, winner)
			}
			continue
		}
		e := errs.As(err)
		if e.Kind != errs.Refused && e.Kind != errs.Conflict && e.Kind != errs.NotFound && e.Kind != errs.Unauthenticated {
			l.t.Errorf("round %d (%s): %s is told %v (%v)", i, what, list[k].login, err, e.Unwrap())
		}
		l.mu.Lock()
		l.lost[cmp.Or(e.Rule, e.Code)]++
		l.mu.Unlock()
	}
	if won != 1 {
		l.t.Errorf("round %d (%s): %d of %d were taken", i, what, won, len(list))
	}
	return winner
}

// many: several heads, each from several windows, for one seat.
func (l *lane) many(c asset.Command, size int) (string, []client) {
	list := make([]client, size)
	for k := range list {
		list[k] = client{login: heads[l.dice.IntN(len(heads))], send: c, wins: true}
	}
	if size == crowd {
		return "64 clients on one seat", list
	}
	return "2 to 4 clients on one seat", list
}

// same: one person who holds the seats of both steps sends both.
func (l *lane) same(c asset.Command, size int) (string, []client) {
	list := make([]client, size)
	for k := range list {
		list[k] = client{login: "both", send: c, wins: true}
		if k%2 == 1 {
			list[k].send.Request = "" // from a page that names no request
		}
	}
	return "the same person twice, with the seats of both steps", list
}

// own: who asked heads the department too, and another head signs.
func (l *lane) own(c asset.Command, size int) (string, []client) {
	list := []client{{login: heads[l.dice.IntN(len(heads))], send: c, wins: true}}
	for range size {
		list = append(list, client{login: "chief", send: c})
	}
	return "the applicant signs his own request", list
}

// stale: from pages that show the request or the record of before.
func (l *lane) stale(c asset.Command, size int) (string, []client) {
	list := []client{{login: heads[0], send: c, wins: true}}
	for k := range size {
		old := c
		if k%2 == 0 {
			if old.Request = l.old.Request; old.Request == "" {
				old.Request = "06h0none0none0none00"
			}
		} else if old.Version = l.was; old.Version == 0 {
			old.Version = 1
		}
		list = append(list, client{login: heads[l.dice.IntN(len(heads))], send: old})
	}
	return "stale pages", list
}

// taken: a head whose seat is taken back while he signs. Who asks anew who he is
// after it was taken back may not sign any more.
func (l *lane) taken(c asset.Command, size int) (string, []client) {
	login := fmt.Sprintf("passing-%d", l.n)
	grant := l.o.grant(login, org.DepartmentHead)
	gone, afresh := make(chan struct{}), func() org.Actor {
		a, err := l.o.store.Actor(l.o.ctx, l.o.account[login], l.o.app.Today(time.Now()))
		if err != nil {
			l.t.Error(err)
		}
		return a
	}
	list := []client{{login: heads[l.dice.IntN(len(heads))], send: c, wins: true}}
	for range size {
		list = append(list, client{login: login, send: c, wins: true, actor: afresh})
	}
	wait := time.Duration(l.dice.IntN(3000)) * time.Microsecond
	go func() {
		time.Sleep(wait)
		l.o.sure("secadmin", app.EndSeat{Person: l.o.person[login], Grant: grant, Reason: "调离"})
		close(gone)
	}()
	late := client{login: login, send: c, actor: afresh, begin: gone}
	return "the seat is taken away midway", append(list, late)
}

// history reads every asset's whole history: each request has one signature, by
// the one whom the race saw winning, never by who asked, and never by somebody
// whose seat was gone for longer than a change may take to reach everybody.
func (r *signRace) history() {
	ended := map[string][]time.Time{}
	if err := r.o.store.Read(r.o.ctx, func(x *store.Tx) error {
		for i := range racers {
			id := r.o.person[fmt.Sprintf("passing-%d", i)]
			list, err := x.Recent(event.Subject{Kind: org.KindPerson, ID: id}, 3**raceRounds+10)
			if err != nil {
				return err
			}
			for _, d := range list {
				if d.Type == (org.SeatEnded{}).EventType() {
					ended[id] = append(ended[id], d.At)
				}
			}
		}
		return nil
	}); err != nil {
		r.t.Fatal(err)
	}
	seen := map[string]int{}
	for _, id := range slices.Concat(r.moved, r.held) {
		asked := map[string]time.Time{}
		for _, e := range r.entries(id) {
			switch e.Type {
			case (asset.RequestOpened{}).EventType():
				var x asset.RequestOpened
				r.read(e.Data, &x)
				asked[x.Request.ID] = e.At
			case (asset.RequestSigned{}).EventType():
				var x asset.RequestSigned
				r.read(e.Data, &x)
				who, raced := r.signed[x.Request]
				if !raced {
					continue // how the asset came here
				}
				if seen[x.Request]++; e.By.ID != r.o.person[who] {
					r.t.Errorf("request %s: signed by %s, the race was won by %s", x.Request, e.By.ID, who)
				}
				if who == "chief" {
					r.t.Errorf("request %s: signed by who asked", x.Request)
				}
				r.timely(e.By.ID, asked[x.Request], e.At, ended[e.By.ID])
			}
		}
	}
	for request := range r.signed {
		if seen[request] != 1 {
			r.t.Errorf("request %s has %d signatures on record", request, seen[request])
		}
	}
}

// timely holds a signature against when the seat was taken back in its round.
func (r *signRace) timely(who string, asked, signed time.Time, ended []time.Time) {
	for _, at := range ended {
		if at.Before(asked) || at.Sub(asked) > time.Minute {
			continue
		}
		late := signed.Sub(at)
		if late <= 0 {
			r.before++
			return
		}
		r.after, r.late = r.after+1, max(r.late, late)
		if late > inForce {
			r.t.Errorf("%s signed %s after the seat was taken back", who, late)
		}
		return
	}
}

func (r *signRace) read(b []byte, into any) {
	if err := json.Unmarshal(b, into); err != nil {
		r.t.Fatalf("%s: %v", b, err)
	}
}

// entries are an asset's requests and signatures, the oldest first.
func (r *signRace) entries(id string) []view.Entry {
	var out []view.Entry
	only := view.HistoryFilter{Types: []string{(asset.RequestOpened{}).EventType(), (asset.RequestSigned{}).EventType()}}
	for at := ""; ; {
		list, next, err := r.o.store.HistoryOf(r.o.ctx, r.o.actor("baomi"), id, only, at, 200)
		if err != nil {
			r.t.Fatal(err)
		}
		out = append(out, list...)
		if at = next; next == "" {
			slices.Reverse(out)
			return out
		}
	}
}
