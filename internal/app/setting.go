package app

import (
	"net/url"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/domain/setting"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// The commands on what people set for themselves. They leave no event: they
// change what one sees, not what is on record (ADR 0012).
type (
	// SetSettings changes settings of the actor's own account; "" takes one back.
	SetSettings struct{ Values setting.Values }
	// SaveView keeps a list under a name; the same name again replaces it.
	SaveView struct {
		Name, Query string
		Sharing     setting.Sharing
	}
	// DropView drops it.
	DropView struct{ ID string }
)

func (c SetSettings) verb() string    { return "set-settings" }
func (c SetSettings) subject() string { return "" }
func (c SaveView) verb() string       { return "save-view" }
func (c SaveView) subject() string    { return "" }
func (c DropView) verb() string       { return "drop-view" }
func (c DropView) subject() string    { return "" }

func (a *App) setting(tx *store.Tx, actor org.Actor, c Command) (Outcome, error) {
	if actor.Account == "" {
		return Outcome{}, rulebook.Refuse("flow.seat")
	}
	switch c := c.(type) {
	case SetSettings:
		return a.setSettings(tx, actor, c)
	case SaveView:
		return a.saveView(tx, actor, c)
	case DropView:
		v, found, err := tx.SavedView(c.ID)
		if err != nil {
			return Outcome{}, err
		}
		if !found {
			return Outcome{}, setting.NoView()
		}
		if err := setting.Drop(actor, v); err != nil {
			return Outcome{}, err
		}
		return Outcome{ID: c.ID}, tx.DropView(c.ID)
	}
	return Outcome{}, errs.Wrap(errNoHandler(c), "app.command")
}

func (a *App) setSettings(tx *store.Tx, actor org.Actor, c SetSettings) (Outcome, error) {
	for _, key := range setting.Keys() {
		raw, given := c.Values[key]
		if !given {
			continue
		}
		value, err := setting.Parse(key, raw)
		if err != nil {
			return Outcome{}, err
		}
		if err := tx.SetSetting(actor.Account, key, value); err != nil {
			return Outcome{}, err
		}
	}
	for key := range c.Values {
		if _, err := setting.Parse(key, ""); err != nil {
			return Outcome{}, err
		}
	}
	return Outcome{ID: actor.Account}, nil
}

func (a *App) saveView(tx *store.Tx, actor org.Actor, c SaveView) (Outcome, error) {
	q, err := url.ParseQuery(c.Query)
	if err != nil {
		return Outcome{}, setting.BadQuery()
	}
	q.Del("cursor")
	people, err := tx.Persons(actor.Person)
	if err != nil {
		return Outcome{}, err
	}
	v, err := setting.Save(actor, setting.Saved{
		Department: people[actor.Person].Department, Name: c.Name, Query: q.Encode(), Sharing: c.Sharing,
	})
	if err != nil {
		return Outcome{}, err
	}
	id, others, err := tx.SavedOf(actor.Person, v.Name)
	if err != nil {
		return Outcome{}, err
	}
	if err := setting.Room(others); err != nil {
		return Outcome{}, err
	}
	if v.ID = id; id == "" {
		v.ID = tx.NewID()
	}
	return Outcome{ID: v.ID}, tx.SaveView(v)
}
