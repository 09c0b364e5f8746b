package app

import (
	"cmp"
	"fmt"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/store"
)

// MaxPrint is the largest number of labels in one job.
const MaxPrint = 5000

// print makes one job of labels. The same key of the same person is the same
// job: nothing is printed twice on record because a button was pressed twice.
func (a *App) print(tx *store.Tx, actor org.Actor, c Print) (Outcome, error) {
	if len(c.Assets) == 0 || len(c.Assets) > MaxPrint {
		return Outcome{}, errs.InvalidField("assets", "请选择1至5000件设备。", "Choose 1 to 5,000 assets.")
	}
	if c.Key != "" {
		if job, found, err := tx.PrintJobByKey(actor.Account, c.Key); err != nil || found {
			same := job.Stock == c.Stock && job.Start == max(c.Start, 1)
			if err == nil && same {
				same, err = tx.Printed(job.ID, c.Assets)
			}
			if err == nil && !same {
				err = errs.New(errs.Conflict, "idempotency.mismatch",
					"该打印任务键已用于另一任务，请换一个新的键。", "This key was used for another print job; take a new one.")
			}
			return Outcome{ID: job.ID, Labels: job.Labels, Copies: job.Copies, Again: true}, err
		}
	}
	stock, err := label.FindStock(c.Stock)
	if err != nil {
		return Outcome{}, err
	}
	if c.Start == 0 {
		c.Start = 1
	}
	if c.Start < 1 || c.Start > stock.PerPage() {
		return Outcome{}, errs.InvalidField("start",
			fmt.Sprintf("起始位置应为1至%d。", stock.PerPage()), fmt.Sprintf("The start is from 1 to %d.", stock.PerPage()))
	}
	assets, err := tx.Assets(c.Assets...)
	if err != nil {
		return Outcome{}, err
	}
	job := labelissue.Job{ID: tx.NewID(), Key: c.Key, Stock: c.Stock, Start: c.Start, By: actor.Person, Labels: len(c.Assets)}
	f := asset.Facts{Actor: actor, Now: tx.Now(), Assets: assets}
	departments, err := tx.Departments()
	if err != nil {
		return Outcome{}, err
	}
	labels, err := tx.LabelsOf(c.Assets...)
	if err != nil {
		return Outcome{}, err
	}
	var events []event.Event
	for i, id := range c.Assets {
		s, ok := assets[id]
		if !ok || !visible(actor, s, asset.VerbPrint) {
			return Outcome{}, asset.NotFound()
		}
		token, err := label.NewToken(a.rand)
		if err != nil {
			return Outcome{}, errs.Wrap(err, "app.token")
		}
		f.Labels = labels[id]
		e, used, err := asset.Print(f, id, token, job.ID, i+1, s.Title(), departments[s.Custody.Department].Name)
		if err != nil {
			return Outcome{}, errs.As(err).WithMissing(errs.T("设备："+s.Code, "asset: "+s.Code))
		}
		if used != token {
			job.Copies++
		}
		events = append(events, e)
	}
	open := labelissue.Open(job, f.Now, actor.Person)
	for _, e := range events {
		open.For = cmp.Or(open.For, e.For) // one job, be it that some of the labels needed nobody else's seat
	}
	if err := a.append(tx, actor, append([]event.Event{open}, events...)); err != nil {
		return Outcome{}, err
	}
	return Outcome{ID: job.ID, Labels: job.Labels, Copies: job.Copies}, nil
}

// LabelItem is what one label shows: what was recorded when it was printed.
func LabelItem(l asset.Label) label.Item {
	return label.Item{
		Token: l.Token, Code: l.Shows.Code, Name: l.Shows.Name, Department: l.Shows.Department, Marking: l.Shows.Mark,
		Number: fmt.Sprintf("%s/%d", l.Shows.Code, l.Number), Level: l.Shows.Level,
	}
}
