package pages

// For the tests that stand outside with a whole server.
var (
	All   = all
	One   = one
	Attr  = attr
	Words = words
)
