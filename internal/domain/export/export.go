// Package export decides who may take a list of assets out of the product, and
// states that it was done: every export carries a purpose, a running number and
// the highest level inside as its marking (ORG 7(11), 11).
package export

import (
	"slices"
	"strings"
	"unicode"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// KindSubject names this package's subject in events.
const KindSubject = "export"

// Format is the kind of file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// MaxPurpose is the longest purpose, in characters.
const MaxPurpose = 200

// Request is what somebody asks for.
type Request struct {
	Purpose string
	Format  Format
	Lang    string // of headers and cover: "zh" or "en"
}

// Decided is a request that may be carried out.
type Decided struct {
	Request
	// Reader is the actor reduced to the seats that may export: what he sees by
	// another seat (a witness sees the whole organ) he may not carry away.
	Reader org.Actor
	own    org.Actor // by his own seats alone
}

var seats = []org.Seat{org.SecrecyOffice, org.AssetOfficer, org.DepartmentHead}

// Decide says whether the actor may export, and tidies the request.
func Decide(actor org.Actor, r Request) (Decided, error) {
	if actor.Admin() {
		return Decided{}, rulebook.Refuse("adm.no-business")
	}
	held := slices.DeleteFunc(slices.Clone(actor.Held), func(h org.Held) bool { return !slices.Contains(seats, h.Seat) })
	if len(held) == 0 || actor.System {
		return Decided{}, rulebook.Refuse("flow.seat", org.OneOf(seats...))
	}
	actor.Held = held
	if r.Purpose = oneLine(r.Purpose); r.Purpose == "" {
		return Decided{}, rulebook.Refuse("exp.marked", errs.T("用途：请写明导出作何用", "purpose: say what the export is for"))
	}
	r, err := tidied(r)
	own := actor
	own.Held = slices.DeleteFunc(slices.Clone(held), func(h org.Held) bool { return h.For != "" })
	return Decided{r, actor, own}, err
}

// For names who delegated the seat that it takes to carry the asset away, "" when
// one's own reaches it. Without an asset it is about the file: who has no such
// seat of his own takes it under another's, be there nothing in it.
func (d Decided) For(s *asset.State) string {
	switch {
	case len(d.own.Held) == 0:
		if s != nil {
			if by := d.Reader.ActsFor(s.Custody.Department, seats...); by != "" {
				return by
			}
		}
		return d.Reader.ActsAnywhereFor(seats...)
	case s == nil || len(d.own.Held) == len(d.Reader.Held) || s.SeenBy(d.own):
		return ""
	}
	return d.Reader.ActsFor(s.Custody.Department, seats...)
}

// oneLine drops what cannot be seen, so that a purpose of blanks is none.
func oneLine(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case !unicode.IsPrint(c):
			return -1
		}
		return c
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
