package auth_test

import (
	"slices"
	"testing"

	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

// A token that somebody has ended between the reading of the list and its turn
// keeps no other token alive.
func TestATokenEndedMeanwhileKeepsNoOtherAlive(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.activate("sysadmin")
		p.activate("secadmin")
		p.member("lin")
		actor := p.actor("lin")
		_, s := p.signIn("lin")
		actor.Session = s.ID
		var list []store.Token
		for _, name := range []string{"one", "two", "three"} {
			_, made, err := p.auth.MakeToken(p.ctx, actor, account.TokenAsked{Name: name, Permissions: []org.Permission{org.AssetRead}, Days: 1},
				auth.Given{Password: password, Addr: here})
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, made)
		}
		if err := p.auth.EndToken(p.ctx, actor, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := p.store.Write(p.ctx, func(tx *store.Tx) error { return auth.EndTokens(p.auth, tx, actor.Person, list...) }); err != nil {
			t.Fatal(err)
		}
		open, err := p.auth.Tokens(p.ctx, actor)
		if err != nil || slices.ContainsFunc(open, func(x store.Token) bool { return x.Ended.IsZero() }) {
			t.Errorf("still open: %+v, %v", open, err)
		}
	})
}
