package policy

import "slices"

// Choices lists the words that a text value may be, in the order of their
// strictness; nil for a value of another kind.
func Choices(key string) []string { return slices.Clone(options[key]) }

// Signers lists the seats that a chain may name, in the order of domain.md §3.
func Signers() []string { return slices.Clone(seatNames) }

// Bounds gives the least and the greatest that a number may be set to, inclusive,
// in its own unit; "" for a value of another kind or an unknown key.
func Bounds(key string) (least, greatest string) {
	switch s := specs[key]; s.Kind {
	case KindInt, KindDays, KindHours:
		return s.min, s.max
	}
	return "", ""
}

// Fixed reports whether the value's basis leaves no choice.
func Fixed(key string) bool {
	s := specs[key]
	return (s.Kind == KindBool && s.min != "") || (s.Kind == KindText && len(options[key]) == 1) || (s.min != "" && s.min == s.max)
}
