package store

import (
	"encoding/base32"
	"encoding/binary"
	"time"
)

// idEncoding keeps the order of the bytes: ids made later sort later.
var idEncoding = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// newID returns 20 characters: six bytes of milliseconds since 1970, six random
// bytes. Ids of one millisecond are told apart by 48 random bits and, at last,
// by the primary key.
func (s *Store) newID(at time.Time) (string, error) {
	b := idBytes(at)
	if err := s.read(b[6:12]); err != nil {
		return "", err
	}
	return idEncoding.EncodeToString(b[:12]), nil
}

// idBytes has the time in its first six bytes; the rest is zero.
func idBytes(at time.Time) [14]byte {
	var b [14]byte
	binary.BigEndian.PutUint64(b[:8], uint64(at.UnixMilli())<<16) //nolint:gosec // after 1970
	return b
}

// idFrom is the least id that can have been made at t or later.
func idFrom(t time.Time) string {
	b := idBytes(t)
	return idEncoding.EncodeToString(b[:12])
}

// idTime is when the id was made, to the millisecond; the zero time for what is
// no id.
func idTime(id string) time.Time {
	if !idShaped(id) {
		return time.Time{}
	}
	b, err := idEncoding.DecodeString(id)
	if err != nil || len(b) < 6 {
		return time.Time{}
	}
	var ms [8]byte
	copy(ms[2:], b[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(ms[:]))) //nolint:gosec // 48 bits
}

// NewID returns a fresh opaque id, see Tx.NewID.
func (s *Store) NewID() (string, error) { return s.newID(s.now()) }

// idShaped reports whether the text can be an id, and so is looked for as one.
func idShaped(text string) bool {
	if len(text) != 20 {
		return false
	}
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'v') {
			return false
		}
	}
	return true
}
