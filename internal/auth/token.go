package auth

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Token is the kind of what a program acts with: no session, made by its owner,
// with a part of his rights.
const Token Kind = "token"

// TokenPrefix tells the token of a program from the token of a session, and lets
// whoever finds one know what it is.
const TokenPrefix = "sbt_"

// hashAPIToken is what the database keeps. The token has 256 bits of chance, so
// that a plain hash cannot be searched.
func hashAPIToken(token string) []byte {
	sum := sha256.Sum256([]byte("sealbook api token\n" + token))
	return sum[:]
}

// ResolveToken finds who acts through the token of a program: its owner as he is
// now, narrowed to what the token leaves of him. It is refused when it was ended
// or has expired, when its owner's account is not active or has another password
// since, and when the policy allows none. Errors: token.ended, token.throttled.
func (s *Service) ResolveToken(ctx context.Context, token, addr string) (Session, org.Actor, error) {
	plain, ok := strings.CutPrefix(token, TokenPrefix)
	if !ok || !tokenShaped(plain) {
		return Session{}, org.Actor{}, tokenEnded() // no look at the database
	}
	hash, now := hashAPIToken(token), s.store.Now()
	if err := s.wrongTokens.barred(hash, addr, now); err != nil {
		return Session{}, org.Actor{}, err
	}
	t, ok, err := s.store.TokenByHash(ctx, hash)
	if err != nil {
		return Session{}, org.Actor{}, err
	}
	p, err := s.store.Policy(ctx)
	if err != nil {
		return Session{}, org.Actor{}, err
	}
	expires := shortest(t, p.Days("token.max-days"))
	if !ok || !t.Ended.IsZero() || t.State != account.Active || !now.Before(expires) || t.Created.Before(t.Since) || !p.Bool("token.allowed") {
		s.wrongTokens.wrong(hash, addr, now)
		return Session{}, org.Actor{}, tokenEnded()
	}
	s.wrongTokens.right(hash)
	actor, err := s.store.Actor(ctx, t.Account, org.DateOf(now, s.o.Zone))
	if err != nil {
		return Session{}, org.Actor{}, err
	}
	if actor, err = s.narrowed(ctx, actor, t); err != nil {
		return Session{}, org.Actor{}, err
	}
	if now.Sub(t.Used) >= touchEvery {
		// Not in the history: what it is used for is.
		err = s.store.Write(ctx, func(tx *store.Tx) error { return tx.TouchToken(t.ID, now, addr) })
	}
	return Session{ID: t.ID, Account: t.Account, Login: t.Login, Kind: Token, Created: t.Created, Seen: now, Expires: expires, Addr: addr}, actor, err
}

// narrowed leaves of the owner what the token has of him now. What he may not
// leave to a token any more, because he has become an administrator, is gone.
func (s *Service) narrowed(ctx context.Context, actor org.Actor, t store.Token) (org.Actor, error) {
	only := org.TokenScope{Permissions: []org.Permission{}}
	for _, p := range t.Permissions {
		if p := org.Permission(p); account.MayDelegate(actor, p) {
			only.Permissions = append(only.Permissions, p)
		}
	}
	var err error
	if only.Departments, err = s.store.Below(ctx, t.Departments); err != nil {
		return org.Actor{}, err
	}
	actor = actor.Narrowed(only)
	actor.Session = t.ID
	return actor, nil
}

// shortest is when a token ends: a policy that became stricter since counts at once.
func shortest(t store.Token, longest time.Duration) time.Time {
	if end := t.Created.Add(longest); end.Before(t.Expires) {
		return end
	}
	return t.Expires
}

func tokenEnded() *errs.Error {
	return errs.New(errs.Unauthenticated, "token.ended",
		"令牌无效、已撤销或已过期，或其账号不可用；请由本人在“设置—接口令牌”中重新建立。",
		"The token is not valid, was revoked or has expired, or its account cannot be used; its owner makes another one under Settings, Tokens.")
}

// MakeToken makes a token for the actor's own account. given is his proof that it
// is he; a token or a session that has something to do first makes none. The
// token is given here once and kept nowhere. Errors: token.off, token.invalid,
// token.not_here, proof.refused, session.throttled.
func (s *Service) MakeToken(ctx context.Context, actor org.Actor, asked account.TokenAsked, given Given) (string, store.Token, error) {
	if err := inPerson(actor); err != nil {
		return "", store.Token{}, err
	}
	p, err := s.store.Policy(ctx)
	if err != nil {
		return "", store.Token{}, err
	}
	if !p.Bool("token.allowed") {
		return "", store.Token{}, errs.New(errs.Forbidden, "token.off", "策略不允许建立接口令牌。", "The policy allows no tokens.")
	}
	// What is wrong with the wish is told before the proof is asked for.
	if _, err := account.DecideToken(actor, asked, p.Int("token.max-days")); err != nil {
		return "", store.Token{}, err
	}
	given.Account, given.Login = actor.Account, ""
	// A key answers the challenge of ProofChallenge: an answer that was given for
	// something else counts for nothing here.
	if _, _, err := s.prove(ctx, given, question{session: actor.Session, purpose: askProof}); err != nil {
		return "", store.Token{}, err
	}
	token := TokenPrefix + newToken()
	var out store.Token
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		var err error
		out, err = s.addToken(tx, actor, asked, token)
		return err
	})
	if err != nil {
		return "", store.Token{}, err
	}
	return token, out, nil
}

// maxTokens bounds the open tokens of an account.
const maxTokens = 50

func (s *Service) addToken(tx *store.Tx, actor org.Actor, asked account.TokenAsked, token string) (store.Token, error) {
	p, err := tx.Policy()
	if err != nil {
		return store.Token{}, err
	}
	if asked, err = account.DecideToken(actor, asked, p.Int("token.max-days")); err != nil {
		return store.Token{}, err
	}
	a, ok, err := tx.AccountForUpdate(actor.Account)
	if err != nil {
		return store.Token{}, err
	}
	if !ok || a.State != account.Active {
		return store.Token{}, ended()
	}
	open, err := tx.OpenTokens(a.ID)
	if err != nil {
		return store.Token{}, err
	}
	if len(open) >= maxTokens {
		return store.Token{}, errs.New(errs.Conflict, "token.many", "令牌已达"+decimal(maxTokens)+"个，请先撤销不用的。",
			"There are "+decimal(maxTokens)+" tokens; end those that are not used first.")
	}
	row := store.Token{
		ID: tx.NewID(), TokenHash: hashAPIToken(token), Account: a.ID, Login: a.Login, State: a.State, Name: asked.Name,
		Permissions: permissionNames(asked.Permissions), Departments: append([]string{}, asked.Departments...),
		Created: tx.Now(), Expires: tx.Now().AddDate(0, 0, asked.Days),
	}
	if err := tx.AddToken(row); err != nil {
		return store.Token{}, err
	}
	e := account.TokenEvent(account.TokenSet{
		Account: a.ID, Deed: account.TokenMade, Token: row.ID, Name: row.Name, Permissions: row.Permissions, Departments: row.Departments, Expires: row.Expires,
	})
	return row, tx.Append(actor.Person, "", e)
}

func permissionNames(list []org.Permission) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = string(p)
	}
	return out
}

// inPerson refuses what only the person himself does, in a session of his own
// that has nothing to do first.
func inPerson(actor org.Actor) error {
	if actor.Account == "" || actor.Session == "" || actor.System {
		return ended()
	}
	if actor.Only != nil {
		return org.NotHere()
	}
	return nil
}

// Tokens lists the actor's own tokens that were not ended, the newest first.
// Error: token.not_here.
func (s *Service) Tokens(ctx context.Context, actor org.Actor) ([]store.Token, error) {
	if err := inPerson(actor); err != nil {
		return nil, err
	}
	list, err := s.store.Tokens(ctx, actor.Account)
	if err != nil {
		return nil, err
	}
	p, err := s.store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	for i, t := range list {
		list[i].Expires = shortest(t, p.Days("token.max-days"))
		if t.Created.Before(t.Since) { // the password is another one since
			list[i].Expires = t.Since
		}
	}
	return list, nil
}

// EndToken ends a token of the actor's own. Errors: token.none, token.not_here.
func (s *Service) EndToken(ctx context.Context, actor org.Actor, id string) error {
	if err := inPerson(actor); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.OpenTokens(actor.Account)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(t store.Token) bool { return t.ID == id })
		if i < 0 {
			return errs.New(errs.NotFound, "token.none", "没有这个令牌，或已撤销。", "There is no such token, or it has ended.")
		}
		return s.endTokens(tx, actor.Person, "", list[i])
	})
}

// endTokens ends tokens, each with its event. One that somebody else has ended
// meanwhile has its event already; the others are ended all the same.
func (s *Service) endTokens(tx *store.Tx, by, reason string, list ...store.Token) error {
	for _, t := range list {
		was, err := tx.EndToken(t.ID, cmp.Or(reason, "revoked"))
		if err != nil {
			return err
		}
		if !was {
			continue
		}
		e := account.TokenEvent(account.TokenSet{Account: t.Account, Deed: account.TokenEnded, Token: t.ID, Name: t.Name, Reason: reason})
		if err := tx.Append(by, "", e); err != nil {
			return err
		}
	}
	return nil
}
