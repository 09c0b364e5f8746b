package store

import "sealbook/internal/domain/account"

// LastMoveQuery is what the last moves of accounts are read by.
func LastMoveQuery(ids []string) (query string, args []any) {
	return lastMoveSelect, []any{account.KindSubject, account.KindSubject, (account.StateSet{}).EventType(), ids}
}
