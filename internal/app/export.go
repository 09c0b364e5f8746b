package app

import (
	"cmp"
	"context"
	"errors"
	"io"

	"sealbook/internal/domain/export"
	"sealbook/internal/domain/org"
	sheets "sealbook/internal/export"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

// Export writes the list of assets that the filter lets through to w, as CSV or
// XLSX, marked with its highest level. It is on record, with purpose, running
// number and digest, before the first byte goes out; a refusal writes nothing.
func (a *App) Export(
	ctx context.Context, actor org.Actor, filter view.AssetFilter, purpose, format, lang string, w io.Writer,
) (ExportResult, error) {
	x, err := a.PrepareExport(ctx, actor, filter, purpose, format, lang)
	if err != nil {
		return ExportResult{}, err
	}
	return x.ExportResult, errors.Join(x.Send(w), x.Close())
}

// PrepareExport does all of an export but the sending: for a caller who has to
// say the file's name and size first. Close the file in any case.
func (a *App) PrepareExport(
	ctx context.Context, actor org.Actor, filter view.AssetFilter, purpose, format, lang string,
) (*Exported, error) {
	x, err := a.export(ctx, actor, filter, export.Request{Purpose: purpose, Format: export.Format(format), Lang: lang})
	if err != nil {
		a.keep(ctx, actor, exporting{}, err)
		return nil, err
	}
	return x, nil
}

func (a *App) export(ctx context.Context, actor org.Actor, filter view.AssetFilter, r export.Request) (*Exported, error) {
	d, err := export.Decide(actor, r)
	if err != nil {
		return nil, err
	}
	spool, err := sheets.NewSpool(d.Lang)
	if err != nil {
		return nil, err
	}
	defer func() { _ = spool.Close() }() // it has no name: closing is removing
	under := d.For(nil)
	if err := a.store.EachRecord(ctx, d.Reader, filter, func(r view.Record) error {
		under = cmp.Or(under, d.For(&r.State))
		return spool.Add(r)
	}); err != nil {
		return nil, err
	}
	cover := sheets.Cover{Purpose: d.Purpose, By: actor.Name}
	if err := a.store.Write(ctx, func(tx *store.Tx) error {
		var err error
		cover.At = tx.Now().In(a.zone)
		cover.Number, err = tx.NextNumber("export")
		return err
	}); err != nil {
		return nil, err
	}
	// A crash from here to the record leaves a number unused: numbers have gaps.
	file, err := spool.Finish(d.Format, cover)
	if err != nil {
		return nil, err
	}
	x := &Exported{file: file, ExportResult: ExportResult{
		Number: cover.Number, Rows: spool.Extent().Rows, Level: spool.Extent().Level, Marking: spool.Extent().Marking(),
		Digest: file.Digest, Bytes: file.Bytes,
	}}
	if err := a.recordExport(ctx, actor, filter, d, under, x); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	// A crash from here on leaves an export on record that was never fetched:
	// harmless, the other way round it would not be.
	return x, nil
}

func (a *App) recordExport(ctx context.Context, actor org.Actor, filter view.AssetFilter, d export.Decided, under string, x *Exported) error {
	return a.store.Write(ctx, func(tx *store.Tx) error {
		x.ID = tx.NewID()
		e := export.State(export.Made{
			Export: x.ID, Number: x.Number, Purpose: d.Purpose, Format: d.Format, Level: x.Level, Marking: x.Marking,
			Rows: x.Rows, Digest: x.Digest, Filter: narrowing(filter),
		}, filter.Text)
		e.For = under
		return tx.AddExport(actor.Person, e)
	})
}
