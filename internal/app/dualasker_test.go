package app_test

import (
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/auth"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// Behind a recovery stand two administrators: what one has asked for who was
// suspended since, or has lost his seat, is not confirmed, only refused. And of
// what suspending him has ended the history tells each session and token.
func TestARequestDoesNotOutliveItsAsker(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, a := newOrgan(t, s), signs(t, s)
		o.opened(a, "lin")
		o.opened(a, "second")
		token, _, err := a.SignIn(o.ctx, "second", firstPass, "")
		if err != nil {
			t.Fatal(err)
		}
		_, second, err := a.Resolve(o.ctx, token)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := a.MakeToken(o.ctx, second, account.TokenAsked{Name: "示例程序", Permissions: []org.Permission{org.OrganRead}, Days: 7}, auth.Given{Password: firstPass}); err != nil {
			t.Fatal(err)
		}
		o.do("secadmin", app.GrantSeat{Person: o.person["second"], Grant: org.Grant{Seat: org.SecurityAdmin}})
		asked := o.do("second", app.AskDual{Account: o.account["lin"], Kind: account.Recover, Reason: "口令遗失"})
		yes := app.DecideDual{Dual: asked.ID, Yes: true}

		o.do("secadmin", app.MoveAccount{Account: o.account["second"], State: account.Suspended, Reason: "口令泄露"})
		o.refused("flow.dual", "sysadmin", yes)
		ended := map[string]int{}
		list, _, err := s.AuditLog(o.ctx, o.actor("auditor"), view.AuditLogFilter{View: view.AdministratorsActs}, "", 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			ended[e.Type]++
		}
		if ended["session.closed"] != 1 || ended["account.token"] != 1 { // the token was made before he was an administrator
			t.Errorf("what the suspension ended is not told: %v", ended)
		}

		o.do("secadmin", app.MoveAccount{Account: o.account["second"], State: account.Active, Reason: "已更换口令"})
		o.do("secadmin", o.seatOf("second", org.SecurityAdmin))
		o.refused("flow.dual", "sysadmin", yes)
		o.do("sysadmin", app.DecideDual{Dual: asked.ID, Reason: "申请人已离任"})
		replayed(t, s)
	})
}
