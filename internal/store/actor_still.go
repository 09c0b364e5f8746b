package store

import (
	"strconv"
	"strings"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// Present looks at the actor again when he was made a while ago: the body of his
// request may come long after its head, and a command may wait for the writer.
// Whoever is suspended, signed out or without his token by then is refused
// (ASVS 5.0 7.4.1, 7.4.2: at once), and whoever has lost a seat acts without it.
// Errors: account.inactive, session.ended.
func (x *Tx) Present(actor org.Actor, day org.Date) (org.Actor, error) {
	if actor.System || x.Now().Sub(actor.Looked) < organFresh {
		return actor, nil
	}
	// A long import asks for the same one at each row.
	key, at := strings.Join([]string{actor.Account, actor.Session, strconv.FormatInt(actor.AsOf, 10)}, " "), time.Now()
	if x.store.sessions.looked(key) {
		return actor, nil
	}
	var state string
	var open bool
	var version int64
	found, err := x.first([]any{&state, &open, &version}, `SELECT a.state, ? = '' OR EXISTS (SELECT 1 FROM session WHERE id = ? AND account_id = a.id AND ended IS NULL)
		OR EXISTS (SELECT 1 FROM api_token WHERE id = ? AND account_id = a.id AND ended IS NULL),
		(SELECT value FROM counters WHERE name = 'organ') FROM account a WHERE a.id = ?`, actor.Session, actor.Session, actor.Session, actor.Account)
	switch {
	case err != nil:
		return actor, err
	case !found || state != account.Active:
		return actor, noActor()
	case !open:
		return actor, errs.New(errs.Unauthenticated, "session.ended", "会话或令牌已结束，请重新登录。", "The session or token has ended; sign in again.")
	}
	if version == actor.AsOf {
		x.store.sessions.foundWell(key, at)
	}
	return x.anew(actor, version, day)
}

// Still holds the actor against the organ as it is in this transaction: where
// anything of it has changed since he was made he is made anew, with what he has
// shown. Until the transaction ends nobody's seat is taken away: whoever takes
// one waits, or is waited for. For what must not be done a moment too late.
func (x *Tx) Still(actor org.Actor, day org.Date) (org.Actor, error) {
	var version int64
	if _, err := x.first([]any{&version}, "SELECT value FROM counters WHERE name = 'organ'"+x.dialect.forShare()); err != nil {
		return actor, err
	}
	return x.anew(actor, version, day)
}

// anew makes the actor anew where the organ has changed since he was made.
func (x *Tx) anew(actor org.Actor, version int64, day org.Date) (org.Actor, error) {
	if version == actor.AsOf {
		return actor, nil
	}
	tree, err := x.organTree()
	if err != nil {
		return actor, err
	}
	now, err := x.actor(tree, actor.Account, day)
	if err != nil {
		return actor, err
	}
	return renewed(actor, now, version), nil
}

// renewed is the actor with the seats he has now, as narrow as he was.
func renewed(actor, now org.Actor, version int64) org.Actor {
	actor.AsOf = version
	if actor.Only != nil && actor.Allows(org.Own) { // he has something to do first: see auth.bound
		return actor
	}
	actor.Held, actor.Clearance = now.Held, now.Clearance
	if only := actor.Only; only != nil {
		actor = actor.Narrowed(*only)
	}
	return actor
}
