package app

import (
	"context"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// ImportBatch names the file whose rows are being registered.
type ImportBatch struct {
	File   string // base name
	Digest string // SHA-256, hex
	Rows   int    // data rows in the file
}

// importDone records what became of a file.
type importDone struct {
	Batch      string `json:"batch"`
	Digest     string `json:"digest"`
	Rows       int    `json:"rows"`
	Registered int    `json:"registered"`
	Refused    int    `json:"refused"`
}

// EventType names the payload in the ledger; the name never changes.
func (importDone) EventType() string { return "import.done" }

// Import registers the rows of a file, all good ones in one transaction, and
// records the file's digest beside them.
func (a *App) Import(ctx context.Context, actor org.Actor, b ImportBatch, cmds []Command) ([]Result, error) {
	for _, c := range cmds {
		if _, ok := c.(Register); !ok {
			return nil, errs.New(errs.Invalid, "import.command", "导入只能登记设备。", "An import only registers.")
		}
	}
	return a.all(ctx, actor, cmds, func(tx *store.Tx, results []Result) error {
		d := importDone{Batch: tx.NewID(), Digest: b.Digest, Rows: b.Rows}
		for _, r := range results {
			if r.Err == nil {
				d.Registered++
			} else {
				d.Refused++
			}
		}
		if d.Registered == 0 {
			return nil
		}
		e := event.Of(d, event.Subject{Kind: "import", ID: d.Batch})
		e.At = tx.Now()
		if err := a.append(tx, actor, []event.Event{e}); err != nil {
			return err
		}
		return tx.RecordImport(store.ImportBatch{
			ID: d.Batch, File: b.File, Digest: b.Digest, Rows: d.Rows, Registered: d.Registered, Refused: d.Refused,
			By: actor.Person, At: e.At,
		})
	})
}
