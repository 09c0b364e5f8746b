package agreement

import (
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// Job is what a vendor is to do on a day: what an agreement, a licence and the
// people sent are held against (rep.vendor-agreement, rep.vendor-licence).
type Job struct {
	Service     Service
	Level       level.Level
	Day         org.Date
	Technicians []string // ids of those who come
}

// Check answers with every reason for which the vendor may not do the job under
// the agreement, each a refusal of its rule that says what is missing; none if it
// may. a is nil where there is no agreement.
func Check(v Vendor, a *Agreement, j Job) []*errs.Error {
	var out []*errs.Error
	paper := func(zh, en string) { out = append(out, rulebook.Refuse("rep.vendor-agreement", errs.T(zh, en))) }
	if v.Barred {
		paper("该单位已停止合作："+v.BarredWhy, "the vendor is barred: "+v.BarredWhy)
	}
	if a == nil || a.Vendor != v.ID {
		paper("没有与该单位的保密协议", "there is no agreement with this vendor")
	} else {
		for _, m := range a.lacks(j) {
			paper(m.ZH, m.EN)
		}
	}
	for _, m := range v.people(j) {
		paper(m.ZH, m.EN)
	}
	if j.Service.NeedsLicence() {
		if m := v.licence(j); !m.IsZero() {
			out = append(out, rulebook.Refuse("rep.vendor-licence", m))
		}
	}
	return out
}

// lacks says why the agreement does not cover the job, all of it.
func (a Agreement) lacks(j Job) []errs.Text {
	var out []errs.Text
	t, n := a.TermsOn(j.Day), a.Number
	switch {
	case a.State == Draft:
		out = append(out, errs.T("协议 "+n+" 尚未签订", "agreement "+n+" is not signed"))
	case a.State == Suspended:
		out = append(out, errs.T("协议 "+n+" 已中止", "agreement "+n+" is suspended"))
	case a.State == Terminated:
		out = append(out, errs.T("协议 "+n+" 已终止", "agreement "+n+" is terminated"))
	case j.Day < t.From:
		out = append(out, errs.T("协议 "+n+" 自 "+string(t.From)+" 起生效", "agreement "+n+" begins on "+string(t.From)))
	case t.Until != "" && t.Until < j.Day:
		out = append(out, errs.T("协议 "+n+" 已于 "+string(t.Until)+" 到期", "agreement "+n+" ended on "+string(t.Until)))
	}
	if !has(t.Services, j.Service) {
		x := j.Service.Text()
		out = append(out, errs.T("协议 "+n+" 不含服务："+x.ZH, "agreement "+n+" does not have the service: "+x.EN))
	}
	if t.Level < j.Level {
		out = append(out, errs.T("协议 "+n+" 适用密级："+t.Level.Text().ZH+"，需要："+j.Level.Text().ZH,
			"agreement "+n+" goes up to "+t.Level.Text().EN+", needed: "+j.Level.Text().EN))
	}
	return out
}

// people says who of those sent is not known or not fit on the day.
func (v Vendor) people(j Job) []errs.Text {
	if len(j.Technicians) == 0 {
		return []errs.Text{errs.T("未指定维修人员", "no technician is named")}
	}
	var out []errs.Text
	for _, id := range j.Technicians {
		t, ok := v.Technician(id)
		if !ok {
			out = append(out, errs.T("维修人员不在该单位名单内", "a technician is not on the vendor's list"))
			continue
		}
		out = append(out, t.Unfit(j.Day)...)
	}
	return out
}

// Technician finds one of the vendor's people.
func (v Vendor) Technician(id string) (Technician, bool) {
	for _, t := range v.Technicians {
		if t.ID == id {
			return t, true
		}
	}
	return Technician{}, false
}

// Unfit says why the technician may not be sent on the day.
func (t Technician) Unfit(day org.Date) []errs.Text {
	var out []errs.Text
	say := func(zh, en string) { out = append(out, errs.T(t.Name+"："+zh, t.Name+": "+en)) }
	if t.Barred {
		say("已停止派遣", "is barred")
	}
	if t.VettedOn == "" || t.VettedOn > day {
		say("未经审查", "is not vetted")
	}
	if t.UndertakingOn == "" || t.UndertakingOn > day {
		say("未签保密承诺书", "has signed no undertaking")
	}
	if t.Until != "" && t.Until < day {
		say("派遣资格已于 "+string(t.Until)+" 到期", "was good until "+string(t.Until))
	}
	return out
}

// licence says why no licence of the vendor covers the job; zero when one does.
func (v Vendor) licence(j Job) errs.Text {
	best := errs.T("没有登记涵盖“"+j.Service.Text().ZH+"”的保密资质", "no licence on record covers "+j.Service.Text().EN)
	for _, l := range v.Licences {
		switch {
		case l.Good(j.Service, j.Level, j.Day):
			return errs.Text{}
		case l.Ended || !has(l.Services, j.Service):
		case l.VerifiedOn == "" || l.VerifiedOn > j.Day:
			best = errs.T("资质 "+l.Number+" 未经我方核验", "licence "+l.Number+" was not verified by us")
		case l.Level < j.Level:
			best = errs.T("资质 "+l.Number+" 适用密级："+l.Level.Text().ZH+"，需要："+j.Level.Text().ZH,
				"licence "+l.Number+" goes up to "+l.Level.Text().EN+", needed: "+j.Level.Text().EN)
		case j.Day < l.From:
			best = errs.T("资质 "+l.Number+" 自 "+string(l.From)+" 起有效", "licence "+l.Number+" begins on "+string(l.From))
		default:
			best = errs.T("资质 "+l.Number+" 已于 "+string(l.Until)+" 到期", "licence "+l.Number+" ended on "+string(l.Until))
		}
	}
	return best
}
