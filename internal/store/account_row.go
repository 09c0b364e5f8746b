package store

import (
	"time"

	"sealbook/internal/domain/account"
)

var accountKind = kindOf[account.State]{
	kind: account.KindSubject, table: "account", key: "id",
	columns: []string{"login", "login_key", "person_id", "state", "creator", "activator", "created"},
	scan: func(a *account.State) ([]any, func() error) {
		var skip any
		var created stamp
		return []any{&a.ID, &a.Login, &skip, &a.Person, &a.State, &a.Creator, &a.Activator, &created}, func() error {
			a.Created = created.time()
			return nil
		}
	},
	values: func(a *account.State) ([]any, error) {
		return []any{a.Login, foldText(a.Login), a.Person, a.State, a.Creator, a.Activator, stampOf(a.Created)}, nil
	},
	fold:    account.Fold,
	id:      func(a *account.State) string { return a.ID },
	version: func(a *account.State) *int64 { return &a.Version },
	changed: func(a *account.State) time.Time { return a.Created },
	write: func(x *Tx, _ []change[account.State]) error {
		x.state.organChanged = true
		return nil
	},
}
