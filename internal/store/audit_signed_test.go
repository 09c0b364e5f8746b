package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/ledger"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// verifying is a history that is verified each time something was added to it.
type verifying struct {
	t     *testing.T
	s     *store.Store
	o     organ
	after int64
	n     int
}

func (v *verifying) append(by string, list ...event.Event) {
	v.t.Helper()
	must(v.t, v.s.Write(ctx, func(x *store.Tx) error { return x.Append(by, "", list...) }))
}

// due verifies what came since the last time: the faults that it has, of which the
// first is said in these words, and names the last event.
func (v *verifying) due(what string, faults int64, why string, check store.AnswerCheck) view.AuditCheck {
	v.t.Helper()
	c, err := v.s.VerifyHistory(ctx, auditor, v.after, check, func(view.AuditCheck) bool { return true })
	must(v.t, err)
	if c.Faults != faults || !strings.Contains(c.First.What.EN, why) || faults > 0 && (c.First.Event != c.To || c.First.What.ZH == "") || len(c.Found) != int(faults) {
		v.t.Errorf("%s: %+v", what, c)
	}
	v.after = c.To
	return c
}

// sign has the account sign an event by the person, with the answer of the key
// where one is named; spoil makes it fit nothing.
func (v *verifying) sign(by, acc, method, key string, spoil byte) {
	v.t.Helper()
	v.n++
	must(v.t, v.s.Write(ctx, func(x *store.Tx) error {
		x.Sign(func(item []byte) (*ledger.Signature, error) {
			root, _, err := ledger.Tree([][]byte{item})
			must(v.t, err)
			sig := &ledger.Signature{Account: acc, Method: method, At: x.Now(), Count: 1, Root: root}
			if key != "" {
				sig.Key = &ledger.KeyAnswer{Factor: key, Handle: []byte("h"), AuthenticatorData: []byte("d"), ClientData: []byte("c"), Signature: []byte("s")}
			}
			sig.Digest, err = ledger.Statement{Account: acc, Person: by, At: sig.At, Count: 1, Root: root}.Digest()
			sig.Digest[0] ^= spoil
			return sig, err
		})
		defer x.Sign(nil)
		return x.Append(by, "", personEvent(fmt.Sprintf("signed%d", v.n), "卞", v.o.east, level.Unclassified))
	}))
}

func factorEvent(acc, factor, kind, what string) event.Event {
	f := account.FactorSet{Account: acc, Factor: factor, What: what, Kind: kind}
	if kind == store.FactorKey {
		f.Key = "AA"
	}
	return account.FactorEvent(f)
}

// A verification looks at every signature: that it fits its event, that its account
// is that of whoever did it, that what it says was shown is what the account had
// then, and what the check of a key's answer says.
func TestVerificationChecksSignatures(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		v := &verifying{t: t, s: s, o: o}
		p := o.persons["keeper"]
		v.append("founder", accountEvent("acc1", "lin", p), accountEvent("acc2", "shi", o.persons["other"]))
		check := func(key account.FactorSet, sig ledger.Signature) error {
			if key.Key != "AA" || sig.Key.Factor != "f1" {
				return errors.New("not this one")
			}
			return nil
		}
		const password, code, key = ledger.ByPassword, ledger.ByCode, ledger.ByKey
		v.due("the founding", 0, "", check)
		v.sign(p, "acc1", password, "", 0)
		v.due("by password", 0, "", check)
		v.sign(p, "acc2", password, "", 0)
		v.due("another's account", 1, "not of who did it", check)
		v.sign(p, "acc9", password, "", 0)
		v.due("no account", 1, "not of who did it", check)
		v.sign(p, "acc1", key, "f1", 0)
		v.due("no such key yet", 1, "not entered", check)
		v.append(p, factorEvent("acc1", "f1", store.FactorKey, account.FactorAdded))
		v.sign(p, "acc1", key, "f1", 0)
		if c := v.due("as it should be", 0, "", check); c.Signed != 1 || c.Keys != 1 {
			t.Errorf("%+v", c)
		}
		last := v.after - 1
		v.after = last
		v.due("a key's answer that does not hold", 1, "answer", func(account.FactorSet, ledger.Signature) error { return errors.New("no") })
		v.after = last
		v.due("without a check", 1, "answer", nil)
		v.sign(p, "acc1", key, "f1", 1)
		v.due("another digest", 1, "does not fit", check)
		v.sign(p, "acc2", key, "f1", 0)
		v.due("the key, and another's account", 1, "not of who did it", check)
		v.sign(p, "acc1", key, "", 0)
		v.due("by a key, of which there is no answer", 1, "what was shown", check)
		for _, m := range []string{password, code, "", "otherwise"} {
			v.sign(p, "acc1", m, "f1", 0)
			v.due("the answer of a key, and said to be by "+m, 1, "what was shown", check)
		}
		v.sign(p, "acc1", password, "", 0)
		v.due("a password alone, beside a key", 1, "second factor", check)
		v.sign(p, "acc1", code, "", 0)
		v.due("a code that is not there", 1, "one-time code", check)
		v.append(p, factorEvent("acc1", "f2", store.FactorTOTP, account.FactorAdded))
		v.sign(p, "acc1", code, "", 0)
		v.due("a code", 0, "", check)
		clock.t = clock.t.Add(1e9)
		v.append(p, factorEvent("acc1", "f1", store.FactorKey, account.FactorEnded))
		v.sign(p, "acc1", key, "f1", 0)
		v.due("after the key had ended", 1, "had ended", check)
		v.append(p, factorEvent("acc1", "f1", store.FactorKey, account.FactorAdded))
		v.append("founder", event.Of(account.DualDecided{Dual: "d1", Kind: account.Recover, Account: "acc1", State: account.DualDone},
			subject(account.KindDual, "d1"), subject(account.KindSubject, "acc1")))
		v.due("a recovery that is not signed", 1, "had to be signed", check)
		v.sign(p, "acc1", key, "f1", 0)
		v.due("after a recovery", 1, "had ended", check)
		clock.t = clock.t.Add(1e9)
		v.sign(p, "acc1", code, "", 0)
		v.due("the code after a recovery", 1, "one-time code", check)
		v.sign(p, "acc1", password, "", 0)
		v.due("the password after a recovery", 0, "", check)
		v.after = 0
		if c, err := s.VerifyHistory(ctx, auditor, 0, check, nil); err != nil || c.Faults != 16 || c.Signed != 19 || len(c.Found) != 16 || c.First != c.Found[0] {
			t.Errorf("in all: %+v, %v", c, err)
		}
	})
}

// What had to be signed and is not is a fault, whoever is said to have done it; what
// needs no signature is none. The founding needs none: nobody has an account yet.
func TestVerificationFindsWhatHadToBeSigned(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		v := &verifying{t: t, s: s, o: o}
		p, sec := o.persons["other"], "sec-00000000000000x"
		one := func(data event.Payload, kind, id string) event.Event { return event.Of(data, subject(kind, id)) }
		grant := func(id string, seat org.Seat, until org.Date) event.Event {
			return one(org.SeatGranted{Person: p, Grant: org.Grant{ID: id, Seat: seat, From: "2031-01-01", Until: until}}, org.KindPerson, p)
		}
		state := func(to string) event.Event {
			return one(account.StateSet{Account: "acc1", State: to, Reason: "示例"}, account.KindSubject, "acc1")
		}
		decided := func(id, state, reason string) event.Event {
			return event.Of(account.DualDecided{Dual: id, Kind: account.Unlock, Account: "acc1", State: state, Reason: reason},
				subject(account.KindDual, id), subject(account.KindSubject, "acc1"))
		}
		ended := func(id string) event.Event {
			return one(org.SeatEnded{Person: p, Grant: id}, org.KindPerson, p)
		}
		asset1 := ""
		must(t, s.Write(ctx, func(x *store.Tx) error { asset1 = x.NewID(); return nil }))
		v.append("founder", accountEvent("acc1", "shi", p), grant("g0", org.SecurityAdmin, "2031-05-05"))
		v.due("the founding", 0, "", nil)
		room := func(l level.Level) event.Event {
			return one(org.RoomSet{Room: o.rooms[o.east], Name: "甲", Department: o.east, Level: l}, org.KindRoom, o.rooms[o.east])
		}
		person := func(l level.Level, name string) event.Event { return personEvent("new", name, o.east, l) }
		for _, c := range []struct {
			what  string
			by    string
			e     event.Event
			fault bool
		}{
			{"a person is new", sec, person(level.Secret, "卞"), false},
			{"a person is set as he was", sec, person(level.Secret, "卞"), false},
			{"a person is named anew", sec, person(level.Secret, "辛"), true},
			{"a person is trusted with more", sec, person(level.TopSecret, "辛"), true},
			{"a room is lowered", sec, room(level.Secret), false},
			{"a room is raised", sec, room(level.TopSecret), true},
			{"a department is named anew", sec, one(org.DepartmentSet{Department: o.east, Name: "东处", Parent: o.root}, org.KindDepartment, o.east), false},
			{"a department is moved", sec, one(org.DepartmentSet{Department: o.east, Name: "东处", Parent: o.west}, org.KindDepartment, o.east), true},
			{"a department is new", sec, one(org.DepartmentSet{Department: "d-new", Name: "新处", Parent: o.west}, org.KindDepartment, "d-new"), false},
			{"a seat that has run out is struck off", sec, ended("g0"), false},
			{"a seat is given", sec, grant("g1", org.Auditor, "2031-05-06"), true},
			{"a seat that is held still is taken", sec, ended("g1"), true},
			{"a seat of business is given", sec, grant("g2", org.SecrecyOffice, "2031-05-01"), true},
			{"a seat of business is taken", sec, ended("g2"), true},
			{"a seat is given by who founded it all", "founder", grant("g3", org.Leader, ""), true},
			{"a seat is given by the system", store.SystemActor, grant("g4", org.LeadingGroup, ""), true},
			{"an account is opened", sec, state(account.Active), true},
			{"an account is suspended", sec, state(account.Suspended), false},
			{"an account is closed", sec, state(account.Closed), true},
			{"a policy value", sec, one(store.PolicySet{Key: "k", Raw: "1", Version: 2}, "policy", "policy"), true},
			{"two are asked for", sec, event.Of(account.DualAsked{Dual: "d1", Kind: account.Unlock, Account: "acc1"}, subject(account.KindDual, "d1")), true},
			{"two have decided", sec, decided("d1", account.DualDone, ""), true},
			{"nobody has decided", store.SystemActor, decided("d2", account.DualRefused, account.ReasonLapsed), false},
			{"nobody has decided, says somebody", sec, decided("d3", account.DualRefused, account.ReasonLapsed), true},
			{"who asked takes it back", sec, decided("d5", account.DualWithdrawn, ""), false},
			{"the system has decided", store.SystemActor, decided("d4", account.DualDone, account.ReasonLapsed), true},
			{"a seat is handed on", p, one(org.Delegated{Person: p, Delegation: org.Delegation{ID: "h1", Seat: org.Leader, To: o.persons["leader"], From: "2031-05-06", Until: "2031-05-07"}},
				org.KindPerson, p), true},
			{"and taken back", p, one(org.DelegationEnded{Person: p, Delegation: "h1"}, org.KindPerson, p), true},
			{"a request is signed", p, one(asset.RequestSigned{Asset: asset1, Request: "r1", Seat: org.DepartmentHead}, "other", asset1), true},
		} {
			v.append(c.by, c.e)
			if c.fault {
				v.due(c.what, 1, "had to be signed", nil)
			} else {
				v.due(c.what, 0, "", nil)
			}
		}
		// Who leaves loses all under the one signature that closes his record; nobody
		// loses anything for a reason that is only said.
		leaver := o.persons["leader"]
		gone := event.Of(org.PersonSet{Person: leaver, Department: o.root, Clearance: level.TopSecret, ClearanceUntil: "2039-12-31", Status: org.Closed,
			Changed: []string{"status"}}, subject(org.KindPerson, leaver))
		gone.Private = map[string]string{"name": "高五"}
		left := one(org.SeatEnded{Person: leaver, Grant: "g9", Reason: org.LeftReason}, org.KindPerson, leaver)
		v.append(sec, left)
		v.due("left, says somebody", 1, "had to be signed", nil)
		v.append("founder", accountEvent("acc5", "gao", leaver))
		clock.t = clock.t.Add(1e9)
		v.append(sec, gone)
		v.due("a record is closed", 1, "had to be signed", nil)
		v.append("p", left)
		v.due("another takes his seat", 1, "had to be signed", nil)
		v.append(sec, left, one(org.DelegationEnded{Person: p, Delegation: "h1"}, org.KindPerson, p),
			one(account.StateSet{Account: "acc5", State: account.Closed, Reason: org.LeftReason}, account.KindSubject, "acc5"))
		v.due("and what ends with it", 0, "", nil)
		v.append(sec, one(account.StateSet{Account: "acc1", State: account.Closed, Reason: org.LeftReason}, account.KindSubject, "acc1"))
		v.due("another's account", 1, "had to be signed", nil)
	})
}
