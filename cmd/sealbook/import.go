package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sealbook/internal/app"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/importer"
)

func init() {
	register("import", "导入台账（xlsx、csv）。Import ledgers (xlsx, csv).", func() any { return &importCmd{} })
}

type importCmd struct {
	Acting  `embed:""`
	Files   []string `arg:"" name:"file" help:"台账文件。Ledger files."`
	DryRun  bool     `name:"dry-run" help:"只预览，不写入。Show what each row would become; write nothing."`
	NoAsk   bool     `name:"no-classify" help:"不按台账所载密级提请定密。Do not ask for the classification the ledger claims."`
	Organ   bool     `name:"organ" help:"文件是组织机构表（部门、房间、人员、职责）。The files hold the organ: departments, rooms, persons, seats."`
	Rejects string   `name:"rejects" placeholder:"FILE" help:"被拒行写入此文件，默认在原文件旁。File for the rejected rows; default beside the input."`
}

// importResult is the line that --json prints.
type importResult struct {
	Rows       int      `json:"rows"`
	Registered int      `json:"registered"`
	Rejected   int      `json:"rejected"`
	Unchanged  int      `json:"unchanged"`
	Rejects    string   `json:"rejects_file,omitempty"`
	RejectList []string `json:"rejects_files,omitempty"` // of several input files
	DryRun     bool     `json:"dry_run,omitempty"`
}

func (c *importCmd) Run(env *Env) error {
	cfg, err := env.Config(nil)
	if err != nil {
		return err
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
	if c.Rejects != "" && len(c.Files) > 1 {
		return errs.New(errs.Invalid, "import.rejects", "--rejects 只能用于单个文件。", "--rejects goes with one input file only.")
	}
	var total importResult
	var text strings.Builder
	for _, file := range c.Files {
		if err := c.one(env.Context, b, actor, file, &total, &text); err != nil {
			return err
		}
	}
	if len(total.RejectList) == 1 {
		total.Rejects, total.RejectList = total.RejectList[0], nil
	}
	total.DryRun = c.DryRun
	fmt.Fprintf(&text, "共 %d 行：登记 %d，未变 %d，拒绝 %d。\n%d rows: %d registered, %d unchanged, %d rejected.\n",
		total.Rows, total.Registered, total.Unchanged, total.Rejected, total.Rows, total.Registered, total.Unchanged, total.Rejected)
	if err := env.Print(total, text.String()); err != nil {
		return err
	}
	if total.Rejected > 0 {
		return errSomeRefused
	}
	return nil
}

// one imports a file and adds to the totals.
func (c *importCmd) one(ctx context.Context, b *book, actor org.Actor, file string, total *importResult, text *strings.Builder) error {
	f, err := os.Open(file)
	if err != nil {
		return errs.New(errs.NotFound, "import.file_missing",
			"文件不存在或无法打开："+file, "The file does not exist or cannot be opened: "+file).WithCause(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return errs.New(errs.Invalid, "import.not_a_file", "这不是普通文件："+file, "This is not a regular file: "+file)
	}
	if c.Organ {
		return c.organ(ctx, b, actor, f, info.Size(), total, text)
	}
	opt, err := importer.ForOrgan(ctx, b.app, actor)
	if err != nil {
		return err
	}
	opt.NoPropose = c.NoAsk
	src, err := importer.Read(filepath.Base(file), f, info.Size(), opt)
	if err != nil {
		return err
	}
	rep, err := c.carryOut(ctx, b.app, actor, src, opt)
	if err != nil {
		return err
	}
	total.Rows += rep.Total
	total.Registered += rep.Registered
	total.Unchanged += rep.Unchanged
	total.Rejected += rep.Rejected
	describe(text, rep)
	for _, left := range src.LeftOut() {
		fmt.Fprintf(text, "  工作表 sheet 「%s」 未导入 not imported (%d): %s | %s\n", left.Sheet, left.Rows, left.Reason.ZH, left.Reason.EN)
	}
	if rep.Rejected == 0 || c.DryRun {
		return nil
	}
	out, err := c.writeRejects(file, src, rep)
	if err != nil {
		return err
	}
	total.RejectList = append(total.RejectList, out)
	fmt.Fprintf(text, "被拒行 Rejected rows: %s\n", out)
	return nil
}

// organ imports departments, rooms, persons and seats. Its rejected rows are
// listed with their reasons; the sheet itself is what is mended and run again.
func (c *importCmd) organ(ctx context.Context, b *book, actor org.Actor, f *os.File, size int64, total *importResult, text *strings.Builder) error {
	if c.DryRun {
		return errs.New(errs.Invalid, "import.organ", "组织机构表不支持预览。", "An organ sheet has no dry run.")
	}
	rep, err := importer.Organ(ctx, b.app, actor, filepath.Base(f.Name()), f, size)
	if err != nil {
		return err
	}
	total.Rows += rep.Total
	total.Registered += rep.Registered
	total.Rejected += rep.Rejected
	total.Unchanged += rep.Unchanged
	describe(text, rep)
	return nil
}

func (c *importCmd) carryOut(ctx context.Context, a *app.App, actor org.Actor, src *importer.Source, opt importer.Options) (*importer.Report, error) {
	if c.DryRun {
		return importer.Preview(ctx, a, actor, src, opt)
	}
	return importer.Confirm(ctx, a, actor, src, opt, "")
}

// describe lists the rows that need attention; the good ones are only counted.
func describe(text *strings.Builder, rep *importer.Report) {
	fmt.Fprintf(text, "%s\n", rep.File)
	for _, r := range rep.Rows {
		if r.Outcome != importer.Rejected {
			continue
		}
		var zh, en []string
		for _, m := range r.Reasons {
			zh, en = append(zh, m.ZH), append(en, m.EN)
		}
		basis := ""
		if r.Rule != "" {
			basis = " [" + r.Rule + "; " + strings.Join(r.Articles, ", ") + "]"
		}
		fmt.Fprintf(text, "  第 %d 行 row %d %s：%s | %s%s\n", r.Number, r.Number, r.Code, strings.Join(zh, "；"), strings.Join(en, "; "), basis)
	}
}

// writeRejects never overwrites: a second run's rejects stand beside the first's.
func (c *importCmd) writeRejects(file string, src *importer.Source, rep *importer.Report) (string, error) {
	name := c.Rejects
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) + ".rejected.csv"
		if dir := filepath.Dir(file); writable(dir) {
			name = filepath.Join(dir, name)
		}
	}
	for n := 1; ; n++ {
		try := name
		if n > 1 {
			ext := filepath.Ext(name)
			try = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
		}
		f, err := os.OpenFile(try, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if os.IsExist(err) && n < 1000 {
			continue
		}
		if err != nil {
			return "", errs.New(errs.Invalid, "import.rejects",
				"无法写入被拒行文件 "+try+"，请用 --rejects 另指位置。", "Cannot write the file of rejected rows "+try+"; name another with --rejects.").WithCause(err)
		}
		if err := src.WriteRejects(f, rep); err != nil {
			f.Close()
			return "", err
		}
		if err := f.Close(); err != nil {
			return "", errs.Wrap(err, "import.rejects")
		}
		return try, nil
	}
}

func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".sealbook-*")
	if err != nil {
		return false
	}
	name := f.Name()
	f.Close()
	return os.Remove(name) == nil
}
