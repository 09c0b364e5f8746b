package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
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

// errBlocked says that some of the commands would be refused.
var errBlocked = errors.New("pages: some are blocked")

// weigh tries the command on each before any is done, and says by the id of the
// asset what stands against it. It is empty where nothing does, where that was
// shown and the same is sent on without those, and where all was done before
// under the same key.
func (p *Pages) weigh(c echo.Context, x confirming, args asset.Args) (map[string]*errs.Error, error) {
	against := map[string]*errs.Error{}
	if !weighed[x.verb] || x.shownBefore(args) {
		return against, nil
	}
	ctx, actor := c.Request().Context(), reqctx.Actor(c)
	_, err := p.App.ChooseOnce(ctx, actor, "page."+string(x.verb), bulkAsked{x.picks, args}, x.hidden.Key, func() ([]string, error) {
		results, err := p.App.Weigh(ctx, actor, x.commands(args))
		for i, r := range results {
			if r.Err != nil {
				against[x.picks[i].ID] = errs.As(r.Err)
			}
		}
		if err == nil && len(against) > 0 {
			err = errBlocked
		}
		return []string{}, err
	})
	if err != nil && !errors.Is(err, errBlocked) {
		return nil, err
	}
	return against, nil
}

// bulkAsked is what is sent under one key.
type bulkAsked struct {
	Picks []pickOne
	Args  asset.Args
}

// commands are those of the picks, in their order.
func (x confirming) commands(args asset.Args) []app.Command {
	out := make([]app.Command, len(x.picks))
	for i, one := range x.picks {
		out[i] = app.Act{Command: asset.Command{Asset: one.ID, Verb: x.verb, Version: one.Version, Args: args}}
	}
	return out
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
