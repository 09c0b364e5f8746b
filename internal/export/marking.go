package export

import (
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
)

// mark writes the level with its term as it stands on a label. Before the
// decision it is what the ledger that was taken over claims.
func mark(s asset.State) string {
	if s.Marking.Decided {
		return markOf(s.Marking.Level, s.Marking.Term)
	}
	l, err := level.Parse(s.Claim.Level)
	if err != nil {
		return "" // nobody has said anything yet
	}
	return markOf(l, s.Claim.Term)
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
	if claimed, err := level.Parse(s.Claim.Level); err == nil && !s.Marking.Decided && claimed > l {
		l, term = claimed, s.Claim.Term
	}
	if s.HighWater > l {
		l, term = s.HighWater, 0
	}
	return l, term
}
