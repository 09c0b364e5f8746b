package app

import (
	"bytes"
	"cmp"
	"context"
	"fmt"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/labelissue"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/store"
	"sealbook/internal/view"
)

// LabelFile is a drawn file of labels that is on record as handed out.
type LabelFile struct {
	Job   view.PrintJob // of a sheet
	Pages int           // of a sheet
	Body  []byte

	Sheets [][]byte // of a job as html: one drawing a page
}

// fetching stands for a file of labels where a refusal is kept.
type fetching struct{ asset string }

func (fetching) verb() string      { return "fetch-label" }
func (c fetching) subject() string { return c.asset }

// FetchSheet draws a job as PDF, as FetchJob does.
func (a *App) FetchSheet(ctx context.Context, actor org.Actor, job, lang string) (LabelFile, error) {
	return a.FetchJob(ctx, actor, job, Drawing{Format: "pdf", Lang: lang})
}

// FetchJob draws a job on its own stock, from its own start: as PDF, as pages of
// SVG to print from a page (html), or for a label printer (zpl). It puts on
// record that it is handed out, before the first byte goes. It is handed out
// whole or not at all, and never with a label that is out of force.
func (a *App) FetchJob(ctx context.Context, actor org.Actor, job string, d Drawing) (LabelFile, error) {
	j, err := a.store.PrintJob(ctx, actor, job)
	if err != nil {
		return LabelFile{}, err
	}
	stock, err := label.FindStock(j.Stock)
	if err != nil {
		return LabelFile{}, err
	}
	list, err := a.store.PrintJobItems(ctx, actor, j.ID)
	if err != nil {
		return LabelFile{}, err
	}
	if len(list) != j.Labels {
		return LabelFile{}, errs.New(errs.Conflict, "print_job.partial",
			fmt.Sprintf("该任务的 %d 张标签中有 %d 张已不在您的权限范围内；请为其余设备另建打印任务。", j.Labels, j.Labels-len(list)),
			fmt.Sprintf("Of the job's %d labels %d are outside your scope by now; make a new job for the others.", j.Labels, j.Labels-len(list)))
	}
	items := make([]label.Item, len(list))
	for i, l := range list {
		items[i] = LabelItem(l)
	}
	out := LabelFile{Job: j}
	var b bytes.Buffer
	switch o := (label.Options{Start: j.Start, Date: j.At, Lang: d.Lang}); d.Format {
	case "pdf":
		out.Pages, err = label.WriteSheet(&b, stock, items, o)
	case "html":
		if len(items) > MaxInline {
			return LabelFile{}, errs.New(errs.TooLarge, "print_job.inline",
				fmt.Sprintf("网页打印一次最多 %d 张标签；请下载 PDF 打印。", MaxInline),
				fmt.Sprintf("A page prints %d labels at most; download the PDF and print that.", MaxInline))
		}
		out.Sheets, err = label.NewDrawer().Sheets(stock, items, o)
		out.Pages = len(out.Sheets)
	case "zpl":
		err = label.WriteZPL(&b, stock, items, d.DPI)
	default:
		err = errs.InvalidField("format", "格式应为 pdf、html 或 zpl。", "The format is pdf, html or zpl.")
	}
	if err != nil {
		return LabelFile{}, err
	}
	out.Body = b.Bytes()
	return out, a.handOut(ctx, actor, list, labelissue.Fetched{Job: j.ID, Format: d.Format, Stock: stock.Name, Labels: len(list)})
}

// MaxInline is how many labels one page prints: more would be a page above 100 kB.
const MaxInline = 120

// Drawing is how labels are to be drawn.
type Drawing struct {
	Format string // svg, png or zpl; of a job pdf, html or zpl
	Stock  string // name, of a label; a job has its own
	DPI    int    // of PNG and ZPL
	Lang   string
}

// FetchLabel draws one label and puts on record that it is handed out, as
// FetchSheet does. Unknown and out of scope are answered alike.
func (a *App) FetchLabel(ctx context.Context, actor org.Actor, typed string, d Drawing) (LabelFile, error) {
	l, err := a.labelSeen(ctx, actor, typed)
	if err != nil {
		return LabelFile{}, err
	}
	stock, err := label.FindStock(d.Stock)
	if err != nil {
		return LabelFile{}, err
	}
	var b bytes.Buffer
	switch item, o := LabelItem(l), (label.Options{Lang: d.Lang}); d.Format {
	case "svg":
		err = label.SVG(&b, stock, item, o)
	case "png":
		err = label.PNG(&b, stock, item, d.DPI, o)
	case "zpl":
		err = label.WriteZPL(&b, stock, []label.Item{item}, d.DPI)
	default:
		err = errs.InvalidField("format", "格式应为 svg、png 或 zpl。", "The format is svg, png or zpl.")
	}
	if err != nil {
		return LabelFile{}, err
	}
	return LabelFile{Body: b.Bytes()},
		a.handOut(ctx, actor, []asset.Label{l}, labelissue.Fetched{Label: l.Token, Format: d.Format, Stock: stock.Name, Labels: 1})
}

// labelSeen returns the label if the actor may see its asset.
func (a *App) labelSeen(ctx context.Context, actor org.Actor, typed string) (asset.Label, error) {
	unknown := errs.New(errs.NotFound, "label.not_found", "没有找到该标签，或不在您的权限范围内。", "No such label, or it is outside your scope.")
	token, err := label.ParseToken(typed)
	if err != nil {
		return asset.Label{}, unknown
	}
	l, found, err := a.store.LookupToken(ctx, token)
	if err != nil {
		return asset.Label{}, err
	}
	if !found {
		return asset.Label{}, unknown
	}
	if _, err := a.store.Asset(ctx, actor, l.Asset); err != nil {
		if errs.IsKind(err, errs.NotFound) {
			err = unknown
		}
		return asset.Label{}, err
	}
	return l, nil
}

// handOut decides under lock and records. A refusal is kept.
func (a *App) handOut(ctx context.Context, actor org.Actor, labels []asset.Label, f labelissue.Fetched) error {
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		under, err := a.mayFetch(tx, actor, labels)
		if err != nil {
			return err
		}
		f.Fetch = tx.NewID()
		e := labelissue.HandOut(f)
		e.For = under
		return tx.AddFetch(actor.Person, e)
	})
	if err != nil {
		c := fetching{}
		if f.Label != "" {
			c.asset = labels[0].Asset
		}
		a.keep(ctx, actor, c, err)
	}
	return err
}

// mostNamed is how many labels one refusal names.
const mostNamed = 20

// mayFetch asks the domain of every label; those out of force are named. under is
// who delegated the seat it takes.
func (a *App) mayFetch(tx *store.Tx, actor org.Actor, labels []asset.Label) (under string, err error) {
	ids := make([]string, len(labels))
	for i, l := range labels {
		ids[i] = l.Asset
	}
	assets, err := tx.Assets(ids...)
	if err != nil {
		return "", err
	}
	current, err := tx.LabelsOf(ids...)
	if err != nil {
		return "", err
	}
	f := asset.Facts{Actor: actor, Now: tx.Now(), Assets: assets}
	var stale []errs.Text
	for _, l := range labels {
		if !visible(actor, assets[l.Asset], asset.VerbPrint) {
			return "", asset.NotFound()
		}
		f.Labels = current[l.Asset]
		err := asset.Fetch(f, l.Asset, l.Token)
		if err == nil {
			under = cmp.Or(under, asset.OfficeFor(actor, assets[l.Asset]))
			continue
		}
		number := fmt.Sprintf("%s/%d", l.Shows.Code, l.Number)
		named := errs.T("标签："+number, "label: "+number)
		if errs.As(err).Rule != "flow.label-copy" {
			return "", errs.As(err).WithMissing(named)
		}
		stale = append(stale, named)
	}
	if more := len(stale) - mostNamed; more > 0 {
		stale = append(stale[:mostNamed], errs.T(fmt.Sprintf("另有 %d 张", more), fmt.Sprintf("%d more", more)))
	}
	if len(stale) > 0 {
		return "", rulebook.Refuse("flow.label-copy", stale...)
	}
	return under, nil
}
