package view

import (
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// Asked is the request that waits on an asset, as whoever signs it has to see it:
// derived from what is recorded, with every id called by its name.
type Asked struct {
	ID    string
	Verb  asset.Verb
	By    Ref
	For   Ref // on whose behalf, where the applicant's seat is delegated
	At    time.Time
	AsOf  time.Time   // of the query
	Due   time.Time   // when it lapses; zero: it does not
	Asks  []asset.Ask // what it would change
	Line  errs.Text   // the same in one line
	Steps []AskedStep
	Next  int // place in Steps of the signature it waits for
}

// AskedStep is one signature of it, given when Signed has an id.
type AskedStep struct {
	Seat       org.Seat
	Department Ref
	Person     Ref // only a receiver or giver is named beforehand
	Signed     Ref
	For        Ref
	At         time.Time
}
