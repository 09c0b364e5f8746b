package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

// The scan station: verb first, then things. Looking up and reading labels back
// happen with each scan; the other verbs fill a basket that is sent as one.

// lookUp is the station's verb that does nothing.
const lookUp = "look"

// stationVerbs are what the station does, in the order of its buttons.
var stationVerbs = []asset.Verb{
	lookUp, asset.VerbIssue, asset.VerbReturn, asset.VerbHandOver, asset.VerbMove, asset.VerbLabel,
}

// mostScanned is how many things one basket holds.
const mostScanned = 1000

// shownRows is how many rows the station shows; the page says how many more the
// basket holds.
const shownRows = 50

type stationPage struct {
	Frame   frame
	Hidden  hidden
	Verb    asset.Verb
	Verbs   []link
	Collect bool // the verb fills a basket
	At      asset.Verb
	Fields  []input
	Chain   []string
	Problem *errs.Error
	Rows    []stationRow // the newest first
	Count   int          // in the basket
	Undo    []undoable   // requests of the last submission that still wait
	Done    int
	Failed  int
	Loud    string // what must not be missed
	Card    *card  // of the thing looked up last
	Request *request
	Legal   []link
	Illegal []refusedAction
	End     string // key that ends a scan
	Blank   int    // seconds
	Sound   bool
}

// undoable names a request that was made a moment ago.
type undoable struct{ Asset, Request string }

// collects reports whether the station's verb fills a basket.
func collects(v asset.Verb) bool { return v != lookUp && v != asset.VerbLabel }

func stationVerb(raw string) (asset.Verb, error) {
	v := asset.Verb(raw)
	if raw == "" {
		return lookUp, nil
	}
	if !slices.Contains(stationVerbs, v) {
		return "", errs.InvalidField("verb", "扫描台没有这项操作："+raw+"。", "The scan station does not do this: "+raw+".")
	}
	return v, nil
}

// station draws the page around what has been scanned so far.
func (p *Pages) station(c echo.Context, v asset.Verb, form url.Values) (stationPage, error) {
	s, actor := p.of(c), reqctx.Actor(c)
	out := stationPage{
		Frame: p.frame(c, "station.title"), Hidden: p.hidden(c), Verb: v, Collect: collects(v), At: v,
	}
	out.Frame.FocusScan = false // the large box has the keyboard here
	for _, x := range stationVerbs {
		if x != lookUp && !mayStation(actor, x) {
			continue
		}
		text := s.t("station.look")
		if x != lookUp {
			text = s.head(x.Text())
		}
		out.Verbs = append(out.Verbs, link{Text: text, Href: "/scan?verb=" + string(x), Current: x == v})
	}
	set, err := p.App.Store().Settings(c.Request().Context(), actor.Account)
	if err != nil {
		return out, err
	}
	out.End, out.Blank, out.Sound = set.End(), int(set.Blank().Seconds()), set.Sound()
	if !out.Collect {
		return out, nil
	}
	spec, _ := asset.SpecOf(v)
	choices, err := p.choices(c, spec, form)
	if err != nil {
		return out, err
	}
	out.Fields = p.inputs(s, spec, fill{form: form, choices: choices})
	a := acting{spec: spec}
	out.Chain, err = p.chain(c, a)
	return out, err
}

// mayStation hides the verbs for which the actor has no seat; keepers hand over
// and return. The domain refuses them all the same.
func mayStation(a org.Actor, v asset.Verb) bool {
	spec, _ := asset.SpecOf(v)
	return slices.Contains(spec.Who, org.Keeper) || slices.ContainsFunc(spec.Who, a.Holds)
}

// basket answers the station's form: a scan is added, the last one taken back,
// all of them dropped, or the whole is sent.
func (p *Pages) basket(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	v, err := stationVerb(form.Get("verb"))
	if err != nil {
		return err
	}
	held := form["row"] // the newest first
	switch form.Get("do") {
	case "undo":
		if len(held) > 0 {
			held = held[1:]
		}
	case "clear":
		held = nil
	case "withdraw":
		return p.stationWithdraw(c, v, form)
	case "submit":
		return p.stationSubmit(c, v, form)
	}
	if len(held) > mostScanned {
		return errs.New(errs.TooLarge, "station.full", "一次最多处理1000件，请先提交。", "A basket holds 1000 things at most; submit it first.")
	}
	out, err := p.station(c, v, form)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if q := strings.TrimSpace(form.Get("q")); q != "" && form.Get("do") != "undo" && form.Get("do") != "clear" {
		row, err := p.scanned(c, v, q, held)
		if err != nil {
			return err
		}
		out.Rows = append(out.Rows, row)
		if row.Pick != "" {
			held = append([]string{row.Pick}, held...)
		}
		out.look(p.of(c), row)
		status = row.status()
	}
	rest, err := p.held(c, v, held, out.Rows)
	if err != nil {
		return err
	}
	out.Rows, out.Count = append(out.Rows, rest...), len(held)
	return p.render(c, status, "station", out)
}

// look shows what was looked up in full below the rows, and says loudly what
// must not be missed.
func (s *stationPage) look(set *set, row stationRow) {
	if row.Loud {
		s.Loud = row.Text
	}
	if s.Verb != lookUp || row.found == nil {
		return
	}
	r := row.found.Record
	for i := range s.Rows {
		s.Rows[i].Legal = nil // they stand beside the card
	}
	s.Card, s.Request = set.card(r), set.request(r, row.found.Actions)
	s.Legal, s.Illegal = set.split(r, row.found.Actions)
}

// pickOf parses ID.VERSION of a basket's row.
func pickOf(raw string) (id string, version int64, err error) {
	id, v, _ := strings.Cut(raw, ".")
	version, err = strconv.ParseInt(v, 10, 64)
	if err != nil || version < 1 || id == "" {
		return "", 0, errs.InvalidField("row", "清单内容无法识别，请重新扫描。", "The basket cannot be read; scan again.")
	}
	return id, version, nil
}
