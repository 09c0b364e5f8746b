package asset

import (
	"sync"

	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// A record shows every verb with the reason why it may not be asked for now, and
// most of these reasons follow from the tables alone. Each is made once: errors
// are never changed, their With methods return copies.

type stateKey struct {
	verb Verb
	life Life
}

var stateRefusals = sync.OnceValue(func() map[stateKey]*errs.Error {
	out := make(map[stateKey]*errs.Error, len(specs)*len(lives))
	for i := range specs {
		for _, l := range lives {
			out[stateKey{specs[i].Verb, l.life}] = refuseState(&specs[i], l.life)
		}
	}
	return out
})

func refuseState(spec *Spec, l Life) *errs.Error {
	missing := []errs.Text{errs.T("当前状态："+l.Text().ZH, "present state: "+l.Text().EN)}
	for _, from := range spec.From {
		missing = append(missing, errs.T("可办理状态："+from.Text().ZH, "possible in: "+from.Text().EN))
	}
	return rulebook.Refuse("flow.state", missing...)
}

// wrongState refuses a verb that is not possible in the state.
func wrongState(spec *Spec, l Life) *errs.Error {
	if e := stateRefusals()[stateKey{spec.Verb, l}]; e != nil {
		return e
	}
	return refuseState(spec, l) // a state that is in no table
}

var classRefusals = sync.OnceValue(func() map[Class]*errs.Error {
	out := map[Class]*errs.Error{}
	for _, c := range Classes() {
		out[c] = rulebook.Refuse("flow.class", c.Text())
	}
	return out
})

// wrongClass refuses a verb that is not for assets of the class.
func wrongClass(c Class) *errs.Error {
	if e := classRefusals()[c]; e != nil {
		return e
	}
	return rulebook.Refuse("flow.class", c.Text())
}
