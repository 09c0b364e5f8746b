package server

import "sealbook/internal/domain/org"

// vendorRoutes are the rows of vendors, agreements and their papers.
func vendorRoutes() []Route {
	out := []Route{
		{Method: get, Path: v1 + "/vendors", Permission: org.VendorRead},
		{Method: get, Path: v1 + "/vendors/:id", Permission: org.VendorRead},
		{Method: get, Path: v1 + "/agreements", Permission: org.VendorRead},
		{Method: get, Path: v1 + "/agreements/:id", Permission: org.VendorRead},
		{Method: get, Path: v1 + "/papers/:id", Permission: org.VendorRead},
		{Method: post, Path: v1 + "/papers", Permission: org.VendorWrite, Command: true, Upload: true},
	}
	for _, r := range []struct{ method, path string }{
		{post, "/vendors"}, {put, "/vendors/:id"}, {post, "/vendors/:id/licences"}, {put, "/vendors/:id/licences/:licence"},
		{post, "/vendors/:id/technicians"}, {put, "/vendors/:id/technicians/:technician"},
		{post, "/agreements"}, {put, "/agreements/:id"}, {post, "/agreements/:id/sign"}, {post, "/agreements/:id/amend"},
		{post, "/agreements/:id/suspend"}, {post, "/agreements/:id/resume"}, {post, "/agreements/:id/terminate"},
	} {
		out = append(out, Route{Method: r.method, Path: v1 + r.path, Permission: org.VendorWrite, Command: true})
	}
	return out
}
