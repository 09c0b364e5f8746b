package pages

import (
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/view"
)

// waitFilters are the texts of the chips of the lists behind the counters of the
// home page, by the value of «waits» in their address.
var waitFilters = map[string]string{
	"1": "quick.waits", "accept": "home.accept", "approve": "home.approve", "asked": "home.asked", "return": "home.return",
}

func (s *set) byLevel(n view.Counters) []counter {
	all := level.All()
	out := make([]counter, 0, len(all))
	for i := len(all) - 1; i >= 0; i-- {
		l := all[i]
		out = append(out, counter{Text: s.head(l.Text()), Href: "/assets?level=" + l.String(), Count: n.ByLevel[l]})
	}
	if n.Undecided > 0 {
		out = append(out, counter{Text: s.t("home.undecided"), Href: "/assets?level=" + undecided, Count: n.Undecided})
	}
	return out
}

func (s *set) byLife(n view.Counters) []counter {
	var out []counter
	for _, l := range asset.Lives() {
		if n.ByLife[l] > 0 {
			out = append(out, counter{Text: s.head(l.Text()), Href: "/assets?life=" + string(l), Count: n.ByLife[l]})
		}
	}
	return out
}
