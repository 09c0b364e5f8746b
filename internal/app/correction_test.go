package app_test

import (
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

// The longest correction that can be asked for can be signed: it fits into the
// ledger with the texts it replaces. One a little longer is refused when it is
// asked for, not by the ledger later.
func TestTheLongestCorrectionThatIsAskedForCanBeSigned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		id := o.inStore("UP-1", level.Confidential)
		fix := func(mark string, filler int) app.Act {
			notes := strings.Repeat(mark, 1200)
			extra := map[string]string{"甲": strings.Repeat(mark, 1000), "乙": strings.Repeat("x", filler)}
			return app.Act{Command: asset.Command{Asset: id, Verb: asset.VerbCorrect, Args: asset.Args{
				Correct: &asset.Correction{Notes: &notes, Extra: extra}, Reason: strings.Repeat("由", 300),
			}}}
		}
		o.do("officer", fix("旧", 1))
		o.act("baomi", id, asset.VerbApprove, asset.Args{})
		low, high := 1, 2000 // how much filler is still taken
		for low < high {
			mid := (low + high + 1) / 2
			_, err := o.app.Execute(o.ctx, o.actor("officer"), fix("新", mid), "")
			switch {
			case err == nil:
				o.act("officer", id, asset.VerbWithdraw, asset.Args{})
				low = mid
			case errs.IsKind(err, errs.Invalid) && len(errs.As(err).Fields) == 1 && errs.As(err).Fields[0].Name == "correct":
				high = mid - 1
			default:
				t.Fatalf("%d: %v", mid, err)
			}
		}
		if low < 2 || low == 2000 {
			t.Fatalf("no limit was met: %d", low)
		}
		o.do("officer", fix("新", low))
		o.act("baomi", id, asset.VerbApprove, asset.Args{})
	})
}
