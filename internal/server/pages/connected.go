package pages

import (
	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// partRow is a part inside a host, with the highest level it ever held.
type partRow struct {
	view.Asset
	HighWater string // "" of what stores nothing
}

// parts lists what is inside; for a drive its high-water level decides (domain.md §2).
func (p *Pages) parts(c echo.Context, r view.Record) ([]partRow, error) {
	if len(r.Parts) == 0 {
		return nil, nil
	}
	high, err := p.App.Store().HighWater(c.Request().Context(), reqctx.Actor(c), r.ID)
	if err != nil {
		return nil, err
	}
	out := make([]partRow, len(r.Parts))
	for i, a := range r.Parts {
		out[i].Asset = a
		if st, ok := high[a.ID]; ok && a.Class.Storage() {
			st.Class, st.Marking.Decided = a.Class, a.Decided
			out[i].HighWater = p.of(c).head(st.HighWaterText())
		}
	}
	return out, nil
}

// connections are what an asset is connected to: its host, its network, the
// devices registered with it.
type connections struct {
	Facts []fact
	Host  view.Ref
	Pairs []view.Asset
}

func (s *set) connections(r view.Record) connections {
	st := r.State
	out := connections{Host: r.Host, Pairs: r.Pairs}
	if st.Network != "" {
		out.Facts = facts(s.t("record.network"), textOf(s.networks(), string(st.Network)))
	}
	if st.Class == asset.Computer && st.Wireless != "" {
		out.Facts = append(out.Facts, fact{Label: s.t("record.wireless"), Value: textOf(s.wirelesses(), string(st.Wireless))})
	}
	out.Facts = append(out.Facts, facts(s.t("detail.mac"), st.Details.MAC, s.t("claim.host"), st.Claim.Host)...)
	if st.Class.NeedsCheck() {
		out.Facts = append(out.Facts, fact{Label: s.t("record.checked"), Value: s.day(st.Checked)})
	}
	return out
}
