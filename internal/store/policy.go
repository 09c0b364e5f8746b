package store

import (
	"context"
	"database/sql"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/policy"
	"sealbook/internal/errs"
)

// PolicySet is the event of a changed policy value.
type PolicySet struct {
	Key     string `json:"key"`
	Raw     string `json:"raw"`
	Old     string `json:"old"`
	Version int64  `json:"version"`
	Reason  string `json:"reason,omitempty"`
}

// EventType names the payload in the ledger.
func (PolicySet) EventType() string { return "policy.set" }

var policySubject = event.Subject{Kind: "policy", ID: "policy"}

// Policy gives the policy in force: the product's defaults and what the organ
// has set. Like the actors it is kept as long as the organ's counter stands, so
// a changed value counts everywhere within organFresh.
func (s *Store) Policy(ctx context.Context) (policy.Policy, error) {
	version, err := s.current(ctx)
	if err != nil {
		return policy.Policy{}, err
	}
	if p, ok := s.organ.policyAt(version); ok {
		return p, nil
	}
	p, err := loadPolicy(ctx, s.reads())
	if err == nil {
		s.organ.keepPolicy(version, p)
	}
	return p, err
}

// Policy is the policy in force, for a decision: what is kept when it is fresh,
// else read in this transaction, which must not wait for a second connection.
// All commands of a transaction are decided by one policy, unless it changes it.
func (x *Tx) Policy() (policy.Policy, error) {
	if p := x.organ.policy; p != nil && !x.state.organChanged {
		return *p, nil
	}
	p, ok := x.store.organ.freshPolicy()
	if !ok {
		var err error
		if p, err = loadPolicy(x.ctx, x.conn); err != nil {
			return p, x.failed(err)
		}
	}
	x.organ.policy = &p
	return p, nil
}

// PolicyForUpdate loads the policy in order to change it. Of two who change it
// at once the later one starts over: its version is taken.
func (x *Tx) PolicyForUpdate() (policy.Policy, error) {
	p, err := loadPolicy(x.ctx, x.conn)
	return p, x.failed(err)
}

func loadPolicy(ctx context.Context, c conn) (policy.Policy, error) {
	version := int64(1)
	raws := map[string]string{}
	err := c.rows(ctx, func(r *sql.Rows) error {
		var key, raw string
		err := r.Scan(&key, &raw, &version) // in order of versions: the last one wins
		raws[key] = raw
		return err
	}, "SELECT key, raw, version FROM policy_value ORDER BY version")
	if err != nil {
		return policy.Policy{}, err
	}
	return policy.Restore(version, raws)
}

// SetPolicy records that the key has a new value, which makes next.
func (x *Tx) SetPolicy(by string, next policy.Policy, key, reason string) error {
	was, err := x.PolicyForUpdate()
	if err != nil {
		return err
	}
	x.state.organChanged = true
	if next.Version != was.Version+1 {
		return x.again(stale("policy"))
	}
	raw := next.Values[key].Raw
	e := event.Of(PolicySet{Key: key, Raw: raw, Old: was.Values[key].Raw, Version: next.Version, Reason: reason}, policySubject)
	if err := x.Append(by, "", e); err != nil {
		return err
	}
	if _, err := x.do("INSERT INTO policy_value (key, version, raw, reason, actor, at) VALUES (?, ?, ?, ?, ?, ?)",
		key, next.Version, raw, reason, by, x.clock); err != nil {
		if errs.IsKind(err, errs.Conflict) {
			return x.again(err)
		}
		return err
	}
	return nil
}

// again asks for the transaction to be repeated.
func (x *Tx) again(cause error) error {
	x.broken = errAgain{cause}
	return x.broken
}
