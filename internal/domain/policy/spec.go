package policy

import (
	_ "embed" // the defaults are data
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sealbook/internal/errs"
)

// spec is a value's default and what it may be set to.
type spec struct {
	Value
	min, max string // bounds, inclusive; for a bool the one value its basis allows; "" = none
}

//go:embed defaults.csv
var defaultsCSV string

// Built once from the embedded table; a mistake in it stops the first test.
var specs = must(parseSpecs(defaultsCSV))

// seatNames are the business seats that can sign. No administrator is among
// them: the three administrators do no business (adm.no-business).
var seatNames = []string{
	"keeper", "asset_officer", "department_head", "secrecy_office", "leader", "leading_group", "technician", "witness",
}

// options lists the words each text value may be.
var options = map[string][]string{
	"factor.kind":              {"any", "key"},
	"factor.required":          {"none", "administrators", "signers", "all"},
	"licence.scope":            {"storage", "all"}, // when storage itself is serviced or destroyed, or always
	"records.keep":             {"forever"},
	"reuse.flash.confidential": {"yes", "approval", "no"},
	"reuse.flash.secret":       {"yes", "approval", "no"},
	"reuse.flash.top-secret":   {"yes", "approval", "no"},
}

// check returns raw in its canonical form, or what is wrong with it.
func (s spec) check(raw string) (string, errs.Text) {
	raw = strings.TrimSpace(raw)
	switch s.Kind {
	case KindBool:
		return s.checkBool(raw)
	case KindText:
		if list := options[s.Key]; !slices.Contains(list, raw) {
			all := strings.Join(list, ", ")
			return "", errs.T("只能是以下之一："+all+"。", "it has to be one of: "+all+".")
		}
		return raw, errs.Text{}
	case KindSeats:
		return checkSeats(raw)
	default:
		return s.checkNumber(raw)
	}
}

func (s spec) checkBool(raw string) (string, errs.Text) {
	if raw != "true" && raw != "false" {
		return "", errs.T("只能是 true 或 false。", "it has to be true or false.")
	}
	if basis := basisWords(s.Basis); s.min != "" && raw != s.min {
		return "", errs.T("依据"+basis.ZH+"固定为 "+s.min+"，不得更改。", "fixed at "+s.min+" by "+basis.EN+".")
	}
	return raw, errs.Text{}
}

func (s spec) checkNumber(raw string) (string, errs.Text) {
	n, err := strconv.Atoi(raw)
	if err != nil {
		return "", errs.T("须填写整数。", "it has to be a whole number.")
	}
	low, _ := strconv.Atoi(s.min)
	high, _ := strconv.Atoi(s.max)
	if n < low || n > high {
		basis := basisWords(s.Basis)
		return "", errs.T("须在 "+s.min+" 至 "+s.max+" 之间（依据："+basis.ZH+"）。",
			"it has to be from "+s.min+" to "+s.max+" ("+basis.EN+").")
	}
	return strconv.Itoa(n), errs.Text{}
}

// basisWords says «ORG 17; practice» in words, as the pages do.
func basisWords(basis string) errs.Text {
	var zh, en []string
	for part := range strings.SplitSeq(basis, ";") {
		source, number, _ := strings.Cut(strings.TrimSpace(part), " ")
		article, rest, _ := strings.Cut(number, "(")
		if rest != "" {
			rest = "(" + rest
		}
		switch source {
		case "ORG":
			zh, en = append(zh, "本单位保密规定第"+article+"条"+rest), append(en, "Regulation art. "+number)
		case "LAW":
			zh, en = append(zh, "保密法第"+article+"条"+rest), append(en, "Secrecy Law art. "+number)
		case "REG":
			zh, en = append(zh, "保密法实施条例第"+article+"条"+rest), append(en, "Implementing Regulations art. "+number)
		case "practice":
			zh, en = append(zh, "惯例"), append(en, source)
		default:
			zh, en = append(zh, strings.TrimSpace(part)), append(en, strings.TrimSpace(part))
		}
	}
	return errs.T(strings.Join(zh, "、"), strings.Join(en, ", "))
}

// checkSeats wants at least one known seat and none twice: one person fills
// one seat in a case, so a second signature of the same seat says nothing.
func checkSeats(raw string) (string, errs.Text) {
	parts := strings.Split(raw, ",")
	for i, part := range parts {
		part = strings.TrimSpace(part)
		if !slices.Contains(seatNames, part) {
			all := strings.Join(seatNames, ", ")
			return "", errs.T("没有岗位“"+part+"”，可用："+all+"。", "there is no seat "+strconv.Quote(part)+"; known: "+all+".")
		}
		if slices.Contains(parts[:i], part) {
			return "", errs.T("岗位“"+part+"”重复。", "seat "+strconv.Quote(part)+" is there twice.")
		}
		parts[i] = part
	}
	return strings.Join(parts, ","), errs.Text{}
}

// parseSpecs reads key, kind, raw, min, max, basis, zh, en; every default has
// to pass its own check in canonical form.
func parseSpecs(text string) (map[string]spec, error) {
	rows, err := readCSV(text, "key,kind,raw,min,max,basis,zh,en")
	if err != nil {
		return nil, fmt.Errorf("defaults.csv: %w", err)
	}
	list := make(map[string]spec, len(rows))
	for i, r := range rows {
		s := spec{Value: Value{Key: r[0], Kind: r[1], Raw: r[2], Basis: r[5], Text: errs.T(r[6], r[7])}, min: r[3], max: r[4]}
		if err := s.validate(); err != nil {
			return nil, fmt.Errorf("defaults.csv row %d (%s): %w", i+2, s.Key, err)
		}
		if _, twice := list[s.Key]; twice {
			return nil, fmt.Errorf("defaults.csv row %d (%s): key twice", i+2, s.Key)
		}
		list[s.Key] = s
	}
	return list, nil
}

func (s spec) validate() error {
	switch s.Kind {
	case KindInt, KindDays, KindHours:
		_, errMin := strconv.Atoi(s.min)
		_, errMax := strconv.Atoi(s.max)
		if errMin != nil || errMax != nil {
			return fmt.Errorf("a number needs min and max, not %q and %q", s.min, s.max)
		}
	case KindBool, KindText, KindSeats:
	default:
		return fmt.Errorf("unknown kind %q", s.Kind)
	}
	if s.Basis == "" || s.Text.ZH == "" || s.Text.EN == "" {
		return fmt.Errorf("basis or text missing")
	}
	if canonical, problem := s.check(s.Raw); canonical != s.Raw || !problem.IsZero() {
		return fmt.Errorf("default %q: %s", s.Raw, problem.EN)
	}
	return nil
}

// readCSV returns the rows below the header, which has to be exactly header.
func readCSV(text, header string) ([][]string, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != header {
		return nil, fmt.Errorf("header is not %q", header)
	}
	return rows[1:], nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
