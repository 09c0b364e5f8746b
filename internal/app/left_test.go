package app_test

import (
	"slices"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// record is the person as the secrecy office sends it back.
func (o *organ) record(login string) org.Person {
	o.t.Helper()
	return o.seen("baomi", login)
}

// acts gives the types of the events after the one with the number, oldest first.
func (o *organ) acts(after int64) (kinds []string, last int64) {
	o.t.Helper()
	for _, v := range []view.AuditView{view.UsersActs, view.AdministratorsActs} {
		list, _, err := o.store.AuditLog(o.ctx, o.actor("auditor"), view.AuditLogFilter{View: v}, "", 100)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, e := range list {
			if e.Event > after {
				kinds = append(kinds, e.Type)
			}
			last = max(last, e.Event)
		}
	}
	slices.Sort(kinds)
	return kinds, last
}

// Who has left has nothing any more, and of what he had nothing comes back when
// his record is opened again (REG 53; ASVS 5.0 7.4.2).
func TestWhoLeavesLosesAllAndGetsNothingBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		today := o.app.Today(time.Now())
		until := o.app.Today(time.Now().AddDate(0, 0, 9))
		o.do("leader", app.Delegate{Delegation: org.Delegation{To: o.person["witness"], Seat: org.Leader, From: today, Until: until}})
		o.do("witness", app.Delegate{Delegation: org.Delegation{To: o.person["keeper1"], Seat: org.Witness, From: today, Until: until}})
		of := o.account["witness"]
		err := s.Write(o.ctx, func(tx *store.Tx) error {
			now := s.Now()
			x := store.Session{ID: "s1", TokenHash: make([]byte, 32), Account: of, Kind: "page", Created: now, Seen: now, Expires: now.Add(time.Hour), Proved: now}
			if err := tx.AddSession(x); err != nil {
				return err
			}
			return tx.AddToken(store.Token{ID: "k1", TokenHash: make([]byte, 32), Account: of, Name: "示例", Created: now, Expires: now.Add(time.Hour)})
		})
		if err != nil {
			t.Fatal(err)
		}
		_, before := o.acts(0)
		p := o.record("witness")
		p.Status, p.Version = org.Closed, 0
		o.refused("flow.seat", "sysadmin", app.SetPerson{Person: p})
		_ = o.required("baomi", app.SetPerson{Person: p})
		_ = o.required("secadmin", app.SetPerson{Person: p})
		_, before = o.acts(before)
		out := o.do("baomi", app.SetPerson{Person: p})
		if got := o.record("witness"); got.Version != out.Version || got.Status != org.Closed {
			t.Errorf("version %d, told %d", got.Version, out.Version)
		}
		kinds, last := o.acts(before)
		want := []string{"account.state", "account.token", "org.delegation_ended", "org.delegation_ended", "org.person", "org.seat_ended", "session.closed"}
		if !slices.Equal(kinds, want) {
			t.Errorf("on record %v", kinds)
		}

		// Opened again: signed, by who entrusts, and he is as one who has just been entered.
		p = o.record("witness")
		p.Status, p.Version = org.Active, 0
		o.refused("flow.seat", "sysadmin", app.SetPerson{Person: p})
		p.Status = ""
		o.refused("flow.seat", "sysadmin", app.SetPerson{Person: p})
		_ = o.required("secadmin", app.SetPerson{Person: p})
		_, last = o.acts(last)
		o.do("baomi", app.SetPerson{Person: p})
		if kinds, _ := o.acts(last); !slices.Equal(kinds, []string{"org.person"}) {
			t.Errorf("opening it again did %v", kinds)
		}
		if _, err := s.Actor(o.ctx, of, today); err == nil || errs.As(err).Code != "account.inactive" {
			t.Errorf("his account: %v", err)
		}
		o.refused("flow.account", "secadmin", app.MoveAccount{Account: of, State: account.Active})
		o.account["again"] = o.do("sysadmin", app.CreateAccount{Login: "witness2", Person: o.person["witness"]}).ID
		o.do("secadmin", app.MoveAccount{Account: o.account["again"], State: account.Active})
		for login, seat := range map[string]org.Seat{"again": org.Witness, "keeper1": org.Witness} {
			if a := o.actor(login); a.Holds(seat) || a.Holds(org.Leader) {
				t.Errorf("%s holds %+v", login, a.Held)
			}
		}
		err = s.Read(o.ctx, func(tx *store.Tx) error {
			sessions, err := tx.OpenSessions(of)
			if err != nil {
				return err
			}
			tokens, err := tx.OpenTokens(of)
			if len(sessions)+len(tokens) > 0 {
				t.Errorf("open: %v, %v", sessions, tokens)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		replayed(t, s)
	})
}

// Whoever was closed before closing ended anything gets nothing back either.
func TestARecordClosedLongAgoOpensEmpty(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		p := o.record("witness")
		closed := p
		closed.Status = org.Closed
		e, err := org.SetPerson(o.actor("baomi"), p, closed, map[string]org.Department{p.Department: {ID: p.Department}}, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write(o.ctx, func(tx *store.Tx) error { return tx.Append(o.person["baomi"], "", e) }); err != nil {
			t.Fatal(err)
		}
		p.Version = 0
		o.do("baomi", app.SetPerson{Person: p})
		if got := o.record("witness"); len(got.Seats) != 1 || !got.Seats[0].Ended {
			t.Errorf("%+v", got.Seats)
		}
		if _, err := s.Actor(o.ctx, o.account["witness"], o.app.Today(time.Now())); err == nil {
			t.Error("his account is open again")
		}
	})
}

// A known person's name and department are set like what he is trusted with:
// signed, by others, and not by the system administrator; the record says what
// was changed, and the signature fits no other name.
func TestANameAndADepartmentAreTrust(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.person["sysadmin"] = o.actor("sysadmin").Person
		bare := o.bare("sysadmin", "keeper2")
		renamed, moved := bare, bare
		renamed.Name, moved.Department = "魏管安", o.dept["研究室"]
		for _, p := range []org.Person{renamed, moved} {
			o.refused("flow.seat", "sysadmin", app.SetPerson{Person: p})
			_ = o.required("secadmin", app.SetPerson{Person: p})
		}
		own := o.seen("sysadmin", "sysadmin")
		own.Name = "魏管安"
		o.refused("flow.seat", "sysadmin", app.SetPerson{Person: own})
		own = o.record("baomi")
		own.Name = "魏管安"
		o.refused("apr.no-self", "baomi", app.SetPerson{Person: own})

		r := o.required("secadmin", app.SetPerson{Person: renamed})
		other := renamed
		other.Name = "陶管审"
		if _, err := o.app.Execute(o.ctx, o.shown("secadmin", r), app.SetPerson{Person: other}, ""); err == nil || errs.As(err).Code != "signoff.stale" {
			t.Errorf("signed for another name: %v", err)
		}
		both := other
		both.Clearance = level.Secret
		r2 := o.required("secadmin", app.SetPerson{Person: both})
		both.Name = renamed.Name
		if _, err := o.app.Execute(o.ctx, o.shown("secadmin", r2), app.SetPerson{Person: both}, ""); err == nil || errs.As(err).Code != "signoff.stale" {
			t.Errorf("another name rode along: %v", err)
		}
		if _, err := o.app.Execute(o.ctx, o.shown("secadmin", r), app.SetPerson{Person: renamed}, ""); err != nil {
			t.Fatal(err)
		}
		leaf := o.lastOf(org.KindPerson, o.person["keeper2"])
		if sig, signed, err := leaf.Signed(); err != nil || !signed || !sig.Names || sig.Digest != r.Digest {
			t.Errorf("%+v, %v", sig, err)
		}
		leaf.PII["name"] = ledger.Commit([16]byte{1}, "魏管安")
		if _, _, err := leaf.Signed(); err == nil {
			t.Error("the signature fits another commitment too")
		}
		moved.Name = renamed.Name
		o.do("secadmin", app.SetPerson{Person: moved})
		o.toldChanged("org.person", []string{"部门", "姓名"})
		replayed(t, s)
	})
}

// A room is raised, or opened again, under a signature of who entrusts.
func TestARoomIsRaisedUnderSignature(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		r := org.Room{Name: "B102", Department: o.dept["研究室"], Level: level.Confidential}
		r.ID = o.do("sysadmin", app.SetRoom{Room: r}).ID
		raised := r
		raised.Level = level.TopSecret
		o.refused("flow.seat", "sysadmin", app.SetRoom{Room: raised})
		_ = o.required("baomi", app.SetRoom{Room: raised})
		o.do("baomi", app.SetRoom{Room: raised})
		raised.Closed = true
		if _, err := o.app.Execute(o.ctx, o.unproved("sysadmin"), app.SetRoom{Room: raised}, ""); err != nil {
			t.Fatal(err)
		}
		raised.Closed = false
		o.refused("flow.seat", "sysadmin", app.SetRoom{Room: raised})
		_ = o.required("secadmin", app.SetRoom{Room: raised})
		o.do("secadmin", app.SetRoom{Room: raised})
		if _, err := o.app.Execute(o.ctx, o.unproved("sysadmin"), app.SetRoom{Room: r}, ""); err != nil {
			t.Errorf("lowered: %v", err)
		}
		o.toldChanged("org.room", []string{"密级", "重新启用", "密级"})
		replayed(t, s)
	})
}

// toldChanged holds what the audit tells of changes, the newest first.
func (o *organ) toldChanged(kind string, want []string) {
	o.t.Helper()
	var got []string
	for _, v := range []view.AuditView{view.AdministratorsActs, view.UsersActs} {
		list, _, err := o.store.AuditLog(o.ctx, o.actor("auditor"), view.AuditLogFilter{View: v, Group: view.AuditOrgan}, "", 100)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, e := range list {
			for _, d := range e.Details {
				if e.Type == kind && d.Name.EN == "changed" {
					got = append(got, d.Value.ZH)
				}
			}
		}
	}
	if !slices.Equal(got, want) {
		o.t.Errorf("%s: changed %v, want %v", kind, got, want)
	}
}

func (o *organ) lastOf(kind, id string) ledger.Leaf {
	o.t.Helper()
	leaves, err := o.store.Leaves(o.ctx, o.actor("auditor"), kind, id)
	if err != nil || len(leaves) == 0 {
		o.t.Fatal(err)
	}
	l, err := ledger.Decode(leaves[len(leaves)-1])
	if err != nil {
		o.t.Fatal(err)
	}
	return l
}
