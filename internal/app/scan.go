package app

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

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
	text := norm.NFC.String(label.Clean(typed))
	switch {
	case text == "":
		return ScanResult{}, scanUnknown()
	case len(text) > maxScanned:
		return ScanResult{}, a.unknown(ctx, actor, text)
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
	f := store.Finding{Kind: store.FindingBeyond, By: actor.Person}
	if r.Label != nil {
		f.Asset, f.Label = r.Label.Asset, r.Label.Token
	} else {
		id, found, err := a.store.AssetIDByCode(ctx, key)
		if err != nil {
			return err
		}
		if !found {
			return a.unknown(ctx, actor, key)
		}
		f.Asset, f.Note = id, asTyped(key)
	}
	if err := a.store.RecordFinding(ctx, f); err != nil {
		return err
	}
	return scanUnknown()
}

// unknown keeps that somebody scanned what nobody has.
func (a *App) unknown(ctx context.Context, actor org.Actor, text string) error {
	if scannable(text) {
		f := store.Finding{Kind: store.FindingUnknown, By: actor.Person, Note: asTyped(text)}
		if err := a.store.RecordFinding(ctx, f); err != nil {
			return err
		}
	}
	return scanUnknown()
}

// scannable reports whether the text may have come from a label or be a code. A
// name or some words that somebody typed into the wrong box are no finding: who
// looks for whom is nothing to be on record.
func scannable(text string) bool {
	if _, err := label.ParseToken(text); err == nil {
		return true
	}
	words := strings.ContainsFunc(text, han) && strings.ContainsFunc(text, unicode.IsSpace)
	return strings.ContainsFunc(text, unicode.IsDigit) && !words
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// Bounds of what is scanned: bytes that are looked up, characters that are kept.
const (
	maxScanned = 200
	maxNoted   = 64
)

// asTyped is what a finding says of what was typed. A finding is never taken
// back, and what was typed may hold a name: only what has the form of a code or
// token is kept as it is, of all else its shape (A for a letter, 9 for a digit,
// 字 for a Chinese character, · for the rest) and its length.
func asTyped(s string) string {
	if len(s) <= maxNoted && !strings.ContainsFunc(s, notOfCode) {
		return strings.ToUpper(s)
	}
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n <= maxNoted {
			b.WriteRune(shapeOf(r))
		}
	}
	if n > maxNoted {
		b.WriteRune('…')
	}
	return b.String() + " (" + strconv.Itoa(n) + ")"
}

func notOfCode(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
}

func shapeOf(r rune) rune {
	switch {
	case unicode.IsDigit(r):
		return '9'
	case han(r):
		return '字'
	case unicode.IsLetter(r):
		return 'A'
	default:
		return '·'
	}
}
