package server

// organPageRoutes are the rows of the pages of the organ and its administrators.
func organPageRoutes() []Route {
	return []Route{
		{Method: get, Path: "/organ", Access: SignedIn},
		{Method: post, Path: "/organ/departments", Access: command},
		{Method: get, Path: "/organ/departments/new", Access: maintainers},
		{Method: get, Path: "/organ/departments/:id", Access: SignedIn},
		{Method: post, Path: "/organ/departments/:id", Access: command},
		{Method: get, Path: "/organ/departments/:id/edit", Access: maintainers},
		{Method: get, Path: "/organ/rooms", Access: SignedIn},
		{Method: post, Path: "/organ/rooms", Access: command},
		{Method: get, Path: "/organ/rooms/new", Access: maintainers},
		{Method: get, Path: "/organ/rooms/:id", Access: SignedIn},
		{Method: post, Path: "/organ/rooms/:id", Access: command},
		{Method: get, Path: "/organ/rooms/:id/edit", Access: maintainers},
		{Method: get, Path: "/organ/persons", Access: SignedIn},
		{Method: post, Path: "/organ/persons", Access: command},
		{Method: get, Path: "/organ/persons/new", Access: maintainers},
		{Method: get, Path: "/organ/persons/:id", Access: SignedIn},
		{Method: post, Path: "/organ/persons/:id", Access: command},
		{Method: get, Path: "/organ/persons/:id/edit", Access: maintainers},
		{Method: post, Path: "/organ/persons/:id/seats", Access: command},
		{Method: post, Path: "/organ/persons/:id/seats/:grant", Access: command},
		{Method: post, Path: "/organ/persons/:id/delegations", Access: command},
		{Method: post, Path: "/organ/persons/:id/delegations/:delegation", Access: command},
		{Method: get, Path: "/policy", Access: SignedIn},
		{Method: get, Path: "/policy/:key", Access: SignedIn},
		{Method: post, Path: "/policy/:key", Access: command},
		{Method: get, Path: "/accounts", Access: administrators},
		{Method: post, Path: "/accounts", Access: command},
		{Method: post, Path: "/accounts/:id", Access: command},
		{Method: get, Path: "/audit", Access: watchers},
		{Method: get, Path: "/audit/findings", Access: watchers},
	}
}
