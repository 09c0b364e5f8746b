package app

import (
	"context"
	"fmt"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// ImportBatch names the file whose rows are being registered.
type ImportBatch struct {
	File   string // base name
	Digest string // SHA-256, hex
	Rows   int    // data rows in the file
	// Plan makes the registrations, of what is not on record yet. It is called at
	// the start of the transaction, so that of two imports of one file at once
	// the later one finds what the other has done. unchanged is how many rows are.
	Plan func(Book) (cmds []Command, unchanged int, err error)
	// Key makes it idempotent, "" for none. Request is a digest of what is asked
	// for under it; Answer says, of the results, what is to be kept and given to
	// whoever asks again.
	Key     string
	Request string
	Answer  func([]Result) ([]byte, error)
	// Progress is told, while the commands are carried out, how many of how many
	// were: from 0 to all, and from 0 again when the transaction is begun anew.
	// All done is not yet committed. nil for nobody.
	Progress func(done, all int)
}

// Book is what the rows of a file are held beside: a *store.Tx.
type Book interface {
	Known(sources, codes, serials []string) (store.Known, error)
	OnRecord(actor org.Actor, ids []string) (map[string]store.OnRecord, error)
	PersonsNamed(names []string) (map[string]int, error)
}

// importing stands in the record of a refusal for the rows that were not even looked at.
type importing struct{ what string }

func (c importing) verb() string    { return c.what }
func (c importing) subject() string { return "" }

// MayImport refuses, once and on record, who could register none of the rows:
// a file of thousands would else be refused row by row.
func (a *App) MayImport(ctx context.Context, actor org.Actor) error {
	var err error
	switch {
	case actor.Admin():
		err = rulebook.Refuse("adm.no-business")
	case !actor.Holds(org.AssetOfficer) && !actor.Holds(org.SecrecyOffice):
		err = rulebook.Refuse("flow.seat", org.OneOf(org.AssetOfficer, org.SecrecyOffice))
	default:
		return nil
	}
	a.keep(ctx, actor, importing{"import"}, err)
	return err
}

// MayImportOrgan is MayImport for the sheet of departments, rooms and persons.
func (a *App) MayImportOrgan(ctx context.Context, actor org.Actor) error {
	if actor.Holds(org.SecrecyOffice) || actor.Holds(org.SystemAdmin) || actor.Holds(org.SecurityAdmin) {
		return nil
	}
	err := rulebook.Refuse("flow.seat", org.OneOf(org.SecrecyOffice, org.SystemAdmin, org.SecurityAdmin))
	a.keep(ctx, actor, importing{"import-organ"}, err)
	return err
}

// ImportAnswer is what is kept under the batch's key, nil if nothing is.
func (a *App) ImportAnswer(ctx context.Context, actor org.Actor, b ImportBatch) (kept []byte, err error) {
	if b.Key == "" {
		return nil, nil
	}
	if len(b.Key) > MaxKey {
		return nil, errs.New(errs.Invalid, "idempotency.key", "幂等键过长。", "The idempotency key is too long.")
	}
	err = a.store.Read(ctx, func(tx *store.Tx) error {
		kept, _, err = tx.Idempotent(actor.Account, b.Key, b.Request)
		return err
	})
	return kept, err
}

// Import registers the rows of a file, all good ones in one transaction, and
// records the file's digest beside them. Plan and Answer are called inside the
// transaction, once for every time it is begun. kept is not nil when the batch was done before
// under its key, and is what Answer gave then.
func (a *App) Import(ctx context.Context, actor org.Actor, b ImportBatch) (kept []byte, err error) {
	var cmds []Command
	var results []Result
	err = a.store.WriteAlone(ctx, func(tx *store.Tx) error {
		var err error
		var unchanged int
		kept, cmds, results = nil, nil, nil
		if b.Key != "" {
			prev, found, err := tx.Idempotent(actor.Account, b.Key, b.Request)
			if err != nil || found {
				kept = prev
				return err
			}
		}
		// Of the same rows sent twice at once, the second finds them on record.
		if err := tx.OneImport(); err != nil {
			return err
		}
		if cmds, unchanged, err = b.Plan(tx); err != nil {
			return err
		}
		for _, c := range cmds {
			if _, ok := c.(Register); !ok {
				return errs.New(errs.Invalid, "import.command", "导入只能登记设备。", "An import only registers.")
			}
		}
		if results, err = a.eachTold(tx, actor, cmds, b.Progress); err != nil {
			return err
		}
		if err := a.imported(tx, actor, b, results, unchanged); err != nil {
			return err
		}
		answer, err := b.Answer(results)
		if err != nil || b.Key == "" {
			return err
		}
		return tx.Remember(actor.Account, b.Key, b.Request, answer)
	})
	if err == nil {
		a.keepAll(ctx, actor, cmds, results)
	}
	return kept, err
}

// imported records the file and what became of each of its rows, be it that
// nothing was registered. What no command was made of and is not on record could
// not be read.
func (a *App) imported(tx *store.Tx, actor org.Actor, b ImportBatch, results []Result, unchanged int) error {
	d := store.ImportBatch{
		File: b.File, Digest: b.Digest, Rows: b.Rows, Refused: b.Rows - len(results) - unchanged, Unchanged: unchanged, By: actor.Person,
		For: actor.ActsAnywhereFor(org.AssetOfficer, org.SecrecyOffice),
	}
	if d.Refused < 0 {
		return errs.Wrap(fmt.Errorf("app: %d commands and %d unchanged of %d rows", len(results), unchanged, b.Rows), "app.import")
	}
	for _, r := range results {
		if r.Err == nil {
			d.Registered++
		} else {
			d.Refused++
		}
	}
	return tx.RecordImport(d)
}
