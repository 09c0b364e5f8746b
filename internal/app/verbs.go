package app

import (
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/repair"
)

// Verbs names, beside the verbs of an asset, everything that can be refused and
// kept: what a list of refusals has to have words for.
func Verbs() []string {
	var out []string
	for _, c := range []interface{ verb() string }{
		Register{}, Print{}, VoidLabel{}, fetching{}, exporting{}, importing{"import"}, importing{"import-organ"},
		SetDepartment{}, SetRoom{}, SetPerson{}, GrantSeat{}, EndSeat{}, Delegate{}, EndDelegation{},
		CreateAccount{}, MoveAccount{}, AskDual{Kind: account.Unlock}, AskDual{Kind: account.Recover}, DecideDual{}, WithdrawDual{}, RenewCode{}, SetPolicy{}, SetSettings{}, SaveView{}, DropView{},
		SetVendor{}, SetLicence{}, SetTechnician{}, DraftAgreement{}, SignAgreement{}, AmendAgreement{}, MoveAgreement{}, AddFile{},
		auditing{"export-audit"}, auditing{"verify-history"}, auditing{account.VerbEndSessions},
	} {
		out = append(out, c.verb())
	}
	for _, s := range repair.Specs() {
		out = append(out, RepairVerb(s.Verb))
	}
	return out
}

// VerbOf names the command as its record of refusal does.
func VerbOf(c Command) string { return c.verb() }
