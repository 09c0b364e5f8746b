package policy

import (
	_ "embed" // the table is data
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed sanitization.csv
var sanitizationCSV string

// Built once from the embedded table; a mistake in it stops the first test.
var table = must(parseSanitization(sanitizationCSV))

// The codes of the table.
var (
	levelOf   = map[string]string{"S": levelConfidential, "J": levelSecret, "T": levelTopSecret, "*": anyLevel}
	seatOf    = map[string]string{"": "", "secoffice": "secrecy_office", "leader": "leader", "group": "leading_group"}
	outcomes  = []string{"SAME", "UP", "DOWN", "UNCL", "LEAVE", DestroyOutcome}
	methods   = []string{"C1", "C2", "P1", "P2", "P3", "D1", "D2", "D3", "D4", "R1", "V1", "E1", "Q1", "W1", "L1"}
	verifiers = []string{"VF", "VS", "VR", "VA"}
)

type rowKey struct{ media, level, outcome string }

// sanitizationTable is the table by exact key, one entry a level and outcome.
type sanitizationTable struct {
	rows  map[rowKey]Row
	known map[string]bool
}

// parseSanitization reads media, level, outcome, ok, methods, verify, witness,
// approve, basis; «S|J» and «DOWN|UNCL» stand for several rows, and a row with
// ok «=» for all rows of the medium that its methods name («as hdd»).
func parseSanitization(text string) (sanitizationTable, error) {
	t := sanitizationTable{rows: map[rowKey]Row{}, known: map[string]bool{}}
	lines, err := readCSV(text, "media,level,outcome,ok,methods,verify,witness,approve,basis")
	if err != nil {
		return t, fmt.Errorf("sanitization.csv: %w", err)
	}
	var copies [][]string
	for i, line := range lines {
		if line[3] == "=" {
			copies = append(copies, line)
			continue
		}
		if err := t.add(line); err != nil {
			return t, fmt.Errorf("sanitization.csv row %d (%s %s %s): %w", i+2, line[0], line[1], line[2], err)
		}
	}
	for _, line := range copies {
		if err := t.copyRows(line[0], strings.TrimPrefix(line[4], "as "), line[8]); err != nil {
			return t, fmt.Errorf("sanitization.csv (%s): %w", line[0], err)
		}
	}
	return t, nil
}

func (t sanitizationTable) add(line []string) error {
	row, err := parseRow(line)
	if err != nil {
		return err
	}
	for _, code := range strings.Split(line[1], "|") {
		level, ok := levelOf[code]
		if !ok {
			return fmt.Errorf("unknown level %q", code)
		}
		for _, outcome := range strings.Split(line[2], "|") {
			if !slices.Contains(outcomes, outcome) {
				return fmt.Errorf("unknown outcome %q", outcome)
			}
			key := rowKey{row.Media, level, outcome}
			if _, twice := t.rows[key]; twice {
				return fmt.Errorf("a second row for %s %s %s", row.Media, level, outcome)
			}
			row.Level, row.Outcome = level, outcome
			t.rows[key] = row
		}
	}
	t.known[row.Media] = true
	return nil
}

func (t sanitizationTable) copyRows(media, from, note string) error {
	if !t.known[from] || t.known[media] {
		return fmt.Errorf("cannot copy the rows of %q", from)
	}
	for key, row := range t.rows {
		if key.media == from {
			row.Media = media
			row.Basis += "; " + note
			t.rows[rowKey{media, key.level, key.outcome}] = row
		}
	}
	t.known[media] = true
	return nil
}

func parseRow(line []string) (Row, error) {
	approve, ok := seatOf[line[7]]
	if !ok {
		return Row{}, fmt.Errorf("unknown approver %q", line[7])
	}
	row := Row{Media: line[0], OK: line[3], Approve: approve, Basis: line[8]}
	if !slices.Contains([]string{Yes, No, WithApproval}, row.OK) {
		return Row{}, fmt.Errorf("unknown answer %q", row.OK)
	}
	if row.Basis == "" {
		return Row{}, fmt.Errorf("no basis")
	}
	if row.OK == No {
		if strings.Join(line[4:8], "") != "" {
			return Row{}, fmt.Errorf("a refusal with methods")
		}
		return row, nil
	}
	var err error
	if row.Witness, err = strconv.Atoi(line[6]); err != nil || row.Witness < 0 {
		return Row{}, fmt.Errorf("witness %q is not a count", line[6])
	}
	if approve == "" {
		return Row{}, fmt.Errorf("no approver")
	}
	if row.AsType = line[4] == "as type"; !row.AsType {
		if row.Methods, err = parseSteps(line[4], methods); err != nil {
			return Row{}, err
		}
	}
	if line[5] != "none" {
		row.Verify, err = parseSteps(line[5], verifiers)
	}
	return row, err
}

// parseSteps reads «D4|P3+D1(2mm)»: «|» one of, «+» all of, «+» binds closer.
func parseSteps(s string, known []string) ([][]Step, error) {
	var out [][]Step
	for _, alternative := range strings.Split(s, "|") {
		var all []Step
		for _, part := range strings.Split(alternative, "+") {
			code, limit, _ := strings.Cut(strings.TrimSuffix(part, ")"), "(")
			if !slices.Contains(known, code) {
				return nil, fmt.Errorf("unknown code %q", part)
			}
			all = append(all, Step{Code: code, Limit: limit})
		}
		out = append(out, all)
	}
	return out, nil
}
