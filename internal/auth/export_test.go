package auth

import (
	"fmt"

	"sealbook/internal/store"
)

// EndTokens is endTokens, for a list that is not what stands in the database any more.
func EndTokens(s *Service, tx *store.Tx, by string, list ...store.Token) error {
	return s.endTokens(tx, by, "", list...)
}

// Hashed has each hash that the service computes told, by what it costs.
func Hashed(s *Service, tell func(cost string)) {
	derive := s.hasher.derive
	s.hasher.derive = func(password, salt []byte, time, memory uint32, threads uint8, size uint32) []byte {
		tell(fmt.Sprintf("argon2id t=%d m=%d p=%d to %d bytes, salt of %d", time, memory, threads, size, len(salt)))
		return derive(password, salt, time, memory, threads, size)
	}
}
