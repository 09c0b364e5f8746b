package auth

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Signing in another's session takes two steps, like signing in: the password
// first, for until it is right nobody is told whose account it is, what he could
// sign, and what second factor he has; then what is signed is put before him, and
// he signs it, with his factor where he has one. Between the two the clerk's
// session keeps that the password was right: for the one statement that was shown,
// for five minutes, under the session's token.
const askDesk = "desk"

// Signer is somebody whose password was right at another's desk. Only AtDesk and
// WaitsAtDesk make one.
type Signer struct {
	Actor org.Actor
	kept  deskKept
}

// deskKept is what waits for the second step.
type deskKept struct {
	Account string    `json:"account"`
	Hash    []byte    `json:"hash"`             // a digest of the password's: with another password this is void
	Secret  []byte    `json:"secret,omitempty"` // of his code
	Digest  string    `json:"digest"`           // of the statement he was shown, hex
	At      time.Time `json:"at"`
	Until   time.Time `json:"until"`
}

func hashSum(hash string) []byte {
	sum := sha256.Sum256([]byte("sealbook desk\n" + hash))
	return sum[:]
}

// AtDesk checks the password of somebody who is to sign in another's session. An
// unknown login, a wrong password and an account that is not active get one answer;
// failures count and are recorded like those of signing in. Errors: proof.refused,
// proof.password_expired, proof.enrol, session.throttled.
func (s *Service) AtDesk(ctx context.Context, g Given) (Signer, error) {
	a, err := s.lookGiven(ctx, g)
	if err != nil {
		return Signer{}, err
	}
	right, err := s.isPassword(ctx, a, g.Password)
	if err != nil {
		return Signer{}, err
	}
	kept := deskKept{Account: a.id, Hash: hashSum(a.hash)}
	if right {
		if kept.Secret, err = s.codeSecret(ctx, a.id, g.Password); err != nil {
			return Signer{}, err
		}
	}
	var answer error
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		answer = nil
		now, err := s.again(tx, a)
		if err != nil {
			return err
		}
		kept.Until = tx.Now().Add(askFor)
		if right && now.hash == a.hash && now.state == account.Active {
			answer, err = s.unfit(tx, now, GivenPassword) // who has a factor is told after it
		} else {
			answer = notProved()
			err = s.recordFailure(tx, now, g.Addr, "password")
		}
		return first(err, s.stillFree(tx, a.subject, g.Addr))
	})
	if err = first(err, answer); err != nil {
		return Signer{}, err
	}
	return s.signer(ctx, kept)
}

func (s *Service) signer(ctx context.Context, kept deskKept) (Signer, error) {
	actor, err := s.store.Actor(ctx, kept.Account, org.DateOf(s.store.Now(), s.o.Zone))
	return Signer{actor, kept}, err
}

// ShowAtDesk keeps for the second step what was put before the signer: the
// statement's digest, in hex, and when. What was shown in the session before is
// void.
func (s *Service) ShowAtDesk(ctx context.Context, token string, open Session, who Signer, digest string, at time.Time) error {
	who.kept.Digest, who.kept.At = digest, at
	plain, err := json.Marshal(who.kept)
	if err != nil {
		return errs.Wrap(err, "auth.desk")
	}
	box, err := underToken(token)
	if err != nil {
		return err
	}
	sealed := closeBox(box, nil, aboutDesk(open), plain)
	return s.store.Write(ctx, func(tx *store.Tx) error { return tx.SetCeremony(open.ID, askDesk, sealed, who.kept.Until) })
}

func aboutDesk(open Session) []byte { return []byte(askDesk + "\n" + open.ID) }

// WaitsAtDesk is the signer who was shown something in the session and has not
// signed; ok is false where there is none, or it was too long ago.
func (s *Service) WaitsAtDesk(ctx context.Context, token string, open Session) (who Signer, ok bool, err error) {
	data, err := s.store.Ceremony(ctx, open.ID, askDesk)
	if err != nil {
		return Signer{}, false, err
	}
	kept, ok := openDesk(data, token, open)
	if !ok {
		return Signer{}, false, nil
	}
	who, err = s.signer(ctx, kept)
	return who, err == nil, err
}

func openDesk(data []byte, token string, open Session) (kept deskKept, ok bool) {
	box, err := underToken(token)
	if data == nil || err != nil {
		return kept, false
	}
	plain, err := openBox(box, data, aboutDesk(open))
	if err != nil || json.Unmarshal(plain, &kept) != nil {
		return kept, false
	}
	return kept, true
}

// deskLate is the answer where nobody waits any more, or for something else.
func deskLate() *errs.Error {
	return errs.New(errs.Conflict, "counter.late", "签署人的口令验证已失效（超过5分钟、已签署或已另行出示），没有签署；请签署人重新输入口令。",
		"The signer's password no longer counts here (five minutes are over, it was signed, or something else was shown since); nothing was signed. Let him give it again.")
}

// ProveAtDesk is the second step: the signer signs what he was shown, whose digest
// the form sends back, with his factor where he has one. A right answer is taken
// once. The proof is bound to what was shown. Errors: counter.late, proof.refused,
// proof.password_expired, proof.enrol, session.throttled.
func (s *Service) ProveAtDesk(ctx context.Context, token string, open Session, g Given, digest string) (org.Actor, org.Proof, error) {
	data, err := s.store.Ceremony(ctx, open.ID, askDesk)
	if err != nil {
		return org.Actor{}, org.Proof{}, err
	}
	kept, ok := openDesk(data, token, open)
	if !ok || digest != kept.Digest {
		return org.Actor{}, org.Proof{}, deskLate()
	}
	a, err := s.lookGiven(ctx, Given{Account: kept.Account, Addr: g.Addr})
	if err != nil {
		return org.Actor{}, org.Proof{}, err
	}
	var proof org.Proof
	var answer error
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		now, err := s.again(tx, a)
		if err != nil {
			return err
		}
		proof, answer, err = s.proveShown(tx, now, open, kept, data, g)
		return first(err, s.stillFree(tx, a.subject, g.Addr))
	})
	if err = first(err, answer); err != nil {
		return org.Actor{}, org.Proof{}, err
	}
	if err := proof.Bind(kept.Digest, kept.At); err != nil {
		return org.Actor{}, org.Proof{}, err
	}
	if proof.Account != open.Account {
		proof.Desk = open.Account
	}
	who, err := s.signer(ctx, kept)
	return who.Actor, proof, err
}

func (s *Service) proveShown(tx *store.Tx, a found, open Session, kept deskKept, data []byte, g Given) (p org.Proof, answer, err error) {
	still, err := tx.Ceremony(open.ID, askDesk)
	if err != nil {
		return p, nil, err
	}
	if !bytes.Equal(still, data) || a.state != account.Active || !bytes.Equal(hashSum(a.hash), kept.Hash) {
		return p, deskLate(), nil
	}
	if p, err = s.show(tx, a, shown{code: codeOf(g.Code), key: g.Key, secret: kept.Secret}, question{}); err != nil {
		return p, nil, err
	}
	if p.Key != nil && hex.EncodeToString(p.Digest) != kept.Digest { // it has answered something else
		p.Method = ""
	}
	if p.Method == "" { // he may try again, as often as the throttling lets him
		return p, notProved(), s.recordFailure(tx, a, g.Addr, "factor")
	}
	if answer, err = s.unfit(tx, a, p.Method); err != nil {
		return p, nil, err
	}
	_, err = tx.TakeCeremony(open.ID, askDesk)
	return p, answer, err
}
