package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// organ is a small organ in an empty store: two departments with a head each,
// the seats, and the accounts of everybody.
type organ struct {
	t       *testing.T
	ctx     context.Context
	app     *app.App
	store   *store.Store
	dept    map[string]string // name → id
	room    map[string]string
	person  map[string]string // login → id
	account map[string]string
}

func newOrgan(t *testing.T, s *store.Store) *organ {
	t.Helper()
	o := &organ{
		t: t, ctx: context.Background(), store: s, app: app.New(s, app.Options{}), dept: map[string]string{},
		room: map[string]string{}, person: map[string]string{}, account: map[string]string{},
	}
	founded, err := o.app.Found(o.ctx, "示例机关", []app.Administrator{
		{Login: "sysadmin", Name: "金管系", Seat: org.SystemAdmin},
		{Login: "secadmin", Name: "魏管安", Seat: org.SecurityAdmin},
		{Login: "auditor", Name: "陶管审", Seat: org.Auditor},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range founded {
		o.account[f.Login] = f.Account
	}
	for _, d := range []string{"办公厅", "研究室"} {
		o.dept[d] = o.do("secadmin", app.SetDepartment{Department: org.Department{Name: d}}).ID
		o.room[d] = o.do("secadmin", app.SetRoom{Room: org.Room{Name: d + "101", Department: o.dept[d], Level: level.TopSecret}}).ID
	}
	o.member("officer", "办公厅", level.TopSecret, org.AssetOfficer, "办公厅")
	o.member("head1", "办公厅", level.TopSecret, org.DepartmentHead, "办公厅")
	o.member("head2", "研究室", level.TopSecret, org.DepartmentHead, "研究室")
	o.member("baomi", "办公厅", level.TopSecret, org.SecrecyOffice, "")
	o.member("leader", "办公厅", level.TopSecret, org.Leader, "")
	o.member("group", "办公厅", level.TopSecret, org.LeadingGroup, "")
	o.member("tech", "办公厅", level.TopSecret, org.Technician, "")
	o.member("witness", "办公厅", level.TopSecret, org.Witness, "")
	o.member("keeper1", "办公厅", level.TopSecret, "", "")
	o.member("keeper2", "办公厅", level.Confidential, "", "")
	o.member("keeper3", "研究室", level.TopSecret, "", "")
	return o
}

func (o *organ) member(login, department string, l level.Level, seat org.Seat, over string) {
	o.t.Helper()
	today := o.app.Today(time.Now())
	p := org.Person{Name: "赵" + login, Department: o.dept[department], Clearance: l, UndertakingOn: today, TrainedOn: today}
	o.person[login] = o.do("secadmin", app.SetPerson{Person: p}).ID
	if seat != "" {
		o.do("secadmin", app.GrantSeat{Person: o.person[login], Grant: org.Grant{Seat: seat, Department: o.dept[over]}})
	}
	o.account[login] = o.do("sysadmin", app.CreateAccount{Login: login, Person: o.person[login]}).ID
	o.do("secadmin", app.MoveAccount{Account: o.account[login], State: account.Active})
}

func (o *organ) actor(login string) org.Actor {
	o.t.Helper()
	a, err := o.store.Actor(o.ctx, o.account[login], o.app.Today(time.Now()))
	if err != nil {
		o.t.Fatalf("actor %s: %v", login, err)
	}
	a.Proof = &org.Proof{Account: a.Account, Person: a.Person, Method: "password", At: o.store.Now()}
	return a
}

// unproved is the actor who has shown nothing to sign with.
func (o *organ) unproved(login string) org.Actor {
	o.t.Helper()
	a := o.actor(login)
	a.Proof = nil
	return a
}

func (o *organ) do(login string, c app.Command) app.Outcome {
	o.t.Helper()
	out, err := o.app.Execute(o.ctx, o.actor(login), c, "")
	if err != nil {
		o.t.Fatalf("%s %T: %v (%v)", login, c, err, errors.Unwrap(err))
	}
	return out
}

func (o *organ) act(login, id string, v asset.Verb, args asset.Args) app.Outcome {
	o.t.Helper()
	return o.do(login, app.Act{Command: asset.Command{Asset: id, Verb: v, Args: args}})
}

// refused runs the command and checks the rule that refuses it.
func (o *organ) refused(rule, login string, c app.Command) {
	o.t.Helper()
	_, err := o.app.Execute(o.ctx, o.actor(login), c, "")
	var e *errs.Error
	if !errors.As(err, &e) || e.Rule != rule {
		o.t.Fatalf("%s %T: got %v, want a refusal by %s", login, c, err, rule)
	}
	if len(e.Articles) == 0 {
		o.t.Fatalf("%s names no article", rule)
	}
}

func usb(code string) asset.Registration {
	return asset.Registration{Code: code, Class: asset.Medium, Kind: "usb_stick", Brand: "示范牌", Model: "U32", Serial: "S" + code}
}

// inUse brings a medium of the level into the keeper's hands, by every step.
func (o *organ) inUse(code, keeper string, l level.Level) string {
	o.t.Helper()
	id := o.inStore(code, l)
	o.act("baomi", id, asset.VerbIssue, asset.Args{Person: o.person[keeper]})
	head := "head1"
	if keeper == "keeper3" {
		head = "head2"
	}
	o.act(head, id, asset.VerbApprove, asset.Args{})
	o.act(keeper, id, asset.VerbAccept, asset.Args{})
	return id
}

func (o *organ) inStore(code string, l level.Level) string {
	o.t.Helper()
	r := usb(code)
	r.Department = o.dept["办公厅"]
	id := o.do("officer", app.Register{Registration: r}).ID
	o.act("officer", id, asset.VerbClassify, asset.Args{Level: &l, Basis: "示例"})
	o.act("head1", id, asset.VerbApprove, asset.Args{})
	o.act("group", id, asset.VerbApprove, asset.Args{})
	o.do("baomi", app.Print{Assets: []string{id}, Stock: "a4-70x37", Start: 1})
	rec, err := o.store.Asset(o.ctx, o.actor("baomi"), id)
	if err != nil {
		o.t.Fatal(err)
	}
	o.act("baomi", id, asset.VerbLabel, asset.Args{Token: rec.Labels[0].Token})
	return id
}
