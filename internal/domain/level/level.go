// Package level holds the ordered levels of state secrets (密级) and their terms.
package level

import (
	"strconv"

	"sealbook/internal/errs"
)

// Level is a level of secrecy, ordered: Unclassified < Confidential < Secret <
// TopSecret (LAW 14: 秘密, 机密, 绝密).
type Level int

// The levels.
const (
	Unclassified Level = iota // 非密
	Confidential              // 秘密
	Secret                    // 机密
	TopSecret                 // 绝密
)

var codes = [...]string{"unclassified", "confidential", "secret", "top_secret"}

var names = [...]errs.Text{
	{ZH: "非密", EN: "unclassified"},
	{ZH: "秘密", EN: "confidential"},
	{ZH: "机密", EN: "secret"},
	{ZH: "绝密", EN: "top secret"},
}

// All returns the levels from the lowest to the highest.
func All() []Level { return []Level{Unclassified, Confidential, Secret, TopSecret} }

// String returns the code: "unclassified", "confidential", "secret", "top_secret".
func (l Level) String() string {
	if l < Unclassified || l > TopSecret {
		return "level(" + strconv.Itoa(int(l)) + ")"
	}
	return codes[l]
}

// Text returns the name in both languages.
func (l Level) Text() errs.Text {
	if l < Unclassified || l > TopSecret {
		return errs.Text{}
	}
	return names[l]
}

// Classified reports whether the level is one of the three of LAW 14.
func (l Level) Classified() bool { return l > Unclassified }

// Parse reads a code made by String.
func Parse(code string) (Level, error) {
	for i, c := range codes {
		if c == code {
			return Level(i), nil
		}
	}
	return 0, errs.InvalidField("level",
		"密级应为 top_secret、secret、confidential 或 unclassified。",
		"The level must be top_secret, secret, confidential or unclassified.")
}

// MarshalText writes the code.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the code.
func (l *Level) UnmarshalText(b []byte) error {
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*l = v
	return nil
}

// Mark writes the mark as it stands on a label: 机密★20年. An unclassified
// thing carries no mark and gives the empty string.
func Mark(l Level, termYears int) string {
	if !l.Classified() {
		return ""
	}
	if termYears <= 0 {
		return l.Text().ZH + "★"
	}
	return l.Text().ZH + "★" + strconv.Itoa(termYears) + "年"
}
