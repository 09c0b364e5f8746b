package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/server"
)

// things are the real ones that routes are tried on: an asset in one state, its
// label and print job, and somebody of the same department with his account.
type things struct {
	department string // its name
	asset      string
	code       string
	token, job string
	request    string // that waits on the asset
	person     string
	account    string
	grant      string // a seat of the person
	delegation string // of his seat to another
}

// thing makes them in the department at the level; the keeper, "" for an asset
// in store, has it in use.
func (h *house) thing(department string, l level.Level, keeper string) things {
	h.t.Helper()
	h.samples++
	out := things{department: department, code: fmt.Sprintf("TH-%04d", h.samples)}
	officer, head := "officer", "head"
	if department == "西山处" {
		officer, head = "officer2", "head2"
	}
	out.asset = h.do(officer, app.Register{Registration: asset.Registration{
		Code: out.code, Class: asset.Computer, Kind: "desktop", Serial: "SN-" + out.code, Brand: "远山", Model: "T14",
		Department: h.dept[department], Room: h.room[department], Network: "none",
		Parts: []asset.PartSpec{{Class: asset.Drive, Kind: "ssd", Serial: "DR-" + out.code}},
	}}).ID
	h.acts(officer, out.asset, asset.VerbClassify, asset.Args{Level: &l, Basis: "示例依据"})
	h.acts(head, out.asset, asset.VerbApprove, asset.Args{})
	h.acts("group", out.asset, asset.VerbApprove, asset.Args{})
	out.job = h.do(officer, app.Print{Assets: []string{out.asset}, Stock: "a4-70x37", Start: 1}).ID
	out.token = h.record("office", out.asset).text("labels", 0, "token")
	h.acts("office", out.asset, asset.VerbLabel, asset.Args{Token: out.token})
	if keeper != "" {
		h.acts("technician", out.asset, asset.VerbCheck, asset.Args{Wireless: "absent", Network: "none"})
		h.acts("office", out.asset, asset.VerbIssue, asset.Args{Person: h.person[keeper], Room: h.room[department], Use: "起草"})
		h.acts(head, out.asset, asset.VerbApprove, asset.Args{})
		h.acts(keeper, out.asset, asset.VerbAccept, asset.Args{})
	}
	return out
}

// somebody of the department, cleared to the level, with an account and a seat.
func (h *house) somebody(department string, l level.Level) (t things) {
	h.t.Helper()
	h.samples++
	login := fmt.Sprintf("zhou%d", h.samples)
	h.cleared(login, department, org.AssetOfficer, department, l)
	t.department, t.person, t.account = department, h.person[login], h.account[login]
	p, err := h.store.Person(h.ctx, h.actor("secadmin"), t.person)
	if err != nil {
		h.t.Fatal(err)
	}
	t.grant, t.delegation = p.Seats[0].ID, "0none0none0none0none"
	return t
}

func (h *house) acts(login, id string, verb asset.Verb, args asset.Args) {
	h.t.Helper()
	h.do(login, app.Act{Command: asset.Command{Asset: id, Verb: verb, Args: args}})
}

// takesUsed reports whether the verb at the end of the path is for what is in use.
func takesUsed(path string) bool {
	spec, ok := asset.SpecOf(asset.Verb(path[strings.LastIndex(path, "/")+1:]))
	return ok && spec.From != nil && !slices.Contains(spec.From, asset.InStore)
}

// fill puts the things into the parameters of a template.
func (h *house) fill(template string, on things, verb asset.Verb) string {
	h.t.Helper()
	after := map[string]string{
		"assets": on.asset, "persons": on.person, "accounts": on.account, "departments": h.dept[on.department], "rooms": h.room[on.department],
		"jobs": on.job,
	}
	if strings.HasPrefix(template, "/vendors") || strings.HasPrefix(template, "/agreements") || strings.HasPrefix(template, "/papers") ||
		strings.Contains(template, "/v1/vendors") || strings.Contains(template, "/v1/agreements") || strings.Contains(template, "/v1/papers") {
		return h.vendored().fill(template)
	}
	parts := strings.Split(template, "/")
	for i, p := range parts {
		switch p {
		case ":id", ":job":
			if after[parts[i-1]] == "" {
				h.t.Fatalf("%s: nothing to put for %s", template, p)
			}
			parts[i] = after[parts[i-1]]
		case ":token":
			parts[i] = on.token
		case ":text":
			parts[i] = on.code
		case ":verb":
			parts[i] = string(verb)
		case ":grant":
			parts[i] = on.grant
		case ":delegation":
			parts[i] = on.delegation
		case ":dual":
			parts[i] = "0none0none0none0none"
		}
	}
	return strings.Join(parts, "/")
}

// aboutThings lists the routes with something in the path or the body that
// belongs to a department.
func aboutThings(api bool) []server.Route {
	return slices.DeleteFunc(server.Routes(), func(r server.Route) bool {
		if strings.HasPrefix(r.Path, "/api/") != api {
			return true
		}
		if personal(r.Path) { // of no department: TestAnothersIsUnknown
			return true
		}
		for _, p := range []string{":id", ":job", ":token", ":text", ":grant", ":delegation", ":dual", "/assets/bulk/"} {
			if strings.Contains(r.Path, p) {
				return false
			}
		}
		return r.Method != http.MethodPost || r.Path != "/api/v1/labels"
	})
}

// personal are the routes of what is one account's own and of no department.
func personal(path string) bool {
	for _, of := range []string{"/views/:id", "/sessions/:id", "/tokens/:id", "/factors/:id"} {
		if strings.Contains(path, of) {
			return true
		}
	}
	return false
}
