package api

import (
	"context"
	"time"

	"sealbook/internal/view"
)

// inboxRow is an asset with what is asked for about it.
type inboxRow struct {
	AssetRow
	Request *asked `json:"request,omitempty" doc:"待签申请；刚刚办结的没有。The request that waits; none where it was settled this moment."`
}

// asked is a request with everything its signer has to see.
type asked struct {
	ID      string        `json:"id"`
	Verb    verbCode      `json:"verb"`
	Text    string        `json:"text" doc:"事项名称。What the verb is called."`
	Line    string        `json:"line" doc:"申请内容一行概述；过长的内容有截断，全文见 changes。What is asked for in one line; long texts are cut, changes has them whole."`
	Changes []askedChange `json:"changes" nullable:"false" doc:"逐项内容：由何变为何。Each thing asked for, from what to what."`
	By      *ref          `json:"by,omitempty" doc:"申请人。Who has asked."`
	For     *ref          `json:"for,omitempty" doc:"受谁委托。On whose behalf."`
	At      time.Time     `json:"at"`
	Due     *time.Time    `json:"due,omitempty" doc:"此时未签收即退回。Falls back when nobody has accepted by then."`
	Steps   []askedStep   `json:"steps" nullable:"false" doc:"按顺序的签署；没有 signed 的第一步即当前一步。Signatures in order; the first without signed is the one it waits for."`
}

type askedChange struct {
	Name string `json:"name" doc:"与 args 或 correct 中的名称一致；keeper、claim 除外。As in args or correct, but for keeper and claim."`
	Text string `json:"text"`
	From string `json:"from,omitempty" doc:"原有内容；没有则不替换任何内容。What it is now; none where nothing is replaced."`
	To   string `json:"to"`
}

type askedStep struct {
	Seat       seatCode   `json:"seat"`
	Text       string     `json:"text"`
	Department *ref       `json:"department,omitempty"`
	Person     *ref       `json:"person,omitempty"`
	Signed     *ref       `json:"signed,omitempty"`
	For        *ref       `json:"for,omitempty"`
	At         *time.Time `json:"at,omitempty"`
}

func askedIn(a *view.Asked, lang string) *asked {
	if a == nil {
		return nil
	}
	out := &asked{
		ID: a.ID, Verb: verbCode(a.Verb), Text: a.Verb.Text().In(lang), Line: a.Line.In(lang), By: refOf(a.By), For: refOf(a.For),
		At: a.At, Due: when(a.Due), Changes: make([]askedChange, len(a.Asks)), Steps: make([]askedStep, len(a.Steps)),
	}
	for i, x := range a.Asks {
		out.Changes[i] = askedChange{Name: x.Name, Text: x.Text.In(lang), From: x.From.In(lang), To: x.To.In(lang)}
	}
	for i, x := range a.Steps {
		out.Steps[i] = askedStep{
			Seat: seatCode(x.Seat), Text: x.Seat.Text().In(lang), Department: refOf(x.Department), Person: refOf(x.Person),
			Signed: refOf(x.Signed), For: refOf(x.For), At: when(x.At),
		}
	}
	return out
}

type inboxAnswer struct {
	Body struct {
		Rows []inboxRow `json:"rows" nullable:"false"`
		Next string     `json:"next,omitempty" doc:"下一页的游标，末页没有。Cursor of the next page, none at the end."`
		Prev string     `json:"prev,omitempty"`
	}
}

// inbox lists what waits for the caller's signature, the longest unchanged
// first, each with what is asked for.
func (s *server) inbox(ctx context.Context, in *PageInput) (*inboxAnswer, error) {
	p, err := s.App.Store().Assets(ctx, who(ctx), view.AssetFilter{WaitsFor: true, Told: true, Sort: "changed", Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &inboxAnswer{}
	out.Body.Rows, out.Body.Next, out.Body.Prev = make([]inboxRow, len(p.Rows)), p.Next, p.Prev
	for i := range p.Rows {
		out.Body.Rows[i] = inboxRow{AssetRow: assetOf(p.Rows[i]), Request: askedIn(p.Rows[i].Asked, lang(ctx))}
	}
	return out, nil
}
