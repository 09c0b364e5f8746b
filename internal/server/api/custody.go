package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

type custodyInput struct {
	IDOf
	On string `query:"on" maxLength:"10" doc:"某日终了时，写作 2026-01-31；不填则只答历次持有。At the end of the day; without it the periods only."`
}

// custodyAnswer tells who had an asset when, and what stopped it when.
type custodyAnswer struct {
	On        string          `json:"on,omitempty"`
	Then      *custodyThen    `json:"then,omitempty" doc:"该日终了时的情况；当时尚未登记的没有。As it was at the end of the day; none when it was not yet on record."`
	Periods   []custodyPeriod `json:"periods" nullable:"false" maxItems:"200" doc:"历次持有，最早的在前；最后一次持续至今。至多最近 200 次，与页面相同。The oldest first; the last one goes on. The last 200 at most, as on the page."`
	More      int             `json:"more,omitempty" doc:"更早而未列出的持有次数；全部在设备历史中。Older periods that are left out; all of it is in the history of the asset."`
	Holds     []custodyHold   `json:"holds" nullable:"false" doc:"历次管控，按发生先后：仍有效的全部，已解除的至多最近 200 次。As they were noticed: all in force, and of those lifted the last 200 at most."`
	MoreHolds int             `json:"more_holds,omitempty" doc:"更早而未列出的已解除管控次数。Older holds, lifted since, that are left out."`
}

type custodyThen struct {
	Holder     string    `json:"holder" enum:"store,keeper,host,vendor,unknown" doc:"keeper 责任人、store 库房、host 随主机、vendor 送外维修、unknown 无人持有。"`
	Keeper     *ref      `json:"keeper,omitempty"`
	Department *ref      `json:"department,omitempty"`
	Room       *ref      `json:"room,omitempty"`
	Since      time.Time `json:"since"`
	Life       lifeCode  `json:"life"`
	Decided    bool      `json:"decided"`
	Level      levelCode `json:"level" doc:"decided 为 false 时没有意义。Nothing is said by it while decided is false."`
	Mark       string    `json:"mark,omitempty"`
	Use        string    `json:"use,omitempty"`
	High       levelCode `json:"high_water,omitempty" doc:"最高曾存密级。"`
}

type custodyPeriod struct {
	Holder     string     `json:"holder" enum:"store,keeper,host,vendor,unknown"`
	Keeper     *ref       `json:"keeper,omitempty"`
	Department *ref       `json:"department,omitempty"`
	Room       *ref       `json:"room,omitempty"`
	From       time.Time  `json:"from"`
	Until      *time.Time `json:"until,omitempty" doc:"持续至今的没有。None while it goes on."`
	Verb       verbCode   `json:"verb,omitempty" doc:"由何操作开始。By what it began."`
	By         *ref       `json:"by,omitempty"`
}

type custodyHold struct {
	Kind     holdCode   `json:"kind"`
	Ref      string     `json:"ref,omitempty"`
	Derived  bool       `json:"derived,omitempty" doc:"由其他事实推出，无人开立。It follows from other facts."`
	Since    time.Time  `json:"since"`
	Until    *time.Time `json:"until,omitempty"`
	Due      *time.Time `json:"due,omitempty"`
	By       *ref       `json:"by,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	LiftedBy *ref       `json:"lifted_by,omitempty"`
	Lifted   string     `json:"lifted,omitempty"`
}

// custody answers «谁在何时持有» (ORG 15), as the record's tab does.
func (s *server) custody() {
	huma.Register(s.api, op("asset-custody", http.MethodGet, "/assets/{id}/custody", "谁在何时持有", "who held it, on a day and all along"),
		func(ctx context.Context, in *custodyInput) (*struct{ Body custodyAnswer }, error) {
			h, err := s.App.Held(ctx, who(ctx), in.ID, org.Date(in.On))
			if err != nil {
				return nil, err
			}
			return &struct{ Body custodyAnswer }{custodyOf(h, in.On)}, nil
		})
}

func custodyOf(h view.Held, on string) custodyAnswer {
	var more, moreHolds int
	h.Line, more, moreHolds = lately(h.Line)
	out := custodyAnswer{
		On: on, Periods: make([]custodyPeriod, 0, len(h.Line.Periods)), Holds: make([]custodyHold, 0, len(h.Line.Holds)),
		More: more, MoreHolds: moreHolds,
	}
	named := func(id string) *ref { return refOf(view.Ref{ID: id, Name: h.Names[id]}) }
	if on != "" && h.Then.ID != "" {
		out.Then = thenOf(h.Then, named)
	}
	for _, p := range h.Line.Periods {
		out.Periods = append(out.Periods, custodyPeriod{
			Holder: holderOf(p.Custody), Keeper: named(p.Person), Department: named(p.Department), Room: named(p.Room),
			From: p.From, Until: when(p.Until), Verb: verbCode(p.Verb), By: named(p.By),
		})
	}
	for _, x := range h.Line.Holds {
		out.Holds = append(out.Holds, custodyHold{
			Kind: holdCode(x.Kind), Ref: x.Ref, Derived: x.Kind.Derived(), Since: x.Since, Until: when(x.Until), Due: when(x.Due),
			By: named(x.By), Reason: x.Reason, LiftedBy: named(x.LiftedBy), Lifted: x.Lifted,
		})
	}
	return out
}

// lately keeps of a line the last periods and holds, and all holds in force; it
// tells how many older ones are left out.
func lately(l asset.Line) (_ asset.Line, periods, holds int) {
	periods = max(len(l.Periods)-view.MostPeriods, 0)
	l.Periods = l.Periods[periods:]
	for _, x := range l.Holds {
		if !x.Until.IsZero() {
			holds++
		}
	}
	holds = max(holds-view.MostPeriods, 0)
	left, kept := holds, make([]asset.Holding, 0, len(l.Holds)-holds)
	for _, x := range l.Holds {
		if left > 0 && !x.Until.IsZero() {
			left--
			continue
		}
		kept = append(kept, x)
	}
	l.Holds = kept
	return l, periods, holds
}

func thenOf(st asset.State, named func(string) *ref) *custodyThen {
	c, m := st.Custody, st.Marking
	out := &custodyThen{
		Holder: holderOf(c), Keeper: named(c.Person), Department: named(c.Department), Room: named(c.Room), Since: c.Since,
		Life: lifeCode(st.Life), Decided: m.Decided, Level: levelCode(m.Level.String()), Use: st.Details.Use,
	}
	if m.Decided {
		out.Mark = level.Mark(m.Level, m.Term)
	}
	if st.HighWaterKnown() {
		out.High = levelCode(st.HighWater.String())
	}
	return out
}

// holderOf is who has it; what nobody was given yet is in the store.
func holderOf(c asset.Custody) string {
	if c.Holder == "" {
		return string(asset.HolderStore)
	}
	return string(c.Holder)
}
