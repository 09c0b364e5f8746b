package pages

import "sealbook/internal/view"

// decidedRow is one request among many that are signed or refused at once: the
// asset, and what is asked for about it.
type decidedRow struct {
	view.Asset
	Matter matter
}

// alike are requests of which the same is asked, beyond the rows of the table.
type alike struct {
	Matter matter
	Items  []coded
}

// deciding shows what each of the requests asks for, for nobody signs what he has
// not seen: the first ones in a row each, of the others those that ask the same
// together.
func (s *set) deciding(ready []view.Record) (rows []decidedRow, more []alike) {
	place := map[string]int{}
	for _, r := range ready {
		m := s.matter(r.Asked)
		if len(rows) < shownPicked {
			rows = append(rows, decidedRow{r.Asset, m})
			continue
		}
		key := m.Verb + m.Line + m.About
		at, known := place[key]
		if !known {
			at = len(more)
			place[key], more = at, append(more, alike{Matter: m})
		}
		more[at].Items = append(more[at].Items, coded{r.ID, r.Code})
	}
	return rows, more
}
