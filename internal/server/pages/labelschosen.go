package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/server/reqctx"
	"sealbook/internal/view"
)

// What a print is about: all that wait for one, a list of codes typed or
// scanned, or what was ticked elsewhere.

func pickedOf(form url.Values) []string {
	return append(slices.Clone(form["pick"]), form["picked"]...)
}

// whichOf is what the form is about. What is scanned goes to the list of codes.
func whichOf(form url.Values) string {
	switch which := form.Get("which"); {
	case form.Get("do") == "add" && strings.TrimSpace(form.Get("q")) != "":
		return "codes"
	case which == "unprinted" || which == "codes" || which == "picked":
		return which
	case len(pickedOf(form)) > 0:
		return "picked"
	default:
		return "unprinted"
	}
}

// forPrint is what was chosen: the ids, the list of codes as it stands now, what
// of it nobody knows, and what has to be said of a label scanned into it.
type forPrint struct {
	ids     []string
	codes   string
	missing []errs.Text
	said    string
}

// toPrint lists the ids the form is about: everything without a print of its
// present marking, typed or scanned codes, or what was ticked in a list.
func (p *Pages) toPrint(c echo.Context, form url.Values, which string) (forPrint, error) {
	out := forPrint{codes: form.Get("codes")}
	var err error
	switch which {
	case "picked":
		for _, id := range pickedOf(form) {
			if !slices.Contains(out.ids, id) {
				out.ids = append(out.ids, id)
			}
		}
	case "codes":
		typed := out.codes
		if form.Get("do") == "add" {
			typed += "\n" + form.Get("q")
		}
		out, err = p.typedCodes(c, typed)
	default:
		out.ids, err = p.App.Store().AssetIDs(c.Request().Context(), reqctx.Actor(c), view.AssetFilter{Unprinted: true}, app.MaxPrint)
	}
	return out, err
}

// typedCodes finds what was typed or scanned, each once. A label's code is
// replaced by the asset's: what is on the list is assets.
func (p *Pages) typedCodes(c echo.Context, typed string) (forPrint, error) {
	var out forPrint
	var lines []string
	words := strings.FieldsFunc(typed, func(r rune) bool { return r <= ' ' || strings.ContainsRune(",，;；、\u007f", r) })
	for _, w := range words {
		id, code, said, err := p.typedCode(c, w)
		if err != nil {
			return out, err
		}
		switch {
		case id == "":
			out.missing = append(out.missing, errs.T(clip(w), clip(w)))
			lines = append(lines, w)
		case !slices.Contains(out.ids, id):
			out.ids = append(out.ids, id)
			lines = append(lines, code)
		}
		if said != "" {
			out.said = code + p.of(c).t("frame.colon") + said
		}
	}
	if out.codes = strings.Join(lines, "\n"); out.codes != "" {
		out.codes += "\n" // the next scan starts a line of its own
	}
	return out, nil
}

// typedCode finds one asset by its code or by a label that it has or had; id is
// "" when nobody knows it, or not this actor.
func (p *Pages) typedCode(c echo.Context, typed string) (id, code, said string, err error) {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	r, err := p.App.Store().Asset(ctx, actor, typed)
	if err == nil || !errs.IsKind(err, errs.NotFound) {
		return r.ID, r.Code, "", err
	}
	if _, bad := label.ParseToken(typed); bad != nil {
		return "", "", "", nil
	}
	found, err := p.App.Scan(ctx, actor, typed)
	if errs.IsKind(err, errs.NotFound) {
		return "", "", "", nil
	}
	return found.Record.ID, found.Record.Code, p.of(c).say(found.Note), err
}
