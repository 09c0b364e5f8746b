package store

import (
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
)

// assetRow is an asset as its row has it: the state, and the copies of others'
// names that lists and search need.
type assetRow struct {
	asset.State
	keeper, department, room, host string
}

var assetKind = kindOf[assetRow]{
	kind: asset.KindSubject, table: "asset", key: "id",
	columns: []string{
		"code", "code_key", "class", "kind", "book", "name", "serial", "serial_key", "alive", "brand", "model",
		"network", "wireless", "checked", "details", "bought", "claim", "claim_keeper", "source",
		"life", "before_life", "holder", "keeper_id", "keeper_name", "department_id", "department_name",
		"room_id", "room_name", "since",
		"level", "term", "scope", "basis", "decided", "marking_version", "content_level", "content_since", "clear_by",
		"held", "hold_incident", "hold_discrepancy", "hold_frozen", "holds",
		"high_water", "host_id", "host_code", "parts", "pairs",
		"label_issued", "label_applied", "label_marking", "label_due",
		"request", "request_by", "receiver_id", "giver_id", "wait_verb", "wait_seat", "wait_department", "wait_person", "request_due",
		"repair", "repairs", "repair_id", "changed",
	},
	scan:   scanAsset,
	values: assetValues,
	fold: func(r assetRow, e event.Event) assetRow {
		r.State = asset.Fold(r.State, e)
		return r
	},
	id:      func(r *assetRow) string { return r.ID },
	version: func(r *assetRow) *int64 { return &r.Version },
	changed: func(r *assetRow) time.Time { return r.Changed },
	apply:   noteKeys,
	fill:    fillNames,
	write:   afterAssets,
}

// scanAsset reads a row. Columns that follow from others (keys, flags, who is
// waited for) are for queries only and are not read back.
func scanAsset(r *assetRow) ([]any, func() error) {
	var c struct { // one allocation for all
		skip                                  any
		checked, since, contentSince, clearBy stamp
		changed                               stamp
		keeper, department, room, host        text
		details, claim, claimKeeper, holds    string
		parts, pairs, request, repair         string
	}
	dest := []any{
		&r.ID, &r.Code, &c.skip, (*string)(&r.Class), (*string)(&r.Kind), (*string)(&r.Book), &c.skip, &r.Serial, &c.skip, &c.skip, &r.Brand, &r.Model,
		(*string)(&r.Network), (*string)(&r.Wireless), &c.checked, &c.details, &c.skip, &c.claim, &c.claimKeeper, &r.Source,
		(*string)(&r.Life), (*string)(&r.Before), (*string)(&r.Custody.Holder), &c.keeper, &r.keeper, &c.department, &r.department,
		&c.room, &r.room, &c.since,
		(*int)(&r.Marking.Level), &r.Marking.Term, &r.Marking.Scope, &r.Marking.Basis, &r.Marking.Decided, &r.Marking.Version,
		(*int)(&r.Content.Level), &c.contentSince, &c.clearBy,
		&c.skip, &c.skip, &c.skip, &c.skip, &c.holds,
		(*int)(&r.HighWater), &c.host, &r.host, &c.parts, &c.pairs,
		&r.LabelIssued, &r.LabelApplied, &r.LabelMarking, &c.skip,
		&c.request, &c.skip, &c.skip, &c.skip, &c.skip, &c.skip, &c.skip, &c.skip, &c.skip,
		&c.repair, &r.Repairs, &c.skip, &c.changed,
	}
	return dest, func() error {
		r.Checked, r.Custody.Since, r.Changed = c.checked.time(), c.since.time(), c.changed.time()
		r.Content.Since, r.Content.ClearBy = c.contentSince.time(), c.clearBy.time()
		r.Custody.Person, r.Custody.Department, r.Custody.Room = string(c.keeper), string(c.department), string(c.room)
		r.Host = string(c.host)
		if err := readDetails(c.details, &r.Details); err != nil {
			return err
		}
		if err := readClaim(c.claim, &r.Claim); err != nil {
			return err
		}
		for _, f := range []struct {
			text string
			into any
		}{
			{c.holds, &r.Holds}, {c.parts, &r.Parts}, {c.pairs, &r.Pairs}, {c.request, &r.Request}, {c.repair, &r.Repair},
		} {
			if err := fromJSON(f.text, f.into); err != nil {
				return err
			}
		}
		r.Claim.Keeper = c.claimKeeper
		return nil
	}
}

func assetValues(r *assetRow) ([]any, error) {
	var docs [7]string
	claim := r.Claim
	claim.Keeper = ""
	details := len(r.Details.Extra) == 0
	if details {
		d := r.Details
		d.Extra = nil
		details = isZeroDetails(d)
	}
	for i, d := range []struct {
		value any
		empty bool
	}{
		{r.Details, details}, {claim, claim == asset.Claim{}}, {r.Holds, len(r.Holds) == 0},
		{r.Parts, len(r.Parts) == 0}, {r.Pairs, len(r.Pairs) == 0}, {r.Request, r.Request == nil},
		{r.Repair, r.Repair == nil},
	} {
		var err error
		if docs[i], err = jsonOf(d.value, d.empty); err != nil {
			return nil, err
		}
	}
	w := waitingOf(r.State)
	order := ""
	if r.Repair != nil {
		order = r.Repair.Order
	}
	return []any{
		r.Code, asset.CodeKey(r.Code), string(r.Class), string(r.Kind), string(r.Book), r.Title(), r.Serial,
		asset.SerialKey(r.Brand, r.Serial), !r.Life.Terminal(), r.Brand, r.Model,
		string(r.Network), string(r.Wireless), stampOf(r.Checked), docs[0], yearBought(r.Details.PurchaseDate), docs[1], r.Claim.Keeper, r.Source,
		string(r.Life), string(r.Before), string(r.Custody.Holder), text(r.Custody.Person), r.keeper,
		text(r.Custody.Department), r.department, text(r.Custody.Room), r.room, stampOf(r.Custody.Since),
		int64(r.Marking.Level), int64(r.Marking.Term), r.Marking.Scope, r.Marking.Basis, r.Marking.Decided,
		int64(r.Marking.Version), int64(r.Content.Level), stampOf(r.Content.Since), stampOf(r.Content.ClearBy),
		len(r.Holds) > 0, holding(r.State, asset.HoldIncident), holding(r.State, asset.HoldDiscrepancy),
		holding(r.State, asset.HoldFrozen), docs[2],
		int64(r.HighWater), text(r.Host), r.host, docs[3], docs[4],
		int64(r.LabelIssued), int64(r.LabelApplied), int64(r.LabelMarking), labelDue(r.State),
		docs[5], text(w.applicant), text(w.receiver), text(w.giver), w.verb, w.seat, w.department, text(w.person), w.due,
		docs[6], int64(r.Repairs), text(order), stampOf(r.Changed),
	}, nil
}

func isZeroDetails(d asset.Details) bool {
	return d.Name == "" && d.FixedAssetNo == "" && d.Use == "" && d.OS == "" && d.OSInstalled == "" && d.MAC == "" &&
		d.Optical == "" && d.Capacity == "" && d.Supplier == "" && d.PurchaseDate == "" && d.StartDate == "" && d.Notes == ""
}

func holding(s asset.State, k asset.HoldKind) bool {
	for _, h := range s.Holds {
		if h.Kind == k {
			return true
		}
	}
	return false
}

// labelDue: marked, outside a host, and no label of the present marking on it;
// unlike State.LabelPending also before the first label.
func labelDue(s asset.State) bool {
	if s.Life == asset.Registered {
		return s.Host == "" && s.Marking.Decided && s.LabelMarking != s.Marking.Version
	}
	return s.LabelPending()
}

type waiting struct {
	applicant, receiver, giver, verb, seat, department, person string
	due                                                        stamp
}

// waitingOf says whose signature the open request waits for, and who else the
// request names: whoever has asked, is to take the asset over or to let it go
// sees it, whatever his department.
func waitingOf(s asset.State) waiting {
	var w waiting
	if s.Request == nil {
		return w
	}
	w.applicant, w.verb, w.due = s.Request.By, string(s.Request.Verb), stampOf(s.Request.Due)
	for _, step := range s.Request.Steps {
		switch step.Seat {
		case org.Receiver:
			w.receiver = step.Person
		case org.Giver:
			w.giver = step.Person
		}
	}
	if step, _, ok := s.Request.Next(); ok {
		w.seat, w.department, w.person = string(step.Seat), step.Department, step.Person
	}
	return w
}

// Assets loads and locks the assets, in order of their ids whatever the order
// asked for. An id that does not exist is not in the answer. A lock that comes
// too late to be in order makes Write start over, which is not seen from here.
func (x *Tx) Assets(ids ...string) (map[string]asset.State, error) {
	if err := x.state.assets.load(ids, true); err != nil {
		return nil, err
	}
	out := make(map[string]asset.State, len(ids))
	for _, id := range ids {
		if r := x.state.assets.get(id); r != nil {
			out[id] = r.State
		}
	}
	return out, nil
}

// AssetByCode loads and locks the asset with the code, in whatever width and
// case it was typed.
func (x *Tx) AssetByCode(code string) (asset.State, bool, error) {
	key := asset.CodeKey(code)
	for _, r := range x.state.assets.rows { // one registered a moment ago has no row yet
		if r.chain.seq > 0 && r.stored == nil && asset.CodeKey(r.state.Code) == key {
			return r.state.State, true, nil
		}
	}
	var id string
	found, err := x.first([]any{&id}, "SELECT id FROM asset WHERE code_key = ?", key)
	if err != nil || !found {
		return asset.State{}, false, err
	}
	m, err := x.Assets(id)
	return m[id], err == nil, err
}

// Keeps counts what the person keeps at present.
func (x *Tx) Keeps(person string) (int64, error) {
	if err := x.flush(); err != nil {
		return 0, err
	}
	var n int64
	_, err := x.first([]any{&n}, "SELECT count(*) FROM asset WHERE keeper_id = ? AND alive", person)
	return n, err
}

// Promised counts the live assets that an open request would bring to the person
// or take from him.
func (x *Tx) Promised(person string) (int64, error) {
	if err := x.flush(); err != nil {
		return 0, err
	}
	var n int64
	_, err := x.first([]any{&n}, "SELECT count(*) FROM asset WHERE (receiver_id = ? OR giver_id = ?) AND alive", person, person)
	return n, err
}
