package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/repair"
	"sealbook/internal/view"
)

type repairRow struct {
	ID      string          `json:"id"`
	Number  string          `json:"number"`
	Asset   *ref            `json:"asset" doc:"名称为设备编号。Named by its code."`
	Title   string          `json:"title"`
	Vendor  *ref            `json:"vendor,omitempty" doc:"仅对有权查看维修单位的人列出。For who reads vendors only."`
	State   repairStateCode `json:"state"`
	OnSite  bool            `json:"on_site"`
	Due     string          `json:"due,omitempty" doc:"应送回日期，送外未归时才有。By which it is back, while it is out."`
	Overdue bool            `json:"overdue"`
	Version int64           `json:"version"`
}

type repairsInput struct {
	State  repairStateCode `query:"state"`
	Open   bool            `query:"open" doc:"只列未办结的。Only those that have not ended."`
	Cursor string          `query:"cursor" maxLength:"500"`
	Limit  int             `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type repairView struct {
	ID          string          `json:"id"`
	Number      string          `json:"number"`
	Asset       *ref            `json:"asset" doc:"名称为设备编号。Named by its code."`
	Title       string          `json:"title"`
	State       repairStateCode `json:"state"`
	OnSite      bool            `json:"on_site"`
	Fault       string          `json:"fault"`
	Note        string          `json:"note,omitempty"`
	Storage     bool            `json:"storage,omitempty"`
	Vendor      *ref            `json:"vendor,omitempty"`
	Agreements  []ref           `json:"agreements" nullable:"false" doc:"申请时选定的和实际依据的协议。The one asked for, and those it was worked under."`
	By          *ref            `json:"by"`
	Signers     []ref           `json:"signers" nullable:"false"`
	Approved    bool            `json:"approved"`
	Emergency   bool            `json:"emergency,omitempty"`
	Refused     bool            `json:"refused,omitempty"`
	Due         string          `json:"due,omitempty"`
	Overdue     bool            `json:"overdue"`
	Started     *time.Time      `json:"started,omitempty"`
	Ended       *time.Time      `json:"ended,omitempty"`
	Result      string          `json:"result,omitempty"`
	Lost        bool            `json:"lost,omitempty"`
	Technicians []ref           `json:"technicians" nullable:"false" doc:"维修单位人员。People of the vendor."`
	Own         []ref           `json:"own" nullable:"false" doc:"本单位技术人员。Own technicians."`
	Escorts     []ref           `json:"escorts" nullable:"false"`
	Visits      []repairVisit   `json:"visits" nullable:"false"`
	Dispatch    *repairDispatch `json:"dispatch,omitempty"`
	Return      *repairReturn   `json:"return,omitempty"`
	Steps       []repairStep    `json:"steps" nullable:"false"`
	PartsOut    []repairSwap    `json:"parts_out" nullable:"false"`
	PartsIn     []repairSwap    `json:"parts_in" nullable:"false"`
	Added       []repairAdded   `json:"added" nullable:"false" doc:"送回时发现的台账以外部件。Parts found at the return that were not in it."`
	Inspections []repairLook    `json:"inspections" nullable:"false"`
	Unaccounted []ref           `json:"unaccounted" nullable:"false" doc:"拆出后下落不明的存储部件。Storage taken out that is not in our custody."`
	Actions     []repairAction  `json:"actions" nullable:"false"`
	Version     int64           `json:"version"`
}

type repairVisit struct {
	At          time.Time `json:"at"`
	By          *ref      `json:"by"`
	Agreement   *ref      `json:"agreement,omitempty"`
	Technicians []ref     `json:"technicians" nullable:"false"`
	Own         []ref     `json:"own" nullable:"false"`
	Escorts     []ref     `json:"escorts" nullable:"false"`
}

type repairDispatch struct {
	At          time.Time `json:"at"`
	By          *ref      `json:"by"`
	Agreement   *ref      `json:"agreement,omitempty"`
	Technicians []ref     `json:"technicians" nullable:"false"`
	Bags        []string  `json:"bags" nullable:"false"`
	Route       string    `json:"route,omitempty"`
	Courier     []ref     `json:"courier" nullable:"false"`
	Due         string    `json:"due"`
	Serial      string    `json:"serial,omitempty"`
	Parts       []string  `json:"parts" nullable:"false"`
}

type repairReturn struct {
	At        time.Time       `json:"at"`
	By        *ref            `json:"by"`
	Serials   []string        `json:"serials" nullable:"false"`
	Missing   []string        `json:"missing" nullable:"false"`
	Seals     []string        `json:"seals" nullable:"false"`
	Untouched bool            `json:"untouched,omitempty"`
	Note      string          `json:"note,omitempty"`
	Findings  []repairFinding `json:"findings" nullable:"false"`
}

type repairStep struct {
	At          time.Time `json:"at"`
	By          *ref      `json:"by"`
	What        string    `json:"what"`
	Minutes     int       `json:"minutes,omitempty"`
	Technicians []ref     `json:"technicians" nullable:"false"`
	Own         []ref     `json:"own" nullable:"false"`
	Reinstalled string    `json:"reinstalled,omitempty"`
	Removed     []string  `json:"removed" nullable:"false"`
}

type repairSwap struct {
	Part *ref      `json:"part" doc:"名称为部件编号，不在权限范围内的没有。Named by its code, where that may be seen."`
	Life lifeCode  `json:"life,omitempty"`
	At   time.Time `json:"at"`
	By   *ref      `json:"by"`
}

type repairAdded struct {
	Serial  string `json:"serial"`
	Removed bool   `json:"removed"`
}

type repairLook struct {
	At       time.Time       `json:"at"`
	By       *ref            `json:"by"`
	Passed   bool            `json:"passed"`
	Serials  []string        `json:"serials" nullable:"false"`
	Findings []repairFinding `json:"findings" nullable:"false"`
}

type repairFinding struct {
	Kind   findingCode `json:"kind"`
	Detail string      `json:"detail,omitempty"`
}

type repairAction struct {
	Verb  repairVerbCode `json:"verb"`
	Legal bool           `json:"legal"`
	Rule  string         `json:"rule,omitempty" doc:"不可办理的依据。By which rule not."`
	Why   string         `json:"why,omitempty"`
}

// repairInput are the inputs of all verbs under an order; which one reads what is
// said by its refusal.
type repairInput struct {
	Agreement   string       `json:"agreement,omitempty" maxLength:"64" doc:"不填为申请时选定的。Left out: the one asked for."`
	Technicians []string     `json:"technicians,omitempty" maxItems:"32"`
	Own         []string     `json:"own,omitempty" maxItems:"32"`
	Escorts     []string     `json:"escorts,omitempty" maxItems:"32"`
	Emergency   bool         `json:"emergency,omitempty"`
	Bags        []string     `json:"bags,omitempty" maxItems:"32"`
	Route       string       `json:"route,omitempty" maxLength:"200"`
	Courier     []string     `json:"courier,omitempty" maxItems:"32"`
	Due         string       `json:"due,omitempty" format:"date"`
	What        string       `json:"what,omitempty" maxLength:"1000"`
	Minutes     int          `json:"minutes,omitempty" minimum:"0" maximum:"1440"`
	Reinstalled string       `json:"reinstalled,omitempty" format:"date"`
	Removed     []string     `json:"removed,omitempty" maxItems:"32"`
	Serial      string       `json:"serial,omitempty" maxLength:"128"`
	Serials     []string     `json:"serials,omitempty" maxItems:"32"`
	Wireless    wirelessCode `json:"wireless,omitempty"`
	Network     networkCode  `json:"network,omitempty"`
	OSInstalled string       `json:"os_installed,omitempty" format:"date"`
	Room        string       `json:"room,omitempty" maxLength:"64"`
	Untouched   bool         `json:"untouched,omitempty"`
	Reason      string       `json:"reason,omitempty" maxLength:"1000"`
	Version     int64        `json:"version,omitempty" doc:"所见的维修单版本。The order's version that was seen."`
}

// repairs registers repair orders: the board, one of them, and the verbs under it.
func (s *server) repairs() {
	huma.Register(s.api, op("repairs", http.MethodGet, "/repairs", "维修单，超期未归的在前", "repair orders, overdue ones first"),
		func(ctx context.Context, in *repairsInput) (*pageOf[repairRow], error) {
			p, err := s.App.Store().RepairPage(ctx, who(ctx), view.RepairFilter{State: repair.State(in.State), Open: in.Open, Cursor: in.Cursor, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			return page(p.Rows, p.Next, func(l view.RepairLine) repairRow {
				return repairRow{l.ID, l.Number, refOf(l.Asset), l.Title, refOf(l.Vendor), repairStateCode(l.State), l.OnSite, string(l.Due), l.Overdue, l.Version}
			}), nil
		})
	huma.Register(s.api, op("repair", http.MethodGet, "/repairs/{id}", "一份维修单", "one repair order, with what may be done under it now"), s.repair)
	for _, spec := range repair.Specs() {
		huma.Register(s.api, op("repair-"+string(spec.Verb), http.MethodPost, "/repairs/{id}/"+string(spec.Verb), spec.Text.ZH, spec.Text.EN),
			func(ctx context.Context, in *changing[repairInput]) (*outcomeAnswer, error) {
				return s.answer(ctx, app.Repair{Command: repair.Command{Order: in.ID, Verb: spec.Verb, Version: in.Body.Version, Args: in.Body.args()}}, in.Key)
			})
	}
}

func (b repairInput) args() repair.Args {
	return repair.Args{
		Agreement: b.Agreement, Technicians: b.Technicians, Own: b.Own, Escorts: b.Escorts, Emergency: b.Emergency, Bags: b.Bags, Route: b.Route,
		Courier: b.Courier, Due: org.Date(b.Due), What: b.What, Minutes: b.Minutes, Reinstalled: b.Reinstalled, Removed: b.Removed, Serial: b.Serial,
		Serials: b.Serials, Wireless: asset.Wireless(b.Wireless), Network: asset.Network(b.Network), OSInstalled: b.OSInstalled, Room: b.Room,
		Untouched: b.Untouched, Reason: b.Reason,
	}
}

func (s *server) repair(ctx context.Context, in *struct{ IDOf }) (*struct{ Body repairView }, error) {
	r, actions, err := s.App.Order(ctx, who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &struct{ Body repairView }{repairViewOf(r, actions)}, nil
}

// naming gives references with the names of an order.
type naming struct{ view.Repair }

func (n naming) one(id string) *ref { return refOf(view.Ref{ID: id, Name: n.Names[id]}) }

func (n naming) paper(id string) *ref {
	if n.VendorName == "" { // for who reads vendors only
		return nil
	}
	return refOf(view.Ref{ID: id, Name: n.Numbers[id]})
}

func (n naming) many(ids []string) []ref {
	out := make([]ref, len(ids))
	for i, id := range ids {
		out[i] = ref{ID: id, Name: n.Names[id]}
	}
	return out
}

func each[V, T any](list []V, of func(V) T) []T {
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = of(v)
	}
	return out
}

func listed(l []string) []string { return append([]string{}, l...) }

func found(list []repair.Finding) []repairFinding {
	return each(list, func(f repair.Finding) repairFinding { return repairFinding{findingCode(f.Kind), f.Detail} })
}

func repairViewOf(r view.Repair, actions []repair.Action) repairView {
	n := naming{r}
	swap := func(x repair.Swap) repairSwap {
		return repairSwap{refOf(view.Ref{ID: x.Part, Name: r.Codes[x.Part]}), lifeCode(x.Life), x.At, n.one(x.By)}
	}
	out := repairView{
		ID: r.ID, Number: r.Number, Asset: refOf(view.Ref{ID: r.Asset, Name: r.Code}), Title: r.Title, State: repairStateCode(r.State), OnSite: r.Ask.OnSite,
		Fault: r.Ask.Fault, Note: r.Ask.Note, Storage: r.Ask.Storage, By: n.one(r.By), Signers: n.many(r.Signers), Approved: r.Approved, Emergency: r.Emergency,
		Refused: r.Refused, Due: string(r.Due()), Overdue: r.Overdue, Started: when(r.Started), Ended: when(r.Ended), Result: r.Result, Lost: r.Lost,
		Technicians: n.many(r.Technicians), Own: n.many(r.Own), Escorts: n.many(r.Escorts), PartsOut: each(r.Out, swap), PartsIn: each(r.In, swap),
		Agreements: []ref{}, Version: r.Version,
	}
	if r.VendorName != "" {
		out.Vendor = refOf(view.Ref{ID: r.Ask.Vendor, Name: r.VendorName})
		for _, id := range append([]string{r.Ask.Agreement}, r.Agreements...) {
			if p := n.paper(id); p != nil && !slices.Contains(out.Agreements, *p) {
				out.Agreements = append(out.Agreements, *p)
			}
		}
	}
	out.Visits = each(r.Visits, func(v repair.Visit) repairVisit {
		return repairVisit{v.At, n.one(v.By), n.paper(v.Agreement), n.many(v.Technicians), n.many(v.Own), n.many(v.Escorts)}
	})
	if d := r.Dispatch; d != nil {
		out.Dispatch = &repairDispatch{
			d.At, n.one(d.By), n.paper(d.Agreement), n.many(d.Technicians), listed(d.Bags), d.Route, n.many(d.Courier), string(d.Due), d.Serial, listed(d.Parts),
		}
	}
	if b := r.Return; b != nil {
		out.Return = &repairReturn{b.At, n.one(b.By), listed(b.Serials), listed(b.Missing), listed(b.Seals), b.Untouched, b.Note, found(b.Findings)}
	}
	out.Steps = each(r.Steps, func(x repair.Step) repairStep {
		return repairStep{x.At, n.one(x.By), x.What, x.Minutes, n.many(x.Technicians), n.many(x.Own), x.Reinstalled, listed(x.Removed)}
	})
	out.Added = each(r.Added, func(x repair.Added) repairAdded { return repairAdded{x.Serial, x.Removed} })
	out.Inspections = each(r.Inspections, func(x repair.Inspection) repairLook {
		return repairLook{x.At, n.one(x.By), x.Passed(), listed(x.Serials), found(x.Findings)}
	})
	out.Unaccounted = each(r.Unaccounted, func(id string) ref { return ref{ID: id, Name: r.Codes[id]} })
	out.Actions = each(actions, func(a repair.Action) repairAction {
		x := repairAction{Verb: repairVerbCode(a.Verb), Legal: a.Why == nil}
		if a.Why != nil {
			x.Rule, x.Why = a.Why.Rule, a.Why.Text.ZH
		}
		return x
	})
	return out
}
