package asset

import "sealbook/internal/errs"

// detailTexts are what the descriptive fields are called, by their JSON names.
var detailTexts = map[string]errs.Text{
	"kind":           errs.T("类型", "kind"),
	"name":           errs.T("名称", "name"),
	"brand":          errs.T("品牌", "maker"),
	"model":          errs.T("型号", "model"),
	"serial":         errs.T("序列号", "serial number"),
	"fixed_asset_no": errs.T("固定资产编号", "fixed-asset number"),
	"use":            errs.T("用途", "use"),
	"capacity":       errs.T("容量", "capacity"),
	"os":             errs.T("操作系统", "operating system"),
	"os_installed":   errs.T("系统安装日期", "system installed on"),
	"mac":            errs.T("MAC 地址", "MAC address"),
	"optical":        errs.T("光驱", "optical drive"),
	"supplier":       errs.T("供应商", "supplier"),
	"purchase_date":  errs.T("购置日期", "purchased on"),
	"start_date":     errs.T("启用日期", "in use since"),
	"notes":          errs.T("备注", "notes"),
}

// DetailText names a descriptive field; the name itself where there is none.
func DetailText(name string) errs.Text {
	if t, ok := detailTexts[name]; ok {
		return t
	}
	return plain(name)
}

var opticalTexts = map[string]errs.Text{
	"none": errs.T("无", "none"), "read": errs.T("只读", "reads"), "burn": errs.T("可刻录", "burns"),
}

// opticalText says what the code of an optical drive means; a word of an old
// ledger stays as it is.
func opticalText(code string) errs.Text {
	if t, ok := opticalTexts[code]; ok {
		return t
	}
	return plain(code)
}
