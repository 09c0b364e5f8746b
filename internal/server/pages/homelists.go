package pages

import (
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/view"
)

// waitFilters are the lists behind the counters of the home page, by the value
// of «waits» in their address, with the text of their chip.
var waitFilters = map[string]struct {
	key string
	set func(*view.AssetFilter)
}{
	"1":       {"quick.waits", func(f *view.AssetFilter) { f.WaitsFor = true }},
	"accept":  {"home.accept", func(f *view.AssetFilter) { f.Accepts = true }},
	"approve": {"home.approve", func(f *view.AssetFilter) { f.Approves = true }},
	"asked":   {"home.asked", func(f *view.AssetFilter) { f.Asked = true }},
	"return":  {"home.return", func(f *view.AssetFilter) { f.Return = true }},
}

// waits reads that value into the filter.
func waits(value string, f *view.AssetFilter) error {
	w, ok := waitFilters[value]
	if !ok {
		return unknown("waits", value)
	}
	w.set(f)
	return nil
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
