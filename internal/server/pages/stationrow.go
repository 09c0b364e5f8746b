package pages

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// stationRow is one scan as the station shows it. State is ready (in the
// basket), done, already, refused or unknown: each with its own text, icon and
// sound, never a colour alone.
type stationRow struct {
	State   string
	Asset   *view.Asset
	Typed   string // what nobody knows
	Text    string // what the state means here
	Pick    string // ID.VERSION: in the basket
	Loud    bool   // a label out of force, or one nobody knows
	Problem *errs.Error
	Legal   []link // of what was looked up: what may be done with it now
	found   *app.ScanResult
}

func (r stationRow) status() int {
	if r.State == "unknown" {
		return http.StatusNotFound
	}
	return http.StatusOK
}

// scanRow answers one scan of the page's script with the row to put on top:
// the same markup as without script, one round trip.
func (p *Pages) scanRow(c echo.Context) error {
	v, err := stationVerb(c.QueryParam("verb"))
	if err != nil {
		return err
	}
	if v == asset.VerbLabel {
		return errs.New(errs.Invalid, "station.verb", "登记粘贴须用提交方式。", "To read a label back is a command; send it as one.")
	}
	row, err := p.scanned(c, v, c.QueryParam("q"), nil)
	if err != nil {
		return err
	}
	return p.fragment(c, row.status(), "stationrow", row)
}

// applyRow is scanRow for the verb that acts with each scan.
func (p *Pages) applyRow(c echo.Context) error {
	row, err := p.scanned(c, asset.VerbLabel, c.FormValue("q"), nil)
	if err != nil {
		return err
	}
	return p.fragment(c, row.status(), "stationrow", row)
}

// scanned finds what was scanned and says what the verb makes of it. held are
// the rows of the basket there is.
func (p *Pages) scanned(c echo.Context, v asset.Verb, typed string, held []string) (stationRow, error) {
	s := p.of(c)
	found, err := p.App.Scan(c.Request().Context(), reqctx.Actor(c), typed)
	if errs.IsKind(err, errs.NotFound) {
		e := errs.As(err)
		return stationRow{State: "unknown", Typed: clip(typed), Text: s.say(e.Text), Loud: true}, nil
	}
	if err != nil {
		return stationRow{}, err
	}
	row := stationRow{Asset: &found.Record.Asset, found: &found}
	if found.Stale {
		row.State, row.Text, row.Loud = "refused", s.say(found.Note), true
		return row, nil
	}
	switch v {
	case lookUp:
		row.State, row.Text = "done", s.t("station.found")
		row.Legal, _ = s.split(found.Record, found.Actions)
		return row, nil
	case asset.VerbLabel:
		return p.readLabelBack(c, row)
	}
	return s.inBasket(row, v, held), nil
}

func clip(typed string) string {
	if r := []rune(strings.TrimSpace(typed)); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return strings.TrimSpace(typed)
}

// inBasket puts the thing into the basket when the verb is legal for it.
func (s *set) inBasket(row stationRow, v asset.Verb, held []string) stationRow {
	r := row.found.Record
	for _, h := range held {
		if id, _, _ := strings.Cut(h, "."); id == r.ID {
			row.State, row.Text = "already", s.t("station.in_basket")
			return row
		}
	}
	if text := s.already(r, v); text != "" {
		row.State, row.Text = "already", text
		return row
	}
	for _, a := range row.found.Actions {
		if a.Spec.Verb == v && !a.Legal() {
			row.State, row.Text, row.Problem = "refused", s.t("station.not_legal", s.say(v.Text())), a.Why
			return row
		}
	}
	row.State, row.Text, row.Pick = "ready", s.t("station.ready", s.say(v.Text())), pick(r)
	return row
}

// already says that what the verb would do has been done or asked for.
func (s *set) already(r view.Record, v asset.Verb) string {
	if q := r.State.Request; q != nil && q.Verb == v {
		return s.t("station.asked_already", s.say(v.Text()))
	}
	switch {
	case v == asset.VerbIssue && r.Life == asset.InUse:
		return s.t("station.issued_already", r.Keeper.Name)
	case v == asset.VerbReturn && r.Life == asset.InStore:
		return s.t("station.returned_already")
	}
	return ""
}

func pick(r view.Record) string { return r.ID + "." + formatVersion(r.Version) }

// readLabelBack enters that the label scanned is on the thing (domain.md §7).
func (p *Pages) readLabelBack(c echo.Context, row stationRow) (stationRow, error) {
	s := p.of(c)
	l := row.found.Label
	switch {
	case l == nil:
		row.State, row.Text = "refused", s.t("station.need_token")
		return row, nil
	case l.State == asset.LabelOn:
		row.State, row.Text = "already", s.t("station.on_already", l.Number)
		return row, nil
	}
	cmd := app.Act{Command: asset.Command{Asset: row.Asset.ID, Verb: asset.VerbLabel, Args: asset.Args{Token: l.Token}}}
	out, err := p.App.Execute(c.Request().Context(), reqctx.Actor(c), cmd, p.hidden(c).Key+"/"+l.Token)
	if err == nil {
		row.State, row.Text = "done", s.t("station.on", l.Number)
		now, err := p.App.Store().Asset(c.Request().Context(), reqctx.Actor(c), out.ID)
		if err == nil { // as it is now: its label is no longer due
			row.Asset = &now.Asset
		}
		return row, err
	}
	e := errs.As(err)
	if e.Kind == errs.Internal || e.Kind == errs.Unavailable {
		return row, e
	}
	row.State, row.Text, row.Problem = "refused", s.t("station.label_not_legal"), e
	return row, nil
}

// held draws the rows of the basket anew, but those shown already. Only the
// newest are shown: the form carries the others.
func (p *Pages) held(c echo.Context, v asset.Verb, picks []string, shown []stationRow) ([]stationRow, error) {
	s := p.of(c)
	var out []stationRow
	for i, raw := range picks {
		id, _, err := pickOf(raw)
		if err != nil {
			return nil, err
		}
		if len(shown) > 0 && shown[0].Pick == raw {
			continue
		}
		row := stationRow{State: "ready", Pick: raw, Text: s.t("station.ready", s.say(v.Text()))}
		if i < shownRows {
			r, err := p.App.Store().Asset(c.Request().Context(), reqctx.Actor(c), id)
			if errs.IsKind(err, errs.NotFound) {
				continue // out of scope by now: it leaves the basket
			}
			if err != nil {
				return nil, err
			}
			row.Asset = &r.Asset
		}
		out = append(out, row)
	}
	return out, nil
}

// failed tells refusals, which belong to a row, from faults, which end the request.
func failed(err error) (*errs.Error, error) {
	e := errs.As(err)
	if problem.Status(e) >= http.StatusInternalServerError {
		return nil, e
	}
	return e, nil
}
