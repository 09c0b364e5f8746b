package store

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"sync"

	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
)

// Append records the events, in order: each becomes a leaf of the history, and
// each object it touches that has a row is folded by the same function that
// replay uses. by is the id of the acting person. uid is the client's key for
// the whole deed and has to be unique across all clients; "" makes one. The
// events get the time of the transaction.
//
// Nothing is written before the function of Write returns; an error of Append
// itself (a value that has no place in the history, say) leaves the transaction
// as it was before the call.
func (x *Tx) Append(by, uid string, events ...event.Event) error {
	if x.readOnly && x.rehearsal == nil {
		return errReadOnly()
	}
	if uid == "" {
		id, err := x.store.newID(x.clock)
		if err != nil {
			return err
		}
		uid = id
	}
	touched, err := x.touch(events)
	if err != nil {
		return err
	}
	undo := x.remember(touched)
	for i, e := range events {
		if err := x.record(by, uidOf(uid, i+1), e); err != nil {
			undo()
			return err
		}
	}
	if x.queue.firstUID == "" && len(events) > 0 {
		x.queue.firstUID = uid
	}
	return nil
}

// touch loads and locks every object the events speak of, in order of kind and
// id, and returns them.
func (x *Tx) touch(events []event.Event) (map[string][]string, error) {
	ids := map[string][]string{}
	for _, e := range events {
		for _, s := range e.Subjects {
			if s.Kind == "" || s.ID == "" {
				return nil, errs.Wrap(errors.New("store: "+e.Data.EventType()+" touches an object without id"), "store.subject")
			}
			ids[s.Kind] = append(ids[s.Kind], s.ID)
		}
	}
	kinds := make([]string, 0, len(ids))
	for kind := range ids {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		slices.Sort(ids[kind])
		ids[kind] = slices.Compact(ids[kind])
		if t := x.state.of(kind); t != nil {
			if err := t.load(ids[kind], true); err != nil {
				return nil, err
			}
		}
	}
	return ids, nil
}

// remember returns what puts everything back to before the call.
func (x *Tx) remember(touched map[string][]string) func() {
	var undo []func()
	for kind, ids := range touched {
		if t := x.state.of(kind); t != nil {
			undo = append(undo, t.save(ids))
			continue
		}
		for _, id := range ids {
			if c, ok := x.queue.chains[lockKey{kind, id}]; ok {
				kept := *c
				undo = append(undo, func() { *c = kept })
			} else {
				undo = append(undo, func() { delete(x.queue.chains, lockKey{kind, id}) })
			}
		}
	}
	queued, items := len(x.queue.events), len(x.state.items)
	return func() {
		for _, fn := range undo {
			fn()
		}
		x.queue.events = x.queue.events[:queued]
		x.state.items = x.state.items[:items]
		x.rebuildKnown()
	}
}

// record makes the leaf of one event, queues it and folds it.
func (x *Tx) record(by, uid string, e event.Event) error {
	e.At, e.By = x.clock, by
	origin, err := x.store.originName(x)
	if err != nil {
		return err
	}
	leaf := ledger.Leaf{At: e.At, By: by, For: e.For, Log: origin, Type: e.Data.EventType(), Version: 1, UID: uid}
	if leaf.Data, err = payloadMap(e.Data); err != nil {
		return err
	}
	var random [16]byte
	if err := x.store.read(random[:]); err != nil {
		return err
	}
	leaf.Nonce = random
	if leaf.Att, err = digestsOf(e.Files); err != nil {
		return err
	}
	leaf.Subjects = make([]ledger.Ref, 0, len(e.Subjects))
	chains := make([]*chain, 0, len(e.Subjects))
	for _, s := range e.Subjects {
		c, err := x.chainOf(s)
		if err != nil {
			return err
		}
		leaf.Subjects = append(leaf.Subjects, ledger.Ref{Kind: s.Kind, ID: s.ID, Seq: c.seq + 1, Prev: c.head})
		chains = append(chains, c)
	}
	private, err := x.private(&leaf, e)
	if err != nil {
		return err
	}
	if x.signs != nil {
		sign := x.signs
		x.signs = nil // the first event of the deed carries it; the others follow from that one
		if leaf.Sig, err = signed(leaf, sign); err != nil {
			return err
		}
	}
	b, err := leaf.Encode()
	if err != nil {
		return err
	}
	head := ledger.Hash(b)
	x.queue.events = append(x.queue.events, queuedEvent{
		uid: uid, kind: leaf.Type, actor: by, at: stampOf(e.At), leaf: b, hash: head, subjects: leaf.Subjects, private: private,
	})
	for i, s := range e.Subjects {
		chains[i].seq++
		chains[i].head, chains[i].queued = head, len(x.queue.events)
		if t := x.state.of(s.Kind); t != nil {
			if err := t.fold(s.ID, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// digestsOf reads the digests of attachments.
func digestsOf(files []string) ([][32]byte, error) {
	var out [][32]byte
	for _, f := range files {
		b, err := hex.DecodeString(f)
		if err != nil || len(b) != 32 {
			return nil, errs.Wrap(errors.New("store: "+f+" is no digest of a file"), "store.leaf")
		}
		out = append(out, [32]byte(b))
	}
	return out, nil
}

// private commits to the event's personal data: the leaf gets hashes, value and
// salt go where they can be erased.
func (x *Tx) private(leaf *ledger.Leaf, e event.Event) ([]privateValue, error) {
	if len(e.Private) == 0 {
		return nil, nil
	}
	leaf.PII = make(map[string][32]byte, len(e.Private))
	out := make([]privateValue, 0, len(e.Private))
	for name, value := range e.Private {
		p := privateValue{name: name, value: value}
		var err error
		if x.signs != nil && len(leaf.Subjects) > 0 {
			p.salt, err = x.nextSalt(leaf.Subjects[0], name)
		} else {
			err = x.store.read(p.salt[:])
		}
		if err != nil {
			return nil, err
		}
		leaf.PII[name] = ledger.Commit(p.salt, value)
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b privateValue) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	return out, nil
}

// originOnce keeps the name of the history once it has been read.
type originOnce struct {
	mu   sync.Mutex
	name string
}

func (s *Store) originName(x *Tx) (string, error) {
	s.origin.mu.Lock()
	defer s.origin.mu.Unlock()
	if s.origin.name != "" {
		return s.origin.name, nil
	}
	var name string
	found, err := x.first([]any{&name}, "SELECT origin FROM ledger_log ORDER BY epoch DESC LIMIT 1")
	if err != nil {
		return "", err
	}
	if !found {
		return "", errs.New(errs.Unavailable, "store.not_migrated",
			"数据库尚未初始化，请先运行 sealbook init。", "The database is not set up yet; run sealbook init first.")
	}
	s.origin.name = name
	return name, nil
}

// Origin returns the name of the history.
func (s *Store) Origin(ctx context.Context) (string, error) {
	var name string
	err := s.Read(ctx, func(x *Tx) (err error) {
		name, err = s.originName(x)
		return err
	})
	return name, err
}
