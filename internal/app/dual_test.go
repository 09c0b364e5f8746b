package app_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

const (
	firstPass  = "青山不改 绿水长流 两岸清风 97"
	secondPass = "明月清风 谁与共 坐 松下听琴 31"
)

// opens reports whether the password opens a session of the login.
func opens(t *testing.T, a *auth.Service, login, password string) error {
	t.Helper()
	_, _, err := a.SignIn(context.Background(), login, password, "")
	return err
}

// A locked account is unlocked before its time by two, and by nobody alone; what
// was refused on the way is on record.
func TestALockedAccountIsUnlockedByTwo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, a := newOrgan(t, s), signs(t, s)
		o.opened(a, "lin")
		id := o.account["lin"]
		ask := app.AskDual{Account: id, Kind: account.Unlock, Reason: "本人连续输错"}
		o.refused("flow.account", "secadmin", ask) // it is not locked
		for range 5 {
			_ = opens(t, a, "lin", "wrong")
		}
		if err := opens(t, a, "lin", firstPass); errs.As(err).Code != "session.throttled" {
			t.Fatalf("not locked: %v", err)
		}
		locked, err := s.LockedAccounts(o.ctx, o.actor("secadmin"))
		if err != nil || len(locked) != 1 || locked[0].Lock.Failures != 5 || locked[0].Login != "lin" {
			t.Fatalf("told: %+v %v", locked, err)
		}
		o.refused("flow.seat", "sysadmin", ask)
		o.refused("flow.seat", "lin", ask)
		dual := o.do("secadmin", ask).ID
		o.refused("flow.pending", "secadmin", ask)
		yes := app.DecideDual{Dual: dual, Yes: true}
		o.refused("flow.seat", "secadmin", yes)
		o.refused("flow.seat", "auditor", yes)
		o.refused("flow.seat", "lin", yes)
		if err := opens(t, a, "lin", firstPass); err == nil {
			t.Fatal("unlocked by asking")
		}
		o.do("sysadmin", yes)
		if err := opens(t, a, "lin", firstPass); err != nil {
			t.Fatalf("still locked: %v", err)
		}
		o.refused("flow.dual", "sysadmin", yes) // it is settled
		replayed(t, s)
	})
}

// A recovery takes two; it ends password, sessions and tokens, gives a code to
// who confirms, and its owner is told.
func TestALostPasswordIsRecoveredByTwo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, a := newOrgan(t, s), signs(t, s)
		o.opened(a, "lin")
		id := o.account["lin"]
		token, _, err := a.SignIn(o.ctx, "lin", firstPass, "")
		if err != nil {
			t.Fatal(err)
		}
		entered(t, s, o.person["lin"], store.Factor{ID: "k1", Account: id, Kind: store.FactorKey, Name: "蓝钥匙", Handle: []byte("h"), Secret: []byte{0}})
		asked := o.do("secadmin", app.AskDual{Account: id, Kind: account.Recover, Reason: "口令遗失"})
		if asked.Secret == "" {
			t.Fatal("who asks is given no half of the code")
		}
		o.refused("flow.dual", "sysadmin", app.DecideDual{Dual: o.ownRequest("sysadmin"), Yes: true})
		done := o.do("sysadmin", app.DecideDual{Dual: asked.ID, Yes: true})
		if done.Secret == "" {
			t.Fatal("no other half")
		}
		if _, _, err := a.Resolve(o.ctx, token); err == nil {
			t.Error("the session goes on")
		}
		if opens(t, a, "lin", firstPass) == nil {
			t.Error("the lost password opens still")
		}
		if list, err := s.Factors(o.ctx, id); err != nil || len(list) != 0 {
			t.Errorf("the lost key counts still: %+v %v", list, err)
		}
		o.ended(id, "k1", account.FactorRecovered)
		for _, one := range []string{asked.Secret, done.Secret + done.Secret} {
			if err := a.Activate(o.ctx, "lin", one, secondPass); errs.As(err).Code != "activation.refused" {
				t.Errorf("who holds one half becomes the owner: %v", err)
			}
		}
		both := done.Secret + " " + asked.Secret
		if err := a.Activate(o.ctx, "lin", both, firstPass); errs.As(err).Code != "password.weak" {
			t.Errorf("the lost password comes back: %v", err)
		}
		if err := a.Activate(o.ctx, "lin", both, secondPass); err != nil {
			t.Fatal(err)
		}
		if err := opens(t, a, "lin", secondPass); err != nil {
			t.Fatal(err)
		}
		d, found, err := s.LastRecovery(o.ctx, o.actor("lin"))
		if err != nil || !found || d.Asker.Name != "魏管安" || d.Decider.Name != "金管系" {
			t.Errorf("its owner is told %+v %v %v", d, found, err)
		}
		life, err := s.AccountLife(o.ctx, o.actor("lin"), id, "", 50)
		if err != nil || len(life.Events) < 6 {
			t.Errorf("his own history: %+v %v", life.Events, err)
		}
		// The security administrator reads the life of a user, not of an administrator.
		if v, err := s.AccountLife(o.ctx, o.actor("secadmin"), id, "", 50); err != nil || len(v.Events) == 0 {
			t.Errorf("a user's life: %v", err)
		}
		if v, err := s.AccountLife(o.ctx, o.actor("secadmin"), o.account["sysadmin"], "", 50); err != nil || len(v.Events) != 0 {
			t.Errorf("an administrator's life is told: %v", err)
		}
		if _, err := s.AccountLife(o.ctx, o.actor("keeper1"), id, "", 50); errs.As(err).Kind != errs.NotFound {
			t.Errorf("another's life: %v", err)
		}
		replayed(t, s)
	})
}

// entered keeps a second factor, as its holder's.
func entered(t *testing.T, s *store.Store, by string, f store.Factor) {
	t.Helper()
	err := s.Write(context.Background(), func(x *store.Tx) error {
		if err := x.AddFactor(f); err != nil {
			return err
		}
		return x.Append(by, "", account.FactorEvent(account.FactorSet{Account: f.Account, Factor: f.ID, What: account.FactorAdded, Kind: f.Kind, Name: f.Name, Key: "AA"}))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ended holds that the history tells once that the factor has ended, and why.
func (o *organ) ended(of, factor, reason string) {
	o.t.Helper()
	leaves, err := o.store.Leaves(o.ctx, o.actor("auditor"), account.KindSubject, of)
	if err != nil {
		o.t.Fatal(err)
	}
	n := 0
	for _, b := range leaves {
		var l struct {
			T string            `json:"t"`
			D account.FactorSet `json:"d"`
		}
		if err := json.Unmarshal(b, &l); err != nil {
			o.t.Fatal(err)
		}
		if l.T == l.D.EventType() && l.D.Factor == factor && l.D.What == account.FactorEnded && l.D.Reason == reason {
			n++
		}
	}
	if n != 1 {
		o.t.Errorf("the end of the factor %s is told %d times", factor, n)
	}
}

// ownRequest has the security administrator ask to recover the login's account.
func (o *organ) ownRequest(login string) string {
	o.t.Helper()
	return o.do("secadmin", app.AskDual{Account: o.account[login], Kind: account.Recover, Reason: "示例"}).ID
}

// opened gives the login an account with a password.
func (o *organ) opened(a *auth.Service, login string) {
	o.t.Helper()
	o.person[login] = o.do("secadmin", app.SetPerson{Person: org.Person{Name: "赵" + login, Department: o.dept["办公厅"]}}).ID
	out := o.do("sysadmin", app.CreateAccount{Login: login, Person: o.person[login]})
	o.account[login] = out.ID
	o.refused("flow.seat", "sysadmin", app.MoveAccount{Account: out.ID, State: account.Active})
	other := o.do("secadmin", app.MoveAccount{Account: out.ID, State: account.Active})
	for _, one := range []string{out.Secret, other.Secret} {
		if err := a.Activate(o.ctx, login, one, firstPass); errs.As(err).Code != "activation.refused" {
			o.t.Errorf("one administrator's half of the code sets the password: %v", err)
		}
	}
	if err := a.Activate(o.ctx, login, out.Secret+other.Secret, firstPass); err != nil {
		o.t.Fatal(err)
	}
}

func signs(t *testing.T, s *store.Store) *auth.Service {
	t.Helper()
	a, err := auth.New(s, auth.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// replayed replays the history: every row is what its events say.
func replayed(t *testing.T, s *store.Store) {
	t.Helper()
	list, err := s.Refold(context.Background())
	if err != nil || len(list) != 0 {
		t.Fatalf("refold: %v %v", list, err)
	}
	// Whatever the commands have written is signed where it has to be.
	auditor := org.Actor{Person: "x", Held: []org.Held{{Seat: org.Auditor}}}
	c, err := s.VerifyHistory(context.Background(), auditor, 0, nil, func(view.AuditCheck) bool { return true })
	if err != nil || c.Faults != 0 || c.Signed == 0 {
		t.Fatalf("verification: %+v %v", c, err)
	}
}

// An account is not closed while a hand-over to its person is on its way.
func TestAnAccountIsNotClosedWhileAHandOverWaits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inStore("MJ-0009", level.Confidential)
		o.act("baomi", id, asset.VerbIssue, asset.Args{Person: o.person["keeper1"]})
		end := app.MoveAccount{Account: o.account["keeper1"], State: account.Closed, Reason: "离岗"}
		o.refused("hand.offboard", "secadmin", end)
		p := o.seen("keeper1", "keeper1")
		p.Status = org.Closed
		o.refused("hand.offboard", "baomi", app.SetPerson{Person: p})
		o.act("head1", id, asset.VerbRefuse, asset.Args{Reason: "不需要"})
		o.do("secadmin", end)
	})
}

// Seats are joined where the policy says so, by another person, and parted only
// when nobody holds both; the auditor's never. Everybody is told.
func TestSeatsAreJoinedAndPartedByThePolicy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		sys := o.actor("sysadmin").Person
		grant := app.GrantSeat{Person: sys, Grant: org.Grant{Seat: org.SecurityAdmin}}
		o.refused("adm.three-distinct", "secadmin", grant)
		o.do("secadmin", app.SetPolicy{Key: org.JoinPolicy, Raw: "true", Reason: "极小机关"})
		o.refused("adm.three-distinct", "secadmin", app.GrantSeat{Person: sys, Grant: org.Grant{Seat: org.Auditor}})
		o.refused("apr.no-self", "secadmin", app.GrantSeat{Person: o.actor("secadmin").Person, Grant: org.Grant{Seat: org.SystemAdmin}})
		o.do("secadmin", grant)
		both := o.actor("sysadmin")
		if !both.Joined() {
			t.Fatalf("%+v", both.Held)
		}
		p, err := s.Policy(o.ctx)
		if err != nil {
			t.Fatal(err)
		}
		if list, err := s.Joined(o.ctx, p); err != nil || len(list) != 1 || list[0].Name != "金管系" {
			t.Errorf("told: %+v %v", list, err)
		}
		part := app.SetPolicy{Key: org.JoinPolicy, Raw: "false", Reason: "恢复三员分设"}
		_, err = o.app.Execute(o.ctx, o.actor("secadmin"), part, "")
		if e := errs.As(err); e.Rule != "adm.three-distinct" || !strings.Contains(e.Missing[0].ZH, "金管系") {
			t.Errorf("parted while one holds both: %v", err)
		}
		// He who holds both creates an account and does not activate it.
		person := o.do("secadmin", app.SetPerson{Person: org.Person{Name: "桑示例"}}).ID
		id := o.do("sysadmin", app.CreateAccount{Login: "sang", Person: person}).ID
		o.refused("flow.account", "sysadmin", app.MoveAccount{Account: id, State: account.Active})
		o.do("secadmin", app.MoveAccount{Account: id, State: account.Active})
		// Nor does he recover alone.
		dual := o.do("sysadmin", app.AskDual{Account: id, Kind: account.Recover, Reason: "示例"}).ID
		o.refused("flow.dual", "sysadmin", app.DecideDual{Dual: dual, Yes: true})
		o.do("secadmin", app.DecideDual{Dual: dual, Yes: true})
		o.do("secadmin", o.seatOf("sysadmin", org.SecurityAdmin))
		o.do("secadmin", part)
		replayed(t, s)
	})
}
