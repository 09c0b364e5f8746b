package main

import (
	"fmt"
	"strings"

	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
)

func init() {
	register("refold", "以历史核对台账各表；--recount 重建计数。Hold the tables against the history; --recount counts anew.",
		func() any { return &refoldCmd{} })
}

// refoldCmd is maintenance: it shows of no record more than where it stands, and
// acts as the system administrator or the auditor, like all that opens the book.
type refoldCmd struct {
	Acting  `embed:""`
	Recount bool `name:"recount" help:"核对之前按各行重建计数表；其间写入等待。Count all assets anew before the comparison; writers wait meanwhile."`
}

type refoldResult struct {
	Recounted   bool               `json:"recounted"`
	Differences int                `json:"differences"`
	Counts      int                `json:"counts"` // of those: in the tables of counts
	List        []refoldDifference `json:"list"`
}

// refoldDifference tells of values in the tables of counts only: those of records
// are nobody's business at this prompt.
type refoldDifference struct {
	Table    string `json:"table"`
	ID       string `json:"id"`
	Column   string `json:"column,omitempty"`
	Event    int64  `json:"event,omitempty"`
	Expected string `json:"expected,omitempty"`
	Found    string `json:"found,omitempty"`
}

// Run compares, after it has counted anew if it was told to.
func (c *refoldCmd) Run(env *Env) error {
	return acting(env, c.Acting, func(b *book, actor org.Actor) error { return c.compare(env, b, actor) })
}

func (c *refoldCmd) compare(env *Env, b *book, actor org.Actor) error {
	if actor.Only != nil || !actor.Holds(org.SystemAdmin) && (c.Recount || !actor.Holds(org.Auditor)) {
		return errs.New(errs.Forbidden, "refold.seat", "只有系统管理员可以重建计数，只有系统管理员或审计管理员可以核对。",
			"Only the system administrator counts anew; only he or the auditor compares.")
	}
	if c.Recount {
		if err := b.store.Recount(env.Context); err != nil {
			return err
		}
	}
	found, err := b.store.Refold(env.Context)
	if err != nil {
		return err
	}
	r, text := refoldTold(found, c.Recount)
	if err := env.Print(r, text); err != nil {
		return err
	}
	if r.Differences > 0 {
		return errSomeRefused
	}
	return nil
}

func refoldTold(found []store.Mismatch, recounted bool) (refoldResult, string) {
	r := refoldResult{Recounted: recounted, Differences: len(found), List: make([]refoldDifference, 0, len(found))}
	var text strings.Builder
	if recounted {
		text.WriteString("计数已重建。The assets are counted anew.\n")
	}
	for _, m := range found {
		d := refoldDifference{Table: m.Table, ID: m.ID, Column: m.Column, Event: m.LastEvent}
		fmt.Fprintf(&text, "%s %s %s", d.Table, d.ID, d.Column)
		if m.Counts() {
			r.Counts++
			d.Expected, d.Found = m.Expected, m.Found
			fmt.Fprintf(&text, "：应为 %s，现为 %s expected %s, found %s", d.Expected, d.Found, d.Expected, d.Found)
		}
		if d.Event != 0 {
			fmt.Fprintf(&text, "（事件 event %d）", d.Event)
		}
		text.WriteString("\n")
		r.List = append(r.List, d)
	}
	fmt.Fprintf(&text, "与历史不符 %d 处。%d differences from the history.\n", r.Differences, r.Differences)
	if r.Counts > 0 {
		fmt.Fprintf(&text, "其中计数 %d 处：请先停止所有旧版本进程，再运行 sealbook refold --recount。\n"+
			"%d of them are counts: stop every process of an older release, then run sealbook refold --recount.\n", r.Counts, r.Counts)
	}
	if r.Differences > r.Counts {
		text.WriteString("记录本身与历史不符：不要改动数据库，保留现场并报告安全审计员。\n" +
			"Records differ from the history: change nothing in the database, keep it as it is and tell the security auditor.\n")
	}
	return r, text.String()
}
