package server_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"sealbook/internal/auth"
	"sealbook/internal/errs"
	"sealbook/internal/server"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// bare is call without the signature.
func (h *house) bare(login, method, path string, body any, headers ...string) answer {
	h.t.Helper()
	a := h.raw(method, path, body, append(headers, "Authorization", "Bearer "+h.token(login))...)
	h.doc.check(h.t, method, path, a)
	return a
}

func header(v any) string {
	b, _ := json.Marshal(v) // of texts
	return base64.RawURLEncoding.EncodeToString(b)
}

func TestTheAPIAsksForASignatureAndTakesIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		id := h.inStore("BM-001")
		h.call("technician", "POST", "/api/v1/assets/"+id+"/check", map[string]any{"wireless": "absent", "network": "none"}).is(http.StatusOK)
		h.call("office", "POST", "/api/v1/assets/"+id+"/issue", map[string]any{"person": h.person["keeper"]}).is(http.StatusOK)
		path := "/api/v1/assets/" + id + "/approve"
		first := h.bare("head", "POST", path, map[string]any{}).refused(http.StatusPreconditionRequired, "signoff.required")
		digest, at := first.text("sign", "digest"), first.text("sign", "at")
		if len(digest) != 64 || at == "" {
			t.Fatalf("%s", first.body)
		}
		for _, wrong := range []struct {
			sent   any
			status int
			code   string
		}{
			{map[string]string{"password": "not it", "digest": digest, "at": at}, http.StatusUnprocessableEntity, "proof.refused"},
			{map[string]string{"password": password, "digest": "00", "at": at}, http.StatusUnprocessableEntity, "input.invalid"},
			{map[string]string{"password": password, "digest": digest[2:] + "00", "at": at}, http.StatusConflict, "signoff.stale"},
			{map[string]string{"password": password, "digest": digest, "at": "2020-01-01T00:00:00Z"}, http.StatusConflict, "signoff.expired"},
			{"what", http.StatusUnprocessableEntity, "signoff.unreadable"},
		} {
			h.bare("head", "POST", path, map[string]any{}, server.SignatureHeader, header(wrong.sent)).refused(wrong.status, wrong.code)
		}
		right := header(map[string]string{"password": password, "digest": digest, "at": at})
		h.force("factor.required", "signers") // the session is asked as well, so the proof is tried by itself
		h.bare("head", "POST", path, map[string]any{}, server.SignatureHeader, right).refused(http.StatusForbidden, "session.must")
		if _, _, err := h.auth.Prove(h.ctx, auth.Given{Account: h.account["head"], Password: password}); errs.As(err).Code != "proof.enrol" {
			t.Errorf("signs without the factor: %v", err)
		}
		h.force("factor.required", "none")
		h.age("head", 100*24*time.Hour) // the session was opened before the password expired
		h.bare("head", "POST", path, map[string]any{}, server.SignatureHeader, right).refused(http.StatusForbidden, "proof.password_expired")
		h.age("head", 0)
		h.bare("head", "POST", path, map[string]any{}, server.SignatureHeader, right).is(http.StatusOK)
		a, err := s.Actor(h.ctx, h.account["office"], h.app.Today(time.Now()))
		if err != nil {
			t.Fatal(err)
		}
		list, _, err := s.History(h.ctx, a, id, "", 50)
		if err != nil {
			t.Fatal(err)
		}
		signed := 0
		for _, e := range list {
			if e.Signed != nil && e.Signed.Fits && e.Signed.Digest == digest && e.Signed.Account == h.account["head"] {
				signed++
			}
		}
		if signed != 1 {
			t.Errorf("%d events of the history carry the signature", signed)
		}
	})
}

// force sets a policy value past the rules, as one who has a factor would.
func (h *house) force(key, raw string) {
	h.t.Helper()
	by, err := h.store.Actor(h.ctx, h.account["secadmin"], h.app.Today(time.Now()))
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.store.Write(h.ctx, func(tx *store.Tx) error {
		now, err := tx.PolicyForUpdate()
		if err != nil {
			return err
		}
		next, err := now.Set(key, raw)
		if err != nil {
			return err
		}
		return tx.SetPolicy(by.Person, next, key, "示例")
	}); err != nil {
		h.t.Fatal(err)
	}
}

// age makes the account's password so old.
func (h *house) age(login string, old time.Duration) {
	h.t.Helper()
	if err := h.store.Write(h.ctx, func(tx *store.Tx) error {
		c, _, err := tx.Credential(h.account[login])
		if err != nil {
			return err
		}
		c.Changed = tx.Now().Add(-old)
		return tx.SetCredential(c)
	}); err != nil {
		h.t.Fatal(err)
	}
}
