package app_test

import (
	"slices"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/level"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// told lists the logins who are shown a finding of a keeper's clearance, and
// those who find what he keeps among what is to be given back.
func (o *organ) told() (findings, returns []string) {
	o.t.Helper()
	for _, login := range []string{
		"auditor", "baomi", "group", "head1", "head2", "keeper1", "keeper2", "leader", "officer", "secadmin", "sysadmin", "tech", "witness",
	} {
		list, _, err := o.store.Findings(o.ctx, o.actor(login), "", 100)
		if err != nil {
			o.t.Fatal(err)
		}
		if slices.ContainsFunc(list, func(f view.Finding) bool { return f.Kind == store.FindingClearance }) {
			findings = append(findings, login)
		}
		page, err := o.store.Assets(o.ctx, o.actor(login), view.AssetFilter{Return: true, Limit: 10})
		if err != nil {
			o.t.Fatal(err)
		}
		if len(page.Rows) > 0 {
			returns = append(returns, login)
		}
	}
	return findings, returns
}

// That a clearance is not enough any more, or has ended, is told to who may know
// the clearance, of each person anew.
func TestWhatTellsOfAClearanceIsToldToWhoMayKnowIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.inUse("UP-1", "keeper1", level.Secret)
		p := o.seen("baomi", "keeper1")
		p.Clearance, p.ClearanceUntil = level.Confidential, "2020-01-01"
		o.do("baomi", app.SetPerson{Person: p})
		near := []string{"baomi", "head1", "keeper1", "officer"}
		if found, back := o.told(); !slices.Equal(found, near) || !slices.Equal(back, near) {
			t.Errorf("findings are told to %v, what is to be given back to %v", found, back)
		}
		p = o.seen("baomi", "keeper1") // he goes, the asset stays for the time being
		p.Department = o.dept["研究室"]
		o.do("baomi", app.SetPerson{Person: p})
		own := []string{"baomi", "keeper1"}
		if found, back := o.told(); !slices.Equal(found, own) || !slices.Equal(back, own) {
			t.Errorf("after he went findings are told to %v, what is to be given back to %v", found, back)
		}
	})
}
