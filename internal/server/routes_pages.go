package server

// pageRoutes are the rows of the pages.
func pageRoutes() []Route {
	return []Route{
		{Method: get, Path: "/static/:name", Access: Public, Static: true},
		{Method: get, Path: "/lang", Access: Public},
		{Method: get, Path: "/signin", Access: Public},
		{Method: post, Path: "/signin", Access: Public},
		{Method: get, Path: "/activate", Access: Public},
		{Method: post, Path: "/activate", Access: Public},
		{Method: post, Path: "/signout", Access: SignedIn},
		{Method: get, Path: "/password", Access: SignedIn},
		{Method: post, Path: "/password", Access: SignedIn},
		{Method: get, Path: "/", Access: SignedIn},
		{Method: get, Path: "/rules", Access: SignedIn},

		{Method: get, Path: "/assets", Access: Business},
		{Method: post, Path: "/assets", Access: command},
		{Method: get, Path: "/assets/new", Access: Business},
		{Method: post, Path: "/assets/bulk", Access: command, Long: true},
		{Method: get, Path: "/assets/:id", Access: Business},
		{Method: get, Path: "/assets/:id/do/:verb", Access: Business},
		{Method: post, Path: "/assets/:id/do/:verb", Access: command},
		{Method: get, Path: "/assets/:id/labels/:token", Access: Business},
		{Method: post, Path: "/assets/:id/labels/:token", Access: command},
		{Method: get, Path: "/assets/:id/labels/:token/picture.svg", Access: Business},
		{Method: get, Path: "/scan", Access: Business},
		{Method: get, Path: "/pick/:what", Access: SignedIn},

		{Method: get, Path: "/labels", Access: Business},
		{Method: post, Path: "/labels/print", Access: command, Long: true},
		{Method: get, Path: "/labels/jobs/:job", Access: Business},
		{Method: get, Path: "/labels/jobs/:job/sheet.pdf", Access: Business, Long: true},
		{Method: get, Path: "/labels/readback", Access: Business},
		{Method: post, Path: "/labels/readback", Access: command},

		{Method: get, Path: "/organ", Access: SignedIn},
		{Method: get, Path: "/organ/rooms", Access: SignedIn},
		{Method: get, Path: "/organ/persons", Access: SignedIn},
		{Method: get, Path: "/organ/persons/:id", Access: SignedIn},
		{Method: post, Path: "/organ/persons/:id/seats", Access: command},
		{Method: post, Path: "/organ/persons/:id/seats/:grant", Access: command},
		{Method: get, Path: "/accounts", Access: administrators},
		{Method: post, Path: "/accounts", Access: command},
		{Method: post, Path: "/accounts/:id", Access: command},
		{Method: get, Path: "/audit", Access: watchers},
		{Method: get, Path: "/audit/findings", Access: watchers},
	}
}
