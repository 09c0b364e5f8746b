package export

import (
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
)

// Words of closed sets, as the importer reads them.
var (
	opticals = map[string]errs.Text{"none": errs.T("无", "none"), "read": errs.T("只读", "read"), "burn": errs.T("刻录", "burn")}
	networks = map[string]errs.Text{
		string(asset.NetworkNone):       errs.T("单机", "none"),
		string(asset.NetworkClassified): errs.T("涉密网", "classified"),
		string(asset.NetworkInternal):   errs.T("非涉密内网", "internal"),
		string(asset.NetworkInternet):   errs.T("互联网", "internet"),
	}
	wireless = map[string]errs.Text{
		string(asset.WirelessAbsent):  errs.T("无", "absent"),
		string(asset.WirelessRemoved): errs.T("已拆除", "removed"),
		string(asset.WirelessPresent): errs.T("有", "present"),
	}
)

// word gives the text of a code; one that is not of the set stands as it is.
func word(set map[string]errs.Text, code, lang string) string {
	if t, ok := set[code]; ok {
		return t.In(lang)
	}
	return code
}
