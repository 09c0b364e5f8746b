package app

import (
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
)

// permissionOf is what a token has to leave its owner for the command. Whether
// the owner may give it is decided by the domain; this only takes away.
func permissionOf(c Command) org.Permission {
	switch c := c.(type) {
	case Act:
		if c.Verb == asset.VerbReportLost {
			return org.AssetReport
		}
		return org.AssetAct
	case Register, Repair:
		return org.AssetAct
	case Print, VoidLabel:
		return org.LabelPrint
	case SetDepartment, SetRoom, SetPerson, GrantSeat, EndSeat, Delegate, EndDelegation:
		return org.OrganWrite
	case CreateAccount, MoveAccount, RenewCode, AskDual, DecideDual, WithdrawDual:
		return org.AccountWrite
	case SetVendor, SetLicence, SetTechnician, DraftAgreement, SignAgreement, AmendAgreement, MoveAgreement, AddFile:
		return org.VendorWrite
	case SetPolicy:
		return org.PolicyWrite
	default:
		return org.Own // one's own settings and views, and what no token is for
	}
}
