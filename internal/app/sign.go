package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
	"sealbook/internal/store"
)

// Signs reports whether a command is a sign-off: see signs.
func Signs(c Command) bool { return signs(c) }

// signs reports whether a command is a sign-off: what approves, witnesses or
// accepts, and what changes a policy value or who may do what. It needs a proof
// of the person given for exactly this (REG 34; ASVS 5.0 7.5.3). A department or
// a person is set without one, but for the changes that org.Moves and org.Trusts
// name: there the command itself asks for it. Closing an account cannot be undone and is
// signed; what only takes away for now, ending sessions and suspending, must never
// wait for a signature.
func signs(c Command) bool {
	switch c := c.(type) {
	case Act:
		return c.Verb == asset.VerbApprove || c.Verb == asset.VerbAccept
	case GrantSeat, EndSeat, Delegate, EndDelegation, SetPolicy, AskDual, DecideDual:
		return true
	case Repair: // who lets it out, and who finds it good
		return c.Verb == repair.VerbDispatch || c.Verb == repair.VerbInspect
	case SignAgreement, AmendAgreement: // they let a vendor in
		return true
	case MoveAccount:
		return c.State == account.Active || c.State == account.Closed
	}
	return false
}

// Required is what a sign-off without a proof is answered with: the statement to
// be signed, and the commands it would carry out. It is the cause of the error
// signoff.required.
type Required struct {
	Commands  []Command // that need the signature; those that would be refused anyway are not among them
	Statement ledger.Statement
	Digest    [32]byte
}

func (r *Required) Error() string { return fmt.Sprintf("app: %d to be signed", len(r.Commands)) }

// RequiredBy finds the statement in an error.
func RequiredBy(err error) (*Required, bool) {
	var r *Required
	ok := errors.As(err, &r)
	return r, ok
}

// Ask is where an adapter finds that a request has run into a sign-off without a
// proof, however the handler words its answer: see WithAsk.
type Ask struct{ Required *Required }

type askKey struct{}

// WithAsk has what has to be signed under the context told to ask as well.
func WithAsk(ctx context.Context, ask *Ask) context.Context {
	return context.WithValue(ctx, askKey{}, ask)
}

func tell(ctx context.Context, err error) {
	ask, ok := ctx.Value(askKey{}).(*Ask)
	if r, is := RequiredBy(err); ok && is {
		ask.Required = r
	}
}

func required(actor org.Actor, now time.Time, cmds []Command, items [][]byte) error {
	r := &Required{Commands: cmds}
	root, _, err := ledger.Tree(items)
	if err != nil {
		return errs.Wrap(err, "app.sign")
	}
	r.Statement = ledger.Statement{
		Account: actor.Account, Person: actor.Person, At: now.UTC().Truncate(time.Second), Count: int64(len(items)), Root: root,
	}
	if r.Digest, err = r.Statement.Digest(); err != nil {
		return errs.Wrap(err, "app.sign")
	}
	return errs.New(errs.Unproved, "signoff.required",
		"签署须由本人再次验证：请核对内容，输入口令（已登记第二因素的一并验证）后提交。",
		"This has to be signed: check what it says, then prove again that it is you, with the password and the second factor if you have one.").WithCause(r)
}

// stale is the answer to a signature under something that is not what would be
// written now.
func staleStatement() error {
	return errs.New(errs.Conflict, "signoff.stale",
		"签署的内容在您核对之后已有变动，签署未生效；请重新核对后再签。",
		"What you were shown has changed since; nothing was signed. Look at it again and sign anew.")
}

func expiredProof() error {
	return errs.New(errs.Conflict, "signoff.expired",
		"核对与签署间隔过长，签署未生效；请重新核对后再签。", "Too long between looking and signing; nothing was signed. Look at it again and sign anew.")
}

// signer holds the actor's proof against what a command would write.
func signer(actor org.Actor, c Command, now time.Time) store.Signer {
	return func(item []byte) (*ledger.Signature, error) {
		p := actor.Proof
		switch {
		case actor.Weighs != nil:
			actor.Weighs(item)
			return nil, nil //nolint:nilnil // a rehearsal signs nothing
		case actor.Only != nil:
			return nil, org.RefuseToken("token.sign", errs.T("接口令牌不能签署，请由本人登录后办理。", "A token signs nothing; sign in yourself for that."))
		case p == nil:
			return nil, required(actor, now, []Command{c}, [][]byte{item})
		case p.Account != actor.Account || p.Person != actor.Person:
			return nil, errs.Wrap(errors.New("a proof of another account"), "app.sign")
		case !p.Fresh(now):
			return nil, expiredProof()
		}
		place := p.Place
		if place.Count == 0 {
			root, _, err := ledger.Tree([][]byte{item})
			if err != nil {
				return nil, errs.Wrap(err, "app.sign")
			}
			place = org.Place{Count: 1, Root: root}
		} else if !ledger.Under(item, place.Index, place.Count, place.Root, place.Way) {
			return nil, staleStatement()
		}
		return signature(p, place)
	}
}

// signature binds the proof to the place of what it signs.
func signature(p *org.Proof, place org.Place) (*ledger.Signature, error) {
	s := ledger.Signature{
		Account: p.Account, Method: p.Method, Desk: p.Desk, At: p.Asked.UTC().Truncate(time.Second),
		Index: place.Index, Count: place.Count, Root: place.Root, Way: place.Way,
	}
	if p.Asked.IsZero() {
		s.At = p.At.UTC().Truncate(time.Second)
	}
	var err error
	s.Digest, err = ledger.Statement{Account: p.Account, Person: p.Person, At: s.At, Count: place.Count, Root: place.Root}.Digest()
	if err != nil {
		return nil, errs.Wrap(err, "app.sign")
	}
	if (len(p.Digest) > 0 || p.Key != nil) && string(p.Digest) != string(s.Digest[:]) {
		return nil, staleStatement()
	}
	if k := p.Key; k != nil {
		s.Key = &ledger.KeyAnswer{
			Factor: k.Factor, Handle: k.Handle, AuthenticatorData: k.AuthenticatorData, ClientData: k.ClientData, Signature: k.Signature,
		}
	}
	return &s, nil
}
