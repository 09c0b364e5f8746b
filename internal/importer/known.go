package importer

import (
	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/store"
)

// known is what of the file is on record already.
type known struct{ store.Known }

// onRecord asks, for every row, whether the row itself, its code or its serial
// is on record.
func onRecord(look app.Lookup, s *Source) (known, error) {
	var sources, codes, serials []string
	for _, r := range s.records {
		sources = append(sources, r.source)
		if r.Fields.Code != "" {
			codes = append(codes, asset.CodeKey(r.Fields.Code))
		}
		if k := asset.SerialKey(r.Fields.Brand, r.Fields.Serial); k != "" {
			serials = append(serials, k)
		}
	}
	k, err := look(sources, codes, serials)
	return known{k}, err
}

// find reports whether the row is the same thing as one on record: the very row,
// or the same code with the same serial, or, without a code, the same serial.
// The same code with another serial is no repetition but a contradiction, and
// is left to the rules.
func (k known) find(r placed, c app.Register) (id string, same bool) {
	if id, ok := k.Sources[r.source]; ok {
		return id, true
	}
	serial := asset.SerialKey(c.Brand, c.Serial)
	if key := asset.CodeKey(c.Code); key != "" {
		old, ok := k.Codes[key]
		return old.ID, ok && serial != "" && old.Serial == serial
	}
	id, ok := k.Serials[serial]
	return id, ok && serial != ""
}
