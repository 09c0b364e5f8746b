package app

import (
	"context"
	"errors"
	"strconv"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

// dueBatch is how many overdue requests one look takes on.
const dueBatch = 200

// DueWork does what falls due without anybody asking: a hand-over that was not
// accepted in time falls back to the giver (domain.md §4); once a day it is said
// of what a keeper is not cleared for any more (use.clearance). It answers with
// the count of things done. Each is a command of the system actor, decided again
// under lock: what was signed meanwhile is refused by the domain and left alone.
func (a *App) DueWork(ctx context.Context) (done int, err error) {
	system := org.Actor{System: true, Name: SystemActor}
	ids, err := a.store.Overdue(ctx, dueBatch)
	if err != nil {
		return 0, err
	}
	var failed error
	for _, id := range ids {
		if ctx.Err() != nil {
			return done, failed
		}
		// Not through Execute: a refusal here only says that somebody was faster,
		// and is nobody's evidence.
		err := a.store.Write(ctx, func(tx *store.Tx) error {
			_, err := a.act(tx, system, Act{asset.Command{Asset: id, Verb: asset.VerbLapse}})
			return err
		})
		switch {
		case err == nil:
			done++
		case errs.IsKind(err, errs.Refused), errs.IsKind(err, errs.Conflict):
		default:
			failed = errors.Join(failed, err)
		}
	}
	n, err := a.clearanceDue(ctx)
	_, untidy := a.store.AddUp(ctx) // no deed: counts stay what they are, in fewer lines
	return done + n, errors.Join(failed, err, untidy)
}

// clearanceDue raises a finding for each asset whose keeper's clearance has run
// out since yesterday. It looks once a day: what changes by a command is found
// by the command.
func (a *App) clearanceDue(ctx context.Context) (done int, err error) {
	today := a.Today(a.store.Now())
	if seen, _ := a.swept.Load().(org.Date); seen == today {
		return 0, nil
	}
	list, err := a.store.BeyondClearance(ctx, today, dueBatch)
	if err != nil {
		return 0, err
	}
	persons := map[string]bool{}
	for _, b := range list {
		if persons[b.Keeper] {
			continue
		}
		persons[b.Keeper] = true
		n := 0
		if err := a.store.Write(ctx, func(tx *store.Tx) error {
			_, _, err := tx.PersonForUpdate(b.Keeper)
			if err == nil {
				n, err = a.beyondClearance(tx, "", b.Keeper)
			}
			return err
		}); err != nil {
			return done, err
		}
		done += n
	}
	if len(list) < dueBatch { // else the rest comes with the next look
		a.swept.Store(today)
	}
	return done, nil
}

// beyondClearance keeps a finding for each asset that the person may not keep
// any more. What is true outside is not refused: it is on record, and his assets
// are to be taken back or handed over. by is "" for the system.
func (a *App) beyondClearance(tx *store.Tx, by, person string) (int, error) {
	list, err := tx.BeyondClearance(person, a.Today(tx.Now()))
	if err != nil {
		return 0, err
	}
	for _, b := range list {
		f := store.Finding{Kind: store.FindingClearance, Asset: b.Asset, By: by, Note: b.Keeper}
		if err := tx.AddFinding(f); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// keepsBeyond tells who changed the person's record what it means. How much
// somebody keeps is told to who may know it (org.Actor.Knows).
func keepsBeyond(n int, known bool) *errs.Text {
	t := errs.T("其保管的设备中有超出涉密等级或有效期的，已逐件登记异常，由保密办和部门处理。",
		"The clearance does not reach some assets in this person's keeping, or has ended; a finding was raised for each, for the secrecy office and the department.")
	if known {
		count := strconv.Itoa(n)
		t = errs.T("其保管的 "+count+" 件设备已超出涉密等级或有效期，已逐件登记异常，请收回或交接。",
			"The clearance does not reach "+count+" assets in this person's keeping, or has ended; a finding was raised for each. Take them back or hand them over.")
	}
	return &t
}
