package pages_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

// A deed under a delegated seat shows for whom in the record's history, in the
// audit log and its export, in both languages; a delegation whose giver is
// suspended shows that it rests, and has ended once it is ended.
func TestForWhomADeedWasDoneIsShown(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx := context.Background()
		do := func(login string, c app.Command) app.Outcome {
			t.Helper()
			out, err := s.app.Execute(ctx, s.actor(login), c, "")
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		giver := s.actor("baomi1")
		p := do("secadmin", app.SetPerson{Person: org.Person{Name: "纪代办", Clearance: level.TopSecret}}).ID
		id := do("sysadmin", app.CreateAccount{Login: "jidaiban", Person: p}).ID
		do("secadmin", app.MoveAccount{Account: id, State: account.Active})
		today := s.app.Today(time.Now())
		do("baomi1", app.Delegate{Delegation: org.Delegation{To: p, Seat: org.SecrecyOffice, From: today, Until: s.app.Today(time.Now().AddDate(0, 0, 20))}})
		a := s.find("baomi1", view.AssetFilter{Alive: true}, func(a view.Asset) bool { return len(a.Holds) == 0 && a.Host.ID == "" })
		actor, err := s.store.Actor(ctx, id, today)
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if _, err := s.app.Export(ctx, actor, view.AssetFilter{Text: a.Code}, "自查", "csv", "zh", &file); err != nil {
			t.Fatal(err)
		}
		if _, err := s.app.Execute(ctx, actor, app.Act{Command: asset.Command{Asset: a.ID, Verb: asset.VerbFreeze, Args: asset.Args{Reference: "1号", Reason: "核查"}}}, ""); err != nil {
			t.Fatal(err)
		}
		const zh, en = "纪代办（代 ", "纪代办 (for "
		newClient(t, s, "baomi1", "zh").get("/assets/"+a.ID+"?tab=history").expect(http.StatusOK, zh+giver.Name+"）")
		newClient(t, s, "baomi1", "en").get("/assets/"+a.ID+"?tab=history").expect(http.StatusOK, en+giver.Name+")")
		newClient(t, s, "baomi1", "zh").get("/assets/"+a.ID+"/print").expect(http.StatusOK, zh+giver.Name+"）")
		newClient(t, s, "auditor", "zh").get("/audit/users?by="+p).expect(http.StatusOK, zh+giver.Name+"）", "加管控")
		newClient(t, s, "auditor", "en").get("/audit/users?by="+p).expect(http.StatusOK, en+giver.Name+")")
		var log bytes.Buffer
		x, err := s.app.PrepareAuditExport(ctx, s.actor("auditor"), view.AuditLogFilter{View: view.UsersActs, By: p}, "自查", "csv", "zh")
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		if err := x.Send(&log); err != nil || !bytes.Contains(log.Bytes(), []byte(zh+giver.Name+"）")) {
			t.Errorf("exported, %v: %s", err, log.String())
		}

		do("sysadmin", app.MoveAccount{Account: giver.Account, State: account.Suspended, Reason: "示例"})
		sec := newClient(t, s, "secadmin", "zh")
		sec.get("/seats?of=handed&person="+p).expect(http.StatusOK, "暂停：委托人账号未启用")
		sec.get("/organ/persons/"+p).expect(http.StatusOK, "暂停：委托人账号未启用")
		newClient(t, s, "secadmin", "en").get("/organ/persons/"+p).expect(http.StatusOK, "Rests: the giver's account is not active")
		do("secadmin", app.MoveAccount{Account: giver.Account, State: account.Active})
		if all := sec.get("/organ/persons/" + p).expect(http.StatusOK).text("main"); strings.Contains(all, "暂停") {
			t.Errorf("it rests still: %s", all)
		}
	})
}

// Long before nobody holds one of the three administrators' seats any more it is
// said where seats are watched over, and on the home of each of the three.
func TestThatTheLastAdministratorsSeatEndsIsSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx := context.Background()
		v, err := s.store.Person(ctx, s.actor("secadmin"), s.actor("auditor").Person)
		if err != nil {
			t.Fatal(err)
		}
		until := s.app.Today(time.Now().AddDate(0, 0, 25))
		if err := s.store.Write(ctx, func(x *store.Tx) error { // as a book of before may have it
			self := event.Subject{Kind: org.KindPerson, ID: v.ID}
			return x.Append("p", "", event.Of(org.SeatEnded{Person: v.ID, Grant: v.Seats[0].ID}, self),
				event.Of(org.SeatGranted{Person: v.ID, Grant: org.Grant{ID: x.NewID(), Seat: org.Auditor, From: "2026-01-01", Until: until}}, self))
		}); err != nil {
			t.Fatal(err)
		}
		for login, path := range map[string]string{"secadmin": "/seats", "auditor": "/", "sysadmin": "/"} {
			newClient(t, s, login, "zh").get(path).expect(http.StatusOK, "审计管理员只有到", "届满后无人可履职")
		}
		newClient(t, s, "secadmin", "en").get("/").expect(http.StatusOK, "Nobody holds the seat of Auditor after")
		if all := newClient(t, s, "baomi1", "zh").get("/").expect(http.StatusOK).text("main"); strings.Contains(all, "只有到") {
			t.Errorf("told to somebody of business: %s", all)
		}
		p, err := s.app.Execute(ctx, s.actor("secadmin"), app.SetPerson{Person: org.Person{Name: "纪示例"}}, "")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.app.Execute(ctx, s.actor("secadmin"), app.GrantSeat{Person: p.ID, Grant: org.Grant{Seat: org.Auditor, Until: "2099-12-31"}}, "")
		if err == nil {
			t.Error("a longer seat with an end is granted where nobody holds one without")
		}
	})
}
