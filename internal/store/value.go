package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"sealbook/internal/errs"
)

// stamp is a time in microseconds since 1970 UTC; 0 is «none», NULL in both
// databases. Postgres keeps a timestamptz, SQLite the number itself: both give
// back exactly what was put in.
type stamp int64

func stampOf(t time.Time) stamp {
	if t.IsZero() {
		return 0
	}
	return stamp(t.UnixMicro())
}

func (s stamp) time() time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(s)).UTC()
}

// Scan reads what either database gives.
func (s *stamp) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*s = 0
	case int64:
		*s = stamp(v)
	case time.Time:
		*s = stamp(v.UnixMicro())
	default:
		return fmt.Errorf("store: %T is no time", v)
	}
	return nil
}

// text is a string whose empty value is NULL: a reference to nothing.
type text string

// Value implements driver.Valuer.
func (t text) Value() (driver.Value, error) {
	if t == "" {
		return nil, nil
	}
	return string(t), nil
}

// Scan implements sql.Scanner.
func (t *text) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t = ""
	case string:
		*t = text(v)
	case []byte:
		*t = text(v)
	default:
		return fmt.Errorf("store: %T is no text", v)
	}
	return nil
}

// hash reads a SHA-256; the database keeps bytes.
type hash [32]byte

// Scan implements sql.Scanner.
func (h *hash) Scan(v any) error {
	b, ok := v.([]byte)
	if !ok || len(b) != len(h) {
		return fmt.Errorf("store: %T of %d bytes is no hash", v, len(b))
	}
	copy(h[:], b)
	return nil
}

// jsonOf writes v in the one form encoding/json gives it; "" stands for the
// empty value, so that an empty list and no list are alike.
func jsonOf(v any, empty bool) (string, error) {
	if empty {
		return "", nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "", errs.Wrap(err, "store.json")
	}
	return string(b), nil
}

func fromJSON(s string, into any) error {
	if s == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(s), into); err != nil {
		return errs.Wrap(err, "store.json")
	}
	return nil
}
