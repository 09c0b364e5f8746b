package policy

import (
	"slices"
	"strings"
)

// Answers of a row.
const (
	Yes          = "Y" // allowed
	No           = "N" // refused
	WithApproval = "A" // allowed with the approval the row names
)

// Media that stand for something other than their own type.
const (
	// FailedMedium is any medium that is unreadable or whose sanitization
	// failed twice (ISM 1735): only destruction is left.
	FailedMedium = "unreadable_or_failed_any"
	// DestroyOutcome is the one outcome that is left when a medium is unknown.
	DestroyOutcome = "DESTROY"
)

// Levels by their names in the rest of the product; the table writes S, J, T.
const (
	levelUnclassified = "unclassified"
	levelConfidential = "confidential"
	levelSecret       = "secret"
	levelTopSecret    = "top_secret"
	anyLevel          = "*"
)

var flashMedia = []string{"ssd_nvme", "usb_flash_sd", "emmc_soldered"}

// Step is one method or verification of the table, by its code (domain §5).
type Step struct {
	Code  string // "D1"
	Limit string // what the row demands of it: "2mm" is the largest particle; often ""
}

// Row answers how a medium whose high-water level is Level may reach Outcome.
type Row struct {
	Media   string
	Level   string   // a level, or "*" for every level
	Outcome string   // SAME UP DOWN UNCL LEAVE DESTROY
	OK      string   // Yes, No or WithApproval
	Methods [][]Step // one of these, each with all its steps; none when refused
	Verify  [][]Step // likewise; none when nothing is to be verified
	Witness int      // persons beside the operator
	Approve string   // the seat that approves last; "" when refused
	Basis   string   // "ISM 0354; ORG 18"
	AsType  bool     // the methods are those of the medium's own type
}

// Allowed reports whether the row allows the outcome, be it with an approval.
func (r Row) Allowed() bool { return r.OK == Yes || r.OK == WithApproval }

// Lookup returns the row for the medium, the highest level it ever held and the
// outcome. A row that names the level beats one for all levels. An unknown
// medium may only be destroyed. No row means refuse, and the second result is
// false; a row may itself refuse: ask Allowed.
//
// Source: ORG 18, REG 28, SP800-88r2, ISM as the row's basis says.
func Lookup(media, level, outcome string) (Row, bool) {
	if !slices.Contains([]string{levelUnclassified, levelConfidential, levelSecret, levelTopSecret}, level) {
		return Row{}, false
	}
	if !table.known[media] {
		return unknownMedium(media, level, outcome)
	}
	row, ok := table.rows[rowKey{media, level, outcome}]
	if !ok {
		row, ok = table.rows[rowKey{media, anyLevel, outcome}]
	}
	if ok && row.AsType {
		// Nobody said which type: what every type allows.
		row.Methods = agencyOnly()
	}
	return row.clone(), ok
}

// LookupFailed is Lookup for a medium that cannot be read or whose sanitization
// failed twice: every outcome but destruction is refused, and it is destroyed
// by the methods of its own type under the stricter verification.
func LookupFailed(media, level, outcome string) (Row, bool) {
	row, ok := Lookup(FailedMedium, level, outcome)
	if !ok || !row.AsType {
		return row, ok
	}
	if own, found := Lookup(media, level, outcome); found && own.Allowed() {
		row.Methods = own.Methods
		row.Witness = max(row.Witness, own.Witness)
		if own.Approve == "leading_group" {
			row.Approve = own.Approve
		}
	}
	return row, true
}

// Sanitization is Lookup under the policy: the reuse of flash media at their
// own level is what the table says or what the policy says, whichever is
// stricter. A policy can tighten the table and never loosen it.
func (p Policy) Sanitization(media, level, outcome string) (Row, bool) {
	row, ok := Lookup(media, level, outcome)
	key := "reuse.flash." + strings.ReplaceAll(level, "_", "-")
	if _, set := specs[key]; !ok || !set || outcome != "SAME" || !slices.Contains(flashMedia, media) {
		return row, ok
	}
	switch p.Text(key) {
	case "approval":
		if row.OK == Yes {
			row.OK = WithApproval
		}
	case "no":
		row = Row{Media: row.Media, Level: row.Level, Outcome: row.Outcome, OK: No, Basis: row.Basis}
	}
	return row, true
}

// unknownMedium answers for a medium the table does not name: destruction by
// the agency's own method, the only one that every row of the table allows,
// under the strictest verification of the table.
func unknownMedium(media, level, outcome string) (Row, bool) {
	if outcome != DestroyOutcome {
		return Row{}, false
	}
	approve := "leader"
	if level == levelTopSecret {
		approve = "leading_group"
	}
	return Row{
		Media: media, Level: level, Outcome: outcome, OK: Yes, Methods: agencyOnly(),
		Verify: [][]Step{{{Code: "VR"}, {Code: "VA"}}}, Witness: 2, Approve: approve, Basis: "ORG 18; REG 28",
	}, true
}

func agencyOnly() [][]Step { return [][]Step{{{Code: "D4"}}} }

func (r Row) clone() Row {
	r.Methods, r.Verify = cloneSteps(r.Methods), cloneSteps(r.Verify)
	return r
}

func cloneSteps(in [][]Step) [][]Step {
	out := slices.Clone(in)
	for i := range out {
		out[i] = slices.Clone(out[i])
	}
	return out
}
