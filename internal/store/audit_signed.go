package store

import (
	"sealbook/internal/domain/account"
	"sealbook/internal/domain/event"
	"sealbook/internal/ledger"
)

// AnswerCheck is whether a signature was made by the security key of the event:
// auth.CheckEnrolled, which this package cannot know.
type AnswerCheck func(key account.FactorSet, s ledger.Signature) error

// verifySigned looks whether a signed event is what was signed, and whether the
// key that is said to have signed it did: one that its account had entered before
// and not ended (REG 34; ASVS 5.0 7.5.3).
func (x *Tx) verifySigned(id int64, leaf ledger.Leaf, check AnswerCheck, to checking) error {
	s, signed, err := leaf.Signed()
	if !signed {
		return nil
	}
	to.Signed++
	if err != nil {
		to.note(id, "签名与事件内容不符", "its signature does not fit what it says")
		return nil
	}
	if s.Key == nil {
		return nil
	}
	to.Keys++
	key, found, err := x.keyAt(s.Account, s.Key.Factor, id)
	switch {
	case err != nil:
		return err
	case !found:
		to.note(id, "签署所用安全密钥当时未登记或已停用", "the security key that is said to have signed it was not entered then, or had ended")
	case check == nil || check(key, s) != nil:
		to.note(id, "安全密钥的签名不成立", "the security key's answer does not hold")
	}
	return nil
}

// keyAt is the event by which the account entered the security key, if it was
// before the event with the id and no event in between ended it.
func (x *Tx) keyAt(of, factor string, before int64) (key account.FactorSet, found bool, err error) {
	err = x.eachEvent(account.KindSubject, of, func(id int64, e event.Event) {
		if f, ok := e.Data.(account.FactorSet); ok && id < before && f.Factor == factor {
			key, found = f, f.What == account.FactorAdded && f.Key != ""
		}
	})
	return key, found, err
}
