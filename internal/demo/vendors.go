package demo

import (
	"time"

	"sealbook/internal/app"
	"sealbook/internal/domain/agreement"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
)

// day is the story's day and so many more.
func (t *teller) day(more int) org.Date { return t.app.Today(t.clock.Now().AddDate(0, 0, more)) }

// last is so many days after the day on which the story ends.
func (t *teller) last(more int) org.Date { return t.app.Today(time.Now().AddDate(0, 0, more)) }

// paper takes in a file that stands for a signed copy.
func (t *teller) paper(text string) string {
	return t.do("baomi1", app.AddFile{Content: []byte("%PDF-1.7\n% " + text + "（演示数据，纯属虚构）\n")}).ID
}

// vendors enters three vendors: one whose agreement was amended and renewed, one
// whose agreement and licence end soon, one whose agreement is suspended.
func (t *teller) vendors() {
	repairs := []agreement.Service{agreement.RepairOnsite, agreement.RepairOffsite, agreement.Maintenance}

	a := t.vendor("示例甲计算机维修有限公司", "91990000MA0000001B", "甲某")
	t.technician(a, "甲子", "000000199001010011", agreement.Technician{VettedOn: t.day(-20), UndertakingOn: t.day(-10)})
	t.technician(a, "乙丑", "000000199001010022", agreement.Technician{VettedOn: t.day(-20)})
	first := t.agreement(a, "示例协2025-01", agreement.Terms{Services: repairs[:1], Level: level.Secret, From: t.day(-30), Until: t.last(3)}, "", true)
	wider := agreement.Terms{Services: repairs, Level: level.Secret, From: t.day(-30), Until: t.last(5)}
	t.do("baomi1", app.AmendAgreement{Agreement: first, Amendment: agreement.Amendment{
		Number: "示例协2025-01-补1", SignedOn: t.day(0), Effective: t.day(0), Terms: wider, What: "增加送外维修和系统运行维护（示例）", Copy: t.paper("补充协议"),
	}})
	t.agreement(a, "示例协2026-01", agreement.Terms{Services: repairs, Level: level.Secret, From: t.last(6), Until: t.last(370)}, first, true)

	b := t.vendor("示例乙数据恢复中心", "91990000MA0000002E", "乙某")
	t.technician(b, "丙寅", "000000199001010033", agreement.Technician{VettedOn: t.day(-20), UndertakingOn: t.day(-10), Until: t.last(60)})
	t.do("baomi1", app.SetLicence{Vendor: b, Licence: agreement.Licence{
		Kind: agreement.LicenceRecovery, Level: level.Secret, Number: "示例SF-0002", Issuer: "示例发证机关", From: t.day(-300), Until: t.last(25),
		Services: []agreement.Service{agreement.Recovery, agreement.Storage}, VerifiedOn: t.day(0), How: "查阅公开名录（示例）", Copy: t.paper("资质证书"),
	}})
	t.agreement(b, "示例协2026-02", agreement.Terms{
		Services: []agreement.Service{agreement.Storage, agreement.Recovery}, Level: level.Secret, From: t.day(-5), Until: t.last(20),
	}, "", true)

	c := t.vendor("示例丙载体销毁服务公司", "91990000MA0000003H", "丙某")
	t.technician(c, "丁卯", "000000199001010044", agreement.Technician{VettedOn: t.day(-20), UndertakingOn: t.day(-10), Barred: true, BarredWhy: "已离职（示例）"})
	t.do("baomi1", app.SetLicence{Vendor: c, Licence: agreement.Licence{
		Kind: agreement.LicenceDestruction, Level: level.TopSecret, Number: "示例XH-0003", Issuer: "示例发证机关", From: t.day(-200), Until: t.last(500),
		Services: []agreement.Service{agreement.Destruction}, VerifiedOn: t.day(0), How: "向发证机关电话核实（示例）",
	}})
	suspended := t.agreement(c, "示例协2026-03", agreement.Terms{
		Services: []agreement.Service{agreement.Destruction}, Level: level.TopSecret, From: t.day(-5), Until: t.last(300),
	}, "", true)
	t.do("baomi2", app.MoveAgreement{Agreement: suspended, State: agreement.Suspended, Reason: "等待补充人员审查材料（示例）"})
	t.agreement(c, "示例协2026-04", agreement.Terms{
		Services: []agreement.Service{agreement.Archive}, Level: level.Confidential, From: t.last(10), Until: t.last(375),
	}, "", false)
}

func (t *teller) vendor(name, code, contact string) string {
	return t.do("baomi1", app.SetVendor{Vendor: agreement.Vendor{
		Name: name, CreditCode: code, Address: "示例市示例路（虚构）", Contact: contact, Phone: "示例电话", Notes: "演示数据，纯属虚构。",
	}}).ID
}

func (t *teller) technician(vendor, name, document string, x agreement.Technician) {
	x.DocumentKind = agreement.IDCard
	t.do("baomi1", app.SetTechnician{Vendor: vendor, Name: name, Document: document, Technician: x})
}

// agreement drafts one with a full checklist and, where it is to be signed, signs it.
func (t *teller) agreement(vendor, number string, terms agreement.Terms, renews string, signed bool) string {
	var list []agreement.Requirement
	for _, key := range agreement.Requirements() {
		if signed || key != "liability" {
			list = append(list, agreement.Requirement{Key: key, Met: true, Clause: "第三条"})
		}
	}
	id := t.do("baomi1", app.DraftAgreement{Agreement: agreement.Agreement{
		Vendor: vendor, Number: number, Terms: terms, Requirements: list, Renews: renews,
	}}).ID
	if signed {
		t.do("baomi1", app.SignAgreement{Agreement: id, Signing: agreement.Signing{
			By: t.persons["leader"], For: "签字人（示例）", On: t.day(0), Copy: t.paper(number),
		}})
	}
	return id
}
