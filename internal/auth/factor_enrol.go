package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Entering a factor takes two steps: the person proves himself and is shown what
// to enter or to touch; then he shows that it works. In between lies this.
const (
	enrolCode = "enrol.code"
	enrolKey  = "enrol.key"
	enrolFor  = 10 * time.Minute
)

type pendingCode struct {
	Name   string `json:"name"`
	Sealed []byte `json:"sealed"` // under the password, as it will be kept
	Box    []byte `json:"box"`    // the secret under the session's token, to show it and to check the first code
}

type pendingKey struct {
	Name      string `json:"name"`
	Challenge []byte `json:"challenge"`
}

// maxName bounds a factor's name, in characters; maxFactors how many an account has.
const (
	maxName    = 40
	maxFactors = 10
)

func nameOf(typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	if name == "" || utf8.RuneCountInString(name) > maxName {
		return "", errs.InvalidField("name", "请填写名称，最多40个字符。", "Give it a name, at most 40 characters.")
	}
	return name, nil
}

// StartCode proves the person and prepares a one-time code, which Pending shows
// and FinishCode confirms. Errors: proof.refused, session.throttled,
// factor.one_code, factor.kind.
func (s *Service) StartCode(ctx context.Context, token string, open Session, g Given, name string) error {
	name, err := nameOf(name)
	if err != nil {
		return err
	}
	if err := s.proveOwn(ctx, open, g); err != nil {
		return err
	}
	secret := newTOTPSecret()
	p := pendingCode{Name: name}
	if p.Sealed, err = s.seal(ctx, g.Password, open.Account, secret); err != nil {
		return err
	}
	box, err := underToken(token)
	if err != nil {
		return err
	}
	p.Box = closeBox(box, nil, []byte(open.ID), secret)
	return s.await(ctx, open, store.FactorTOTP, enrolCode, p)
}

// StartKey proves the person and prepares a challenge for a new security key.
// Errors: as StartCode, and factor.no_host where keys are of no use.
func (s *Service) StartKey(ctx context.Context, open Session, g Given, name string) error {
	name, err := nameOf(name)
	if err != nil {
		return err
	}
	if s.o.Party.ID == "" {
		return noHost()
	}
	if err := s.proveOwn(ctx, open, g); err != nil {
		return err
	}
	return s.await(ctx, open, store.FactorKey, enrolKey, pendingKey{name, newChallenge()})
}

func noHost() *errs.Error {
	return errs.New(errs.Invalid, "factor.no_host",
		"本系统按地址访问，浏览器不允许使用安全密钥。请系统管理员配置主机名。", "This system is reached by address, where browsers allow no security keys. The system administrator has to configure a host name.")
}

// proveOwn is Prove for changing the session's own account; a key answers the
// challenge of ProofChallenge.
func (s *Service) proveOwn(ctx context.Context, open Session, g Given) error {
	g.Account, g.Login = open.Account, ""
	_, _, err := s.prove(ctx, g, question{session: open.ID, purpose: askProof, own: true})
	return err
}

// ProofChallenge is what a key has to answer before the session's own factors are
// changed; it stays the same until it was answered.
func (s *Service) ProofChallenge(ctx context.Context, open Session) ([]byte, error) {
	c, err := s.store.Ceremony(ctx, open.ID, askProof)
	if err != nil || c != nil {
		return c, err
	}
	c = newChallenge()
	return c, s.store.Write(ctx, func(tx *store.Tx) error { return tx.SetCeremony(open.ID, askProof, c, tx.Now().Add(2*enrolFor)) })
}

// await keeps what the second step needs, if a factor of the kind may be added.
func (s *Service) await(ctx context.Context, open Session, kind, purpose string, pending any) error {
	data, err := json.Marshal(pending)
	if err != nil {
		return errs.Wrap(err, "auth.factor")
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		if err := s.mayAdd(tx, open.Account, kind); err != nil {
			return err
		}
		return tx.SetCeremony(open.ID, purpose, data, tx.Now().Add(enrolFor))
	})
}

func (s *Service) mayAdd(tx *store.Tx, id, kind string) error {
	list, err := tx.Factors(id)
	if err != nil {
		return err
	}
	p, err := tx.Policy()
	switch {
	case err != nil:
		return err
	case len(list) >= maxFactors:
		return errs.New(errs.Conflict, "factor.too_many", "第二因素已达10个，请先删除不用的。", "There are ten factors already; remove one that is not used.")
	case kind == store.FactorTOTP && account.KeysOnly(p):
		return errs.New(errs.Invalid, "factor.kind", "策略只允许安全密钥。", "The policy allows security keys only.")
	}
	for _, f := range list {
		if kind == store.FactorTOTP && f.Kind == kind {
			return errs.New(errs.Conflict, "factor.one_code", "已登记动态口令，如需更换请先删除。", "There is a one-time code already; remove it before another.")
		}
	}
	return nil
}

// add keeps a new factor, ends the account's other sessions and gives this one
// another token: its holder has shown the factor.
func (s *Service) add(tx *store.Tx, open Session, f store.Factor, given string) (string, Session, error) {
	a, err := s.again(tx, found{id: open.Account, subject: loginOf(open.Account)})
	if err != nil {
		return "", Session{}, err
	}
	if a.state != account.Active {
		return "", Session{}, ended()
	}
	if err := s.mayAdd(tx, a.id, f.Kind); err != nil {
		return "", Session{}, err
	}
	f.ID, f.Account = tx.NewID(), a.id
	if err := tx.AddFactor(f); err != nil {
		return "", Session{}, err
	}
	if err := tx.EndSessions(a.id, open.ID); err != nil {
		return "", Session{}, err
	}
	e := account.FactorSet{Account: a.id, Factor: f.ID, What: account.FactorAdded, Kind: f.Kind, Name: f.Name}
	if f.Kind == store.FactorKey {
		e.Handle, e.Key = base64.RawURLEncoding.EncodeToString(f.Handle), base64.RawURLEncoding.EncodeToString(f.Secret[1:])
		e.Party, e.Verifies = s.o.Party.ID, f.Secret[0]&keyVerifies != 0
	}
	if err := tx.Append(a.person, "", account.FactorEvent(e)); err != nil {
		return "", Session{}, err
	}
	return s.raise(tx, a, open.ID, given)
}

func loginOf(account string) event.Subject { return event.Subject{Kind: kindLogin, ID: account} }
