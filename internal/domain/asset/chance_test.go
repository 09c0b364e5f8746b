package asset_test

import (
	"math/rand/v2"
	"slices"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// chance is a stream of choices made from one drawn number.
type chance struct{ *rand.Rand }

func chanceOf(seed uint64) chance { return chance{rand.New(rand.NewPCG(seed, 0x5ea1b00c))} }

func (c chance) in(percent int) bool { return c.IntN(100) < percent }

func pick[T any](c chance, list []T) T {
	if len(list) == 0 {
		var zero T
		return zero
	}
	return list[c.IntN(len(list))]
}

// command makes a command on the asset: mostly one that may pass, often not.
func (w *world) command(c chance, s asset.State) (string, asset.Command) {
	cmd := asset.Command{Asset: s.ID}
	if s.Request != nil && c.in(75) {
		cmd.Verb = pick(c, []asset.Verb{
			asset.VerbApprove, asset.VerbApprove, asset.VerbApprove, asset.VerbApprove, asset.VerbApprove, asset.VerbAccept,
			asset.VerbAccept, asset.VerbLapse,
		})
		if c.in(12) {
			cmd.Verb = pick(c, []asset.Verb{asset.VerbRefuse, asset.VerbWithdraw})
		}
		cmd.Request = pick(c, []string{"", s.Request.ID, s.Request.ID, "req0"})
		cmd.Args.Reason = "理由"
		return w.signer(c, s, cmd.Verb), cmd
	}
	cmd.Verb = w.verb(c, s)
	cmd.Args = w.args(c, s, cmd.Verb)
	if c.in(10) {
		cmd.Version = s.Version - int64(c.IntN(2))
	}
	return w.applicant(c, s, cmd.Verb), cmd
}

func (w *world) anybody(c chance) string {
	if c.in(5) {
		return "" // the system
	}
	return pick(c, w.ids)
}

// signer is mostly somebody whose turn it is.
func (w *world) signer(c chance, s asset.State, v asset.Verb) string {
	step, _, _ := s.Request.Next()
	switch {
	case c.in(25):
		return w.anybody(c)
	case v == asset.VerbLapse:
		return ""
	case v == asset.VerbWithdraw:
		return s.Request.By
	case step.Person != "":
		return step.Person
	}
	return pick(c, w.holding(step.Seat, step.Department))
}

func (w *world) holding(seat org.Seat, department string) []string {
	var out []string
	for _, id := range w.ids {
		if w.actor(id, w.today()).HoldsFor(seat, department) {
			out = append(out, id)
		}
	}
	return out
}

// rarely says how often, in per cent, a verb comes up that ends the game or
// brings nothing new.
var rarely = map[asset.Verb]int{
	asset.VerbReportLost: 4, asset.VerbVoid: 8, asset.VerbFreeze: 10, asset.VerbMove: 30, asset.VerbCorrect: 30, asset.VerbLend: 20,
	asset.VerbReturn: 30, asset.VerbRepair: 40,
}

func (w *world) verb(c chance, s asset.State) asset.Verb {
	var fit []asset.Verb
	var all []asset.Verb
	for _, spec := range asset.Specs() {
		if rare, ok := rarely[spec.Verb]; ok && !c.in(rare) {
			continue
		}
		if signs := []asset.Verb{asset.VerbApprove, asset.VerbAccept, asset.VerbRefuse, asset.VerbWithdraw, asset.VerbLapse}; s.Request == nil && slices.Contains(signs, spec.Verb) && !c.in(5) {
			continue
		}
		all = append(all, spec.Verb)
		if (spec.From == nil || slices.Contains(spec.From, s.Life)) && (spec.Classes == nil || slices.Contains(spec.Classes, s.Class)) {
			fit = append(fit, spec.Verb)
		}
	}
	if s.LabelPending() || s.Life == asset.Registered {
		fit = append(fit, asset.VerbLabel, asset.VerbLabel, asset.VerbLabel)
	}
	if s.Life == asset.InStore {
		fit = append(fit, asset.VerbIssue, asset.VerbIssue, asset.VerbIssue)
	}
	if s.Life == asset.InUse {
		fit = append(fit, asset.VerbPair, asset.VerbPair)
	}
	if slices.Contains(s.HoldsAt(w.now), asset.HoldFrozen) {
		fit = append(fit, asset.VerbUnfreeze, asset.VerbUnfreeze, asset.VerbUnfreeze, asset.VerbUnfreeze)
	}
	if c.in(90) {
		return pick(c, fit)
	}
	return pick(c, all)
}

func (w *world) applicant(c chance, s asset.State, v asset.Verb) string {
	spec, _ := asset.SpecOf(v)
	if c.in(20) || len(spec.Who) == 0 {
		return w.anybody(c)
	}
	seat := pick(c, spec.Who)
	if seat == org.Keeper {
		return s.Custody.Person
	}
	return pick(c, w.holding(seat, s.Custody.Department))
}

func (w *world) args(c chance, s asset.State, v asset.Verb) asset.Args {
	l := level.Level(c.IntN(4))
	if c.in(80) {
		l = wanted(c, s, v)
	}
	a := asset.Args{
		Person: pick(c, w.ids), Room: pick(c, []string{"", "", "vault", "office", "hall", "shut", "none", "of-a", "of-b"}),
		Level: &l, Term: pick(c, []int{0, 0, 10, 25, 120}), Scope: "本处", Basis: "定密事项一览表第3项",
		Use: pick(c, []string{"", "文字处理"}), Network: pick(c, []asset.Network{"none", "none", "classified", "internal"}),
		Wireless: pick(c, []asset.Wireless{"absent", "removed", "absent", "present"}), Reference: "保办〔2026〕1号", Reason: "工作需要",
		Other: pick(c, w.order), Part: pick(c, w.order),
	}
	if c.in(20) {
		a.Special = "上级文件另有规定"
	}
	if v == asset.VerbMove && c.in(40) {
		a.Department = pick(c, []string{"a", "b", "a1", "z"})
	}
	if v == asset.VerbRepair {
		a.Repair = &asset.RepairAsk{OnSite: c.in(60), Fault: pick(c, []string{"无法开机", "无法开机", " "}), Vendor: pick(c, []string{"", "v"}), Storage: c.in(10)}
	}
	if v == asset.VerbTakeOut {
		a.Condition = pick(c, []asset.PartCondition{"", "", "", asset.PartFailed, "lent"})
	}
	if v == asset.VerbCorrect {
		a.Correct = w.correction(c)
	}
	if list := w.labels[s.ID]; len(list) > 0 {
		a.Token = list[len(list)-1].Token
		if c.in(20) {
			a.Token = pick(c, list).Token
		}
	}
	if len(s.Parts) > 0 && v == asset.VerbTakeOut {
		a.Part = pick(c, s.Parts)
	}
	if v == asset.VerbPair && c.in(80) {
		a.Other = pick(c, w.those(func(o asset.State) bool {
			return o.Life == asset.InUse && (o.Class == asset.Computer) != (s.Class == asset.Computer)
		}))
	}
	if v == asset.VerbPutIn && c.in(80) {
		a.Part = pick(c, w.those(func(p asset.State) bool { return p.Life == asset.InStore && p.Class.Part() && p.Host == "" }))
	}
	if len(s.Pairs) > 0 && v == asset.VerbUnpair {
		a.Other = pick(c, s.Pairs)
	}
	if c.in(5) {
		a = asset.Args{}
	}
	return a
}

func (w *world) those(fit func(asset.State) bool) []string {
	return slices.DeleteFunc(slices.Clone(w.order), func(id string) bool { return !fit(w.assets[id]) })
}

// wanted is a level that makes sense for the verb.
func wanted(c chance, s asset.State, v asset.Verb) level.Level {
	switch v {
	case asset.VerbUpgrade:
		return min(s.Marking.Level+1, level.TopSecret)
	case asset.VerbDowngrade:
		return max(s.Marking.Level-1, level.Unclassified)
	case asset.VerbLoad:
		return s.Marking.Level
	}
	if s.Book == asset.Unclassified {
		return level.Unclassified
	}
	return pick(c, []level.Level{level.Confidential, level.Secret, level.Secret, level.TopSecret})
}

func (w *world) correction(c chance) *asset.Correction {
	text := pick(c, []string{"", "新值", "S-1", "S-2"})
	switch c.IntN(5) {
	case 0:
		return &asset.Correction{Serial: &text}
	case 1:
		return &asset.Correction{Brand: &text, Extra: map[string]string{"柜号": text}}
	case 2:
		k := pick(c, []asset.Kind{"desktop", "hdd", "ssd", "printer", "drum"})
		return &asset.Correction{Kind: &k}
	case 3:
		return &asset.Correction{}
	}
	return &asset.Correction{Notes: &text}
}

// registration is a new asset, sometimes a host with parts.
func (w *world) registration(c chance) asset.Registration {
	class := pick(c, []asset.Class{
		asset.Computer, asset.Computer, asset.Computer, asset.OA, asset.OA, asset.Drive, asset.Medium, asset.Medium, asset.NetDev, asset.Token,
	})
	id := w.newID("x")
	r := asset.Registration{
		ID: id, Code: "BM-" + id, Class: class, Kind: pick(c, asset.KindsOf(class)), Serial: "SN-" + id, Brand: "样机",
		Department: pick(c, []string{"a", "a", "b", "a1"}), Room: pick(c, []string{"", "vault", "office", "of-a"}),
		Network:  pick(c, []asset.Network{"", "none", "classified"}), // and below, in the other book, the office network
		Wireless: pick(c, []asset.Wireless{"", "absent", "removed"}),
	}
	if c.in(25) {
		r.Book, r.Network = asset.Unclassified, pick(c, []asset.Network{"", asset.NetworkInternal})
	}
	if c.in(10) {
		r.Claim.Level = pick(c, level.All()).String()
	}
	if class.Hosts() {
		for range c.IntN(3) {
			p := w.newID("p")
			r.Parts = append(r.Parts, asset.PartSpec{ID: p, Code: "BM-" + p, Class: asset.Drive, Kind: "ssd", Serial: "SN-" + p, Brand: "样盘"})
		}
	}
	if c.in(10) {
		r.Code = pick(c, []string{"", "BM-x1", "bm- X1"})
	}
	if c.in(10) {
		r.Serial = pick(c, []string{"", "SN-x1", "S-1"})
	}
	return r
}

// turn lets time pass, and now and then people change.
func (w *world) turn(c chance) {
	w.now = w.now.Add(time.Duration(1+c.IntN(40*60)) * time.Minute)
	if c.in(3) {
		w.now = w.now.Add(time.Duration(c.IntN(40*24)) * time.Hour)
	}
	if !c.in(10) {
		return
	}
	w.change(pick(c, []string{"u1", "u2", "u3", "u4", "headB", "offA"}), func(p *org.Person) {
		p.Clearance = level.Level(c.IntN(4))
		p.Status = pick(c, []org.Status{org.Active, org.Active, org.Active, org.Leaving, org.Closed})
		p.UndertakingOn = pick(c, []org.Date{"2024-01-01", "2024-01-01", ""})
		p.ClearanceUntil = pick(c, []org.Date{"", "", "2026-01-01", w.today()})
	})
}
