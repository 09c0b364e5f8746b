package app

import (
	"context"
	"errors"
	"time"

	"sealbook/internal/domain/export"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	sheets "sealbook/internal/export"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

// auditing stands for what an auditor does where a refusal of it is kept.
type auditing struct{ what string }

func (a auditing) verb() string  { return a.what }
func (auditing) subject() string { return "" }

// auditBatch is how many events are in memory at a time.
const auditBatch = 500

// PrepareAuditExport writes a view of the history as far as the filter lets it
// through, as CSV or XLSX, marked and counted. It is on record, with purpose,
// running number and digest, before its first byte can go out; a refusal is kept
// and writes nothing. Close the file in any case.
func (a *App) PrepareAuditExport(
	ctx context.Context, actor org.Actor, f view.AuditLogFilter, purpose, format, lang string,
) (*Exported, error) {
	x, err := a.exportAudit(ctx, actor, f, export.Request{Purpose: purpose, Format: export.Format(format), Lang: lang})
	if err != nil {
		a.keep(ctx, actor, auditing{"export-audit"}, err)
		return nil, err
	}
	return x, nil
}

func (a *App) exportAudit(ctx context.Context, actor org.Actor, f view.AuditLogFilter, r export.Request) (*Exported, error) {
	r, err := export.DecideAudit(actor, f.View == view.AdministratorsActs, r)
	if err != nil {
		return nil, err
	}
	log, err := sheets.NewLog(f.View, r.Lang, a.zone)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // it has no name: closing is removing
	for at := ""; ; {
		list, next, err := a.store.AuditLog(ctx, actor, f, at, auditBatch)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			if err := log.Add(e); err != nil {
				return nil, err
			}
		}
		if at = next; at == "" {
			break
		}
	}
	cover := sheets.Cover{Purpose: r.Purpose, By: actor.Name}
	if err := a.store.Write(ctx, func(tx *store.Tx) error {
		var err error
		cover.At = tx.Now().In(a.zone)
		cover.Number, err = tx.NextNumber("export")
		return err
	}); err != nil {
		return nil, err
	}
	// A crash from here to the record leaves a number unused: numbers have gaps.
	file, err := log.Finish(r.Format, cover)
	if err != nil {
		return nil, err
	}
	x := &Exported{file: file, ExportResult: ExportResult{
		Number: cover.Number, Rows: log.Rows(), Marking: sheets.LogMarking.In(r.Lang), Digest: file.Digest, Bytes: file.Bytes,
	}}
	if err := a.store.Write(ctx, func(tx *store.Tx) error {
		x.ID = tx.NewID()
		return tx.Append(actor.Person, "", export.StateAudit(export.AuditMade{
			Export: x.ID, Number: x.Number, View: string(f.View), Purpose: r.Purpose, Format: r.Format, Rows: x.Rows, Digest: x.Digest,
			Filter: auditNarrowing(f),
		}))
	}); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return x, nil
}

// auditNarrowing is what narrowed a view, by name.
func auditNarrowing(f view.AuditLogFilter) map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{
		"by": f.By, "group": string(f.Group), "from": string(f.From), "until": string(f.Until),
	} {
		if value != "" {
			out[name] = value
		}
	}
	if f.Refused {
		out["refused"] = "true"
	}
	return out
}

// VerifyHistory recomputes the stored history from the event after on, for at
// most the time, and records what it came to. Whoever is not the auditor is
// refused, and the refusal is kept.
func (a *App) VerifyHistory(ctx context.Context, actor org.Actor, after int64, most time.Duration) (view.AuditCheck, error) {
	if !actor.Holds(org.Auditor) {
		err := rulebook.Refuse("flow.seat", org.Auditor.Text())
		a.keep(ctx, actor, auditing{"verify-history"}, err)
		return view.AuditCheck{}, err
	}
	until := time.Now().Add(most)
	c, err := a.store.VerifyHistory(ctx, actor, max(0, after), a.answers, func(view.AuditCheck) bool {
		return ctx.Err() == nil && time.Now().Before(until)
	})
	if err != nil {
		return c, err
	}
	return c, a.store.Write(ctx, func(tx *store.Tx) error { return tx.AddVerification(actor.Person, c) })
}
