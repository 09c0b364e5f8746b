package app

import (
	"context"
	"time"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// Held tells who had an asset when, and who had it at the end of the organ's day
// («谁在何时持有», ORG 15). With no day it tells the periods only. A day to come
// has no answer yet.
func (a *App) Held(ctx context.Context, actor org.Actor, id string, day org.Date) (view.Held, error) {
	var end time.Time
	if day != "" {
		start, err := time.ParseInLocation("2006-01-02", string(day), a.zone)
		if err != nil || start.Year() < 1 {
			return view.Held{}, errs.InvalidField("on", "日期写作 2026-01-31。", "Write the day as 2026-01-31.")
		}
		if day > a.Today(a.store.Now()) {
			return view.Held{}, errs.InvalidField("on", "这一天还没有到。", "That day is still to come.")
		}
		end = start.AddDate(0, 0, 1)
	}
	return a.store.Held(ctx, actor, id, end)
}
