// Package policy holds the values an organ may set within what its sources
// allow: intervals, counts, approval chains. Each value names its basis. A
// Policy is a value: Set returns a new one with the next version, so that a
// decision can store the version it was judged under (ORG 1).
package policy

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sealbook/internal/errs"
)

// Kinds of a value.
const (
	KindInt   = "int"
	KindDays  = "days"  // whole days of 24 hours
	KindHours = "hours" // whole hours
	KindBool  = "bool"  // "true" or "false"
	KindText  = "text"  // one word of a fixed list
	KindSeats = "seats" // seats in signing order, joined by commas
)

// Value is one setting.
type Value struct {
	Key   string    // "clear-by.days"
	Kind  string    // one of the Kind constants
	Raw   string    // canonical text of the value: "30", "true", "department_head,witness"
	Basis string    // "ORG 17; practice"
	Text  errs.Text // its name for the user
}

// Policy is one version of all values. Do not change Values in place: use Set.
type Policy struct {
	Version int64 // from 1
	Values  map[string]Value
}

// Default returns version 1: the defaults of the product's sources.
func Default() Policy {
	p := Policy{Version: 1, Values: make(map[string]Value, len(specs))}
	for key, s := range specs {
		p.Values[key] = s.Value
	}
	return p
}

// Restore returns the policy of the version from stored raw values. A key that
// is not stored (it came with a later release) has its default; a stored key
// or value that this release does not know is an error.
func Restore(version int64, raws map[string]string) (Policy, error) {
	p := Default()
	if version < 1 {
		return Policy{}, errs.New(errs.Invalid, "policy.version", "策略版本号须不小于1。", "The policy version has to be at least 1.")
	}
	for _, key := range slices.Sorted(maps.Keys(raws)) {
		next, err := p.Set(key, raws[key])
		if err != nil {
			return Policy{}, err
		}
		p = next
	}
	p.Version = version
	return p, nil
}

// Set returns the next version with the value changed, or says why the value
// is not allowed; p stays as it was.
func (p Policy) Set(key, raw string) (Policy, error) {
	s, ok := specs[key]
	if !ok {
		return Policy{}, errs.New(errs.Invalid, "policy.unknown", "没有策略项“"+key+"”，请从策略列表中选择。",
			"There is no policy value "+strconv.Quote(key)+"; choose one of the list.")
	}
	canonical, problem := s.check(raw)
	if !problem.IsZero() {
		return Policy{}, errs.New(errs.Invalid, "policy.invalid", "策略值不符合要求，请按提示修改。",
			"The policy value is not allowed; mend it as told.").
			WithField(key, s.Text.ZH+"："+problem.ZH, s.Text.EN+": "+problem.EN)
	}
	next := Policy{Version: p.Version + 1, Values: maps.Clone(p.Values)}
	v := s.Value
	v.Raw = canonical
	next.Values[key] = v
	return next, nil
}

// Sorted returns the values in the order of their keys.
func (p Policy) Sorted() []Value {
	out := make([]Value, 0, len(p.Values))
	for _, key := range slices.Sorted(maps.Keys(p.Values)) {
		out = append(out, p.Values[key])
	}
	return out
}

// Int returns a whole number: the value of an int, the days of a days value,
// the hours of an hours value. Like all getters it panics on a key that does
// not exist or is of another kind: a mistake of the program.
func (p Policy) Int(key string) int {
	v := p.value(key, KindInt, KindDays, KindHours)
	n, err := strconv.Atoi(v.Raw)
	if err != nil {
		panic("policy: " + key + " holds " + strconv.Quote(v.Raw))
	}
	return n
}

// Days returns a days value as a duration of so many times 24 hours.
func (p Policy) Days(key string) time.Duration {
	p.value(key, KindDays)
	return time.Duration(p.Int(key)) * 24 * time.Hour
}

// Hours returns an hours value as a duration.
func (p Policy) Hours(key string) time.Duration {
	p.value(key, KindHours)
	return time.Duration(p.Int(key)) * time.Hour
}

// Bool returns a bool value.
func (p Policy) Bool(key string) bool { return p.value(key, KindBool).Raw == "true" }

// Text returns a text value.
func (p Policy) Text(key string) string { return p.value(key, KindText).Raw }

// Seats returns the seats of a chain in signing order.
func (p Policy) Seats(key string) []string {
	return strings.Split(p.value(key, KindSeats).Raw, ",")
}

func (p Policy) value(key string, kinds ...string) Value {
	v, ok := p.Values[key]
	if !ok {
		panic("policy: no value " + key)
	}
	if !slices.Contains(kinds, v.Kind) {
		panic(fmt.Sprintf("policy: %s is of kind %s, not %s", key, v.Kind, strings.Join(kinds, " or ")))
	}
	return v
}
