package asset

import (
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

func markText(m Marking) string { return level.Mark(m.Level, m.Term) }

// Action is one verb as it stands for the actor and the asset right now.
type Action struct {
	Spec *Spec       // a row of the table: to be read only
	Why  *errs.Error // nil when legal
}

// Legal reports whether the verb may be asked for.
func (a Action) Legal() bool { return a.Why == nil }

// Actions says of every verb whether it may be asked for now and, where not,
// why not. It is the same decision Decide makes before it looks at the input.
func Actions(f Facts, id string) []Action {
	s, known := f.Assets[id]
	out := make([]Action, 0, len(specs))
	d := &deciding{f: &f, s: s} // one for all verbs: they only look
	for i := range specs {
		spec := &specs[i]
		if spec.Verb == VerbLapse || spec.Verb == VerbLend {
			continue
		}
		d.c, d.spec, d.by, d.byFor, d.under = Command{Asset: id, Verb: spec.Verb}, spec, f.Actor.Person, "", ""
		a := Action{Spec: spec}
		switch {
		case !known:
			a.Why = NotFound()
		default:
			a.Why = errs.As(d.offered())
		}
		out = append(out, a)
	}
	return out
}

// offered is allowed, and the checks of the verbs that need no input but look at
// the request that waits, or at a hold.
func (d *deciding) offered() error {
	if err := d.allowed(); err != nil {
		return err
	}
	switch d.spec.Verb {
	case VerbApprove, VerbAccept, VerbRefuse, VerbWithdraw, VerbFreeze, VerbUnfreeze, VerbClear:
		return d.spec.check(d)
	case VerbUnpair:
		if len(d.s.Pairs) == 0 {
			return rulebook.Refuse("flow.state", errs.T("没有登记的连接", "nothing is paired with it"))
		}
	case VerbTakeOut:
		if len(d.s.Parts) == 0 {
			return rulebook.Refuse("flow.state", errs.T("主机内没有登记的部件", "no part is inside it on record"))
		}
	case VerbLabel:
		if d.s.LabelIssued == d.s.LabelApplied && d.s.LabelMarking == d.s.Marking.Version {
			return rulebook.Refuse("flow.state", errs.T("没有待回读的标签，请先打印", "no label waits to be read back; print one first"))
		}
	}
	return nil
}
