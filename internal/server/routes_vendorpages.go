package server

import "sealbook/internal/domain/org"

// vendorPageRoutes are the rows of the pages of vendors and agreements.
func vendorPageRoutes() []Route {
	return []Route{
		{Method: get, Path: "/vendors", Permission: org.VendorRead},
		{Method: post, Path: "/vendors", Permission: org.VendorWrite, Command: true},
		{Method: get, Path: "/vendors/new", Permission: org.VendorWrite},
		{Method: get, Path: "/vendors/:id", Permission: org.VendorRead},
		{Method: post, Path: "/vendors/:id", Permission: org.VendorWrite, Command: true},
		{Method: get, Path: "/vendors/:id/edit", Permission: org.VendorWrite},
		{Method: get, Path: "/vendors/:id/licences/new", Permission: org.VendorWrite},
		{Method: post, Path: "/vendors/:id/licences", Permission: org.VendorWrite, Command: true, Upload: true},
		{Method: get, Path: "/vendors/:id/licences/:licence/edit", Permission: org.VendorWrite},
		{Method: post, Path: "/vendors/:id/licences/:licence", Permission: org.VendorWrite, Command: true, Upload: true},
		{Method: get, Path: "/vendors/:id/technicians/new", Permission: org.VendorWrite},
		{Method: post, Path: "/vendors/:id/technicians", Permission: org.VendorWrite, Command: true},
		{Method: get, Path: "/vendors/:id/technicians/:technician/edit", Permission: org.VendorWrite},
		{Method: post, Path: "/vendors/:id/technicians/:technician", Permission: org.VendorWrite, Command: true},
		{Method: get, Path: "/vendors/:id/agreements/new", Permission: org.VendorWrite},
		{Method: post, Path: "/vendors/:id/agreements", Permission: org.VendorWrite, Command: true},
		{Method: get, Path: "/agreements", Permission: org.VendorRead},
		{Method: get, Path: "/agreements/:id", Permission: org.VendorRead},
		{Method: post, Path: "/agreements/:id", Permission: org.VendorWrite, Command: true},
		{Method: get, Path: "/agreements/:id/edit", Permission: org.VendorWrite},
		{Method: get, Path: "/agreements/:id/sign", Permission: org.VendorWrite},
		{Method: post, Path: "/agreements/:id/sign", Permission: org.VendorWrite, Command: true, Upload: true},
		{Method: get, Path: "/agreements/:id/amend", Permission: org.VendorWrite},
		{Method: post, Path: "/agreements/:id/amend", Permission: org.VendorWrite, Command: true, Upload: true},
		{Method: post, Path: "/agreements/:id/state", Permission: org.VendorWrite, Command: true},
		{Method: get, Path: "/papers/:digest", Permission: org.VendorRead},
	}
}
