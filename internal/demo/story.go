package demo

import (
	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
)

// story leads some of the things in use on to the other states, so that every
// list and every inbox has something in it.
func (t *teller) story(used []thing) {
	if t.err != nil {
		return
	}
	t.vendors()
	pick := picker(used)
	t.pairs(pick)
	t.remark(pick)
	t.parts(pick)
	t.voided()
	t.handOvers(pick)
	t.returns(pick)
	t.media(pick)
	t.trouble(pick)
	t.refusals(pick)
	t.untilToday()
	t.pending(pick)
}

// picker gives the next unused thing that fits.
func picker(used []thing) func(fit func(thing) bool) thing {
	taken := map[string]bool{}
	return func(fit func(thing) bool) thing {
		for _, x := range used {
			if !taken[x.id] && fit(x) {
				taken[x.id] = true
				return x
			}
		}
		return thing{}
	}
}

type pickFunc func(func(thing) bool) thing

func of(c asset.Class) func(thing) bool { return func(x thing) bool { return x.class == c } }

func (t *teller) pairs(pick pickFunc) {
	for range 3 {
		oa := pick(of(asset.OA))
		// The officer names only what is of his own departments.
		pc := pick(func(x thing) bool {
			return x.class == asset.Computer && officers[x.department] == officers[oa.department]
		})
		t.act(officers[oa.department], oa.id, asset.VerbPair, asset.Args{Other: pc.id, Reason: "本地连接打印"})
		t.act(office(oa.keeper), oa.id, asset.VerbApprove, asset.Args{})
	}
}

// remark raises two markings: one waits for its new label, one has it.
func (t *teller) remark(pick pickFunc) {
	low := func(x thing) bool {
		return x.class == asset.Computer && x.level == level.Confidential && x.keeper != "keeper10"
	}
	l := level.Secret
	for i := range 2 {
		x := pick(low)
		t.act(officers[x.department], x.id, asset.VerbUpgrade, asset.Args{Level: &l, Term: 20, Basis: "工作任务调整（示例）"})
		t.act(headOf(x.department), x.id, asset.VerbApprove, asset.Args{})
		t.act("group2", x.id, asset.VerbApprove, asset.Args{})
		if i == 1 {
			t.do("baomi1", app.Print{Assets: []string{x.id}, Stock: "roll-60x40", Start: 1, Key: "demo-relabel"})
			t.readBack(x)
		}
		t.days(2)
	}
}

// parts takes a drive out of a returned computer.
func (t *teller) parts(pick pickFunc) {
	x := pick(func(x thing) bool { return x.class == asset.Computer && len(x.parts) > 1 })
	t.act(x.keeper, x.id, asset.VerbReturn, asset.Args{Room: t.store[x.department], Reason: "硬盘故障，退回"})
	t.act(office(x.keeper), x.id, asset.VerbApprove, asset.Args{})
	t.act("tech", x.id, asset.VerbTakeOut, asset.Args{Part: x.parts[0], Reason: "读写错误"})
	t.act(office(x.keeper), x.id, asset.VerbApprove, asset.Args{})
	t.days(1)
}

func (t *teller) voided() {
	for _, code := range []string{"SF-UP-9001", "SF-UP-9002"} {
		r := asset.Registration{Code: code, Class: asset.Medium, Kind: "usb_stick", Brand: "虚构牌", Model: "U32", Department: t.departments["财务处"]}
		id := t.do("officer2", app.Register{Registration: r}).ID
		t.act("officer2", id, asset.VerbVoid, asset.Args{Reason: "重复登记"})
	}
}

func (t *teller) other(x thing) string {
	for _, login := range t.keepers[x.department] {
		if login != x.keeper && login != headOf(x.department) && t.cleared(login, x.level) {
			return login
		}
	}
	return ""
}

func (t *teller) cleared(login string, l level.Level) bool {
	for _, m := range members {
		if m.login == login {
			return m.clearance >= l
		}
	}
	return false
}

// canPass: a hand-over with a second person in the department to take it.
func (t *teller) canPass(x thing) bool {
	return x.class != asset.Drive && t.other(x) != "" && x.keeper != headOf(x.department)
}

func (t *teller) handOvers(pick pickFunc) {
	for range 4 {
		x := pick(t.canPass)
		to := t.other(x)
		t.act(x.keeper, x.id, asset.VerbHandOver, asset.Args{Person: t.persons[to], Reason: "岗位调整"})
		t.act(headOf(x.department), x.id, asset.VerbApprove, asset.Args{})
		if x.level >= level.Secret {
			t.act(t.witness(x.keeper, to), x.id, asset.VerbApprove, asset.Args{})
		}
		t.act(to, x.id, asset.VerbAccept, asset.Args{})
		t.days(3)
	}
}

func (t *teller) witness(parties ...string) string {
	for _, p := range parties {
		if p == "witness1" {
			return "witness2"
		}
	}
	return "witness1"
}

func (t *teller) returns(pick pickFunc) {
	for range 3 {
		x := pick(of(asset.Medium))
		t.act(x.keeper, x.id, asset.VerbReturn, asset.Args{Room: t.store[x.department], Reason: "任务完成"})
		t.act(office(x.keeper), x.id, asset.VerbApprove, asset.Args{})
	}
	t.days(2)
}

// media loads some; the oldest is past its clear-by date when the story ends.
func (t *teller) media(pick pickFunc) {
	l := level.Confidential
	for range 4 {
		x := pick(of(asset.Medium))
		t.act(x.keeper, x.id, asset.VerbLoad, asset.Args{Level: &l})
	}
	x := pick(of(asset.Medium))
	t.act(x.keeper, x.id, asset.VerbLoad, asset.Args{Level: &l})
	t.days(5)
	t.act(x.keeper, x.id, asset.VerbClear, asset.Args{Reason: "已清理"})
}

func (t *teller) trouble(pick pickFunc) {
	lost := pick(func(x thing) bool { return x.class == asset.Medium && x.level == level.Confidential })
	t.act(lost.keeper, lost.id, asset.VerbReportLost, asset.Args{Reason: "办公室内未找到（演示）"})
	frozen := pick(of(asset.Computer))
	t.act("baomi1", frozen.id, asset.VerbFreeze, asset.Args{Reference: "示例〔2026〕1号", Reason: "配合检查"})
	x := pick(of(asset.Medium))
	t.act("baomi1", x.id, asset.VerbFreeze, asset.Args{Reference: "示例〔2026〕2号", Reason: "配合检查"})
	t.act("baomi2", x.id, asset.VerbUnfreeze, asset.Args{Reference: "示例〔2026〕2号", Reason: "检查结束"})
}

// refusals leaves some refused attempts on record.
func (t *teller) refusals(pick pickFunc) {
	x := pick(of(asset.Medium))
	t.try(x.keeper, app.Act{Command: asset.Command{Asset: x.id, Verb: asset.VerbLend}})
	t.try(x.keeper, app.Act{Command: asset.Command{Asset: x.id, Verb: asset.VerbHandOver, Args: asset.Args{Person: t.persons[x.keeper]}}})
	t.try("sysadmin", app.Act{Command: asset.Command{Asset: x.id, Verb: asset.VerbFreeze, Args: asset.Args{Reference: "x", Reason: "x"}}})
}

// untilToday lets the clock run to the present day.
func (t *teller) untilToday() {
	if t.err == nil {
		t.clock.present()
	}
}

// pending leaves requests that wait today.
func (t *teller) pending(pick pickFunc) {
	for i := range 3 {
		x := pick(t.canPass)
		to := t.other(x)
		t.act(x.keeper, x.id, asset.VerbHandOver, asset.Args{Person: t.persons[to], Reason: "岗位调整"})
		if i > 0 {
			t.act(headOf(x.department), x.id, asset.VerbApprove, asset.Args{})
		}
	}
	x := pick(of(asset.Computer))
	t.act(x.keeper, x.id, asset.VerbReturn, asset.Args{Room: t.store[x.department], Reason: "更新换代"})
	x = pick(of(asset.Token))
	t.act(office(x.keeper), x.id, asset.VerbReturn, asset.Args{Room: t.store[x.department], Reason: "收回"})
}
