package api

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
)

// A record lists every verb with its inputs: five sixths of the answer, and the
// same in every answer but for whether it is legal and why not. That part is
// encoded once.

// spoken is a verb in one language, up to and after the value of «legal».
type spoken struct{ head, tail string }

var spokenVerbs = func() map[string]map[asset.Verb]spoken {
	out := map[string]map[asset.Verb]spoken{}
	for _, lang := range []string{"zh", "en"} {
		out[lang] = map[asset.Verb]spoken{}
		for _, spec := range asset.Specs() {
			s, err := speak(spec, lang)
			if err != nil {
				panic("api: " + string(spec.Verb) + ": " + err.Error()) // made from our own tables only
			}
			out[lang][spec.Verb] = s
		}
	}
	return out
}()

func speak(spec asset.Spec, lang string) (spoken, error) {
	a := action{Verb: verbCode(spec.Verb), Text: spec.Verb.Text().In(lang), Fields: make([]input, 0, len(spec.Fields))}
	for _, f := range spec.Fields {
		a.Fields = append(a.Fields, input{Name: f.Name, Type: f.Type, Required: f.Required, Text: f.Text.In(lang)})
	}
	var b bytes.Buffer
	if err := member(&b, a); err != nil {
		return spoken{}, err
	}
	head, tail, ok := strings.Cut(b.String(), `"legal":false`)
	if !ok {
		return spoken{}, fmt.Errorf("no place for «legal» in %s", b.String())
	}
	return spoken{head + `"legal":`, strings.TrimSuffix(tail, "}")}, nil
}

// writeActions writes the list as encoding/json would write []action.
func writeActions(b *bytes.Buffer, list []asset.Action, lang string) error {
	verbs, ok := spokenVerbs[lang]
	if !ok {
		verbs = spokenVerbs["zh"] // as errs.Text.In has it
	}
	b.WriteByte('[')
	for i, a := range list {
		s, ok := verbs[a.Spec.Verb]
		if !ok {
			return errors.New("api: no words for " + string(a.Spec.Verb) + " in " + lang)
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s.head)
		if a.Legal() {
			b.WriteString("true")
			b.WriteString(s.tail)
		} else {
			b.WriteString("false")
			b.WriteString(s.tail)
			b.WriteString(`,"why":`)
			writeReason(b, a.Why, lang)
		}
		b.WriteByte('}')
	}
	b.WriteByte(']')
	return nil
}

// writeReason writes e as encoding/json would write reason.
func writeReason(b *bytes.Buffer, e *errs.Error, lang string) {
	b.WriteString(`{"code":`)
	quoted(b, e.Code)
	b.WriteString(`,"detail":`)
	quoted(b, e.Text.In(lang))
	if e.Rule != "" {
		b.WriteString(`,"rule":`)
		quoted(b, e.Rule)
	}
	for i, article := range e.Articles {
		b.WriteString(opening(i, `,"articles":[`))
		quoted(b, article)
	}
	if len(e.Articles) > 0 {
		b.WriteByte(']')
	}
	for i, m := range e.Missing {
		b.WriteString(opening(i, `,"missing":[`))
		quoted(b, m.In(lang))
	}
	for i, f := range e.Fields {
		b.WriteString(opening(i+len(e.Missing), `,"missing":[`))
		quoted(b, f.Name+": "+f.Text.In(lang))
	}
	if len(e.Missing)+len(e.Fields) > 0 {
		b.WriteByte(']')
	}
	b.WriteByte('}')
}

// opening is what stands before element i of a list.
func opening(i int, first string) string {
	if i == 0 {
		return first
	}
	return ","
}

// writeJSON writes the record with the actions it stands beside.
func (r *record) writeJSON(b *bytes.Buffer) error {
	if r.ready != nil {
		b.Write(r.ready)
		return nil
	}
	type bare record // without this method
	if err := member(b, (*bare)(r)); err != nil {
		return err
	}
	const end = `"actions":null}`
	if !bytes.HasSuffix(b.Bytes(), []byte(end)) {
		return errors.New("api: a record does not end with its actions")
	}
	b.Truncate(b.Len() - len("null}"))
	if err := writeActions(b, r.actions, r.lang); err != nil {
		return err
	}
	return b.WriteByte('}')
}

// prepared encodes the record now and keeps it for the answer.
func (r *record) prepared() ([]byte, error) {
	var b bytes.Buffer
	if err := r.writeJSON(&b); err != nil {
		return nil, err
	}
	r.ready = b.Bytes()
	return r.ready, nil
}

// writeJSON writes the record as it is, and then the rest.
func (s *scanView) writeJSON(b *bytes.Buffer) error {
	b.WriteString(`{"record":`)
	if err := s.Record.writeJSON(b); err != nil {
		return err
	}
	at := b.Len()
	if err := member(b, &s.ScanRest); err != nil {
		return err
	}
	b.Bytes()[at] = ',' // it was the brace; «stale» is always there
	return nil
}
