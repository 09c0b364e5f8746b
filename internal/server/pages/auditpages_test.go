package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
)

// Of each administrator's seat that a single person can act in the page of seats
// warns, by name; it stops when somebody else can act in it too, and not while
// that one's account is not active yet.
func TestSeatsTellASingleHolder(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		c := newClient(t, s, "secadmin", "zh")
		c.get("/seats").expect(http.StatusOK, "系统管理员仅有一人：金管系", "安全管理员仅有一人：魏管安", "审计管理员仅有一人：陶管审")
		newcomer, err := s.app.Execute(context.Background(), s.actor("secadmin"), app.SetPerson{Person: org.Person{Name: "纪示例"}}, "")
		if err != nil {
			t.Fatal(err)
		}
		seat := app.GrantSeat{Person: newcomer.ID, Grant: org.Grant{Seat: org.Auditor}}
		if _, err := s.app.Execute(context.Background(), s.actor("secadmin"), seat, ""); err != nil {
			t.Fatal(err)
		}
		c.get("/seats").expect(http.StatusOK, "审计管理员仅有一人：陶管审", "纪示例")
		out, err := s.app.Execute(context.Background(), s.actor("sysadmin"), app.CreateAccount{Login: "jiauditor", Person: newcomer.ID}, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.app.Execute(context.Background(), s.actor("secadmin"), app.MoveAccount{Account: out.ID, State: "active", Reason: "示例"}, ""); err != nil {
			t.Fatal(err)
		}
		c.get("/seats").expect(http.StatusOK, "系统管理员仅有一人：金管系", "纪示例")
		if all := c.text("main"); strings.Contains(all, "审计管理员仅有一人") || strings.Contains(all, "无人可履职") {
			t.Errorf("two auditors, and yet: %s", all)
		}
		// Whoever watches over no administrator is told of none.
		if all := newClient(t, s, "baomi1", "zh").get("/seats").expect(http.StatusOK).text("main"); strings.Contains(all, "仅有一人") || strings.Contains(all, "陶管审") {
			t.Errorf("the secrecy office reads: %s", all)
		}
	})
}

// The auditor carries each view away from its page, as it stands narrowed, in
// both formats; without a purpose the refusal stands on the page.
func TestAuditIsExportedFromItsPage(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		for path, login := range map[string]string{"/audit/users": "secadmin", "/audit/administrators": "auditor"} {
			c := newClient(t, s, login, "zh")
			c.get(path + "?group=account").expect(http.StatusOK)
			_, fields := c.form("form[action=/audit/export]")
			if fields.Get("group") != "account" {
				t.Errorf("%s: what narrows it is lost: %v", path, fields)
			}
			c.get("/audit/export?"+merge(fields, url.Values{"purpose": {" "}}).Encode()).expect(http.StatusConflict, "请写明导出作何用")
			for format, mark := range map[string]string{"csv": "\ufeff【内部资料】审计日志导出", "xlsx": "PK"} {
				c.get("/audit/export?" + merge(fields, url.Values{"purpose": {"月度审计"}, "format": {format}}).Encode())
				if name := c.header.Get("Content-Disposition"); c.status != http.StatusOK || !strings.HasPrefix(c.body, mark) || !strings.Contains(name, "sealbook-audit-") {
					t.Errorf("%s as %s: %d %s %.80q", path, format, c.status, name, c.body)
				}
				if format == "csv" && (!strings.Contains(c.body, "新建账号") && path == "/audit/administrators" || strings.Contains(c.body, "授予职责")) {
					t.Errorf("%s narrowed to accounts: %.400s", path, c.body)
				}
			}
			newClient(t, s, "auditor", "zh").get("/audit/administrators?group=export").expect(http.StatusOK, "导出审计日志", "用途：月度审计", "格式：xlsx")
		}
		for _, login := range []string{"sysadmin", "baomi1", "keeper1"} {
			c := newClient(t, s, login, "zh")
			for _, path := range []string{"/audit/users", "/audit/administrators", "/audit/export?view=users&format=csv&purpose=x", "/audit/verify"} {
				if c.get(path); c.status != http.StatusForbidden {
					t.Errorf("%s at %s: %d", login, path, c.status)
				}
			}
		}
	})
}
