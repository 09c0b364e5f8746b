package store_test

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

func TestAppendWritesWhatFoldSays(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := register(t, s, "GW", o.east, 1)[0]
		issue(t, s, id, o.persons["keeper"], o.east, o.rooms[o.east])

		reg := registered(computer(id, "GW-0001", o.east))
		reg.At, reg.By = noon, "founder"
		want := asset.Fold(asset.State{}, reg)
		iss := event.Of(asset.CustodyChanged{
			Asset: id, Verb: asset.VerbIssue, Life: asset.InUse,
			Custody: asset.Custody{
				Holder: asset.HolderKeeper, Person: o.persons["keeper"], Department: o.east, Room: o.rooms[o.east], Since: noon,
			},
		}, subject(asset.KindSubject, id))
		iss.At = noon
		want = asset.Fold(want, iss)
		if d := cmp.Diff(want, load(t, s, id)); d != "" {
			t.Errorf("the row is not what folding the events gives (-want +got):\n%s", d)
		}
	})
}

// leaves reads the leaves of one object, in order.
func leaves(t *testing.T, s *store.Store, kind, id string) []ledger.Leaf {
	t.Helper()
	enc := "hex(e.leaf)"
	if s.IsPostgres() {
		enc = "encode(e.leaf, 'hex')"
	}
	rows, err := s.Column("SELECT "+enc+` FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		WHERE s.kind = ? AND s.subject = ? ORDER BY s.seq`, kind, id)
	must(t, err)
	var out []ledger.Leaf
	for _, r := range rows {
		b, err := hex.DecodeString(r)
		must(t, err)
		l, err := ledger.Decode(b)
		must(t, err)
		out = append(out, l)
	}
	return out
}

func TestEventsOfOneObjectFormAChain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := register(t, s, "GW", o.east, 2)
		must(t, s.Write(ctx, func(x *store.Tx) error { // two in one transaction, one of them about both
			return x.Append("p1", "key-1",
				event.Of(asset.Paired{Asset: ids[0], Other: ids[1]}, subject(asset.KindSubject, ids[0]), subject(asset.KindSubject, ids[1])),
				event.Of(asset.Unpaired{Asset: ids[0], Other: ids[1]}, subject(asset.KindSubject, ids[0]), subject(asset.KindSubject, ids[1])))
		}))
		list := leaves(t, s, asset.KindSubject, ids[1])
		if len(list) != 3 {
			t.Fatalf("%d leaves, want 3", len(list))
		}
		var prev [32]byte
		for i, l := range list {
			for _, r := range l.Subjects {
				if r.ID != ids[1] {
					continue
				}
				if r.Seq != int64(i+1) || r.Prev != prev {
					t.Errorf("leaf %d: seq %d, previous hash %x, want %d, %x", i, r.Seq, r.Prev, i+1, prev)
				}
			}
			b, err := l.Encode()
			must(t, err)
			prev = ledger.Hash(b)
		}
		if list[1].UID != "key-1" || list[2].UID != "key-1/2" || list[1].By != "p1" || list[1].Log != storetest.Origin {
			t.Errorf("uid %q, %q, by %q, log %q", list[1].UID, list[2].UID, list[1].By, list[1].Log)
		}
		n, err := s.Column("SELECT count(*) FROM ledger_event e WHERE NOT EXISTS (SELECT 1 FROM ledger_pending p WHERE p.event_id = e.id)")
		must(t, err)
		if n[0] != "0" {
			t.Errorf("%s events wait for no sealing", n[0])
		}
	})
}

func TestNamesOfPersonsAreInNoLeaf(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.persons["keeper"]
		l := leaves(t, s, org.KindPerson, id)[0]
		b, err := l.Encode()
		must(t, err)
		if strings.Contains(string(b), "方六") {
			t.Error("the name is in the leaf")
		}
		salts, err := s.Column(privateSalt(s), id)
		must(t, err)
		raw, err := hex.DecodeString(salts[0])
		must(t, err)
		if l.PII["name"] != ledger.Commit([16]byte(raw), "方六") {
			t.Error("the leaf does not commit to the name kept beside it")
		}
	})
}

func privateSalt(s *store.Store) string {
	enc := "hex(p.salt)"
	if s.IsPostgres() {
		enc = "encode(p.salt, 'hex')"
	}
	return "SELECT " + enc + ` FROM ledger_private p JOIN ledger_subject s ON s.event_id = p.event_id WHERE s.subject = ?`
}

func TestAFailedAppendLeavesNoTrace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		var good string
		must(t, s.Write(ctx, func(x *store.Tx) error {
			good = x.NewID()
			bad := x.NewID()
			broken := computer(bad, "GW-2", o.east)
			broken.Model = "e\u0301" // not NFC: has no place in the history
			err := x.Append("p", "", registered(computer(x.NewID(), "GW-3", o.east)), registered(broken))
			if !errs.IsKind(err, errs.Invalid) {
				t.Errorf("a text that is not NFC: %v", err)
			}
			used, err := x.CodesUsed("GW-3", "GW-2")
			must(t, err)
			if len(used) != 0 {
				t.Errorf("codes of the undone call count as used: %v", used)
			}
			return x.Append("p", "", registered(computer(good, "GW-3", o.east)))
		}))
		codes, err := s.Column("SELECT code FROM asset ORDER BY code")
		must(t, err)
		if d := cmp.Diff([]string{"GW-3"}, codes); d != "" {
			t.Errorf("-want +got:\n%s", d)
		}
		noMismatch(t, s)
	})
}

func TestAnErrorOrPanicWritesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		stop := errors.New("stop")
		add := func(x *store.Tx) {
			must(t, x.Append("p", "", registered(computer(x.NewID(), "GW-1", o.east))))
		}
		if err := s.Write(ctx, func(x *store.Tx) error { add(x); return stop }); !errors.Is(err, stop) {
			t.Errorf("got %v, want the error of the function", err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = s.Write(ctx, func(x *store.Tx) error { add(x); panic("on purpose") })
		}()
		n, err := s.Column("SELECT count(*) FROM asset")
		must(t, err)
		if n[0] != "0" {
			t.Errorf("%s assets after a rollback", n[0])
		}
		register(t, s, "GW", o.east, 1) // and the connection is free again
	})
}

func TestATransactionInsideATransactionIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		err := s.Write(ctx, func(x *store.Tx) error {
			return s.Write(x.Context(), func(*store.Tx) error { return nil })
		})
		if !errs.IsKind(err, errs.Internal) {
			t.Errorf("got %v", err)
		}
		err = s.Read(ctx, func(x *store.Tx) error {
			return x.Append("p", "", event.Of(asset.Cleared{Asset: "a"}, subject(asset.KindSubject, "a")))
		})
		if !errs.IsKind(err, errs.Internal) {
			t.Errorf("append in a reading transaction: %v", err)
		}
	})
}

func TestTheClockNeverGoesBackBehindWhatIsLoaded(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		id := register(t, s, "GW", o.east, 1)[0]
		clock.t = noon.AddDate(0, 0, -1)
		issue(t, s, id, o.persons["keeper"], o.east, o.rooms[o.east])
		if got := load(t, s, id).Changed; !got.Equal(noon) {
			t.Errorf("changed at %v, want the later time %v", got, noon)
		}
	})
}

func noMismatch(t *testing.T, s *store.Store) {
	t.Helper()
	list, err := s.Refold(ctx)
	must(t, err)
	for _, m := range list {
		t.Errorf("refold: %s", m)
	}
}
