package store

import (
	"bytes"
	"errors"
	"math"
	"slices"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/signoff"
	"sealbook/internal/ledger"
)

// AnswerCheck is whether a signature was made by the security key of the event:
// auth.CheckEnrolled, which this package cannot know.
type AnswerCheck func(key account.FactorSet, s ledger.Signature) error

// verifySignatures looks, of a page of events, whether what had to be signed is
// (signoff), whether what is signed is what was signed, by an account of whoever
// did it, with what that account had to show then; and whether the key that is said
// to have signed it did: one that the account had entered before and not ended
// (REG 34; ASVS 5.0 7.5.3). What it needs of earlier events it reads for the page
// together.
func (x *Tx) verifySignatures(page []storedEvent, leaves map[int64]ledger.Leaf, check AnswerCheck, to checking) error {
	var found []signing
	for _, e := range page {
		leaf, ok := leaves[e.id]
		if !ok || (len(leaf.Sig) == 0 && !signoff.Knows(leaf.Type)) {
			continue
		}
		s := signing{id: e.id, leaf: leaf}
		if s.sig, s.signed, s.err = leaf.Signed(); !s.signed {
			s.data = event.Event{At: leaf.At, By: leaf.By}
			s.data.Data, s.err = payloadIn(leaf.Type, e.leaf)
		}
		found = append(found, s)
	}
	if len(found) == 0 {
		return nil
	}
	past, err := x.signingPast(found)
	if err != nil {
		return err
	}
	for _, s := range found {
		switch {
		case s.signed:
			past.signed(s, check, to)
		case s.err != nil:
			to.note(s.id, "事件内容无法读取", "the stored event cannot be read")
		case s.leaf.By == founderActor && s.id < past.begun: // the founding: nobody has an account yet
		case past.asked(s):
			to.note(s.id, "应签署而未签署", "it had to be signed and is not")
		}
	}
	return nil
}

// signing is an event that is signed, or may have to be.
type signing struct {
	id     int64
	leaf   ledger.Leaf
	signed bool
	sig    ledger.Signature
	err    error       // of the signature, or of reading the content of what has none
	data   event.Event // of what has none
}

// subject is the object of the kind that the event is about.
func (s signing) subject(kind string) string {
	for _, r := range s.leaf.Subjects {
		if r.Kind == kind {
			return r.ID
		}
	}
	return ""
}

// past is what earlier events say about the signers and objects of a page.
type past struct {
	begun    int64 // the first event after the founding that is not the system's
	accounts map[string][]earlier
	objects  map[string][]earlier       // persons, departments and rooms
	left     map[moment]map[string]bool // persons: see signoff.Before
	taken    map[moment]map[string]bool
}

// moment is a transaction of somebody, as far as events say: what they wrote at once.
type moment struct {
	by string
	at stamp
}

// earlier is an event of a line, with its number.
type earlier struct {
	id int64
	event.Event
}

func (x *Tx) signingPast(found []signing) (past, error) {
	p := past{begun: math.MaxInt64}
	if _, err := x.first([]any{&p.begun}, "SELECT id FROM ledger_event WHERE actor NOT IN (?, ?) AND id > coalesce((SELECT min(e.id) FROM ledger_event e WHERE e.type = ? AND "+
		apart+"), 0) ORDER BY id LIMIT 1", founderActor, SystemActor, foundedEvent); err != nil {
		return p, err
	}
	var accounts, persons, departments, rooms []string
	var ends []stamp
	for _, s := range found {
		if s.signed {
			accounts = append(accounts, s.sig.Account)
			continue
		}
		switch s.data.Data.(type) {
		case org.DepartmentSet:
			departments = append(departments, s.subject(org.KindDepartment))
		case org.RoomSet:
			rooms = append(rooms, s.subject(org.KindRoom))
		case org.PersonSet:
			persons = append(persons, s.subject(org.KindPerson))
		case org.SeatEnded, org.DelegationEnded:
			persons, ends = append(persons, s.subject(org.KindPerson)), append(ends, stampOf(s.leaf.At))
		case account.StateSet:
			accounts, ends = append(accounts, s.subject(account.KindSubject)), append(ends, stampOf(s.leaf.At))
		}
	}
	var err error
	if p.accounts, err = x.linesFor(account.KindSubject, accounts, account.Created{}, account.FactorSet{}, account.DualDecided{}); err != nil {
		return p, err
	}
	if p.objects, err = x.linesFor(org.KindPerson, persons, org.PersonSet{}, org.SeatGranted{}, org.Delegated{}); err != nil {
		return p, err
	}
	for kind, list := range map[string][]string{org.KindDepartment: departments, org.KindRoom: rooms} {
		more, err := x.linesFor(kind, list, org.DepartmentSet{}, org.RoomSet{})
		if err != nil {
			return p, err
		}
		for id, list := range more {
			p.objects[id] = list
		}
	}
	return p, p.ending(x, ends)
}

// ending finds what at the times took away more than it says itself: whose records
// were closed or opened again, who lost a seat or an account, and by whom.
func (p *past) ending(x *Tx, times []stamp) error {
	p.left, p.taken = map[moment]map[string]bool{}, map[moment]map[string]bool{}
	slices.Sort(times)
	if times = slices.Compact(times); len(times) == 0 {
		return nil
	}
	for n := len(times); n&(n-1) != 0; n++ { // as evened
		times = append(times, times[len(times)-1])
	}
	args := []any{(org.PersonSet{}).EventType(), (org.SeatEnded{}).EventType(), (account.StateSet{}).EventType()}
	for _, t := range times {
		args = append(args, t)
	}
	var ids []string
	closed := map[string][]moment{} // by account
	err := x.ask(func(r scanner) error {
		var m moment
		var kind string
		var leaf []byte
		if err := r.Scan(&kind, &m.by, &m.at, &leaf); err != nil {
			return err
		}
		data, err := payloadIn(kind, leaf)
		if err != nil {
			return nil //nolint:nilerr // told of at that event itself
		}
		signed := bytes.Contains(leaf, []byte(`"sig":{`)) // how well is told of there
		switch e := data.(type) {
		case org.PersonSet:
			if slices.Contains(e.Changed, "status") {
				mark(p.left, m, e.Person)
			}
		case org.SeatEnded:
			if signed {
				mark(p.taken, m, e.Person)
			}
		case account.StateSet:
			if signed && e.State == account.Closed {
				ids, closed[e.Account] = append(ids, e.Account), append(closed[e.Account], m)
			}
		}
		return nil
	}, "SELECT e.type, e.actor, e.at, e.leaf FROM ledger_event e WHERE e.type IN "+marks(3, 1)+" AND e.at IN "+marks(len(times), 1)+" AND "+apart, args...)
	if err != nil {
		return err
	}
	owners, err := x.linesFor(account.KindSubject, ids, account.Created{})
	for id, line := range owners {
		for _, m := range closed[id] {
			if c, ok := line[0].Data.(account.Created); ok {
				mark(p.taken, m, c.Person)
			}
		}
	}
	return err
}

func mark(set map[moment]map[string]bool, m moment, person string) {
	if set[m] == nil {
		set[m] = map[string]bool{}
	}
	set[m][person] = true
}

// linesFor reads the events of the types in the lines of the objects, oldest first.
func (x *Tx) linesFor(kind string, ids []string, types ...event.Payload) (map[string][]earlier, error) {
	out := map[string][]earlier{}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	if len(ids) == 0 {
		return out, nil
	}
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.EventType()
	}
	return out, x.ask(func(r scanner) error {
		var id int64
		var subject, kind, by string
		var at stamp
		var name text
		var leaf []byte
		if err := r.Scan(&subject, &id, &kind, &by, &at, &leaf, &name); err != nil {
			return err
		}
		data, err := payloadIn(kind, leaf)
		if err != nil {
			return nil //nolint:nilerr // told of at that event itself
		}
		e := event.Event{Data: data, By: by, At: at.time()}
		if name != "" {
			e.Private = map[string]string{"name": string(name)}
		}
		out[subject] = append(out[subject], earlier{id, e})
		return nil
	}, `SELECT s.subject, e.id, e.type, e.actor, e.at, e.leaf, v.value FROM ledger_subject s JOIN ledger_event e ON e.id = s.event_id
		LEFT JOIN ledger_private v ON v.event_id = e.id AND v.name = 'name'
		WHERE s.kind = ? AND s.subject IN ? AND e.type IN ? ORDER BY e.id`, kind, evened(ids), names)
}

// before folds what stood before the event, as far as a row of signoff asks, and
// gives the event with its name: erased on either side, a name is not compared.
func (p past) before(s signing) (e event.Event, b signoff.Before) {
	out := s.data
	now := moment{s.leaf.By, stampOf(s.leaf.At)}
	b.Left, b.Taken = p.left[now], p.taken[now]
	ended, _ := s.data.Data.(org.SeatEnded)
	handed, _ := s.data.Data.(org.DelegationEnded)
	for _, e := range p.objects[s.subject(org.KindPerson)] {
		if e.id == s.id && b.Person.Name != "" {
			out.Private = e.Private
		}
		if e.id >= s.id {
			break
		}
		switch x := e.Data.(type) {
		case org.SeatGranted:
			if x.Grant.ID == ended.Grant {
				b.Grant = x.Grant
			}
		case org.Delegated:
			if x.Delegation.ID == handed.Delegation {
				b.Delegation = x.Delegation
			}
		case org.PersonSet:
			b.Person = org.FoldPerson(b.Person, e.Event)
		}
	}
	for _, e := range p.objects[s.subject(org.KindDepartment)] {
		if e.id < s.id {
			b.Department = org.FoldDepartment(b.Department, e.Event)
		}
	}
	for _, e := range p.objects[s.subject(org.KindRoom)] {
		if e.id < s.id {
			b.Room = org.FoldRoom(b.Room, e.Event)
		}
	}
	for _, e := range p.accounts[s.subject(account.KindSubject)] {
		if x, ok := e.Data.(account.Created); ok && e.id < s.id {
			b.Owner = x.Person
		}
	}
	return out, b
}

// asked reports whether what is not signed had to be.
func (p past) asked(s signing) bool {
	e, b := p.before(s)
	return signoff.Asked(e, b, org.DateOf(s.leaf.At, organZone))
}

// signed checks a signature against the event it is of, and against what its
// account was and had then.
func (p past) signed(s signing, check AnswerCheck, to checking) {
	to.Signed++
	switch {
	case errors.Is(s.err, ledger.ErrMethod):
		to.note(s.id, "签署方式与所附凭据不符", "what was shown to sign it is not what its signature holds")
		return
	case s.err != nil:
		to.note(s.id, "签名与事件内容不符", "its signature does not fit what it says")
		return
	}
	if s.sig.Key != nil {
		to.Keys++
	}
	a := p.accountAt(s.sig, s.id)
	switch {
	case a.person == "" || a.person != s.leaf.By:
		to.note(s.id, "签署账号不属于办理人", "it is signed with an account that is not of who did it")
	case s.sig.Method == ledger.ByPassword && a.owed:
		to.note(s.id, "账号已登记第二因素，却仅以口令签署", "it is signed with a password alone, by an account that had a second factor")
	case s.sig.Method == ledger.ByCode && !a.code:
		to.note(s.id, "签署所用动态口令当时未登记或已停用", "the one-time code that is said to have signed it was not entered then, or had ended")
	case s.sig.Key == nil:
	case !a.entered:
		to.note(s.id, "签署所用安全密钥当时未登记或已停用", "the security key that is said to have signed it was not entered then, or had ended")
	case check == nil || check(a.key, s.sig) != nil:
		to.note(s.id, "安全密钥的签名不成立", "the security key's answer does not hold")
	}
}

// signerAt is what the history says of an account at an event that it signed.
type signerAt struct {
	person  string
	key     account.FactorSet // the event by which the key was entered, where it counted
	entered bool
	owed    bool // a factor was there before what is signed was shown, and still
	code    bool // a one-time code was there, then or when it was shown
}

// accountAt follows the account's line up to the event with the id. A recovery ends
// all factors, also where no event says so of each (before 2026-11-30).
func (p past) accountAt(sig ledger.Signature, id int64) signerAt {
	var out signerAt
	live := map[string]earlier{}
	end := func(factor string, e earlier) {
		if f, ok := live[factor]; ok && isCode(f) && !e.At.Before(sig.At) { // proved with, and ended before it was written
			out.code = true
		}
		delete(live, factor)
	}
	for _, e := range p.accounts[sig.Account] {
		if e.id >= id {
			break
		}
		switch x := e.Data.(type) {
		case account.Created:
			out.person = x.Person
		case account.FactorSet:
			if x.What == account.FactorAdded {
				live[x.Factor] = e
			} else {
				end(x.Factor, e)
			}
		case account.DualDecided:
			if x.Kind == account.Recover && x.State == account.DualDone {
				for factor := range live {
					end(factor, e)
				}
			}
		}
	}
	for _, e := range live {
		out.owed = out.owed || !e.At.After(sig.At)
		out.code = out.code || isCode(e)
	}
	if sig.Key != nil {
		out.key, _ = live[sig.Key.Factor].Data.(account.FactorSet)
		out.entered = out.key.Key != ""
	}
	return out
}

func isCode(e earlier) bool {
	f, ok := e.Data.(account.FactorSet)
	return ok && f.Kind == FactorTOTP
}
