package app

import (
	"context"
	"strings"
	"unicode"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

// ScanResult is the answer to what a wedge scanner typed.
type ScanResult struct {
	Record  view.Record
	Actions []asset.Action
	Label   *asset.Label // when a label's token was scanned
	Stale   bool         // the label is void or replaced: a finding was raised
	Note    errs.Text    // what to say beside the record, if anything
}

// Scan answers what was scanned or typed: a label's token, or an asset's code.
// Unknown and out of scope are answered alike and logged apart; a label out of
// force still resolves, says so, and raises a finding (domain.md §7).
func (a *App) Scan(ctx context.Context, actor org.Actor, typed string) (ScanResult, error) {
	text := label.Clean(typed)
	if text == "" || len(text) > 200 {
		return ScanResult{}, scanUnknown()
	}
	token, err := label.ParseToken(text)
	if err != nil {
		return a.scanCode(ctx, actor, text, ScanResult{})
	}
	r, l, err := a.store.Scanned(ctx, actor, token)
	switch {
	case err == nil:
		return a.scanned(ctx, actor, r, ScanResult{Label: &l})
	case !errs.IsKind(err, errs.NotFound):
		return ScanResult{}, err
	}
	// A token nobody knows may be somebody's code; a label that is known shows
	// that its asset is out of scope.
	l, found, err := a.store.LookupToken(ctx, token)
	if err != nil {
		return ScanResult{}, err
	}
	if found {
		return a.scanCode(ctx, actor, l.Asset, ScanResult{Label: &l})
	}
	return a.scanCode(ctx, actor, text, ScanResult{})
}

// scanCode answers for what is no token, or for the asset of a label that was
// not within reach a moment ago.
func (a *App) scanCode(ctx context.Context, actor org.Actor, key string, out ScanResult) (ScanResult, error) {
	r, err := a.store.Asset(ctx, actor, key)
	if errs.IsKind(err, errs.NotFound) {
		return ScanResult{}, a.missed(ctx, actor, out, key)
	}
	if err != nil {
		return ScanResult{}, err
	}
	return a.scanned(ctx, actor, r, out)
}

// scanned completes the answer for the asset that was found.
func (a *App) scanned(ctx context.Context, actor org.Actor, r view.Record, out ScanResult) (ScanResult, error) {
	actions, err := a.actions(ctx, actor, r)
	if err != nil {
		return ScanResult{}, err
	}
	out.Record, out.Actions = r, actions
	if out.Label == nil || out.Label.State != asset.LabelVoid && out.Label.State != asset.LabelReplaced {
		return out, nil
	}
	out.Stale, out.Note = true, staleText(out.Label.State)
	return out, a.store.RecordFinding(ctx, store.Finding{
		Kind: "label.stale", Asset: r.ID, Label: out.Label.Token, By: actor.Person, Note: string(out.Label.State),
	})
}

func staleText(s asset.LabelState) errs.Text {
	if s == asset.LabelVoid {
		return errs.T("该标签已作废，不得继续使用；已登记为异常。", "This label is void and must not be used; a finding was raised.")
	}
	return errs.T("该标签已被新标签替换；已登记为异常。", "This label was replaced by a newer one; a finding was raised.")
}

func scanUnknown() error {
	return errs.New(errs.NotFound, "scan.unknown", "没有找到该标签或编号，或不在您的权限范围内。",
		"No such label or code, or it is outside your scope.")
}

// missed keeps apart, in the log only, what the answer does not tell apart.
func (a *App) missed(ctx context.Context, actor org.Actor, r ScanResult, key string) error {
	kind := "scan.unknown"
	f := store.Finding{By: actor.Person, Note: strings.ToUpper(key)}
	if len(f.Note) > 64 {
		f.Note = f.Note[:64]
	}
	if r.Label != nil {
		kind, f.Asset, f.Label, f.Note = "scan.out_of_scope", r.Label.Asset, r.Label.Token, ""
	} else if id, found, err := a.store.AssetIDByCode(ctx, key); err != nil {
		return err
	} else if found {
		kind, f.Asset = "scan.out_of_scope", id
	} else if !scannable(key) {
		return scanUnknown()
	}
	f.Kind = kind
	if err := a.store.RecordFinding(ctx, f); err != nil {
		return err
	}
	return scanUnknown()
}

// scannable reports whether the text may have come from a label or be a code. A
// name or a word that somebody typed into the wrong box is no finding: it would
// put who looked for whom on record.
func scannable(text string) bool {
	if _, err := label.ParseToken(text); err == nil {
		return true
	}
	han := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	return strings.ContainsFunc(text, unicode.IsDigit) && !strings.ContainsFunc(text, han)
}
