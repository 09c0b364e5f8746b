package pages

import (
	"cmp"
	"encoding/json"
	"maps"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/auth"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// history fills in the rows that the filter of the address lets through. A
// filter that cannot be is said on the page, and nothing is listed.
func (p *Pages) history(c echo.Context, out *tabbed, r view.Record) error {
	f, err := p.historyFilter(c, r.ID)
	if err != nil {
		return err
	}
	out.Filter = f
	if f.Problem != nil {
		return nil
	}
	entries, next, err := p.App.Store().HistoryOf(c.Request().Context(), reqctx.Actor(c), r.ID, f.of, c.QueryParam("cursor"), historyRows)
	if err != nil {
		return err
	}
	out.History = p.of(c).historyRows(entries, r)
	out.Pager = pager{Rows: len(out.History)}
	if next != "" {
		out.Pager.Next = f.address("cursor", next)
	}
	return nil
}

func (s *set) historyRows(entries []view.Entry, r view.Record) []historyRow {
	rows := make([]historyRow, len(entries))
	for i, e := range entries {
		at := r // the record names what it speaks of now, the entry what it spoke of then
		at.Names = maps.Clone(e.Names)
		if at.Names == nil {
			at.Names = map[string]string{}
		}
		maps.Copy(at.Names, r.Names)
		rows[i] = s.historyRow(e, at)
	}
	return rows
}

// eventKeys names the events that are more than the verb they came from.
var eventKeys = map[string]string{
	"asset.registered": "event.registered", "asset.voided": "event.voided", "asset.corrected": "event.corrected",
	"asset.checked": "event.checked", "asset.paired": "event.paired", "asset.unpaired": "event.unpaired",
	"asset.taken_out": "event.taken_out", "asset.put_in": "event.put_in", "asset.loaded": "event.loaded",
	"asset.cleared": "event.cleared", "asset.held": "event.held", "asset.unheld": "event.unheld",
	"asset.lost_reported": "event.lost_reported", "label.printed": "event.label_printed",
	"label.applied": "event.label_applied", "label.voided": "event.label_voided",
	"label.fetched":         "event.label_fetched",
	"asset.repair_approved": "event.repair_approved", "asset.repair_opened": "event.repair_opened",
}

func (s *set) historyRow(e view.Entry, r view.Record) historyRow {
	row := historyRow{
		At: e.At, By: e.By.Name, Refused: e.Type == "refusal", Reason: e.Reason, Rule: e.Rule, Articles: e.Articles,
		What: s.head(e.Verb.Text()),
	}
	if row.By == "" {
		row.By = e.By.ID
	}
	if e.For.ID != "" {
		row.By = s.t("history.by_for", row.By, cmp.Or(e.For.Name, e.For.ID))
	}
	if row.Refused {
		row.What, row.Missing = s.verb(string(e.Verb)), s.sayAll(e.Missing)
		if rule, ok := rulebook.Get(e.Rule); ok {
			row.Words = s.head(rule.Text)
		}
		return row
	}
	if key := eventKeys[e.Type]; key != "" {
		row.What = s.t(key)
	}
	row.Facts = append(s.eventFacts(e, r, &row), s.signedFacts(e.Signed)...)
	return row
}

// signedFacts tells how an event was signed.
func (s *set) signedFacts(x *view.SignedBy) []fact {
	if x == nil {
		return nil
	}
	if !x.Fits {
		return []fact{{Label: s.t("sign.signature"), Value: s.t("sign.misfit")}}
	}
	how := s.t("sign.by_password")
	switch x.Method {
	case auth.GivenCode:
		how = s.t("sign.by_code")
	case auth.GivenKey:
		how = s.t("sign.by_key")
	}
	if x.Desk != "" {
		how += s.t("frame.comma") + s.t("sign.at_desk")
	}
	if x.Count > 1 {
		how += s.t("frame.comma") + s.t("sign.many", s.number(x.Count))
	}
	return []fact{{Label: s.t("sign.signature"), Value: how}, {Label: s.t("sign.check"), Value: checkOf(x.Digest)}}
}

// read decodes a payload as it was recorded. One that a later release wrote
// differently shows without its particulars rather than not at all.
func read[T any](data []byte) T {
	var v T
	if json.Unmarshal(data, &v) != nil {
		var none T
		return none
	}
	return v
}

// eventFacts tells the particulars of an event in words.
func (s *set) eventFacts(e view.Entry, r view.Record, row *historyRow) []fact {
	switch e.Type {
	case "asset.marked":
		x := read[asset.Marked](e.Data)
		row.What = s.head(x.Verb.Text())
		return facts(s.t("col.level"), s.mark(x.Marking.Level, x.Marking.Term), s.t("record.basis"), x.Marking.Basis)
	case "asset.custody":
		x := read[asset.CustodyChanged](e.Data)
		row.What = s.head(x.Verb.Text())
		return facts(s.t("col.life"), s.head(x.Life.Text()), s.t("record.keeper"), named(r, x.Custody.Person),
			s.t("record.department"), named(r, x.Custody.Department), s.t("record.room"), named(r, x.Custody.Room), s.t("detail.use"), x.Use)
	case "asset.repair_moved":
		x := read[asset.RepairMoved](e.Data)
		row.What, row.Reason = s.t("event.repair_moved", s.say(x.Stage.Text())), x.Reason
		return facts(s.t("col.life"), s.head(x.Life.Text()), s.t("record.department"), named(r, x.Custody.Department), s.t("record.room"), named(r, x.Custody.Room))
	case "request.opened":
		x := read[asset.RequestOpened](e.Data)
		row.What = s.t("event.asked", s.say(x.Request.Verb.Text()))
		return s.asked(r, x.Request)
	case "request.signed":
		x := read[asset.RequestSigned](e.Data)
		row.What, row.Reason = s.t("event.signed"), x.Note
		return facts(s.t("event.as"), s.head(x.Seat.Text()))
	case "request.closed":
		x := read[asset.RequestClosed](e.Data)
		row.What = s.t("event.closed", s.say(x.Verb.Text()))
		return facts(s.t("col.life"), s.head(x.Life.Text()))
	case "asset.corrected":
		x := read[asset.Corrected](e.Data)
		return s.changes(x.Old, x.New)
	default:
		return s.lesserFacts(e, r)
	}
}

func (s *set) lesserFacts(e view.Entry, r view.Record) []fact {
	switch e.Type {
	case "asset.registered":
		x := read[asset.AssetRegistered](e.Data)
		return facts(s.t("record.kind"), s.head(x.Kind.TextIn(x.Class)), s.t("col.serial"), x.Serial, s.t("event.source"), s.origin(e.File, x))
	case "asset.checked":
		x := read[asset.CheckedTech](e.Data)
		return facts(s.t("record.network"), textOf(s.networks(), string(x.Network)), s.t("record.wireless"), textOf(s.wirelesses(), string(x.Wireless)), s.t("detail.notes"), x.Note)
	case "asset.held":
		x := read[asset.Held](e.Data)
		return facts(s.t("chip.hold"), s.head(x.Hold.Kind.Text()), s.t("event.reference"), x.Hold.Ref)
	case "asset.unheld":
		x := read[asset.Unheld](e.Data)
		return facts(s.t("chip.hold"), s.head(x.Kind.Text()), s.t("event.reference"), x.Ref)
	case "asset.loaded":
		x := read[asset.Loaded](e.Data)
		return facts(s.t("col.level"), s.head(x.Content.Level.Text()), s.t("event.clear_by"), s.day(x.Content.ClearBy))
	case "asset.lost_reported":
		x := read[asset.LostReported](e.Data)
		return facts(s.t("event.deadline"), s.at(x.Deadline))
	case "asset.taken_out":
		x := read[asset.TakenOut](e.Data)
		condition := ""
		if x.Condition != asset.PartGood {
			condition = s.head(x.Condition.Text())
		}
		return facts(s.t("event.part"), codeOf(x.Part, r), s.t("event.condition"), condition)
	case "asset.repair_approved":
		x := read[asset.RepairGranted](e.Data)
		return append(facts(s.t("repair.number"), x.Number), s.repairAsked(r, x.Ask)...)
	case "asset.repair_opened":
		x := read[asset.RepairOpened](e.Data)
		return append(facts(s.t("repair.number"), x.Number), s.repairAsked(r, x.Ask)...)
	case "asset.put_in":
		x := read[asset.PutIn](e.Data)
		return facts(s.t("event.part"), codeOf(x.Part, r))
	case "asset.paired":
		x := read[asset.Paired](e.Data)
		return facts(s.t("event.other"), codeOf(other(r.ID, x.Asset, x.Other), r))
	case "asset.unpaired":
		x := read[asset.Unpaired](e.Data)
		return facts(s.t("event.other"), codeOf(other(r.ID, x.Asset, x.Other), r))
	case "label.printed":
		x := read[asset.LabelMade](e.Data)
		return facts(s.t("labels.number"), strconv.Itoa(x.Number), s.t("labels.shows"), x.Shows.Mark)
	case "label.fetched":
		x := read[labelissue.Fetched](e.Data)
		return facts(s.t("labels.format"), strings.ToUpper(x.Format), s.t("labels.stock"), s.stock(x.Stock), s.t("labels.count"), strconv.Itoa(x.Labels))
	case "label.applied":
		x := read[asset.LabelApplied](e.Data)
		return facts(s.t("labels.number"), strconv.Itoa(x.Number))
	case "label.voided":
		x := read[asset.LabelVoided](e.Data)
		return facts(s.t("labels.number"), strconv.Itoa(x.Number))
	}
	return nil
}

// origin says from where an asset was imported: file, sheet and row. Early
// imports did not keep the row.
func (s *set) origin(file string, x asset.AssetRegistered) string {
	switch {
	case x.Source == "":
		return ""
	case file == "":
		return s.t("event.source_ledger")
	case x.Row == 0:
		return file
	case x.Sheet == 0:
		return s.t("event.source_row", file, x.Row)
	}
	return s.t("event.source_sheet", file, x.Sheet, x.Row)
}

// other is the one of two that is not me.
func other(me, a, b string) string {
	if a == me {
		return b
	}
	return a
}

// facts pairs labels with values and leaves out what is empty.
func facts(pairs ...string) []fact {
	var out []fact
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, fact{Label: pairs[i], Value: pairs[i+1]})
		}
	}
	return out
}

// corrected lists what a correction asks for; changes, what it replaced as well.
func (s *set) corrected(c asset.Correction) []fact { return s.changes(asset.Correction{}, c) }

func (s *set) changes(was, now asset.Correction) []fact {
	old, fresh := texts(was), texts(now)
	var out []fact
	for _, d := range append([]detail{{name: "kind", key: "detail.kind"}}, details...) {
		v, ok := fresh[d.name]
		if !ok {
			continue
		}
		if before := old[d.name]; before != "" {
			v = before + " → " + v
		}
		out = append(out, fact{Label: s.t(d.key), Value: v})
	}
	return out
}

// texts reads a correction by its JSON names.
func texts(c asset.Correction) map[string]string {
	b, err := json.Marshal(c)
	if err != nil {
		return nil
	}
	var all map[string]any
	if json.Unmarshal(b, &all) != nil {
		return nil
	}
	out := map[string]string{}
	for k, v := range all {
		if text, ok := v.(string); ok {
			out[k] = text
		}
	}
	return out
}
