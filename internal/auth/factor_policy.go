package auth

import (
	"slices"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/store"
)

// The words of the policy values factor.required and factor.kind.
const (
	requiredNone           = "none"
	requiredAdministrators = "administrators"
	requiredSigners        = "signers"
	requiredAll            = "all"
	kindKeyOnly            = "key"
)

// codeCounts reports whether a one-time code is a second factor: where only keys
// are wanted, no more once the account has one.
func codeCounts(p policy.Policy, list []store.Factor) bool {
	return p.Text("factor.kind") != kindKeyOnly || !slices.ContainsFunc(list, isKey)
}

func isKey(f store.Factor) bool { return f.Kind == store.FactorKey }

// requires reports whether the policy asks the actor for a second factor.
// Administrators sign too, and so do all who hold a seat beyond keeping things.
func requires(p policy.Policy, a org.Actor) bool {
	switch p.Text("factor.required") {
	case requiredAll:
		return true
	case requiredAdministrators:
		return a.Admin()
	case requiredSigners:
		return slices.ContainsFunc(a.Held, func(h org.Held) bool { return h.Seat != org.Keeper })
	}
	return false
}

// enough reports whether the factors are what the policy asks for.
func enough(p policy.Policy, list []store.Factor) bool {
	if p.Text("factor.kind") == kindKeyOnly {
		return slices.ContainsFunc(list, isKey)
	}
	return len(list) > 0
}
