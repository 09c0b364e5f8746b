// Package errs holds the product's one error type. An Error carries a stable
// code, a text that is safe to show in Chinese and English, and, for a refusal,
// the rule and the articles it rests on. Anything else is «internal»: its detail
// goes to the log only.
package errs

import (
	"errors"
	"strings"
	"time"
)

// Kind groups errors by what the caller can do about them. Adapters translate
// a Kind to their own terms (an HTTP status, an exit code).
type Kind string

// The kinds.
const (
	Invalid         Kind = "invalid"         // the input is wrong: mend it and send again
	NotFound        Kind = "not_found"       // unknown, or outside what the actor may see: alike on purpose
	Conflict        Kind = "conflict"        // somebody was faster: load again
	Refused         Kind = "refused"         // a rule of the rule book says no
	Forbidden       Kind = "forbidden"       // the actor has no seat for this
	Unauthenticated Kind = "unauthenticated" // no session, or an ended one
	Unproved        Kind = "unproved"        // to be signed: show again that it is you
	TooLarge        Kind = "too_large"       // over a stated limit
	TooMany         Kind = "too_many"        // throttled: wait
	Unavailable     Kind = "unavailable"     // not now: the store is busy, behind or stopping
	Internal        Kind = "internal"        // ours; detail only in the log
)

// Text is one message in the two languages of the product.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// T makes a Text.
func T(zh, en string) Text { return Text{ZH: zh, EN: en} }

// In returns the text in lang ("en" for English, Chinese for all else).
func (t Text) In(lang string) string {
	if strings.HasPrefix(lang, "en") {
		return t.EN
	}
	return t.ZH
}

// IsZero reports whether the text is empty in both languages.
func (t Text) IsZero() bool { return t.ZH == "" && t.EN == "" }

// Field says what is wrong with one named input.
type Field struct {
	Name string `json:"name"`
	Text Text   `json:"text"`
}

// Error is the product's error. Create it with New, Invalidf and the like, and
// add to it with the With methods, which return a copy.
type Error struct {
	Kind     Kind
	Code     string        // stable, dotted: "asset.not_found"; for a refusal the rule id
	Text     Text          // what is wrong and what to do
	Rule     string        // id of the rule that refused, "" otherwise
	Articles []string      // basis of the rule: "ORG 15", "LAW 43"
	Missing  []Text        // what has to be there before it would pass
	kept     []Text        // stands for Missing on a record that stays; see Keeping
	Fields   []Field       // input errors by field
	After    time.Duration // of TooMany and Unavailable: when to try again, 0 if nobody knows
	cause    error
}

// New makes an Error of the kind.
func New(kind Kind, code, zh, en string) *Error {
	return &Error{Kind: kind, Code: code, Text: Text{ZH: zh, EN: en}}
}

// Wrap makes an internal error around cause; code names the place.
func Wrap(cause error, code string) *Error {
	return &Error{
		Kind: Internal, Code: code, cause: cause,
		Text: Text{ZH: "系统内部错误，请稍后重试或联系系统管理员。", EN: "Internal error; try again later or call the system administrator."},
	}
}

// Error returns the code and the English text; it never carries the cause, so
// that printing an error cannot leak business content.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	b.WriteString(": ")
	b.WriteString(e.Text.EN)
	for _, m := range e.Missing {
		b.WriteString(" [")
		b.WriteString(m.EN)
		b.WriteString("]")
	}
	for _, f := range e.Fields {
		b.WriteString(" {")
		b.WriteString(f.Name)
		b.WriteString(": ")
		b.WriteString(f.Text.EN)
		b.WriteString("}")
	}
	return b.String()
}

// Unwrap returns the cause of an internal error, for the log.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is an *Error with the same code.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

func (e *Error) clone() *Error {
	c := *e
	c.Articles = append([]string(nil), e.Articles...)
	c.Missing = append([]Text(nil), e.Missing...)
	if e.kept != nil {
		c.kept = append([]Text{}, e.kept...)
	}
	c.Fields = append([]Field(nil), e.Fields...)
	return &c
}

// WithMissing returns a copy that also names what is missing.
func (e *Error) WithMissing(m ...Text) *Error {
	c := e.clone()
	c.Missing = append(c.Missing, m...)
	if c.kept != nil {
		c.kept = append(c.kept, m...)
	}
	return c
}

// Keeping returns a copy whose record says m where the answer says Missing: what
// is put on record can never be taken back, so it names no person and repeats
// nothing that somebody typed.
func (e *Error) Keeping(m ...Text) *Error {
	c := e.clone()
	c.kept = append([]Text{}, m...)
	return c
}

// Kept is what a record says was missing: Missing, but for what Keeping replaced.
func (e *Error) Kept() []Text {
	if e.kept != nil {
		return e.kept
	}
	return e.Missing
}

// WithField returns a copy that also blames the named input.
func (e *Error) WithField(name, zh, en string) *Error {
	c := e.clone()
	c.Fields = append(c.Fields, Field{Name: name, Text: Text{ZH: zh, EN: en}})
	return c
}

// WithCause returns a copy that keeps cause for the log.
func (e *Error) WithCause(cause error) *Error {
	c := e.clone()
	c.cause = cause
	return c
}

// WithAfter returns a copy that also says how long to wait before the next try.
func (e *Error) WithAfter(d time.Duration) *Error {
	c := e.clone()
	c.After = d
	return c
}

// As returns err as *Error; an unknown error becomes an internal one.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok { //nolint:errorlint // the common case; what is wrapped comes below
		return e
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Wrap(err, "internal")
}

// IsKind reports whether err is an *Error of the kind.
func IsKind(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// InvalidField is the common case of one wrong input.
func InvalidField(name, zh, en string) *Error {
	return New(Invalid, "input.invalid", "填写内容有误，请按提示修改后重新提交。", "Some input is wrong; mend it as told and send again.").
		WithField(name, zh, en)
}
