package asset

import (
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// checkPair keeps classified and non-classified apart (ORG 15-17).
func checkPair(d *deciding) error {
	s := d.s
	o, ok := d.f.Assets[d.c.Args.Other]
	if !ok || o.ID == s.ID {
		return errs.InvalidField("other", "没有找到要连接的设备。", "The asset to connect was not found.")
	}
	computerWith := (s.Class == Computer) != (o.Class == Computer)
	if !computerWith || (o.Class != Computer && o.Class != OA && o.Class != Medium) {
		return errs.InvalidField("other", "只能在计算机与办公设备或移动介质之间登记连接。", "A pairing is between a computer and an office device or a medium.")
	}
	if o.Life != InUse || o.Request != nil {
		return rulebook.Refuse("flow.state", errs.T(o.Code+"："+o.Life.Text().ZH, o.Code+": "+o.Life.Text().EN))
	}
	if err := d.freeOf(o); err != nil {
		return err
	}
	if _, found := indexOf(s.Pairs, o.ID); found {
		return rulebook.Refuse("flow.state", errs.T("已登记连接", "already paired"))
	}
	return pairFits(s.Class, s.Marking.Level, o.Class, o.Marking.Level)
}

// pairFits is the rule of net.oa-pair and med.no-cross on two levels, in either
// order: an office device serves one side of the line between classified and
// non-classified only, and a medium never meets a host below its own level.
func pairFits(ac Class, al level.Level, bc Class, bl level.Level) error {
	if ac == Computer {
		ac, al, bl = bc, bl, al
	}
	switch {
	case ac == OA && al.Classified() != bl.Classified():
		return rulebook.Refuse("net.oa-pair")
	case ac == Medium && al.Classified() && bl < al, ac == Medium && !al.Classified() && bl.Classified():
		return rulebook.Refuse("med.no-cross")
	}
	return nil
}

func checkUnpair(d *deciding) error {
	if _, found := indexOf(d.s.Pairs, d.c.Args.Other); !found {
		return errs.InvalidField("other", "两台设备之间没有登记连接。", "The two are not paired.")
	}
	return nil
}
