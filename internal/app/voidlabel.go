package app

import (
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/label"
	"sealbook/internal/store"
)

func (a *App) voidLabel(tx *store.Tx, actor org.Actor, c VoidLabel) (Outcome, error) {
	token, err := label.ParseToken(c.Token)
	if err != nil {
		return Outcome{}, err
	}
	l, found, err := tx.LabelByToken(token)
	if err != nil {
		return Outcome{}, err
	}
	if !found || c.Asset != "" && c.Asset != l.Asset {
		return Outcome{}, asset.NotFound()
	}
	assets, err := tx.Assets(l.Asset)
	if err != nil {
		return Outcome{}, err
	}
	s := assets[l.Asset]
	if !visible(actor, s, asset.VerbVoidLabel) {
		return Outcome{}, asset.NotFound()
	}
	f := asset.Facts{Actor: actor, Now: tx.Now(), Assets: assets, Labels: []asset.Label{l}}
	e, err := asset.VoidLabel(f, l.Asset, token, c.Reason)
	if err != nil {
		return Outcome{}, err
	}
	if err := a.append(tx, actor, []event.Event{e}); err != nil {
		return Outcome{}, err
	}
	return outcomeOf(asset.Fold(s, e)), nil
}
