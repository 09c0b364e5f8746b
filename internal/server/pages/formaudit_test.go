package pages_test

import (
	"net/url"

	"sealbook/internal/app"
	"sealbook/internal/demo"
	"sealbook/internal/domain/asset"
	"sealbook/internal/view"
)

// auditDeeds are the verification of the history and the desk at which others
// sign. That a wrong password signs nothing there is tried by its own test.
func auditDeeds() []deed {
	return []deed{
		{"verify the history", func(*run) sheet {
			return sheet{login: "auditor", path: "/audit/verify", fill: map[string]string{"after": "3"}, wrong: map[string]string{"after": "first"}, at: "after"}
		}},
		{"sign at a desk", func(r *run) sheet {
			x, _ := r.legal(asset.VerbIssue, func(x view.Record) bool { return issuable(x.Asset) })
			who := staff[x.Department.Name]
			r.do("baomi1", app.Act{Command: asset.Command{Asset: x.ID, Verb: asset.VerbIssue, Args: asset.Args{
				Person: r.s.actor(who.login).Person, Room: x.Room.ID, Use: "示例用途",
			}}})
			return sheet{login: "baomi1", path: "/counter?" + url.Values{"codes": {x.Code}, "account": {who.head}}.Encode(), css: "main form[method=post]",
				before: func() {
					r.b.fill("#signer_password", demo.Password)
					r.b.press("main form[method=post] button.main")
				}, sure: true, done: "#result-h"}
		}},
	}
}
