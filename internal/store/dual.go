package store

import (
	"context"
	"strconv"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

const dualColumns = "id, kind, account_id, reason, asked_by, asked, expires, decided_by, decided, state"

func scanDual(d *account.Dual) (dest []any, finish func()) {
	var by text
	var asked, expires, decided stamp
	dest = []any{&d.ID, &d.Kind, &d.Account, &d.Reason, &d.AskedBy, &asked, &expires, &by, &decided, &d.State}
	return dest, func() {
		d.DecidedBy, d.Asked, d.Expires, d.Decided = string(by), asked.time(), expires.time(), decided.time()
	}
}

func dualValues(d account.Dual) []any {
	return []any{
		d.ID, d.Kind, d.Account, d.Reason, d.AskedBy, stampOf(d.Asked), stampOf(d.Expires), text(d.DecidedBy), stampOf(d.Decided), d.State,
	}
}

func (x *Tx) dual(where string, args ...any) (d account.Dual, found bool, err error) {
	dest, finish := scanDual(&d)
	found, err = x.first(dest, "SELECT "+dualColumns+" FROM dual WHERE "+where, args...)
	finish()
	return d, found, err
}

// Dual loads a request of two. Whoever decides it has locked its account before.
func (x *Tx) Dual(id string) (account.Dual, bool, error) { return x.dual("id = ?", id) }

// DualWaiting loads the request of the kind that waits about the account, one that
// has lapsed too; the zero Dual for none.
func (x *Tx) DualWaiting(of, kind string) (account.Dual, error) {
	d, _, err := x.dual("account_id = ? AND kind = ? AND state = 'open'", of, kind)
	return d, err
}

// SaveDual writes the row that the events of d, appended before, have made of it.
func (x *Tx) SaveDual(d account.Dual, fresh bool) error {
	if fresh {
		_, err := x.do("INSERT INTO dual ("+dualColumns+") VALUES "+marks(10, 1), dualValues(d)...)
		return err
	}
	n, err := x.do("UPDATE dual SET state = ?, decided_by = ?, decided = ? WHERE id = ? AND state = 'open'",
		d.State, d.DecidedBy, stampOf(d.Decided), d.ID)
	if err == nil && n != 1 {
		err = x.again(stale("dual"))
	}
	return err
}

// refoldDual compares the requests of two with their events.
func refoldDual(x *Tx) ([]Mismatch, error) {
	r := replaying{x: x, kind: account.KindDual, table: "dual"}
	var d account.Dual
	err := r.walk(func(e event.Event) { d = account.FoldDual(d, e) }, func() error {
		row := map[string][]any{r.id: dualValues(d)}
		d = account.Dual{}
		return r.rows("dual", 1, []string{
			"id", "kind", "account_id", "reason", "asked_by", "asked", "expires", "decided_by", "decided", "state",
		}, row, "t.id = ?", r.id)
	})
	if err != nil {
		return nil, err
	}
	err = r.strays("dual", "id", "id")
	return r.out, err
}

const dualSelect = `SELECT d.id, d.kind, d.account_id, d.reason, d.asked_by, d.asked, d.expires, d.decided_by, d.decided, d.state,
	a.login, a.person_id, p.name, q.name, r.name FROM dual d JOIN account a ON a.id = d.account_id JOIN person p ON p.id = a.person_id
	LEFT JOIN person q ON q.id = d.asked_by LEFT JOIN person r ON r.id = d.decided_by`

func (s *Store) duals(ctx context.Context, w where, end string) ([]view.Dual, error) {
	var out []view.Dual
	err := s.reads().scan(ctx, func(r scanner) error {
		var v view.Dual
		dest, finish := scanDual(&v.Dual)
		var asker, decider text
		if err := r.Scan(append(dest, &v.Login, &v.Owner.ID, &v.Owner.Name, &asker, &decider)...); err != nil {
			return err
		}
		finish()
		v.Asker, v.Decider = view.Ref{ID: v.AskedBy, Name: string(asker)}, view.Ref{ID: v.DecidedBy, Name: string(decider)}
		out = append(out, v)
		return nil
	}, dualSelect+w.sql()+end, w.args...)
	return out, err
}

// Duals lists the requests of two that wait, the oldest first, for the three
// administrators, each with what the owner holds today.
func (s *Store) Duals(ctx context.Context, actor org.Actor) ([]view.Dual, error) {
	if !actor.Admin() && !actor.System {
		return nil, forbidden()
	}
	var w where
	w.and("d.state = 'open' AND d.expires > ?", stampOf(s.now()))
	list, err := s.duals(ctx, w, " ORDER BY d.asked, d.id")
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].OwnerSeats, err = s.adminSeats(ctx, list[i].Owner.ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// LastRecovery is the last recovery of the actor's own account by two, that he
// is told of it; false where there was none.
func (s *Store) LastRecovery(ctx context.Context, actor org.Actor) (view.Dual, bool, error) {
	if actor.Account == "" {
		return view.Dual{}, false, nil
	}
	var w where
	w.and("d.account_id = ? AND d.kind = 'recover' AND d.state = 'done'", actor.Account)
	list, err := s.duals(ctx, w, " ORDER BY d.decided DESC LIMIT 1")
	if err != nil || len(list) == 0 {
		return view.Dual{}, false, err
	}
	return list[0], true, nil
}

// adminSeats lists the administrator seats the person holds today.
func (s *Store) adminSeats(ctx context.Context, person string) ([]org.Seat, error) {
	var out []org.Seat
	today := string(org.DateOf(s.now(), organZone))
	err := s.reads().scan(ctx, func(r scanner) error {
		var seat string
		err := r.Scan(&seat)
		out = append(out, org.Seat(seat))
		return err
	}, `SELECT seat FROM seat WHERE person_id = ? AND NOT ended AND seat IN ('system_admin', 'security_admin', 'auditor')
		AND from_day <= ? AND (until_day = '' OR until_day >= ?) ORDER BY seat`, person, today, today)
	return out, err
}

// OwnDuals lists what the actor asked for since then, the newest first, waiting or
// settled, each with the reason of who decided it.
func (s *Store) OwnDuals(ctx context.Context, actor org.Actor, since time.Time, most int) ([]view.Dual, error) {
	if actor.Person == "" {
		return nil, nil
	}
	var w where
	w.and("d.asked_by = ? AND d.asked >= ?", actor.Person, stampOf(since))
	list, err := s.duals(ctx, w, " ORDER BY d.asked DESC, d.id LIMIT "+strconv.Itoa(most))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	place, ids := map[string]int{}, make([]string, len(list))
	for i, d := range list {
		place[d.ID], ids[i] = i, d.ID
	}
	err = s.reads().scan(ctx, func(r scanner) error {
		var id string
		var leaf []byte
		if err := r.Scan(&id, &leaf); err != nil {
			return err
		}
		var err error
		_, _, list[place[id]].Said, err = said(leaf)
		return err
	}, `SELECT s.subject, e.leaf FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		WHERE s.kind = ? AND s.subject IN ? AND e.type = ?`, account.KindDual, ids, (account.DualDecided{}).EventType())
	return list, err
}
