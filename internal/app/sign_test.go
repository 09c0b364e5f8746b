package app_test

import (
	"bytes"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/ledger"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// asked classifies a new asset and leaves the request to the head.
func (o *organ) asked(code string) string {
	o.t.Helper()
	r, l := usb(code), level.Secret
	r.Department = o.dept["办公厅"]
	id := o.do("officer", app.Register{Registration: r}).ID
	o.act("officer", id, asset.VerbClassify, asset.Args{Level: &l, Basis: "示例"})
	return id
}

func approve(id string) app.Command {
	return app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbApprove}}
}

func (o *organ) required(login string, c app.Command) *app.Required {
	o.t.Helper()
	_, err := o.app.Execute(o.ctx, o.unproved(login), c, "")
	r, ok := app.RequiredBy(err)
	if !ok || errs.As(err).Code != "signoff.required" {
		o.t.Fatalf("%s %T without a proof: %v", login, c, err)
	}
	return r
}

// shown is the actor who has looked at the statement and proved himself.
func (o *organ) shown(login string, r *app.Required) org.Actor {
	a := o.actor(login)
	a.Proof.Digest, a.Proof.Asked = bytes.Clone(r.Digest[:]), r.Statement.At
	return a
}

// signatures reads what stands under the asset's events, and checks each.
func (o *organ) signatures(id string) []ledger.Signature {
	o.t.Helper()
	leaves, err := o.store.Leaves(o.ctx, o.actor("baomi"), asset.KindSubject, id)
	if err != nil {
		o.t.Fatal(err)
	}
	var out []ledger.Signature
	for _, b := range leaves {
		l, err := ledger.Decode(b)
		if err != nil {
			o.t.Fatal(err)
		}
		s, signed, err := l.Signed()
		if err != nil {
			o.t.Fatalf("%s: %v", l.Type, err)
		}
		if signed {
			out = append(out, s)
			l.Data["note"] = "another"
			if _, _, err := l.Signed(); err == nil {
				o.t.Errorf("%s: the signature fits another content too", l.Type)
			}
		}
	}
	return out
}

func TestASignOffNeedsTheSignersProof(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.asked("BM-001")
		before := len(o.mustLeaves(id))
		r := o.required("head1", approve(id))
		if len(o.mustLeaves(id)) != before {
			t.Error("something was written without a signature")
		}
		if list, _, err := s.Refusals(o.ctx, o.actor("baomi"), "", 10); err != nil || len(list) != 0 {
			t.Errorf("to be asked for a signature is no refusal: %v %v", list, err)
		}
		// Who may not sign is told that, and is asked for nothing.
		if _, err := o.app.Execute(o.ctx, o.unproved("officer"), approve(id), ""); errs.As(err).Rule == "" {
			t.Errorf("the applicant: %v", err)
		}
		if _, err := o.app.Execute(o.ctx, o.shown("head1", r), approve(id), ""); err != nil {
			t.Fatal(err)
		}
		got := o.signatures(id)
		if len(got) != 1 || got[0].Digest != r.Digest || got[0].Method != "password" || got[0].Account != o.account["head1"] {
			t.Errorf("%+v", got)
		}
		for _, c := range []app.Command{
			app.SetPolicy{Key: "handover.accept-days", Raw: "4"}, app.GrantSeat{Person: o.person["keeper1"], Grant: org.Grant{Seat: org.Witness}},
		} {
			_ = o.required("secadmin", c)
		}
	})
}

func (o *organ) mustLeaves(id string) [][]byte {
	o.t.Helper()
	l, err := o.store.Leaves(o.ctx, o.actor("baomi"), asset.KindSubject, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return l
}

func TestASignatureIsForWhatWasShown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		one, other := o.asked("BM-001"), o.asked("BM-002")
		r := o.required("head1", approve(one))
		codeOf := func(a org.Actor, c app.Command) string {
			_, err := o.app.Execute(o.ctx, a, c, "")
			if err == nil {
				return ""
			}
			return errs.As(err).Code
		}
		if got := codeOf(o.shown("head1", r), approve(other)); got != "signoff.stale" {
			t.Errorf("under another asset: %q", got)
		}
		o.act("baomi", one, asset.VerbFreeze, asset.Args{Reference: "示例令1号", Reason: "示例"})
		o.act("baomi", one, asset.VerbUnfreeze, asset.Args{Reference: "示例令2号", Reason: "示例"})
		if got := codeOf(o.shown("head1", r), approve(one)); got != "signoff.stale" {
			t.Errorf("after something has happened to it: %q", got)
		}
		late := o.actor("head1")
		late.Proof.At = late.Proof.At.Add(-org.ProofLife - time.Second)
		if got := codeOf(late, approve(one)); got != "signoff.expired" {
			t.Errorf("a proof of long ago: %q", got)
		}
		foreign := o.actor("head1")
		foreign.Proof = o.actor("group").Proof
		if got := codeOf(foreign, approve(one)); got != "app.sign" {
			t.Errorf("another's proof: %q", got)
		}
		if len(o.signatures(one)) != 0 || len(o.signatures(other)) != 0 {
			t.Error("something was signed")
		}
	})
}

func TestManyAreSignedAtOnceAndEachCanBeCheckedByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		ids := []string{o.asked("BM-001"), o.asked("BM-002"), o.asked("BM-003"), o.inStore("BM-004", level.Secret)}
		var cmds []app.Command
		for _, id := range ids {
			cmds = append(cmds, approve(id))
		}
		ask := &app.Ask{}
		for i, r := range o.app.ExecuteEach(app.WithAsk(o.ctx, ask), o.unproved("head1"), cmds, "k") {
			if errs.As(r.Err).Code != "signoff.required" {
				t.Errorf("%d: %v", i, r.Err)
			}
		}
		if ask.Required == nil || len(ask.Required.Commands) != 3 || ask.Required.Statement.Count != 3 {
			t.Fatalf("%+v", ask.Required)
		}
		for i, r := range o.app.ExecuteEach(o.ctx, o.shown("head1", ask.Required), cmds, "k") {
			if (r.Err != nil) != (i == 3) {
				t.Errorf("%d: %v", i, r.Err)
			}
		}
		for i, id := range ids[:3] {
			got := o.signatures(id)
			if len(got) != 1 || got[0].Digest != ask.Required.Digest || got[0].Count != 3 || got[0].Index != int64(i) {
				t.Errorf("%d: %+v", i, got)
			}
		}
		for i, r := range o.app.ExecuteEach(o.ctx, o.unproved("head1"), cmds[:3], "k") { // sent again: answered, not signed anew
			if r.Err != nil || !r.Outcome.Again {
				t.Errorf("%d again: %+v", i, r)
			}
		}
	})
}
