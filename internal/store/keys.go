package store

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
)

// foldText makes texts alike that people take for the same: width, case, space.
func foldText(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

// known is what a transaction knows of codes and serials, from the database and
// from what it has recorded itself; a batch asks once and looks here after that.
type known struct {
	codes   map[string]bool   // code key → ever used
	serials map[string]string // serial key → code of the one alive, "" for none
}

// noteKeys keeps known true to every event of an asset.
func noteKeys(x *Tx, was, is *assetRow, _ event.Event) {
	if was.ID == "" {
		x.known.codes[asset.CodeKey(is.Code)] = true
	} else if was.Serial == is.Serial && was.Brand == is.Brand && was.Life.Terminal() == is.Life.Terminal() {
		return
	}
	if k := asset.SerialKey(was.Brand, was.Serial); k != "" && !was.Life.Terminal() {
		x.known.serials[k] = ""
	}
	if k := asset.SerialKey(is.Brand, is.Serial); k != "" && !is.Life.Terminal() {
		x.known.serials[k] = is.Code
	}
}

// rebuildKnown starts over after a call that was undone.
func (x *Tx) rebuildKnown() {
	x.known = known{codes: map[string]bool{}, serials: map[string]string{}}
	for _, r := range x.state.assets.rows {
		if r.dirty {
			old := r.stored
			if old == nil {
				old = &assetRow{}
			}
			noteKeys(x, old, &r.state, event.Event{})
		}
	}
}

// CodesUsed tells which of the keys (asset.CodeKey) were ever used as a code
// (reg.code-never-reused), by this transaction too.
func (x *Tx) CodesUsed(keys ...string) (map[string]bool, error) {
	if err := x.Prefetch(keys, nil); err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, k := range keys {
		if x.known.codes[k] {
			out[k] = true
		}
	}
	return out, nil
}

// SerialsAlive tells which of the keys (asset.SerialKey) belong to an asset
// that is not at its end, and that asset's code (reg.serial-unique).
func (x *Tx) SerialsAlive(keys ...string) (map[string]string, error) {
	if err := x.Prefetch(nil, keys); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, k := range keys {
		if code := x.known.serials[k]; code != "" {
			out[k] = code
		}
	}
	return out, nil
}

// Prefetch asks for many keys at once; CodesUsed and SerialsAlive then answer
// from memory.
func (x *Tx) Prefetch(codes, serials []string) error {
	for part := range slices.Chunk(missingKeys(codes, x.known.codes), manyKeys) {
		for _, k := range part {
			x.known.codes[k] = false
		}
		condition, args := among("code_key", part)
		if err := x.ask(func(r scanner) error {
			var key string
			err := r.Scan(&key)
			x.known.codes[key] = true
			return err
		}, "SELECT code_key FROM asset WHERE "+condition, args...); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(missingKeys(serials, x.known.serials), manyKeys) {
		for _, k := range part {
			x.known.serials[k] = ""
		}
		condition, args := among("serial_key", part)
		if err := x.ask(func(r scanner) error {
			var id, key, code string
			err := r.Scan(&id, &key, &code)
			if t, ok := x.state.assets.rows[id]; !ok || !t.dirty {
				x.known.serials[key] = code
			}
			return err
		}, "SELECT id, serial_key, code FROM asset WHERE alive AND serial_key <> '' AND "+condition, args...); err != nil {
			return err
		}
	}
	return nil
}

func missingKeys[V any](keys []string, in map[string]V) []string {
	var out []string
	for _, k := range keys {
		if _, ok := in[k]; !ok && k != "" {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
