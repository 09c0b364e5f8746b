package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Execute carries out one command for the actor, in one transaction. With a key
// the same command sent twice is done once and answered twice. A refusal
// changes nothing and is kept (rule, article, who, what) after the rollback.
func (a *App) Execute(ctx context.Context, actor org.Actor, c Command, key string) (Outcome, error) {
	digest := ""
	if key != "" {
		var err error
		if digest, err = digestOf(c.verb(), c); err != nil {
			return Outcome{}, err
		}
	}
	return a.execute(ctx, actor, c, key, digest)
}

// execute is Execute for the request with the digest.
func (a *App) execute(ctx context.Context, actor org.Actor, c Command, key, digest string) (Outcome, error) {
	if err := fits(key); err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		out = Outcome{} // Write may run this again
		var err error
		out, err = a.once(tx, actor, c, key, digest)
		return err
	})
	if err == nil {
		return out, nil
	}
	if key != "" {
		// The same command may have been sent twice at once: whoever came second
		// is refused by what the first has done, and is owed the first's answer.
		if found, err := a.answered(ctx, actor, key, digest, &out); err == nil && found {
			out.Again = true
			return out, nil
		}
	}
	tell(ctx, err)
	a.keep(ctx, actor, c, err)
	return Outcome{}, err
}

// once answers from the idempotency key, or does the command and remembers it.
func (a *App) once(tx *store.Tx, actor org.Actor, c Command, key, digest string) (Outcome, error) {
	if key == "" {
		return a.do(tx, actor, c)
	}
	prev, found, err := tx.Idempotent(actor.Account, key, digest)
	if err != nil {
		return Outcome{}, err
	}
	if found {
		var out Outcome
		if err := kept(prev, &out); err != nil {
			return Outcome{}, err
		}
		out.Again = true
		return out, nil
	}
	out, err := a.do(tx, actor, c)
	if err != nil {
		return Outcome{}, err
	}
	stored := out
	stored.Secret = "" // shown once, never stored
	b, err := json.Marshal(stored)
	if err != nil {
		return Outcome{}, errs.Wrap(err, "app.idempotency")
	}
	return out, tx.Remember(actor.Account, key, digest, b)
}

// business reports whether the command is one that no administrator may give
// (REG 34); to report a loss is everybody's.
func business(c Command) bool {
	switch c := c.(type) {
	case Act:
		return c.Verb != asset.VerbReportLost
	case Register, Print, VoidLabel, SaveView, DropView, SetVendor, SetLicence, SetTechnician, DraftAgreement, SignAgreement, AmendAgreement, MoveAgreement, AddFile, Repair:
		return true
	}
	return false
}

// do is the table of commands.
func (a *App) do(tx *store.Tx, actor org.Actor, c Command) (Outcome, error) {
	actor, err := tx.Present(actor, a.Today(tx.Now()))
	if err != nil {
		return Outcome{}, err
	}
	if err := actor.RefuseToken(permissionOf(c)); err != nil {
		return Outcome{}, err
	}
	if actor.Admin() && business(c) {
		// Before anything is looked up: he learns not even whether it exists.
		return Outcome{}, rulebook.Refuse("adm.no-business")
	}
	if signs(c) {
		if onAsset(c) && actor.Weighs == nil { // who changes seats holds the persons themselves
			if actor, err = tx.Still(actor, a.Today(tx.Now())); err != nil {
				return Outcome{}, err
			}
		}
		tx.Sign(signer(actor, c, tx.Now()))
		defer tx.Sign(nil)
	}
	switch c := c.(type) {
	case Act:
		return a.act(tx, actor, c)
	case Register:
		return a.register(tx, actor, c)
	case Print:
		return a.print(tx, actor, c)
	case VoidLabel:
		return a.voidLabel(tx, actor, c)
	case SetDepartment, SetRoom, SetPerson, GrantSeat, EndSeat, Delegate, EndDelegation:
		return a.organ(tx, actor, c)
	case CreateAccount, MoveAccount, RenewCode:
		return a.account(tx, actor, c)
	case AskDual, DecideDual, WithdrawDual:
		return a.dual(tx, actor, c)
	case SetPolicy:
		return a.setPolicy(tx, actor, c)
	case SetVendor, SetLicence, SetTechnician, DraftAgreement, SignAgreement, AmendAgreement, MoveAgreement, AddFile:
		return a.vendor(tx, actor, c)
	case Repair:
		return a.repair(tx, actor, c)
	case SetSettings, SaveView, DropView:
		return a.setting(tx, actor, c)
	default:
		return Outcome{}, errs.Wrap(errNoHandler(c), "app.command")
	}
}

// onAsset reports whether a sign-off is about one asset.
func onAsset(c Command) bool {
	switch c.(type) {
	case Act, Repair:
		return true
	}
	return false
}

func errNoHandler(c Command) error { return fmt.Errorf("no handler for %T", c) }

// keep records a refusal after the rollback. What is no refusal (bad input, a
// conflict, our own fault) is no evidence and is not kept.
func (a *App) keep(ctx context.Context, actor org.Actor, c Command, err error) {
	a.keepAll(ctx, actor, []Command{c}, []Result{{Err: err}})
}

// keepTime is how long a refusal may wait for the writer.
const keepTime = 30 * time.Second

// keepAll records what of the results is a refusal, together.
func (a *App) keepAll(ctx context.Context, actor org.Actor, cmds []Command, results []Result) {
	var list []store.Refusal
	for i, res := range results {
		if res.Err == nil {
			continue
		}
		e := errs.As(res.Err)
		if e.Kind != errs.Refused && e.Kind != errs.Forbidden {
			continue
		}
		about := cmds[i].subject()
		if of := (ofAsset{}); errors.As(res.Err, &of) {
			about = of.asset
		}
		list = append(list, store.Refusal{
			Actor: actor.Person, Account: actor.Account, Verb: cmds[i].verb(), Asset: about,
			Rule: e.Rule, Articles: e.Articles, Missing: e.Kept(),
		})
	}
	if len(list) == 0 {
		return
	}
	// Evidence is kept whether or not somebody still waits for the answer.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	if err := a.store.RecordRefusals(ctx, list); err != nil {
		a.log.ErrorContext(ctx, "refusals not recorded", "count", len(list), "rule", list[0].Rule, "verb", list[0].Verb, "err", err)
	}
}

// ExecuteEach carries out many commands, each in a transaction of its own and
// with an outcome of its own.
func (a *App) ExecuteEach(ctx context.Context, actor org.Actor, cmds []Command, key string) []Result {
	out := make([]Result, len(cmds))
	actors, err := a.signedFor(ctx, actor, cmds)
	tell(ctx, err)
	for i, c := range cmds {
		if err != nil {
			out[i].Err = err
			continue
		}
		k := ""
		if key != "" {
			k = itemKey(key, i)
		}
		out[i].Outcome, out[i].Err = a.Execute(ctx, actors(i), c, k)
	}
	return out
}

// signedFor gives the actor for each of the commands: with his place in what is
// signed together, where several of them are sign-offs.
func (a *App) signedFor(ctx context.Context, actor org.Actor, cmds []Command) (func(i int) org.Actor, error) {
	if n := len(cmds); n < 2 || !slices.ContainsFunc(cmds, signs) {
		return func(int) org.Actor { return actor }, nil
	}
	actors, err := a.signedTogether(ctx, actor, cmds)
	return func(i int) org.Actor { return actors[i] }, err
}

// ExecuteAll carries out many commands in one transaction: all that are not
// refused are done together or not at all. The refused ones are reported and
// kept. An error other than a refusal or wrong input undoes everything.
func (a *App) ExecuteAll(ctx context.Context, actor org.Actor, cmds []Command) ([]Result, error) {
	var out []Result
	err := a.store.WriteAlone(ctx, func(tx *store.Tx) (err error) {
		out, err = a.each(tx, actor, cmds)
		return err
	})
	if err != nil {
		return nil, err
	}
	a.keepAll(ctx, actor, cmds, out)
	return out, nil
}

// DryRun does what ExecuteAll would do, and undoes it: each outcome is what the
// command would come to, and nothing is on record. Nobody who writes waits for
// it, except where a command asks the database for what another has changed:
// that can only be done and rolled back.
func (a *App) DryRun(ctx context.Context, actor org.Actor, cmds []Command) ([]Result, error) {
	var out []Result
	actor = weighing(actor)
	try := func(tx *store.Tx) (err error) {
		if out, err = a.each(tx, actor, cmds); err != nil {
			return err
		}
		return errDryRun
	}
	err := a.store.Rehearse(ctx, try)
	if errors.Is(err, store.ErrRehearsal) {
		err = a.store.WriteAlone(ctx, try)
	}
	if err != nil && !errors.Is(err, errDryRun) {
		return nil, err
	}
	return out, nil
}

// Rehearse is DryRun for commands that build on one another: fn is given a do
// that carries out one command, and whatever was done is undone. fn may be called
// twice and then has to begin anew.
func (a *App) Rehearse(ctx context.Context, actor org.Actor, fn func(do func(Command) (Outcome, error)) error) error {
	actor = weighing(actor)
	try := func(tx *store.Tx) error {
		if err := fn(func(c Command) (Outcome, error) { return a.do(tx, actor, c) }); err != nil {
			return err
		}
		return errDryRun
	}
	err := a.store.Rehearse(ctx, try)
	if errors.Is(err, store.ErrRehearsal) {
		err = a.store.WriteAlone(ctx, try)
	}
	if errors.Is(err, errDryRun) {
		return nil
	}
	return err
}

// weighing is the actor in a rehearsal: nothing has to be signed.
func weighing(actor org.Actor) org.Actor {
	if actor.Weighs == nil {
		actor.Weighs = func([]byte) {}
	}
	return actor
}

var errDryRun = errors.New("app: dry run")

func (a *App) each(tx *store.Tx, actor org.Actor, cmds []Command) ([]Result, error) {
	return a.eachTold(tx, actor, cmds, nil)
}

// eachTold is each that tells how far it is, where somebody wants to know.
func (a *App) eachTold(tx *store.Tx, actor org.Actor, cmds []Command, told func(done, all int)) ([]Result, error) {
	out := make([]Result, len(cmds))
	if told == nil {
		told = func(int, int) {}
	}
	told(0, len(cmds))
	if err := a.prefetch(tx, cmds); err != nil {
		return nil, err
	}
	for i, c := range cmds {
		o, err := a.do(tx, actor, c)
		if err != nil && !errs.IsKind(err, errs.Refused) && !errs.IsKind(err, errs.Invalid) && !errs.IsKind(err, errs.NotFound) {
			return nil, err
		}
		out[i] = Result{Outcome: o, Err: err}
		told(i+1, len(cmds))
	}
	return out, nil
}

// append writes the events a decision gave, each with on whose behalf it was
// done: of an asset the decision says it, of the organ it follows from the event.
func (a *App) append(tx *store.Tx, actor org.Actor, events []event.Event) error {
	by := actor.Person
	if actor.System {
		by = SystemActor
	}
	for i, e := range events {
		if e.For == "" {
			events[i].For = actor.DoneFor(e)
		}
	}
	return tx.Append(by, "", events...)
}

// SystemActor is the name under which due work is recorded.
const SystemActor = "system"

func outcomeOf(s asset.State) Outcome {
	out := Outcome{ID: s.ID, Code: s.Code, Version: s.Version, Life: s.Life}
	if s.Request != nil {
		if step, _, ok := s.Request.Next(); ok {
			out.Waiting = &Waiting{
				Request: s.Request.ID, Verb: s.Request.Verb, Seat: step.Seat, Department: step.Department, Person: step.Person,
			}
		}
	}
	return out
}
