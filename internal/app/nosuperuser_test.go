package app_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// deed is one command of somebody; the numbers choose among what there is when
// its turn comes.
type deed struct {
	Kind, Actor, Target, Choice int
	Yes                         bool
}

var deeds = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) deed {
	n := func(name string, of ...int) int { return rapid.SampledFrom(of).Draw(t, name) }
	return deed{
		// The first three are the administrators: most of what anybody does here is theirs to do.
		Actor: n("actor", 0, 0, 0, 1, 1, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10), Target: n("target", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
		Kind: n("kind", 0, 0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 13, 13, 14), Choice: rapid.IntRange(0, 99).Draw(t, "choice"), Yes: rapid.Bool().Draw(t, "yes"),
	}
}), 150, 200)

// commons is an organ of which nothing is fixed but its founding, and what is to
// be known about it afterwards.
type commons struct {
	*organ
	mu       sync.Mutex
	now      time.Time
	people   []string          // ids
	accounts []string          // ids
	owner    map[string]string // account → person
	creator  map[string]string
	asker    map[string]string // request → person
	about    map[string]string // request → account
	duals    []string
	asset    string
	done     map[string]int
	was      org.Person // whom the deed would set, and the room, as they are before it
	stood    org.Room
}

func (c *commons) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *commons) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// gather founds the organ, of whose people some have an account, and registers an asset.
func (c *commons) gather(t *testing.T, s *store.Store) {
	t.Helper()
	c.organ = newOrgan(t, s)
	for _, login := range []string{"sysadmin", "secadmin", "auditor", "baomi", "officer", "head1", "keeper1", "keeper2", "keeper3"} {
		a := c.actor(login)
		c.people, c.accounts = append(c.people, a.Person), append(c.accounts, a.Account)
		c.owner[a.Account] = a.Person
	}
	for _, name := range []string{"桑示例", "柏示例", "榆示例"} {
		c.people = append(c.people, c.do("secadmin", app.SetPerson{Person: org.Person{Name: name}}).ID)
	}
	r := usb("MJ-0001")
	r.Department = c.dept["办公厅"]
	c.asset = c.do("officer", app.Register{Registration: r}).ID
}

// command is what the deed comes to, nil for none.
func (c *commons) command(d deed, n int) app.Command {
	person, of := c.people[d.Target%len(c.people)], c.accounts[d.Target%len(c.accounts)]
	today := c.app.Today(c.clock())
	seats := []org.Seat{org.SystemAdmin, org.SecurityAdmin, org.Auditor, org.SystemAdmin, org.SecurityAdmin, org.Leader, org.Witness}
	seat := seats[d.Choice%len(seats)]
	switch d.Kind {
	case 0:
		return app.CreateAccount{Login: fmt.Sprintf("u%d", n), Person: person}
	case 1, 2:
		to := []string{account.Active, account.Active, account.Suspended, account.Closed}[d.Choice%4]
		return app.MoveAccount{Account: of, State: to, Reason: "示例"}
	case 3, 4:
		g := org.Grant{Seat: seat}
		if d.Yes {
			g.Until = c.app.Today(c.clock().AddDate(0, 0, 1))
		}
		return app.GrantSeat{Person: person, Grant: g}
	case 5:
		if held := c.seats(person); len(held) > 0 {
			return app.EndSeat{Person: person, Grant: held[d.Choice%len(held)].ID, Reason: "调整"}
		}
	case 6:
		return app.AskDual{Account: of, Kind: account.Recover, Reason: "口令遗失"}
	case 7, 8:
		if len(c.duals) > 0 {
			return app.DecideDual{Dual: c.duals[len(c.duals)-1-d.Choice%min(3, len(c.duals))], Yes: d.Yes, Reason: "示例"}
		}
	case 9:
		return app.SetPolicy{Key: org.JoinPolicy, Raw: fmt.Sprint(d.Choice%4 > 0), Reason: "示例"}
	case 10:
		return app.Delegate{Delegation: org.Delegation{To: person, Seat: seat, From: today, Until: c.app.Today(c.clock().AddDate(0, 0, 30))}}
	case 11:
		verbs := []asset.Verb{asset.VerbVoid, asset.VerbFreeze, asset.VerbApprove, asset.VerbClassify, asset.VerbMove, asset.VerbIssue}
		return app.Act{Command: asset.Command{
			Asset: c.asset, Verb: verbs[d.Choice%len(verbs)],
			Args: asset.Args{Reason: "示例", Reference: "1号", Person: person, Room: c.room["办公厅101"]},
		}}
	case 12:
		c.pass(time.Duration(d.Choice%30) * time.Hour)
	case 13:
		return c.setting(person, d)
	case 14:
		return c.furnishing(d)
	}
	return nil
}

// setting makes a person another, moves him, lets him go or in again, or does
// what needs nothing of that.
func (c *commons) setting(person string, d deed) app.Command {
	c.t.Helper()
	c.read(func(tx *store.Tx) error {
		list, err := tx.Persons(person)
		c.was = list[person]
		return err
	})
	p := org.Person{ID: person, Name: c.was.Name, StaffNo: c.was.StaffNo, Department: c.was.Department, Title: c.was.Title, Status: c.was.Status}
	switch d.Choice % 8 {
	case 0, 1:
		p.Name = []string{"魏管安", "金管系", "另一个"}[d.Choice%3]
	case 2, 3:
		p.Department = []string{c.dept["办公厅"], c.dept["研究室"]}[d.Choice/7%2]
	case 4, 7:
		if p.Status = org.Closed; c.was.Status == org.Closed {
			p.Status = ""
		}
	case 5:
		p.Title, p.Status = fmt.Sprint("第", d.Choice), org.Leaving
	case 6:
		p.Clearance = level.All()[d.Choice%len(level.All())]
	}
	return app.SetPerson{Person: p}
}

// furnishing sets a room: new, raised, lowered, closed or opened again.
func (c *commons) furnishing(d deed) app.Command {
	c.t.Helper()
	r := org.Room{Name: fmt.Sprint("房", d.Choice), Department: c.dept["研究室"]}
	c.stood = org.Room{}
	if d.Yes {
		r.ID = c.room["研究室"]
		c.read(func(tx *store.Tx) (err error) {
			c.stood, _, err = tx.RoomForUpdate(r.ID)
			return err
		})
		r.Closed = d.Choice%3 == 0
	}
	r.Level = level.All()[d.Choice%len(level.All())]
	return app.SetRoom{Room: r}
}

func (c *commons) read(fn func(tx *store.Tx) error) {
	c.t.Helper()
	if err := c.store.Read(c.ctx, fn); err != nil {
		c.t.Fatal(err)
	}
}

// seats are a person's that have neither ended nor run out.
func (c *commons) seats(person string) []org.Grant {
	c.t.Helper()
	var out []org.Grant
	err := c.store.Read(c.ctx, func(tx *store.Tx) error {
		list, err := tx.Persons(person)
		today := c.app.Today(c.clock())
		for _, g := range list[person].Seats {
			if !g.Ended && (g.Until == "" || g.Until >= today) {
				out = append(out, g)
			}
		}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// carry gives the deed's command, and tells what is wrong with its having been
// carried out.
func (c *commons) carry(d deed, n int) error {
	by := c.accounts[d.Actor%len(c.accounts)]
	actor, err := c.store.Actor(c.ctx, by, c.app.Today(c.clock()))
	if err != nil {
		return nil //nolint:nilerr // whose account is not active does nothing
	}
	actor.Proof = &org.Proof{Account: actor.Account, Person: actor.Person, Method: "password", At: c.clock()}
	if d.Kind > 12 && d.Target%4 == 0 {
		actor.Proof = nil // what needs no signature is done all the same
	}
	if cmd := c.command(d, n); cmd != nil {
		out, err := c.app.Execute(c.ctx, actor, cmd, "")
		if errs.IsKind(err, errs.Internal) {
			return fmt.Errorf("%T: %w", cmd, err)
		}
		if err == nil {
			c.done[fmt.Sprintf("%T", cmd)]++
			return c.wrong(actor, cmd, out)
		}
	}
	return nil
}

func (c *commons) wrong(actor org.Actor, cmd app.Command, out app.Outcome) error {
	if _, decides := cmd.(app.DecideDual); actor.Holds(org.Auditor) && !decides {
		return fmt.Errorf("the auditor: %+v", cmd)
	}
	switch x := cmd.(type) {
	case app.CreateAccount:
		c.accounts = append(c.accounts, out.ID)
		c.creator[out.ID], c.owner[out.ID] = actor.Person, x.Person
	case app.MoveAccount:
		if x.State == account.Active && (actor.Person == c.creator[x.Account] || actor.Person == c.owner[x.Account]) {
			return fmt.Errorf("activated by its creator or owner: %+v", x)
		}
	case app.GrantSeat:
		if x.Person == actor.Person || !actor.Holds(org.SecurityAdmin) {
			return fmt.Errorf("%+v granted by %+v", x, actor.Held)
		}
	case app.SetPerson:
		return c.wrongPerson(actor, x.Person)
	case app.SetRoom:
		if was := c.stood; was.ID != "" && (x.Room.Level > was.Level || was.Closed && !x.Room.Closed) {
			return c.entrusted(actor, org.KindRoom, x.Room.ID, "org.room")
		}
	case app.AskDual:
		c.duals = append(c.duals, out.ID)
		c.asker[out.ID], c.about[out.ID] = actor.Person, x.Account
	case app.DecideDual:
		return c.wrongSecond(actor, x)
	case app.Act:
		if actor.Admin() {
			return fmt.Errorf("an administrator changed an asset: %+v", x)
		}
	}
	return nil
}

// wrongPerson tells what is wrong with a person's having been set: who he is, where
// he belongs, whether he is of the organ and what he is cleared for are others' to
// say, signed; and who leaves or comes back has nothing.
func (c *commons) wrongPerson(actor org.Actor, p org.Person) error {
	c.done["changed"]++
	left := (p.Status == org.Closed) != (c.was.Status == org.Closed)
	if left {
		c.done["left or back"]++
		if held := c.seats(p.ID); len(held) > 0 {
			return fmt.Errorf("%s has left, or is back, and holds %+v", p.ID, held)
		}
		for id, owner := range c.owner {
			if a, err := c.store.Actor(c.ctx, id, c.app.Today(c.clock())); owner == p.ID && err == nil {
				return fmt.Errorf("%s has left, or is back, and signs in as %s: %+v", p.ID, id, a.Held)
			}
		}
	}
	if !left && p.Name == c.was.Name && p.Department == c.was.Department && p.Clearance == c.was.Clearance {
		return nil
	}
	c.done["entrusted"]++
	if actor.Person == p.ID {
		return fmt.Errorf("set by himself: %+v of %+v", p, c.was)
	}
	if p.Name == c.was.Name && p.Department == c.was.Department && !left {
		return nil // only of the clearance; what is left out of it stays, and is not told here
	}
	return c.entrusted(actor, org.KindPerson, p.ID, "org.person")
}

// entrusted tells what is wrong with the last event of the type: it was not the
// actor's to bring about, or he has not signed it.
func (c *commons) entrusted(actor org.Actor, kind, id, typ string) error {
	if !actor.Holds(org.SecrecyOffice) && !actor.Holds(org.SecurityAdmin) {
		return fmt.Errorf("%s %s set by %+v", kind, id, actor.Held)
	}
	leaves, err := c.store.Leaves(c.ctx, org.Actor{Held: []org.Held{{Seat: org.Auditor}}}, kind, id)
	if err != nil {
		return err
	}
	for _, b := range slices.Backward(leaves) {
		l, err := ledger.Decode(b)
		if err != nil {
			return err
		}
		if l.Type != typ {
			continue
		}
		if _, signed, err := l.Signed(); !signed || err != nil {
			return fmt.Errorf("%s %s set without a signature (%w)", kind, id, err)
		}
		return nil
	}
	return fmt.Errorf("%s %s: no %s on record", kind, id, typ)
}

// wrongSecond tells what is wrong with who decided a request of two.
func (c *commons) wrongSecond(actor org.Actor, x app.DecideDual) error {
	owner := c.owner[c.about[x.Dual]]
	if actor.Person == c.asker[x.Dual] || actor.Person == owner || owner == c.asker[x.Dual] {
		return fmt.Errorf("one person is two of asker, owner and who decides: %+v", x)
	}
	office := slices.ContainsFunc(c.seats(owner), func(g org.Grant) bool { return g.Seat == org.SystemAdmin || g.Seat == org.SecurityAdmin })
	if actor.Holds(org.Auditor) && !office {
		return fmt.Errorf("the auditor confirmed for who is none of the other two: %+v", x)
	}
	return nil
}

// apart tells who holds what does not go together.
func (c *commons) apart() error {
	p, err := c.store.Policy(c.ctx)
	if err != nil {
		return err
	}
	for _, id := range c.people {
		admin, business := map[org.Seat]bool{}, false
		for _, g := range c.seats(id) {
			if g.Seat.Admin() {
				admin[g.Seat] = true
			} else {
				business = true
			}
		}
		if len(admin) > 1 && (admin[org.Auditor] || !p.Bool(org.JoinPolicy)) || len(admin) > 0 && business {
			return fmt.Errorf("%s holds %+v", id, c.seats(id))
		}
	}
	for _, id := range c.accounts {
		a, err := c.store.Actor(c.ctx, id, c.app.Today(c.clock()))
		if err == nil && a.Admin() && slices.ContainsFunc(a.Held, func(h org.Held) bool { return !h.Seat.Admin() && h.Seat != org.Keeper }) {
			return fmt.Errorf("%s acts as %+v", id, a.Held)
		}
	}
	return nil
}

// Whoever does what, in any order, over any number of days: nobody comes to hold
// what makes one master of all, and nobody is the second hand of himself (REG 34).
func TestNobodyBecomesASuperuser(t *testing.T) {
	for name, rounds := range map[string]int{"sqlite": 15, "postgres": 2} {
		t.Run(name, func(t *testing.T) {
			done := map[string]int{}
			for seed := range rounds {
				c := &commons{now: time.Now(), owner: map[string]string{}, creator: map[string]string{}, asker: map[string]string{}, about: map[string]string{}, done: done}
				open := storetest.SQLite
				if name == "postgres" {
					open = storetest.OnPostgres
				}
				s := open(t, store.Options{Clock: c.clock})
				c.gather(t, s)
				for n, d := range deeds.Example(seed) {
					err := c.carry(d, n)
					if err == nil {
						err = c.apart()
					}
					if err != nil {
						t.Fatalf("seed %d, deed %d %+v: %v", seed, n, d, err)
					}
				}
				replayed(t, s)
			}
			for _, cmd := range []string{"CreateAccount", "MoveAccount", "GrantSeat", "EndSeat", "AskDual", "DecideDual", "SetPolicy", "SetPerson", "SetRoom"} {
				if done["app."+cmd] == 0 {
					t.Errorf("%s was never carried out: %v", cmd, done)
				}
			}
			if name == "sqlite" && done["left or back"] == 0 || done["entrusted"] == 0 {
				t.Errorf("nobody has left or been moved: %v", done)
			}
			t.Log(done)
		})
	}
}
