package org

import (
	"strings"

	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// JoinPolicy is the policy value by which one person may hold the seats of system
// and security administrator, in an organ too small for three. The auditor's goes
// with neither, whatever the policy says (REG 34).
const JoinPolicy = "admin.join"

// Joinable reports whether the two seats are the ones that JoinPolicy lets one
// person hold.
func Joinable(one, other Seat) bool {
	return (one == SystemAdmin && other == SecurityAdmin) || (one == SecurityAdmin && other == SystemAdmin)
}

// Joined reports whether the actor acts in both seats.
func (a Actor) Joined() bool { return a.Holds(SystemAdmin) && a.Holds(SecurityAdmin) }

// Part refuses to hold the seats apart again while somebody holds both: holders
// are their names. Whose they are stands in the answer; on record it is how many.
func Part(holders []string) error {
	if len(holders) == 0 {
		return nil
	}
	who := errs.T("同时担任两职："+strings.Join(holders, "、")+"；请先收回其中一职", "holding both: "+strings.Join(holders, ", ")+"; take one of the two back first")
	return rulebook.Refuse("adm.three-distinct", who).Keeping(several("同时担任系统管理员与安全管理员", "holding both seats", len(holders), nil))
}
