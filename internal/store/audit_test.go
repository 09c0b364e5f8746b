package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

func holding(person string, seats ...org.Seat) org.Actor {
	a := org.Actor{Person: person, Clearance: level.TopSecret}
	for _, s := range seats {
		a.Held = append(a.Held, org.Held{Seat: s})
	}
	return a
}

var auditor = holding("auditor-00000000000x", org.Auditor)

// did records an event by somebody, about a room, so that it is only who did it
// that tells.
func did(t testing.TB, s *store.Store, by, name string, o organ) {
	t.Helper()
	must(t, s.Write(ctx, func(x *store.Tx) error {
		return x.Append(by, "", event.Of(org.DepartmentSet{Department: o.west, Name: name, Parent: o.root}, subject(org.KindDepartment, o.west)))
	}))
}

// read reads a view to its end in pages of two, and gives each event's number.
func read(t testing.TB, s *store.Store, f view.AuditLogFilter) []view.AuditEvent {
	t.Helper()
	var out []view.AuditEvent
	for at := ""; ; {
		list, next, err := s.AuditLog(ctx, auditor, f, at, 2)
		must(t, err)
		out = append(out, list...)
		if at = next; at == "" {
			return out
		}
	}
}

func names(list []view.AuditEvent) []string {
	var out []string
	for _, e := range list {
		for _, d := range e.Details {
			if d.Name.EN == "name" {
				out = append(out, d.Value.ZH)
			}
		}
	}
	return out
}

// What somebody did while he held an administrator's seat is in the view of the
// administrators for ever; what he did before and after is not. Every event is in
// exactly one of the two views.
func TestActsBelongToTheViewOfTheirTime(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		p := o.persons["keeper"]
		grant := func(g org.Grant) {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				return x.Append("founder", "", event.Of(org.SeatGranted{Person: p, Grant: g}, subject(org.KindPerson, p)))
			}))
		}
		end := func(grant string) {
			must(t, s.Write(ctx, func(x *store.Tx) error {
				return x.Append("founder", "", event.Of(org.SeatEnded{Person: p, Grant: grant}, subject(org.KindPerson, p)))
			}))
		}
		did(t, s, p, "前", o)
		grant(org.Grant{ID: "g1", Seat: org.SecurityAdmin, From: "2031-05-07", Until: "2031-05-08"})
		did(t, s, p, "未到", o)
		clock.t = noon.AddDate(0, 0, 2)
		did(t, s, p, "任内", o)
		clock.t = noon.AddDate(0, 0, 3)
		did(t, s, p, "到期", o)
		end("g1")
		grant(org.Grant{ID: "g2", Seat: org.SystemAdmin, From: "2031-05-01"})
		did(t, s, p, "再任", o)
		end("g2")
		did(t, s, p, "收回", o)

		users, admins := names(read(t, s, view.AuditLogFilter{View: view.UsersActs, By: p})), names(read(t, s, view.AuditLogFilter{View: view.AdministratorsActs, By: p}))
		if want := []string{"收回", "到期", "未到", "前"}; !slices.Equal(users, want) {
			t.Errorf("users' acts: %v, want %v", users, want)
		}
		if want := []string{"再任", "任内"}; !slices.Equal(admins, want) {
			t.Errorf("administrators' acts: %v, want %v", admins, want)
		}
		everyEventInOneView(t, s)
	})
}

// everyEventInOneView compares the views with the history itself.
func everyEventInOneView(t *testing.T, s *store.Store) {
	t.Helper()
	seen := map[int64]int{}
	for _, v := range []view.AuditView{view.UsersActs, view.AdministratorsActs} {
		list := read(t, s, view.AuditLogFilter{View: v})
		for i, e := range list {
			seen[e.Event]++
			if i > 0 && list[i-1].At.Before(e.At) {
				t.Errorf("%s: event %d comes after an older one", v, e.Event)
			}
		}
		parts := 0
		for _, g := range view.AuditGroups() {
			some := read(t, s, view.AuditLogFilter{View: v, Group: g})
			parts += len(some)
			for _, e := range some {
				if e.Kind.Group != g {
					t.Errorf("%s by group %s gives %s", v, g, e.Type)
				}
			}
		}
		if parts != len(list) {
			t.Errorf("%s: %d events, and %d by groups", v, len(list), parts)
		}
	}
	ids, err := s.Column("SELECT CAST(id AS text) FROM ledger_event")
	must(t, err)
	if len(ids) != len(seen) {
		t.Errorf("%d events in the history, %d in the views", len(ids), len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("event %d stands %d times in the views", id, n)
		}
	}
}

// The auditor reads both views, the security administrator what users did, all
// others none (REG 34).
func TestWhoReadsWhichView(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		newOrgan(t, s)
		for seat, may := range map[org.Seat][2]bool{
			org.Auditor: {true, true}, org.SecurityAdmin: {true, false}, org.SystemAdmin: {}, org.SecrecyOffice: {}, org.LeadingGroup: {}, org.Keeper: {},
		} {
			for i, v := range []view.AuditView{view.UsersActs, view.AdministratorsActs} {
				_, _, err := s.AuditLog(ctx, holding("p-000000000000000000", seat), view.AuditLogFilter{View: v}, "", 10)
				if may[i] != (err == nil) || err != nil && !errs.IsKind(err, errs.Forbidden) {
					t.Errorf("%s, %s: %v", seat, v, err)
				}
			}
		}
		if _, _, err := s.AuditLog(ctx, auditor, view.AuditLogFilter{View: "all"}, "", 10); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("a view that is none: %v", err)
		}
		for _, f := range []view.AuditLogFilter{{View: view.UsersActs, Group: "x"}, {View: view.UsersActs, From: "gestern"}} {
			if _, _, err := s.AuditLog(ctx, auditor, f, "", 10); !errs.IsKind(err, errs.Invalid) {
				t.Errorf("%+v: %v", f, err)
			}
		}
	})
}

// Nothing of business is in what the auditor reads: neither code nor serial nor
// note, only the asset's id; of an administrator's act everything is told.
func TestTheAuditTellsNoBusiness(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		secret := "涉密内容ABC123"
		var id, acc string
		must(t, s.Write(ctx, func(x *store.Tx) error {
			id, acc = x.NewID(), x.NewID()
			d := computer(id, secret, o.east)
			d.Serial, d.Brand, d.Model, d.Source = secret, secret, secret, secret
			return x.Append(o.persons["officer"], "", registered(d),
				event.Of(asset.DraftVoided{Asset: id, Reason: secret}, subject(asset.KindSubject, id)))
		}))
		must(t, s.RecordFinding(ctx, store.Finding{Kind: "scan.unknown", By: o.persons["keeper"], Note: secret, Label: secret}))
		lack := []errs.Text{errs.T(secret, secret)}
		must(t, s.RecordRefusals(ctx, []store.Refusal{
			{Actor: o.persons["officer"], Verb: "register", Asset: secret, Rule: "reg.serial-unique", Missing: lack},
			{Actor: o.persons["sysadmin"], Verb: "grant-seat", Rule: "flow.seat", Missing: []errs.Text{errs.T("须安全管理员", "security administrator")}},
		}))
		must(t, s.Write(ctx, func(x *store.Tx) error {
			return x.Append(o.persons["sysadmin"], "",
				event.Of(account.Created{Account: acc, Login: "newcomer", Person: o.persons["other"]}, subject(account.KindSubject, acc)),
				event.Of(account.StateSet{Account: acc, State: account.Closed, Reason: "登记有误"}, subject(account.KindSubject, acc)))
		}))
		all := ""
		for _, v := range []view.AuditView{view.UsersActs, view.AdministratorsActs} {
			for _, e := range read(t, s, view.AuditLogFilter{View: v}) {
				all += " " + e.By.Name + " " + strings.Join(e.Assets, " ")
				for _, d := range e.Details {
					all += " " + d.Name.ZH + d.Value.ZH + d.Value.EN
				}
			}
		}
		refusals, _, err := s.Refusals(ctx, auditor, "", 10)
		must(t, err)
		findings, _, err := s.Findings(ctx, auditor, "", 10)
		must(t, err)
		for _, r := range refusals {
			all += r.Asset.ID + r.Asset.Name
			for _, m := range r.Missing {
				all += m.ZH
			}
		}
		for _, f := range findings {
			all += f.Asset.Name + f.Label + f.Note
		}
		if strings.Contains(all, secret) {
			t.Errorf("the audit tells business: %s", all)
		}
		for _, want := range []string{id, "林一", "newcomer", "石七", "登记有误", "须安全管理员", "邵九"} {
			if !strings.Contains(all, want) {
				t.Errorf("the audit does not tell %s: %s", want, all)
			}
		}
	})
}

// Of a token both views tell what it may do, for which departments, by their
// names, and until when.
func TestTheAuditTellsWhatATokenMayDo(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		token := func(by string, x account.TokenSet) {
			must(t, s.Write(ctx, func(tx *store.Tx) error {
				if err := tx.Append("founder", "", accountEvent(x.Account, x.Account, o.persons[by])); err != nil {
					return err
				}
				return tx.Append(o.persons[by], "", account.TokenEvent(x))
			}))
		}
		for v, by := range map[view.AuditView]string{view.UsersActs: "officer", view.AdministratorsActs: "auditor"} {
			token(by, account.TokenSet{
				Account: "acc." + by, Deed: account.TokenMade, Token: "t" + by, Name: "汇总", Permissions: []string{"asset.read", "export"},
				Departments: []string{o.east, o.west}, Expires: time.Date(2031, 8, 4, 16, 30, 0, 123, time.UTC),
			})
			holdsTold(t, s, v, "账号：acc."+by+" 内容：签发 权限：查看设备；导出清单 限于部门：东海处；西山处 至：2031-08-05 00:30",
				"account: acc."+by+" what: issued permissions: read assets; export lists within departments: 东海处; 西山处 until: 2031-08-05 00:30")
		}
	})
}

// holdsTold compares what the view tells of the last event about an account.
func holdsTold(t *testing.T, s *store.Store, v view.AuditView, zh, en string) {
	t.Helper()
	for lang, want := range map[string]string{"zh": zh, "en": en} {
		var told []string
		for _, d := range read(t, s, view.AuditLogFilter{View: v, Group: view.AuditAccount})[0].Details {
			told = append(told, d.In(lang))
		}
		if got := strings.Join(told, " "); got != want {
			t.Errorf("%s: %q, want %q", v, got, want)
		}
	}
}

// The days are the organ's and both included; refused acts come alone.
func TestAuditFilters(t *testing.T) {
	clock := &clockAt{noon}
	storetest.EachOptions(t, store.Options{Clock: clock.now}, func(t *testing.T, s *store.Store) {
		clock.t = noon
		o := newOrgan(t, s)
		for i, at := range []string{"2031-06-01T15:59:00Z", "2031-06-01T16:01:00Z", "2031-06-02T15:59:00Z", "2031-06-02T16:01:00Z"} {
			clock.t, _ = time.Parse(time.RFC3339, at)
			did(t, s, o.persons["officer"], string(rune('甲'+i)), o)
		}
		f := view.AuditLogFilter{View: view.UsersActs, From: "2031-06-02", Until: "2031-06-02"}
		if got := len(names(read(t, s, f))); got != 2 {
			t.Errorf("%d events on the second of June, 2 in the organ's zone", got)
		}
		must(t, s.RecordRefusals(ctx, []store.Refusal{{Actor: o.persons["officer"], Verb: "issue", Rule: "apr.level"}}))
		list := read(t, s, view.AuditLogFilter{View: view.UsersActs, Refused: true})
		if len(list) != 1 || list[0].Type != "refusal.recorded" || list[0].By.Name != "林一" {
			t.Errorf("refused: %+v", list)
		}
	})
}

// A verification passes over what was written rightly, in steps where it is told
// to stop, and names the first event that somebody changed.
func TestVerificationFindsWhatWasChanged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		register(t, s, "YP", o.east, 1100)
		whole := verified(t, s)
		if whole.Faults != 0 || whole.Events < 1100 || whole.Links < whole.Events || whole.Next != 0 {
			t.Fatalf("%+v", whole)
		}
		part, err := s.VerifyHistory(ctx, auditor, 0, nil, func(view.AuditCheck) bool { return false })
		must(t, err)
		rest, err := s.VerifyHistory(ctx, auditor, part.Next, nil, func(view.AuditCheck) bool { return true })
		must(t, err)
		if part.Next == 0 || part.Events+rest.Events != whole.Events || rest.To != whole.To {
			t.Errorf("in steps: %+v, %+v; at once: %+v", part, rest, whole)
		}
		if _, err := s.VerifyHistory(ctx, holding("x", org.SecurityAdmin), 0, nil, nil); !errs.IsKind(err, errs.Forbidden) {
			t.Errorf("the security administrator verifies: %v", err)
		}
		drop := "DROP TRIGGER ledger_event_no_update"
		if s.IsPostgres() {
			drop = "ALTER TABLE ledger_event DISABLE TRIGGER ALL"
		}
		must(t, s.Raw(drop))
		must(t, s.Raw(fmt.Sprintf("UPDATE ledger_event SET actor = 'somebody' WHERE id = %d", whole.To-7)))
		if c := verified(t, s); c.Faults != 1 || c.First.Event != whole.To-7 || !strings.Contains(c.First.What.EN, "actor") {
			t.Errorf("a changed actor: %+v", c)
		}
	})
}

func verified(t *testing.T, s *store.Store) view.AuditCheck {
	t.Helper()
	c, err := s.VerifyHistory(ctx, auditor, 0, nil, func(view.AuditCheck) bool { return true })
	must(t, err)
	return c
}
