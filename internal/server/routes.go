package server

import (
	"net/http"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/api"
)

// Routes is the whole table: what there is to ask for and who may ask. A
// command is open to whoever is signed in: the domain decides it, and keeps the
// refusal as evidence, which a closed door here would not.
func Routes() []Route { return slices.Concat(apiRoutes(), pageRoutes(), organPageRoutes()) }

var (
	administrators = Holding("administrators", org.SystemAdmin, org.SecurityAdmin, org.Auditor)
	maintainers    = Holding("maintainers", org.SecrecyOffice, org.SystemAdmin, org.SecurityAdmin) // of the organ
	registrars     = Holding("registrars", org.AssetOfficer, org.SecrecyOffice)
	command        = Access{Name: "command", who: signedIn}
	// The auditor reads every record of what went wrong (domain.md §3).
	watchers = Access{Name: "business or auditor", who: business, Seats: []org.Seat{org.Auditor}}
)

const (
	get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	v1                  = api.Prefix
)

func apiRoutes() []Route { return slices.Concat(assetRoutes(), labelRoutes(), organRoutes()) }

// assetRoutes are sessions, assets, and every verb on one or many of them.
func assetRoutes() []Route {
	rows := []Route{
		{Method: get, Path: api.Document, Access: Public, Static: true},
		{Method: post, Path: v1 + "/session", Access: Public},
		{Method: get, Path: v1 + "/session", Access: SignedIn},
		{Method: del, Path: v1 + "/session", Access: SignedIn},
		{Method: post, Path: v1 + "/activation", Access: Public},
		{Method: put, Path: v1 + "/password", Access: SignedIn},

		{Method: get, Path: v1 + "/assets", Access: Business},
		{Method: post, Path: v1 + "/assets", Access: command},
		{Method: get, Path: v1 + "/assets/export", Access: Business, Long: true},
		{Method: get, Path: v1 + "/assets/:id", Access: Business},
		{Method: get, Path: v1 + "/assets/:id/history", Access: Business},
		{Method: get, Path: v1 + "/assets/:id/custody", Access: Business},
		{Method: get, Path: v1 + "/scan/:text", Access: Business},
		{Method: get, Path: v1 + "/inbox", Access: Business},
		{Method: get, Path: v1 + "/counters", Access: Business},
		{Method: get, Path: v1 + "/settings", Access: SignedIn},
		{Method: put, Path: v1 + "/settings", Access: command},
		{Method: get, Path: v1 + "/views", Access: Business},
		{Method: post, Path: v1 + "/views", Access: command},
		{Method: del, Path: v1 + "/views/:id", Access: command},
		{Method: get, Path: v1 + "/findings", Access: watchers},
		{Method: get, Path: v1 + "/refusals", Access: watchers},
	}
	for _, spec := range asset.Specs() {
		if spec.Verb == asset.VerbLapse {
			continue // due work: nobody asks for it
		}
		rows = append(rows,
			Route{Method: post, Path: v1 + "/assets/:id/" + string(spec.Verb), Access: command},
			Route{Method: post, Path: v1 + "/assets/bulk/" + string(spec.Verb), Access: command, Long: true})
	}
	return rows
}

func labelRoutes() []Route {
	return []Route{
		{Method: get, Path: v1 + "/labels/stocks", Access: SignedIn},
		{Method: post, Path: v1 + "/labels", Access: command, Long: true},
		{Method: get, Path: v1 + "/labels/jobs", Access: Business},
		{Method: get, Path: v1 + "/labels/jobs/:id", Access: Business},
		{Method: get, Path: v1 + "/labels/jobs/:id/sheet.pdf", Access: Business, Long: true},
		{Method: get, Path: v1 + "/labels/:token/label.svg", Access: Business},
		{Method: get, Path: v1 + "/labels/:token/label.png", Access: Business},
		{Method: get, Path: v1 + "/labels/:token/label.zpl", Access: Business},
		{Method: post, Path: v1 + "/labels/:token/void", Access: command},
	}
}

// organRoutes are the organ, its accounts, rules and policy, and imports.
func organRoutes() []Route {
	return []Route{
		{Method: get, Path: v1 + "/departments", Access: SignedIn},
		{Method: post, Path: v1 + "/departments", Access: command},
		{Method: put, Path: v1 + "/departments/:id", Access: command},
		{Method: get, Path: v1 + "/rooms", Access: SignedIn},
		{Method: post, Path: v1 + "/rooms", Access: command},
		{Method: put, Path: v1 + "/rooms/:id", Access: command},
		{Method: get, Path: v1 + "/persons", Access: SignedIn},
		{Method: get, Path: v1 + "/persons/:id", Access: SignedIn},
		{Method: post, Path: v1 + "/persons", Access: command},
		{Method: put, Path: v1 + "/persons/:id", Access: command},
		{Method: post, Path: v1 + "/persons/:id/seats", Access: command},
		{Method: del, Path: v1 + "/persons/:id/seats/:grant", Access: command},
		{Method: post, Path: v1 + "/delegations", Access: command},
		{Method: del, Path: v1 + "/persons/:id/delegations/:delegation", Access: command},

		{Method: post, Path: v1 + "/imports/preview", Access: command, Upload: true, Import: true, Long: true},
		{Method: post, Path: v1 + "/imports", Access: command, Upload: true, Import: true, Long: true},
		{Method: post, Path: v1 + "/imports/rejects", Access: command, Upload: true, Import: true, Long: true},
		{Method: post, Path: v1 + "/imports/organ", Access: command, Upload: true, Import: true, Long: true},
		{Method: get, Path: v1 + "/imports/organ/template.xlsx", Access: SignedIn},

		{Method: get, Path: v1 + "/accounts", Access: administrators},
		{Method: post, Path: v1 + "/accounts", Access: command},
		{Method: post, Path: v1 + "/accounts/:id/activate", Access: command},
		{Method: post, Path: v1 + "/accounts/:id/suspend", Access: command},
		{Method: post, Path: v1 + "/accounts/:id/close", Access: command},

		{Method: get, Path: v1 + "/rules", Access: SignedIn},
		{Method: get, Path: v1 + "/policy", Access: SignedIn},
		{Method: put, Path: v1 + "/policy/:key", Access: command},
	}
}
