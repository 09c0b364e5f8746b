package export

import (
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
)

// mark writes the decided level with its term as it stands on a label.
func mark(s asset.State) string {
	if !s.Marking.Decided {
		return ""
	}
	return markOf(s.Marking.Level, s.Marking.Term)
}

// claimedMark writes the level that the ledger taken over claims, until there is
// a decision.
func claimedMark(s asset.State) string {
	l, term, ok := s.Claim.Mark()
	if !ok || s.Marking.Decided {
		return ""
	}
	return markOf(l, term)
}

func markOf(l level.Level, term int) string {
	if term <= 0 {
		return l.Text().ZH
	}
	return level.Mark(l, term)
}

// height is the level a row gives the file: the highest of the marking, of what
// was ever stored, and of what an unconfirmed ledger claims.
func height(s asset.State) (level.Level, int) {
	l, term := s.Marking.Level, s.Marking.Term
	if claimed, years, ok := s.Claim.Mark(); ok && !s.Marking.Decided && claimed > l {
		l, term = claimed, years
	}
	if s.HighWater > l {
		l, term = s.HighWater, 0
	}
	return l, term
}
