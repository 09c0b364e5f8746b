package store

import (
	"encoding/base64"
	"encoding/json"

	"sealbook/internal/errs"
)

// cursor says where a keyset page begins. It is opaque to the outside; nothing
// in it gives access to anything, because every page is filtered anew.
type cursor struct {
	Sort string `json:"s,omitempty"`
	Desc bool   `json:"d,omitempty"`
	Back bool   `json:"b,omitempty"` // the page ends before the key
	Key  string `json:"k,omitempty"`
	Num  int64  `json:"n,omitempty"`
	ID   string `json:"i,omitempty"`
}

func (c cursor) encode() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings, numbers and booleans always marshal
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodeCursor(s string) (c cursor, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return cursor{}, badCursor()
	}
	return c, nil
}

func badCursor() *errs.Error {
	return errs.InvalidField("cursor", "翻页位置无效，请从第一页重新查询。", "The page position is not valid; start again from the first page.")
}

// numbered reads the cursor of a list that is ordered by event.
func numbered(s string) (int64, error) {
	if s == "" {
		return 1 << 62, nil
	}
	c, err := decodeCursor(s)
	return c.Num, err
}

const (
	defaultRows = 50
	maxRows     = 500
)

// rowLimit is the number of rows of a page.
func rowLimit(n int) int {
	if n <= 0 {
		return defaultRows
	}
	return min(n, maxRows)
}
