package server

import (
	"net/http"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/server/api"
)

// Routes is the whole table: what there is to ask for and the permission it
// takes; who has that is org.Duties.
func Routes() []Route {
	return slices.Concat(apiRoutes(), pageRoutes(), organPageRoutes(), vendorPageRoutes())
}

const (
	get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	v1                  = api.Prefix
)

func apiRoutes() []Route {
	return slices.Concat(assetRoutes(), labelRoutes(), organRoutes(), vendorRoutes())
}

// assetRoutes are sessions, assets, and every verb on one or many of them.
func assetRoutes() []Route {
	rows := []Route{
		{Method: get, Path: api.Document, Permission: org.Open, Static: true},
		{Method: post, Path: v1 + "/session", Permission: org.Open},
		{Method: get, Path: v1 + "/session", Permission: org.Own},
		{Method: del, Path: v1 + "/session", Permission: org.Own},
		{Method: post, Path: v1 + "/session/factor", Permission: org.Own},
		{Method: get, Path: v1 + "/sessions", Permission: org.Own},
		{Method: del, Path: v1 + "/sessions", Permission: org.Own},
		{Method: del, Path: v1 + "/sessions/:id", Permission: org.Own},
		{Method: get, Path: v1 + "/tokens", Permission: org.Own},
		{Method: post, Path: v1 + "/tokens", Permission: org.Own},
		{Method: del, Path: v1 + "/tokens/:id", Permission: org.Own},
		{Method: get, Path: v1 + "/factors", Permission: org.Own},
		{Method: post, Path: v1 + "/factors", Permission: org.Own},
		{Method: post, Path: v1 + "/factors/confirm", Permission: org.Own},
		{Method: del, Path: v1 + "/factors/:id", Permission: org.Own},
		{Method: post, Path: v1 + "/activation", Permission: org.Open},
		{Method: put, Path: v1 + "/password", Permission: org.Own},

		{Method: get, Path: v1 + "/assets", Permission: org.AssetRead},
		{Method: post, Path: v1 + "/assets", Permission: org.AssetAct, Command: true},
		{Method: get, Path: v1 + "/assets/export", Permission: org.Export, Command: true, Long: true},
		{Method: get, Path: v1 + "/assets/:id", Permission: org.AssetRead},
		{Method: get, Path: v1 + "/assets/:id/history", Permission: org.AssetRead},
		{Method: get, Path: v1 + "/assets/:id/custody", Permission: org.AssetRead},
		{Method: get, Path: v1 + "/scan/:text", Permission: org.AssetRead},
		{Method: get, Path: v1 + "/inbox", Permission: org.AssetRead},
		{Method: get, Path: v1 + "/counters", Permission: org.AssetRead},
		{Method: get, Path: v1 + "/settings", Permission: org.Own},
		{Method: put, Path: v1 + "/settings", Permission: org.Own, Command: true},
		{Method: get, Path: v1 + "/views", Permission: org.AssetRead},
		{Method: post, Path: v1 + "/views", Permission: org.Own, Command: true},
		{Method: del, Path: v1 + "/views/:id", Permission: org.Own, Command: true},
		{Method: get, Path: v1 + "/findings", Permission: org.FindingRead},
		{Method: get, Path: v1 + "/refusals", Permission: org.FindingRead},
		{Method: get, Path: v1 + "/audit", Permission: org.AuditUsers},
		{Method: get, Path: v1 + "/audit/export", Permission: org.AuditUsers, Long: true},
		{Method: post, Path: v1 + "/audit/verify", Permission: org.AuditRead, Command: true},
		{Method: get, Path: v1 + "/seats", Permission: org.SeatRead},
	}
	for _, spec := range asset.Specs() {
		if spec.Verb == asset.VerbLapse {
			continue // due work: nobody asks for it
		}
		needs := org.AssetAct
		if spec.Verb == asset.VerbReportLost {
			needs = org.AssetReport
		}
		rows = append(rows,
			Route{Method: post, Path: v1 + "/assets/:id/" + string(spec.Verb), Permission: needs, Command: true},
			Route{Method: post, Path: v1 + "/assets/bulk/" + string(spec.Verb), Permission: needs, Command: true, Long: true})
	}
	return rows
}

func labelRoutes() []Route {
	return []Route{
		{Method: get, Path: v1 + "/labels/stocks", Permission: org.PolicyRead},
		{Method: post, Path: v1 + "/labels", Permission: org.LabelPrint, Command: true, Long: true},
		{Method: get, Path: v1 + "/labels/jobs", Permission: org.LabelRead},
		{Method: get, Path: v1 + "/labels/jobs/:id", Permission: org.LabelRead},
		{Method: get, Path: v1 + "/labels/jobs/:id/sheet.pdf", Permission: org.LabelRead, Long: true},
		{Method: get, Path: v1 + "/labels/:token/label.svg", Permission: org.LabelRead},
		{Method: get, Path: v1 + "/labels/:token/label.png", Permission: org.LabelRead},
		{Method: get, Path: v1 + "/labels/:token/label.zpl", Permission: org.LabelRead},
		{Method: post, Path: v1 + "/labels/:token/void", Permission: org.LabelPrint, Command: true},
	}
}

// organRoutes are the organ, its accounts, rules and policy, and imports.
func organRoutes() []Route {
	return []Route{
		{Method: get, Path: v1 + "/departments", Permission: org.OrganRead},
		{Method: post, Path: v1 + "/departments", Permission: org.OrganWrite, Command: true},
		{Method: put, Path: v1 + "/departments/:id", Permission: org.OrganWrite, Command: true},
		{Method: get, Path: v1 + "/rooms", Permission: org.OrganRead},
		{Method: post, Path: v1 + "/rooms", Permission: org.OrganWrite, Command: true},
		{Method: put, Path: v1 + "/rooms/:id", Permission: org.OrganWrite, Command: true},
		{Method: get, Path: v1 + "/persons", Permission: org.OrganRead},
		{Method: get, Path: v1 + "/persons/:id", Permission: org.OrganRead},
		{Method: post, Path: v1 + "/persons", Permission: org.OrganWrite, Command: true},
		{Method: put, Path: v1 + "/persons/:id", Permission: org.OrganWrite, Command: true},
		{Method: post, Path: v1 + "/persons/:id/seats", Permission: org.OrganWrite, Command: true},
		{Method: del, Path: v1 + "/persons/:id/seats/:grant", Permission: org.OrganWrite, Command: true},
		{Method: post, Path: v1 + "/delegations", Permission: org.OrganWrite, Command: true},
		{Method: del, Path: v1 + "/persons/:id/delegations/:delegation", Permission: org.OrganWrite, Command: true},

		{Method: post, Path: v1 + "/imports/preview", Permission: org.Import, Command: true, Upload: true, Import: true, Long: true},
		{Method: post, Path: v1 + "/imports", Permission: org.Import, Command: true, Upload: true, Import: true, Long: true},
		{Method: post, Path: v1 + "/imports/rejects", Permission: org.Import, Command: true, Upload: true, Import: true, Long: true},
		{Method: post, Path: v1 + "/imports/organ", Permission: org.Import, Command: true, Upload: true, Import: true, Long: true},
		{Method: get, Path: v1 + "/imports/organ/template.xlsx", Permission: org.OrganRead},

		{Method: get, Path: v1 + "/accounts", Permission: org.AccountRead},
		{Method: post, Path: v1 + "/accounts", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: v1 + "/accounts/:id/activate", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: v1 + "/accounts/:id/suspend", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: v1 + "/accounts/:id/close", Permission: org.AccountWrite, Command: true},
		{Method: get, Path: v1 + "/accounts/:id", Permission: org.AccountRead},
		{Method: post, Path: v1 + "/accounts/:id/unlock", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: v1 + "/accounts/:id/recover", Permission: org.AccountWrite, Command: true},
		{Method: del, Path: v1 + "/accounts/:id/sessions", Permission: org.AccountWrite},
		{Method: get, Path: v1 + "/accounts/requests", Permission: org.AccountRead},
		{Method: post, Path: v1 + "/accounts/requests/:dual", Permission: org.AccountWrite, Command: true},
		{Method: del, Path: v1 + "/accounts/requests/:dual", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: v1 + "/accounts/:id/code", Permission: org.AccountWrite, Command: true},

		{Method: get, Path: v1 + "/rules", Permission: org.PolicyRead},
		{Method: get, Path: v1 + "/policy", Permission: org.PolicyRead},
		{Method: put, Path: v1 + "/policy/:key", Permission: org.PolicyWrite, Command: true},
	}
}
