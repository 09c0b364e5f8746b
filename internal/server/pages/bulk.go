package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

type bulkPage struct {
	Frame        frame
	Back         string
	Done, Failed int
	Items        []outcome
}

// outcome is what became of one item of many.
type outcome struct {
	ID, Code, Detail string
	Problem          *errs.Error
}

// mostPicked is how many rows one list page can tick.
const mostPicked = 500

func (p *Pages) bulk(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	picks := form["pick"]
	if len(picks) == 0 || len(picks) > mostPicked {
		return errs.InvalidField("pick", "请先勾选1至500件设备。", "Tick 1 to 500 assets first.")
	}
	switch form.Get("do") {
	case "print":
		q := url.Values{}
		for _, x := range picks {
			id, _, _ := strings.Cut(x, ".")
			q.Add("pick", id)
		}
		return c.Redirect(http.StatusSeeOther, "/labels?"+q.Encode())
	case "approve":
		return p.approveEach(c, picks)
	default:
		return errs.New(errs.Invalid, "command.unknown", "没有这种操作。", "There is no such command.")
	}
}

// approveEach signs every ticked request by itself: one that is refused stops no other.
func (p *Pages) approveEach(c echo.Context, picks []string) error {
	ctx, actor, s := c.Request().Context(), reqctx.Actor(c), p.of(c)
	key := p.hidden(c).Key
	// How each is signed is chosen once: sent again, what waited then has moved on.
	verbs, err := p.App.ChooseOnce(ctx, actor, "page.approve", picks, key, func() ([]string, error) {
		verbs := make([]string, len(picks))
		for i, x := range picks {
			id, _, _ := strings.Cut(x, ".")
			verbs[i] = string(asset.VerbApprove)
			if r, err := p.App.Store().Asset(ctx, actor, id); err == nil {
				verbs[i] = string(signsHow(r.Waiting))
			}
		}
		return verbs, nil
	})
	if err != nil {
		return err
	}
	cmds := make([]app.Command, len(picks))
	out := bulkPage{Frame: p.frame(c, "bulk.title"), Back: "/assets?waits=1", Items: make([]outcome, len(picks))}
	for i, x := range picks {
		id, version, _ := strings.Cut(x, ".")
		seen, err := strconv.ParseInt(version, 10, 64)
		if err != nil || seen < 1 {
			return errs.InvalidField("pick", "勾选内容无法识别，请刷新列表。", "What was ticked cannot be read; load the list again.")
		}
		if r, err := p.App.Store().Asset(ctx, actor, id); err == nil {
			out.Items[i].Code = r.Code
		}
		out.Items[i].ID = id
		cmds[i] = app.Act{Command: asset.Command{Asset: id, Verb: asset.Verb(verbs[i]), Version: seen}}
	}
	for i, r := range p.App.ExecuteEach(ctx, actor, cmds, key) {
		if r.Err != nil {
			out.Items[i].Problem = errs.As(r.Err)
			out.Failed++
			continue
		}
		out.Done++
		out.Items[i].Detail = s.head(r.Outcome.Life.Text())
		if w := r.Outcome.Waiting; w != nil {
			out.Items[i].Detail = s.t("done.waits", s.head(w.Verb.Text()), s.say(w.Seat.Text()))
		}
	}
	return p.render(c, http.StatusOK, "bulk", out)
}
