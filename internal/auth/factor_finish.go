package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"

	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// Pending is a factor that is being entered.
type Pending struct {
	Kind      string // store.FactorTOTP, store.FactorKey; "" for none
	Name      string
	Secret    string // of a code: base32, to be typed
	URI       string // of a code: otpauth, to be scanned
	Challenge string // for a key: base64url
	User      string // for a key: who it is for, base64url; no name and no login
}

// Pending tells what the session has started to enter and not confirmed yet.
func (s *Service) Pending(ctx context.Context, token string, open Session, issuer string) (Pending, error) {
	data, err := s.store.Ceremony(ctx, open.ID, enrolCode)
	if err != nil {
		return Pending{}, err
	}
	if p, secret := openPending(data, token, open); secret != nil {
		text := totpText.EncodeToString(secret)
		return Pending{Kind: store.FactorTOTP, Name: p.Name, Secret: text, URI: otpauth(issuer, open.Login, text)}, nil
	}
	if data, err = s.store.Ceremony(ctx, open.ID, enrolKey); err != nil || data == nil {
		return Pending{}, err
	}
	var p pendingKey
	if err := json.Unmarshal(data, &p); err != nil {
		return Pending{}, errs.Wrap(err, "auth.factor")
	}
	b64 := base64.RawURLEncoding.EncodeToString
	return Pending{Kind: store.FactorKey, Name: p.Name, Challenge: b64(p.Challenge), User: b64([]byte(open.Account))}, nil
}

// openPending reads what StartCode has kept; nil when there is nothing that this
// token opens.
func openPending(data []byte, token string, open Session) (p pendingCode, secret []byte) {
	if data == nil || json.Unmarshal(data, &p) != nil {
		return p, nil
	}
	box, err := underToken(token)
	if err != nil {
		return p, nil
	}
	if secret, err = openBox(box, p.Box, []byte(open.ID)); err != nil {
		return p, nil
	}
	return p, secret
}

// otpauth is the address that programs for one-time codes scan.
func otpauth(issuer, login, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {strconv.Itoa(totpDigits)}, "period": {"30"}}
	// Those programs show a plus of the query as it is.
	return (&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + login, RawQuery: spaced(q.Encode())}).String()
}

func spaced(query string) string {
	out := make([]byte, 0, len(query))
	for _, c := range []byte(query) {
		if c == '+' {
			out = append(out, "%20"...)
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

func gone() *errs.Error {
	return errs.New(errs.Conflict, "factor.gone", "登记已过期或已完成，请重新开始。", "This has expired or is done; start again.")
}

// FinishCode enters the code that StartCode prepared, once a code of it was
// right, and gives the session another token. Errors: factor.gone, invalid code.
func (s *Service) FinishCode(ctx context.Context, token string, open Session, code string) (string, Session, error) {
	var fresh string
	var out Session
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		data, err := tx.Ceremony(open.ID, enrolCode)
		if err != nil {
			return err
		}
		p, secret := openPending(data, token, open)
		if secret == nil {
			return gone()
		}
		step, ok := totpRight(secret, codeOf(code), tx.Now(), 0)
		if !ok {
			return errs.InvalidField("code", "动态口令不正确。请核对设备时间，并输入当前显示的6位数字。", "The code is wrong. Check the device's clock and type the six digits it shows now.")
		}
		if _, err := tx.TakeCeremony(open.ID, enrolCode); err != nil {
			return err
		}
		fresh, out, err = s.add(tx, open, store.Factor{Kind: store.FactorTOTP, Name: p.Name, Secret: p.Sealed, Counter: step}, GivenCode)
		return err
	})
	return fresh, out, err
}

// FinishKey enters the key that answered the challenge of StartKey, and gives the
// session another token. Errors: factor.gone, factor.attestation, factor.known.
func (s *Service) FinishKey(ctx context.Context, open Session, answer Attestation) (string, Session, error) {
	var fresh string
	var out Session
	var refusal error
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		refusal = nil
		data, err := tx.TakeCeremony(open.ID, enrolKey)
		if err != nil {
			return err
		}
		var p pendingKey
		if data == nil || json.Unmarshal(data, &p) != nil {
			return gone()
		}
		f, bad := s.o.Party.registers(answer, p.Challenge)
		if bad != nil { // the challenge is used up all the same
			refusal = errs.New(errs.Invalid, "factor.attestation",
				"安全密钥的登记应答无效，请重新开始。", "The security key's answer is not valid; start again.").WithCause(bad)
			return nil
		}
		known, err := tx.HandleKnown(f.Handle)
		if err != nil {
			return err
		}
		if known {
			refusal = errs.New(errs.Conflict, "factor.known", "该安全密钥已登记过。", "This security key was registered before.")
			return nil
		}
		f.Name = p.Name
		fresh, out, err = s.add(tx, open, f, GivenKey)
		return err
	})
	if err = first(err, refusal); err != nil {
		return "", Session{}, err
	}
	return fresh, out, nil
}
