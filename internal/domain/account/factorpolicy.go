package account

import (
	"slices"

	"sealbook/internal/domain/org"
	"sealbook/internal/domain/policy"
	"sealbook/internal/errs"
)

// The policy values on second factors, and their words.
const (
	FactorRequired = "factor.required"
	FactorKinds    = "factor.kind"

	requiredNone           = "none"
	requiredAdministrators = "administrators"
	requiredSigners        = "signers"
	requiredAll            = "all"
	kindKeyOnly            = "key"
)

// FactorsHad are the second factors of an account that count.
type FactorsHad struct{ Codes, Keys int }

// FactorAsked reports whether the policy asks whoever holds the seats for a second
// factor. Administrators sign too, and so do all who hold a seat beyond keeping
// things.
func FactorAsked(p policy.Policy, held []org.Held) bool {
	switch p.Text(FactorRequired) {
	case requiredAll:
		return true
	case requiredAdministrators:
		return org.Actor{Held: held}.Admin()
	case requiredSigners:
		return slices.ContainsFunc(held, func(h org.Held) bool { return h.Seat != org.Keeper })
	}
	return false
}

// KeysOnly reports whether security keys alone are second factors.
func KeysOnly(p policy.Policy) bool { return p.Text(FactorKinds) == kindKeyOnly }

// FactorsEnough reports whether the factors are what the policy asks for.
func FactorsEnough(p policy.Policy, had FactorsHad) bool {
	return had.Keys > 0 || had.Codes > 0 && !KeysOnly(p)
}

// FactorFacts are what a change of such a policy value is judged by.
type FactorFacts struct {
	KeysWork bool // the product is reached by a name that security keys can be bound to
	Held     []org.Held
	Had      FactorsHad // of who changes it
}

// DecideFactors judges the policy as it would be with the value of the key
// changed. It may not ask for what nobody can have, nor shut out whoever sets it:
// each session that is opened then would have to enter a factor first, and if that
// cannot be done nobody is left to take the value back. To ask for less is always
// allowed. Errors: policy.no_host, policy.own_factor.
func DecideFactors(next policy.Policy, key string, f FactorFacts) error {
	if key != FactorRequired && key != FactorKinds || next.Text(FactorRequired) == requiredNone && !KeysOnly(next) {
		return nil
	}
	if KeysOnly(next) && !f.KeysWork && (key == FactorKinds || next.Text(FactorRequired) != requiredNone) {
		return errs.New(errs.Conflict, "policy.no_host",
			"本系统只按地址访问，浏览器不允许使用安全密钥，无人能够满足此要求，策略未变更。请先由系统管理员配置主机名（--host），登记安全密钥后再设。",
			"This system is reached by address only, where browsers allow no security keys: nobody could meet this, and the policy was not changed. Have the system administrator configure a host name (--host) first, enter a key, then set it.")
	}
	if FactorAsked(next, f.Held) && !FactorsEnough(next, f.Had) {
		what := errs.T("第二因素", "second factor")
		if KeysOnly(next) {
			what = errs.T("安全密钥", "security key")
		}
		return errs.New(errs.Conflict, "policy.own_factor",
			"此要求对您本人也生效，而您尚未登记"+what.ZH+"，会把自己挡在门外，策略未变更。请先在“设置—第二因素”登记"+what.ZH+"，再设此项。",
			"This would bind you too, and you have no "+what.EN+": you would shut yourself out, and the policy was not changed. Enter a "+what.EN+" under Settings, Second factors first, then set it.")
	}
	return nil
}
