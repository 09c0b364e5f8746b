package server

import "sealbook/internal/domain/org"

// organPageRoutes are the rows of the pages of the organ and its administrators.
func organPageRoutes() []Route {
	return []Route{
		{Method: get, Path: "/organ", Permission: org.OrganRead},
		{Method: post, Path: "/organ/departments", Permission: org.OrganWrite, Command: true},
		{Method: get, Path: "/organ/departments/new", Permission: org.OrganWrite},
		{Method: get, Path: "/organ/departments/:id", Permission: org.OrganRead},
		{Method: post, Path: "/organ/departments/:id", Permission: org.OrganWrite, Command: true},
		{Method: get, Path: "/organ/departments/:id/edit", Permission: org.OrganWrite},
		{Method: get, Path: "/organ/rooms", Permission: org.OrganRead},
		{Method: post, Path: "/organ/rooms", Permission: org.OrganWrite, Command: true},
		{Method: get, Path: "/organ/rooms/new", Permission: org.OrganWrite},
		{Method: get, Path: "/organ/rooms/:id", Permission: org.OrganRead},
		{Method: post, Path: "/organ/rooms/:id", Permission: org.OrganWrite, Command: true},
		{Method: get, Path: "/organ/rooms/:id/edit", Permission: org.OrganWrite},
		{Method: get, Path: "/organ/persons", Permission: org.OrganRead},
		{Method: post, Path: "/organ/persons", Permission: org.OrganWrite, Command: true},
		{Method: get, Path: "/organ/persons/new", Permission: org.OrganWrite},
		{Method: get, Path: "/organ/persons/:id", Permission: org.OrganRead},
		{Method: post, Path: "/organ/persons/:id", Permission: org.OrganWrite, Command: true},
		{Method: get, Path: "/organ/persons/:id/edit", Permission: org.OrganWrite},
		{Method: post, Path: "/organ/persons/:id/seats", Permission: org.OrganWrite, Command: true},
		{Method: post, Path: "/organ/persons/:id/seats/:grant", Permission: org.OrganWrite, Command: true},
		{Method: post, Path: "/organ/persons/:id/delegations", Permission: org.OrganWrite, Command: true},
		{Method: post, Path: "/organ/persons/:id/delegations/:delegation", Permission: org.OrganWrite, Command: true},
		{Method: get, Path: "/policy", Permission: org.PolicyRead},
		{Method: get, Path: "/policy/:key", Permission: org.PolicyRead},
		{Method: post, Path: "/policy/:key", Permission: org.PolicyWrite, Command: true},
		{Method: get, Path: "/accounts", Permission: org.AccountRead},
		{Method: post, Path: "/accounts", Permission: org.AccountWrite, Command: true},
		{Method: get, Path: "/accounts/:id", Permission: org.Own}, // one's own, or whose one may read: Store.AccountLife
		{Method: post, Path: "/accounts/:id", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: "/accounts/:id/ask", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: "/accounts/:id/sessions", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: "/accounts/requests/:dual", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: "/accounts/requests/:dual/withdraw", Permission: org.AccountWrite, Command: true},
		{Method: post, Path: "/accounts/:id/code", Permission: org.AccountWrite, Command: true},
		{Method: get, Path: "/audit", Permission: org.FindingRead},
		{Method: get, Path: "/audit/findings", Permission: org.FindingRead},
		{Method: get, Path: "/audit/users", Permission: org.AuditUsers},
		{Method: get, Path: "/audit/administrators", Permission: org.AuditRead},
		{Method: get, Path: "/audit/export", Permission: org.AuditUsers, Long: true},
		{Method: get, Path: "/audit/verify", Permission: org.AuditRead},
		{Method: post, Path: "/audit/verify", Permission: org.AuditRead, Command: true},
		{Method: get, Path: "/seats", Permission: org.SeatRead},
	}
}
