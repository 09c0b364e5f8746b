package app

import (
	"context"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/store"
)

// PrintDraft is what a print of some assets would be: nothing of it is done.
type PrintDraft struct {
	New, Copies int
	Labels      []DraftLabel
	Blocked     []BlockedLabel // any of them stops the whole job
}

// DraftLabel is one label as it would print. Its item has no token.
type DraftLabel struct {
	Asset string
	Item  label.Item
	Copy  bool
}

// BlockedLabel is an asset of which no label may be printed, and why.
type BlockedLabel struct {
	Asset, Code string
	Why         *errs.Error
}

// DraftPrint asks the domain of each asset what a print would make of it. What
// the actor may not see is blocked without its code.
func (a *App) DraftPrint(ctx context.Context, actor org.Actor, ids []string) (PrintDraft, error) {
	var out PrintDraft
	err := a.store.Read(ctx, func(tx *store.Tx) error {
		out = PrintDraft{}
		assets, err := tx.Assets(ids...)
		if err != nil {
			return err
		}
		labels, err := tx.LabelsOf(ids...)
		if err != nil {
			return err
		}
		departments, err := tx.Departments()
		if err != nil {
			return err
		}
		f := asset.Facts{Actor: actor, Now: tx.Now(), Assets: assets}
		for i, id := range ids {
			s, ok := assets[id]
			if !ok || !visible(actor, s, asset.VerbPrint) {
				out.Blocked = append(out.Blocked, BlockedLabel{Asset: id, Why: errs.As(asset.NotFound())})
				continue
			}
			f.Labels = labels[id]
			e, _, err := asset.Print(f, id, "", "", i+1, s.Title(), departments[s.Custody.Department].Name)
			if err != nil {
				out.Blocked = append(out.Blocked, BlockedLabel{Asset: id, Code: s.Code, Why: errs.As(err)})
				continue
			}
			m, _ := e.Data.(asset.LabelMade)
			if m.Copy {
				out.Copies++
			} else {
				out.New++
			}
			item := LabelItem(asset.Label{Number: m.Number, Shows: m.Shows})
			out.Labels = append(out.Labels, DraftLabel{Asset: id, Item: item, Copy: m.Copy})
		}
		return nil
	})
	return out, err
}
