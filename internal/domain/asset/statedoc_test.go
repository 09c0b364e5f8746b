package asset_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/errs"
)

var update = flag.Bool("update", false, "write docs/states.md anew")

const stateDoc = "../../../docs/states.md"

// outcome is what became of a command that nothing but the state stands against.
type outcome struct {
	rule  string     // that refused it
	seats []org.Seat // whose signatures it waits for
	life  asset.Life // in the end
}

// applicant holds every seat that asks for commands, and keeps the asset.
const applicant = "all"

// staged is a world in which the asset x stands in the state, ready for the verb.
func staged(t *testing.T, life asset.Life, spec asset.Spec) *scene {
	s := newScene(t)
	s.persons[applicant] = org.Person{
		ID: applicant, Name: "测试全", Department: "a", Clearance: level.TopSecret, UndertakingOn: "2024-01-01", Status: org.Active,
		Seats: []org.Grant{seat(org.AssetOfficer, "a"), seat(org.SecrecyOffice, ""), seat(org.Technician, ""), seat(org.LeadingGroup, "")},
	}
	class := asset.Computer
	if len(spec.Classes) > 0 {
		class = spec.Classes[0]
	}
	x := asset.State{
		ID: "x", Code: "BM-x", Class: class, Kind: asset.KindsOf(class)[0], Serial: "SN-x", Book: asset.Classified, Life: life,
		Wireless: asset.WirelessAbsent, Network: asset.NetworkNone, Checked: s.now, Version: 5,
		Custody: asset.Custody{Holder: asset.HolderStore, Department: "a", Room: "vault"},
	}
	if inUse(life) || life == asset.CarriedOut {
		x.Custody.Holder, x.Custody.Person = asset.HolderKeeper, applicant
	}
	if inRepair(life) {
		from := x.Custody
		x.Repair = &asset.Repair{Order: "w", Number: "BM-x-WX1", OnSite: life == asset.InRepairOnsite, Approved: true, Life: asset.InStore, Custody: from}
		if x.Repair.Stage = asset.RepairInspected; spec.Verb == asset.VerbPutIn || spec.Verb == asset.VerbTakeOut {
			x.Repair.Stage = x.Repair.Stage.Reworked(x.Repair.OnSite)
		}
	}
	if life != asset.Draft && life != asset.Voided {
		x.Marking = asset.Marking{Level: secret, Term: 20, Basis: "依据", Decided: true, Version: 1}
		x.LabelIssued = 1
		if spec.Verb != asset.VerbLabel && life != asset.Registered {
			x.LabelApplied, x.LabelMarking = 1, 1
		}
	}
	s.labels["x"] = []asset.Label{{Token: "T", Asset: "x", Number: 1, Marking: x.Marking.Version, State: asset.LabelPrinted}}
	part := asset.State{
		ID: "p", Code: "BM-p", Class: asset.Drive, Kind: "ssd", Life: asset.InStore, Book: asset.Classified, HighWater: secret,
		Marking: asset.Marking{Level: secret, Decided: true, Version: 1}, LabelApplied: 1, LabelMarking: 1,
	}
	other := asset.State{
		ID: "o", Code: "BM-o", Class: asset.OA, Life: asset.InUse, Book: asset.Classified, Marking: part.Marking, LabelApplied: 1, LabelMarking: 1,
		Custody: asset.Custody{Holder: asset.HolderKeeper, Person: "u2", Department: "a"},
	}
	switch spec.Verb {
	case asset.VerbTakeOut:
		part.Host, part.Life, x.Parts = "x", life, []string{"p"}
	case asset.VerbUnpair:
		x.Pairs, other.Pairs = []string{"o"}, []string{"x"}
	case asset.VerbUnfreeze:
		x.Holds = []asset.Hold{{Kind: asset.HoldFrozen}}
	case asset.VerbClear:
		x.Content = asset.Content{Level: secret, Since: s.now, ClearBy: s.now.AddDate(0, 0, 30)}
	}
	if life == asset.HandoverPending {
		x.Before = asset.InUse
		x.Request = &asset.Request{
			ID: "r", Verb: asset.VerbHandOver, By: applicant, At: s.now, Due: s.now.AddDate(0, 0, 3), Args: asset.Args{Person: "u1"},
			Steps: []asset.Step{{Seat: org.DepartmentHead, Department: "a"}, {Seat: org.Receiver, Person: "u1"}},
		}
	}
	for _, y := range []asset.State{x, part, other} {
		s.assets[y.ID], s.again[y.ID] = y, y
	}
	return s
}

var docSigners = map[org.Seat]string{
	org.DepartmentHead: "headA", org.SecrecyOffice: "sec1", org.LeadingGroup: "grp1", org.Leader: "lead", org.Witness: "wit1",
}

func outcomeOf(t *testing.T, life asset.Life, spec asset.Spec) outcome {
	s := staged(t, life, spec)
	who := applicant
	args := asset.Args{
		Person: "u1", Level: at(secret), Basis: "依据", Other: "o", Part: "p", Token: "T", Reason: "理由", Reference: "1号", Use: "办公",
		Room: "vault", Network: asset.NetworkNone, Wireless: asset.WirelessAbsent, Correct: &asset.Correction{Notes: text("注")},
		Repair: &asset.RepairAsk{OnSite: true, Fault: "无法开机"},
	}
	switch spec.Verb {
	case asset.VerbUpgrade:
		args.Level = at(top)
	case asset.VerbDowngrade:
		args.Level = at(conf)
	case asset.VerbApprove, asset.VerbRefuse:
		who = "headA"
	case asset.VerbAccept:
		who = "u1"
		if r := s.assets["x"].Request; r != nil {
			r.Steps[0].Signed = "headA"
		}
	case asset.VerbLapse:
		who, s.now = "", s.now.AddDate(0, 0, 4)
	}
	return s.carriedOut(who, spec.Verb, args)
}

// carriedOut asks and lets everybody sign.
func (s *scene) carriedOut(who string, v asset.Verb, args asset.Args) outcome {
	_, err := s.do(who, asset.Command{Asset: "x", Verb: v, Args: args})
	if e := asError(err); e != nil {
		if e.Rule == "" {
			s.t.Fatalf("%s: %v", v, err)
		}
		return outcome{rule: e.Rule}
	}
	var out outcome
	for r := s.assets["x"].Request; r != nil; r = s.assets["x"].Request {
		if v == asset.VerbFreeze || v == asset.VerbUnfreeze { // it leaves what waits waiting
			break
		}
		step, _, _ := r.Next()
		out.seats = append(out.seats, step.Seat)
		signer, sign := docSigners[step.Seat], asset.VerbApprove
		if step.Person != "" {
			signer, sign = step.Person, asset.VerbAccept
		}
		if _, err := s.do(signer, asset.Command{Asset: "x", Verb: sign}); err != nil {
			s.t.Fatalf("%s: %s signs: %v", v, step.Seat, err)
		}
	}
	out.life = s.assets["x"].Life
	return out
}

// column is a set of states in which every command has the same outcome but for
// the state that is kept.
type column struct {
	lives []asset.Life
	cells []string
}

func columns(t *testing.T, lang string) []column {
	var out []column
	for _, life := range asset.Lives() {
		c := column{lives: []asset.Life{life}}
		for _, spec := range asset.Specs() {
			c.cells = append(c.cells, cell(outcomeOf(t, life, spec), life, lang))
		}
		i := slices.IndexFunc(out, func(o column) bool { return slices.Equal(o.cells, c.cells) })
		if i < 0 {
			out = append(out, c)
		} else {
			out[i].lives = append(out[i].lives, life)
		}
	}
	return out
}

func cell(o outcome, from asset.Life, lang string) string {
	if o.rule == "flow.state" {
		return "·"
	}
	if o.rule != "" {
		return "`" + o.rule + "`"
	}
	end := "✓"
	if o.life != from {
		end = "→ " + o.life.Text().In(lang)
	}
	if len(o.seats) == 0 {
		return end
	}
	return words(lang, "申请：", "request: ") + seatNames(o.seats, lang) + " " + end
}

func words(lang, zh, en string) string { return errs.T(zh, en).In(lang) }

func seatNames(seats []org.Seat, lang string) string {
	var names []string
	for _, s := range seats {
		names = append(names, s.Text().In(lang))
	}
	return strings.Join(names, words(lang, "、", ", "))
}

func renderStates(t *testing.T, lang string) string {
	var b strings.Builder
	cols := columns(t, lang)
	fmt.Fprintf(&b, "| %s |", words(lang, "命令", "command"))
	for _, c := range cols {
		var names []string
		for _, l := range c.lives {
			names = append(names, l.Text().In(lang))
		}
		fmt.Fprintf(&b, " %s |", strings.Join(names, words(lang, "、", ", ")))
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(cols)) + "\n")
	for i, spec := range asset.Specs() {
		fmt.Fprintf(&b, "| %s `%s` |", spec.Verb.Text().In(lang), spec.Verb)
		for _, c := range cols {
			fmt.Fprintf(&b, " %s |", c.cells[i])
		}
		b.WriteString("\n")
	}
	return b.String()
}

func seatsOf(chain string) []org.Seat {
	var seats []org.Seat
	for _, s := range policy.Default().Seats(chain) {
		seats = append(seats, org.Seat(s))
	}
	return seats
}

func renderVerbs(lang string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n", words(lang, "命令", "command"), words(lang, "适用类别", "classes"),
		words(lang, "提出人", "asked for by"), words(lang, "签署（默认策略）", "signed by (default policy)"), words(lang, "填写", "inputs"))
	for _, spec := range asset.Specs() {
		classes := words(lang, "全部", "all")
		if len(spec.Classes) > 0 {
			var names []string
			for _, c := range spec.Classes {
				names = append(names, c.Text().In(lang))
			}
			classes = strings.Join(names, words(lang, "、", ", "))
		}
		chain, inputs := "", []string{}
		if spec.Chain != "" {
			chain = seatNames(seatsOf(spec.Chain), lang) + " (`" + spec.Chain + "`)"
		}
		if spec.Across != "" {
			chain += words(lang, "；跨部门另加接收部门：", "; from the receiving department, where it changes: ") +
				seatNames(seatsOf(spec.Across), lang) + " (`" + spec.Across + "`)"
		}
		for _, f := range spec.Fields {
			if f.Type == "delegator" { // said once, below the heading
				continue
			}
			name := f.Text.In(lang)
			if f.Required {
				name += "*"
			}
			inputs = append(inputs, name)
		}
		fmt.Fprintf(&b, "| %s `%s` | %s | %s | %s | %s |\n", spec.Verb.Text().In(lang), spec.Verb, classes, seatNames(spec.Who, lang), chain,
			strings.Join(inputs, words(lang, "、", ", ")))
	}
	return b.String()
}

func renderDoc(t *testing.T) string {
	return `<!-- Made from the table of commands: go test ./internal/domain/asset -run StateDocument -update -->

# 状态与命令 · States and commands

## 状态 × 命令 → 结果

每格为除状态外无其他障碍时的结果：✓ 办理后状态不变；→ 办理后的状态；“申请”须依次签署；` + "`规则编号`" + ` 为拒绝所依据的规则；
· 为该状态下不能办理（` + "`flow.state`" + `）。交接中各签署命令针对待签的交接申请；其他状态下有待签申请时，签署命令同样适用。
报告丢失在任何状态下对任何人都不拒绝（` + "`inc.no-block`" + `）。

` + renderStates(t, "zh") + `
### 谁提出，谁签署

带 * 的为必填。同一职责由多人委托给您的，可用 ` + "`as`" + `（代谁办理）指明委托人；不填时按委托人编号取第一个可签的。无“提出人”的命令由当前步骤决定由谁办理。

` + renderVerbs("zh") + `
## States × commands → outcome

Each cell says what comes of the command when nothing but the state stands against it: ✓ done, the state stays; → the state it leads to;
a request waits for the signatures named, in order; a ` + "`rule id`" + ` is the rule that refuses; · is not possible in that state (` + "`flow.state`" + `).
Under «hand-over pending» the signing commands are about the hand-over that waits; they act in any state in which a request waits.
A report of loss is refused to nobody in no state (` + "`inc.no-block`" + `).

` + renderStates(t, "en") + `
### Who asks, who signs

Inputs with * are required. Who holds the seat by several delegations may name the delegator with ` + "`as`" + `; else the first that may sign is taken, by id. Where nobody is named as asking, the step that waits says whose turn it is.

` + renderVerbs("en")
}

// TestStateDocument fails when docs/states.md says something else than the code;
// with -update it writes the document anew.
func TestStateDocument(t *testing.T) {
	want := renderDoc(t)
	if *update {
		if err := os.WriteFile(stateDoc, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(stateDoc)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/states.md is stale: run go test ./internal/domain/asset -run StateDocument -update")
	}
}
