package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/label"
	"sealbook/internal/view"
)

func init() {
	register("labels", "打印标签（PDF）。Print labels (PDF).", func() any { return &labelsCmd{} })
}

type labelsCmd struct {
	Acting     `embed:""`
	All        bool     `name:"all" xor:"which" help:"全部可贴标签的设备（与下两项三者选一）。Every asset that can bear a label (one of this and the next two)."`
	Unlabelled bool     `name:"unlabelled" xor:"which" help:"尚未打印现行标签的设备。Assets whose current label was never printed."`
	Code       []string `name:"code" xor:"which" sep:"," placeholder:"CODE" help:"指定编号，可重复；其后可再列编号。These codes; may be repeated, and more may follow."`
	More       []string `arg:"" optional:"" name:"code" help:"--code 之后的其余编号。Further codes after --code."`
	Sheet      string   `name:"sheet" required:"" placeholder:"STOCK" help:"版式：a4-70x37、a4-38x21、roll-50x30、roll-60x40。Stock."`
	Start      int      `name:"start" default:"1" help:"从用过的版纸第几格起。First free place on a used sheet, from 1."`
	Key        string   `name:"key" help:"幂等键：同一键只记一次。Idempotency key: the same key is one job."`
	Output     string   `name:"output" short:"o" required:"" placeholder:"FILE" help:"输出 PDF。PDF to write."`
	Force      bool     `name:"force" help:"文件已存在时覆盖。Overwrite an existing file."`
}

// labelsResult is the line that --json prints.
type labelsResult struct {
	Labels int    `json:"labels"`
	Pages  int    `json:"pages"`
	Job    string `json:"job"`
	Copies int    `json:"copies,omitempty"`
}

func (c *labelsCmd) Run(env *Env) error {
	cfg, err := env.Config(nil)
	if err != nil {
		return err
	}
	stock, err := label.FindStock(c.Sheet)
	if err != nil {
		return err
	}
	switch {
	case len(c.More) > 0 && len(c.Code) == 0:
		return errs.InvalidField("code", "编号请写在 --code 之后。", "Codes follow --code.")
	case !c.All && !c.Unlabelled && len(c.Code) == 0:
		return errs.New(errs.Invalid, "usage",
			"请用 --all、--unlabelled、--code 之一指明打印哪些。运行 sealbook labels --help 查看用法。",
			"Say which with one of --all, --unlabelled and --code. Run sealbook labels --help.")
	}
	if !c.Force {
		if err := absent(c.Output); err != nil {
			return err
		}
	}
	b, err := openBook(env.Context, env, cfg, opening{})
	if err != nil {
		return err
	}
	defer b.Close()
	actor, end, err := c.signIn(env, b)
	if err != nil {
		return err
	}
	defer end()
	// The file is made before the job: a job whose labels could not be written
	// would stand on record for nothing.
	f, err := os.CreateTemp(filepath.Dir(c.Output), ".labels-*.pdf")
	if err != nil {
		return unwritable(c.Output, err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	asked := struct {
		All, Unlabelled bool
		Codes           []string
		Stock           string
		Start           int
	}{c.All, c.Unlabelled, append(slices.Clone(c.Code), c.More...), stock.Name, c.Start}
	out, err := b.app.ExecuteChosen(env.Context, actor, "labels", asked, c.Key, func() (app.Command, error) {
		ids, err := c.choose(env, b, actor)
		if err == nil && len(ids) == 0 {
			err = errNothing
		}
		return app.Print{Assets: ids, Stock: stock.Name, Start: c.Start, Key: c.Key}, err
	})
	if errors.Is(err, errNothing) {
		return env.Print(labelsResult{}, "没有需要打印的标签。\nNo labels to print.")
	}
	if err != nil {
		return err
	}
	pages, err := c.write(env, b, actor, f, out.ID)
	if err != nil {
		return err
	}
	res := labelsResult{Labels: out.Labels, Pages: pages, Job: out.ID, Copies: out.Copies}
	return env.Print(res, fmt.Sprintf("打印 %d 张标签，%d 页，任务 %s。\n%d labels, %d pages, job %s.", out.Labels, pages, out.ID, out.Labels, pages, out.ID))
}

var errNothing = errors.New("labels: nothing to print")

// choose lists the assets' ids in the order of their codes, or as they were named.
func (c *labelsCmd) choose(env *Env, b *book, actor org.Actor) ([]string, error) {
	if len(c.Code) == 0 {
		ids, err := b.store.AssetIDs(env.Context, actor, view.AssetFilter{Unprinted: c.Unlabelled, Labelable: true}, app.MaxPrint+1)
		if err == nil && len(ids) > app.MaxPrint {
			return nil, tooMany()
		}
		return ids, err
	}
	var ids, unknown []string
	seen := map[string]bool{}
	for _, code := range append(slices.Clone(c.Code), c.More...) {
		r, err := b.store.Asset(env.Context, actor, code)
		if errs.IsKind(err, errs.NotFound) { // all are told, not the first one only
			unknown = append(unknown, code)
			continue
		}
		if err != nil {
			return nil, err
		}
		if !seen[r.ID] {
			seen[r.ID] = true
			ids = append(ids, r.ID)
		}
	}
	if len(unknown) > 0 {
		return nil, unknownCodes(unknown)
	}
	return ids, nil
}

// unknownCodes refuses the whole run: labels are made for what was named, not
// for what of it could be found.
func unknownCodes(codes []string) error {
	e := errs.New(errs.Refused, "asset.not_found", "以下编号没有找到，或不在您的权限范围内；没有打印任何标签。",
		"These codes were not found, or are outside your scope; no label was printed.")
	for _, code := range codes {
		e = e.WithField("code", "编号："+code, "code: "+code)
	}
	return e
}

// tooMany is told instead of leaving out what is past the limit.
func tooMany() error {
	return errs.New(errs.TooLarge, "labels.too_many",
		fmt.Sprintf("一个任务最多 %d 张标签；请用 --unlabelled 或 --code 分次打印。", app.MaxPrint),
		fmt.Sprintf("One job is %d labels at most; print in parts with --unlabelled or --code.", app.MaxPrint))
}

// write draws the job into the temporary file and gives it its name: complete or
// not at all.
func (c *labelsCmd) write(env *Env, b *book, actor org.Actor, f *os.File, job string) (int, error) {
	// The file has the job's own stock and start: those asked for, or those of the
	// job that the key stands for.
	file, err := b.app.FetchSheet(env.Context, actor, job, "")
	if err != nil {
		return 0, err
	}
	_, err = f.Write(file.Body)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	if err := place(f.Name(), c.Output, c.Force); err != nil {
		return 0, err
	}
	return file.Pages, nil
}
