package server

// pageRoutes are the rows of the pages.
func pageRoutes() []Route { return nil }
