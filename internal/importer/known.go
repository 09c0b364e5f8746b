package importer

import (
	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
)

// known is what of the file is on record already.
type known struct {
	store.Known
	assets  map[string]store.OnRecord // by id, as far as the actor sees them
	persons map[string]int            // how many bear the name
}

// onRecord asks, for every row, whether the row itself, its code or its serial
// is on record, and for what is, what the book says of it.
func onRecord(book app.Book, actor org.Actor, s *Source, cmds []app.Register) (known, error) {
	var sources, codes, serials, names []string
	named := map[string]bool{}
	for _, r := range s.records {
		sources = append(sources, r.source)
		if r.Fields.Code != "" {
			codes = append(codes, asset.CodeKey(r.Fields.Code))
		}
		if k := asset.SerialKey(r.Fields.Brand, r.Fields.Serial); k != "" {
			serials = append(serials, k)
		}
		if n := r.Fields.Keeper; n != "" && !named[n] {
			named[n] = true
			names = append(names, n)
		}
	}
	var k known
	var err error
	if k.Known, err = book.Known(sources, codes, serials); err != nil {
		return k, err
	}
	var ids []string
	asked := map[string]bool{"": true}
	for i, r := range s.records {
		id, _ := k.find(r, cmds[i])
		for _, id := range []string{id, k.Codes[asset.CodeKey(cmds[i].Code)].ID, k.Serials[asset.SerialKey(cmds[i].Brand, cmds[i].Serial)]} {
			if !asked[id] {
				asked[id] = true
				ids = append(ids, id)
			}
		}
	}
	if k.assets, err = book.OnRecord(actor, ids); err != nil {
		return k, err
	}
	k.persons, err = book.PersonsNamed(names)
	return k, err
}

// find reports whether the row is the same thing as one on record: the very row,
// or the same code with the same serial, or, without a code, the same serial.
// The same code with another serial is no repetition but a contradiction, and
// is left to the rules.
func (k known) find(r placed, c app.Register) (id string, same bool) {
	serial := asset.SerialKey(c.Brand, c.Serial)
	alive, taken := k.Serials[serial]
	if id, ok := k.Sources[r.source]; ok {
		if k.voided(id) && asset.CodeKey(c.Code) == "" && serial != "" && taken {
			return alive, true // that draft is void, but the thing was entered anew
		}
		return id, true
	}
	if key := asset.CodeKey(c.Code); key != "" {
		old, ok := k.Codes[key]
		return old.ID, ok && serial != "" && old.Serial == serial
	}
	return alive, taken && serial != ""
}

// voided reports whether the asset is a draft that was made void.
func (k known) voided(id string) bool { return k.assets[id].State.Life == asset.Voided }
