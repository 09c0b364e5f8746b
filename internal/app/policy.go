package app

import (
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// setPolicy changes one value; only the security administrator does.
func (a *App) setPolicy(tx *store.Tx, actor org.Actor, c SetPolicy) (Outcome, error) {
	if !actor.Holds(org.SecurityAdmin) {
		return Outcome{}, rulebook.Refuse("flow.seat", org.SecurityAdmin.Text())
	}
	if c.Key == org.JoinPolicy { // who grants one of the two seats meanwhile waits, or is seen here
		if _, err := tx.Joining(); err != nil {
			return Outcome{}, err
		}
	}
	p, err := tx.PolicyForUpdate()
	if err != nil {
		return Outcome{}, err
	}
	if v, ok := p.Values[c.Key]; ok && c.Saw != "" && c.Saw != v.Raw {
		return Outcome{}, errs.New(errs.Conflict, "policy.stale", "该策略值已被他人更改，请刷新后重试。", "Somebody changed this value meanwhile; load it again and retry.")
	}
	next, err := p.Set(c.Key, c.Raw)
	if err != nil {
		return Outcome{}, err
	}
	if next.Values[c.Key].Raw == p.Values[c.Key].Raw { // a version without a change would be signed for nothing
		return Outcome{}, errs.New(errs.Invalid, "policy.same", "策略值没有改变，不必修改。", "The value is what it is already; there is nothing to set.").
			WithField(c.Key, "已经是这个值。", "It is this value already.")
	}
	if p.Bool(org.JoinPolicy) && !next.Bool(org.JoinPolicy) {
		both, err := tx.JoinedAdministrators()
		if err != nil {
			return Outcome{}, err
		}
		if err := org.Part(both); err != nil {
			return Outcome{}, err
		}
	}
	if err := a.factorPolicy(tx, actor, next, c.Key); err != nil {
		return Outcome{}, err
	}
	if err := tx.SetPolicy(actor.Person, next, c.Key, c.Reason); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: c.Key, Version: next.Version}, nil
}

// factorPolicy lets nobody ask for a second factor that cannot be had, or that he
// himself has not.
func (a *App) factorPolicy(tx *store.Tx, actor org.Actor, next policy.Policy, key string) error {
	if key != account.FactorRequired && key != account.FactorKinds {
		return nil
	}
	list, err := tx.Factors(actor.Account)
	if err != nil {
		return err
	}
	return account.DecideFactors(next, key, account.FactorFacts{KeysWork: a.keys(), Held: actor.Held, Had: store.FactorsHad(list)})
}
