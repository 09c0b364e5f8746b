package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

// weighed are the verbs of which what is filled in decides whether they are for
// an asset: the receiver's clearance, the room's level.
var weighed = map[asset.Verb]bool{
	asset.VerbIssue: true, asset.VerbHandOver: true, asset.VerbMove: true, asset.VerbReturn: true, asset.VerbCorrect: true,
}

// execute carries out the command on each. Where what was filled in may be
// wrong for some, all are weighed first, and against says by the id of the asset
// what stands against it: then none is done. That is passed over where it was
// shown, and the same is sent on without those.
func (p *Pages) execute(c echo.Context, x confirming, args asset.Args) (results []app.Result, against map[string]*errs.Error, err error) {
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	cmds, err := p.bulkCommands(c, x, args)
	if err != nil {
		return nil, nil, err
	}
	if !weighed[x.verb] || x.shownBefore(args) {
		return p.App.ExecuteEach(ctx, actor, cmds, x.hidden.Key), nil, nil
	}
	results, done, err := p.App.ExecuteWeighed(ctx, actor, "page."+string(x.verb), bulkAsked{x.picks, args}, cmds, x.hidden.Key)
	if err != nil || done {
		return results, nil, err
	}
	against = map[string]*errs.Error{}
	for i, r := range results {
		if r.Err != nil {
			against[x.picks[i].ID] = errs.As(r.Err)
		}
	}
	return nil, against, nil
}

// bulkAsked is what is sent under one key.
type bulkAsked struct {
	Picks []pickOne
	Args  asset.Args
}

// bulkCommands are those of the picks, in their order.
func (p *Pages) bulkCommands(c echo.Context, x confirming, args asset.Args) ([]app.Command, error) {
	verbs, err := p.bulkHow(c, x)
	if err != nil {
		return nil, err
	}
	out := make([]app.Command, len(x.picks))
	for i, one := range x.picks {
		out[i] = app.Act{Command: asset.Command{Asset: one.ID, Verb: asset.Verb(verbs[i]), Version: one.Version, Args: args}}
	}
	return out, nil
}

// weight stands in the form for what was filled in when it was weighed.
func weight(args asset.Args) string {
	b, err := json.Marshal(args)
	if err != nil {
		return "" // weighed again
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// picksSent are the assets of the form. Those that were found to be blocked are
// named apart, and are weighed again when something else is filled in.
func picksSent(form url.Values) ([]pickOne, error) {
	return picksOf(strings.Fields(form.Get("picks") + " " + form.Get("others")))
}

// shownBefore reports whether what is blocked was shown, and the same is sent on
// without it.
func (x confirming) shownBefore(args asset.Args) bool {
	return x.form.Get("picks") != "" && x.form.Get("weighed") == weight(args)
}
