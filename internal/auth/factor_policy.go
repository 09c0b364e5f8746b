package auth

import (
	"slices"

	"sealbook/internal/domain/account"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/store"
)

// codeCounts reports whether a one-time code is a second factor: where only keys
// are wanted, no more once the account has one.
func codeCounts(p policy.Policy, list []store.Factor) bool {
	return !account.KeysOnly(p) || !slices.ContainsFunc(list, isKey)
}

func isKey(f store.Factor) bool { return f.Kind == store.FactorKey }

// requires reports whether the policy asks who holds the seats for a second factor.
func requires(p policy.Policy, held []org.Held) bool { return account.FactorAsked(p, held) }

// enough reports whether the factors are what the policy asks for.
func enough(p policy.Policy, list []store.Factor) bool {
	return account.FactorsEnough(p, store.FactorsHad(list))
}
