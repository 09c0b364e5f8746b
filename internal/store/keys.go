package store

import (
	"database/sql"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/asset"
)

// foldText makes texts alike that people take for the same: width, case, space.
func foldText(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

// CodeExists tells which of the keys (asset.CodeKey) were ever used as a code.
func (x *Tx) CodeExists(keys ...string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, r := range x.state.assets.rows {
		if r.dirty && r.stored == nil {
			out[asset.CodeKey(r.state.Code)] = true
		}
	}
	err := x.byKeys(keys, func(r *sql.Rows) error {
		var key string
		if err := r.Scan(&key); err != nil {
			return err
		}
		out[key] = true
		return nil
	}, "SELECT code_key FROM asset WHERE code_key IN ?")
	return out, err
}

// SerialAlive tells which of the keys (asset.SerialKey) belong to an asset that
// is not at its end, and that asset's code.
func (x *Tx) SerialAlive(keys ...string) (map[string]string, error) {
	out := map[string]string{}
	err := x.byKeys(keys, func(r *sql.Rows) error {
		var id, key, code string
		if err := r.Scan(&id, &key, &code); err != nil {
			return err
		}
		if t, ok := x.state.assets.rows[id]; !ok || !t.dirty {
			out[key] = code
		}
		return nil
	}, "SELECT id, serial_key, code FROM asset WHERE alive AND serial_key <> '' AND serial_key IN ?")
	for _, r := range x.state.assets.rows { // what this transaction has changed and not written
		if k := asset.SerialKey(r.state.Brand, r.state.Serial); r.dirty && k != "" && !r.state.Life.Terminal() {
			out[k] = r.state.Code
		}
	}
	return out, err
}

func (x *Tx) byKeys(keys []string, fn func(*sql.Rows) error, query string) error {
	for len(keys) > 0 {
		n := min(500, len(keys))
		if err := x.each(fn, query, keys[:n]); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}
