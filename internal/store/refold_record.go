package store

import (
	"encoding/json"

	"sealbook/internal/domain/attachment"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/export"
	"sealbook/internal/domain/labelissue"
)

// recordTable is a table of which every row is stated by one event of an object
// of its own, and by nothing else.
type recordTable struct {
	kind, table string
	columns     []string // beside id, event_id, at, actor
	stated      func(event.Event) (values []any, ok bool)
}

var recordTables = []recordTable{
	{"refusal", "refusal", []string{"account", "verb", "asset_id", "rule", "articles", "missing"}, statedRefusal},
	{"finding", "finding", []string{"kind", "asset_id", "label", "note"}, statedFinding},
	{"import", "import_batch", []string{"file", "digest", "rows_read", "registered", "refused", "unchanged"}, statedImport},
	{export.KindSubject, "export_log", []string{"what", "filter", "level", "rows_out", "digest"}, statedExport},
	{labelissue.KindFetch, "label_fetch", fetchColumns, statedFetch},
	{attachment.KindSubject, "attachment", []string{"digest", "size", "media"}, statedFile},
}

// refold compares the rows of the table with their events.
func (t *recordTable) refold(x *Tx) ([]Mismatch, error) {
	r := replaying{x: x, kind: t.kind, table: t.table}
	columns := append([]string{"id", "event_id", "at", "actor"}, t.columns...)
	want := map[string][]any{}
	err := r.walk(func(e event.Event) {
		own, ok := t.stated(e)
		if !ok || len(want) > 0 { // one event of its kind, one row
			r.out = append(r.out, unproved("ledger_event", r.chain.last, "type"))
			return
		}
		want[r.id] = append([]any{r.id, r.chain.last, stampOf(e.At), e.By}, own...)
	}, func() error {
		row := want
		want = map[string][]any{}
		return r.rows(t.table, 1, columns, row, "t.id = ?", r.id)
	})
	if err != nil {
		return nil, err
	}
	err = r.strays(t.table, "id", "id")
	return r.out, err
}

func statedRefusal(e event.Event) ([]any, bool) {
	d, ok := e.Data.(RefusalRecorded)
	if !ok {
		return nil, false
	}
	v, err := d.values()
	return v, err == nil
}

func statedFinding(e event.Event) ([]any, bool) {
	d, ok := e.Data.(FindingRecorded)
	return d.values(), ok
}

func statedImport(e event.Event) ([]any, bool) {
	d, ok := e.Data.(ImportRecorded)
	file := unstated // by an event of before the name was committed to
	if name, there := e.Private["file"]; there {
		file = name
	}
	return append([]any{file}, d.values()...), ok
}

func statedExport(e event.Event) ([]any, bool) {
	d, ok := e.Data.(export.Made)
	if d.Filter == nil {
		d.Filter = map[string]string{}
	}
	filter, err := json.Marshal(d.Filter)
	return []any{"assets", string(filter), int64(d.Level), d.Rows, d.Digest}, ok && err == nil
}

// refoldPolicy compares the values of the policy: one object, a row an event.
func refoldPolicy(x *Tx) ([]Mismatch, error) {
	r := replaying{x: x, kind: policySubject.Kind, table: "policy_value"}
	want := map[string][]any{}
	err := r.walk(func(e event.Event) {
		d, ok := e.Data.(PolicySet)
		if !ok {
			r.out = append(r.out, unproved("ledger_event", r.chain.last, "type"))
			return
		}
		values := []any{d.Version, d.Key, d.Raw, d.Reason, e.By, stampOf(e.At)}
		want[rowID(values[:1])] = values
	}, func() error { return nil })
	if err != nil {
		return nil, err
	}
	err = r.rows("policy_value", 1, []string{"version", "key", "raw", "reason", "actor", "at"}, want, "1 = 1")
	return r.out, err
}
