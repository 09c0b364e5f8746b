package asset

import (
	"strings"
	"sync"

	"sealbook/internal/domain/org"
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

var classRefusals = sync.OnceValue(func() map[Verb]*errs.Error {
	out := map[Verb]*errs.Error{}
	for i := range specs {
		if len(specs[i].Classes) > 0 {
			out[specs[i].Verb] = refuseClass(specs[i].Classes...)
		}
	}
	return out
})

// refuseClass names the classes that the deed is for.
func refuseClass(fits ...Class) *errs.Error {
	zh, en := make([]string, len(fits)), make([]string, len(fits))
	for i, c := range fits {
		zh[i], en[i] = c.Text().ZH, c.Text().EN
	}
	return rulebook.Refuse("flow.class", errs.T("适用于："+strings.Join(zh, "、"), "applies to: "+strings.Join(en, ", ")))
}

// wrongClass refuses a verb that is not for assets of the class.
func wrongClass(spec *Spec) *errs.Error {
	if e := classRefusals()[spec.Verb]; e != nil {
		return e
	}
	return refuseClass(spec.Classes...)
}

var seatRefusals = sync.OnceValue(func() map[Verb]*errs.Error {
	out := map[Verb]*errs.Error{}
	for i := range specs {
		if len(specs[i].Who) > 0 {
			out[specs[i].Verb] = rulebook.Refuse("flow.seat", org.OneOf(specs[i].Who...))
		}
	}
	return out
})

// wrongSeat refuses a verb to an actor who has none of its seats here; named says
// that he named somebody he acts for.
func wrongSeat(spec *Spec, a org.Actor, named bool) *errs.Error {
	e := seatRefusals()[spec.Verb]
	if e == nil {
		e = rulebook.Refuse("flow.seat", org.OneOf(spec.Who...))
	}
	if named {
		return e.WithMissing(notDelegated)
	}
	if more := elsewhere(a, spec.Who); len(more) > 0 {
		return e.WithMissing(more...)
	}
	return e
}

// elsewhere tells an actor who has such a seat why it does not do: it is that of
// other departments.
func elsewhere(a org.Actor, who []org.Seat) []errs.Text {
	for _, s := range who {
		if a.Holds(s) {
			t := s.Text()
			return []errs.Text{errs.T("您的"+t.ZH+"职责不含该设备所在部门", "your seat as "+t.EN+" does not cover the department of this asset")}
		}
	}
	return nil
}

// due says whose turn it is, rather than that something is missing.
func due(step Step) errs.Text {
	return errs.T("现由"+step.Seat.Text().ZH+"签署", "it is the turn of the "+step.Seat.Text().EN)
}
