package main

import (
	"bytes"
	"context"
	"encoding/json"
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
	Differs    int      `json:"differs"`                 // of the unchanged rows, those that say other than the book
	Noted      int      `json:"noted"`                   // rows that are not rejected and have a note
	NoDept     int      `json:"without_department"`      // registered rows whose department the organ does not have
	Rejects    string   `json:"rejects_file"`            // null when none was written
	RejectList []string `json:"rejects_files,omitempty"` // of several input files
	DiffersIn  []string `json:"differs_files,omitempty"` // a list of each input file's differing rows
	DryRun     bool     `json:"dry_run,omitempty"`

	Notes   []rowNote     `json:"notes,omitempty"`   // what a row is taken for in part, or differs in
	Reasons []rejectedRow `json:"reasons,omitempty"` // of a dry run or an organ sheet, which write no file
}

// MarshalJSON says null where no file of rejected rows was written, so that the
// name is always there to look at.
func (r importResult) MarshalJSON() ([]byte, error) {
	type plain importResult
	out := struct {
		plain
		Rejects *string `json:"rejects_file"`
	}{plain: plain(r)}
	if r.Rejects != "" {
		out.Rejects = &r.Rejects
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(out)
	return b.Bytes(), err
}

func (c *importCmd) Run(env *Env) error {
	cfg, err := env.Config(nil)
	if err != nil {
		return err
	}
	if c.Rejects != "" && len(c.Files) > 1 {
		return errs.New(errs.Invalid, "import.rejects", "--rejects 只能用于单个文件。", "--rejects goes with one input file only.")
	}
	// All are looked at before the first is imported: a mistyped name must not
	// leave half of the work done.
	for _, file := range c.Files {
		f, _, err := openFile(file)
		if err != nil {
			return err
		}
		f.Close()
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
	var total importResult
	var text strings.Builder
	for n, file := range c.Files {
		before := total.Rows
		if err := c.one(env.Context, b, actor, file, &total, &text); err != nil {
			if total.Rows > before {
				n++ // imported, and then something else went wrong
			}
			return withDone(err, c.Files[:n], total)
		}
	}
	if len(total.RejectList) == 1 {
		total.Rejects, total.RejectList = total.RejectList[0], nil
	}
	total.DryRun = c.DryRun
	total.describe(&text)
	if err := env.Print(total, text.String()); err != nil {
		return err
	}
	if total.Rejected > 0 {
		return errSomeRefused
	}
	return nil
}

// withDone adds to an error what was imported before it came: those files are
// on record, each in a transaction of its own.
func withDone(err error, done []string, total importResult) error {
	if len(done) == 0 {
		return err
	}
	list := strings.Join(done, ", ")
	return errs.As(err).WithField("done",
		fmt.Sprintf("此前已处理 %s：登记 %d 行，拒绝 %d 行。", list, total.Registered, total.Rejected),
		fmt.Sprintf("done before: %s: %d rows registered, %d rejected.", list, total.Registered, total.Rejected))
}

// openFile opens a ledger and gives its size in bytes.
func openFile(file string) (*os.File, int64, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, errs.New(errs.NotFound, "import.file_missing",
			"文件不存在或无法打开："+file, "The file does not exist or cannot be opened: "+file).WithCause(err)
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, 0, errs.New(errs.Invalid, "import.not_a_file", "这不是普通文件："+file, "This is not a regular file: "+file)
	}
	return f, info.Size(), nil
}

// one imports a file and adds to the totals.
func (c *importCmd) one(ctx context.Context, b *book, actor org.Actor, file string, total *importResult, text *strings.Builder) error {
	f, size, err := openFile(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if c.Organ {
		return c.organ(ctx, b, actor, f, size, total, text)
	}
	opt, err := importer.ForOrgan(ctx, b.app, actor)
	if err != nil {
		return err
	}
	opt.NoPropose = c.NoAsk
	src, err := importer.Read(filepath.Base(file), f, size, opt)
	if err != nil {
		return err
	}
	dir, err := c.rejectsFolder(file)
	if err != nil && !c.DryRun {
		return err
	}
	rep, err := c.carryOut(ctx, b.app, actor, src, opt)
	if err != nil {
		return err
	}
	total.add(rep)
	total.note(rep)
	describe(text, rep)
	if c.DryRun {
		total.tell(rep)
		return nil
	}
	if rep.Differs > 0 {
		out, err := c.writeDiffers(dir, file, rep)
		if err != nil {
			return err
		}
		total.DiffersIn = append(total.DiffersIn, out)
		fmt.Fprintf(text, "与台账不一致的行 Rows that differ from the book: %s\n", out)
	}
	if rep.Rejected == 0 {
		return nil
	}
	out, err := c.writeRejects(dir, file, src, rep)
	if err != nil {
		return err
	}
	total.RejectList = append(total.RejectList, out)
	fmt.Fprintf(text, "被拒行 Rejected rows: %s\n", out)
	return nil
}

// add counts a file.
func (r *importResult) add(rep *importer.Report) {
	r.Rows += rep.Total
	r.Registered += rep.Registered
	r.Unchanged += rep.Unchanged
	r.Rejected += rep.Rejected
	r.Differs += rep.Differs
	r.Noted += rep.Noted
	r.NoDept += rep.NoDepartment
}

// describe is the last lines: what the rows came to, or would come to.
func (r *importResult) describe(text *strings.Builder) {
	zh, en := "共 %d 行：登记 %d，未变 %d，拒绝 %d。", "%d rows: %d registered, %d unchanged, %d rejected."
	if r.DryRun {
		zh, en = "预览，没有写入。共 %d 行：将登记 %d，已在册 %d，将拒绝 %d。", "A dry run, nothing is written. %d rows: %d would be registered, %d are on record, %d would be rejected."
	}
	fmt.Fprintf(text, zh+"\n"+en+"\n", r.Rows, r.Registered, r.Unchanged, r.Rejected, r.Rows, r.Registered, r.Unchanged, r.Rejected)
	if r.NoDept > 0 {
		zh, en := "警告：登记的行中 %d 行所写部门在组织机构中不存在，登记为没有部门的草稿，没有提请定密。请建立部门后逐件「变更存放地点或用途」并定密；再次导入不会补上。",
			"Warning: %d of the registered rows name a department that the organ does not have. They are drafts without a department, and no classification is asked for. Add the departments, then move and classify them one by one: importing again does not do that."
		if r.DryRun {
			zh, en = "警告：将登记的行中 %d 行所写部门在组织机构中不存在，会成为没有部门的草稿，也不提请定密。请先建立部门再导入。",
				"Warning: %d of the rows to be registered name a department that the organ does not have. They would be drafts without a department, and no classification would be asked for. Add the departments first, then import."
		}
		fmt.Fprintf(text, zh+"\n"+en+"\n", r.NoDept, r.NoDept)
	}
	if r.Differs > 0 {
		fmt.Fprintf(text, "未变的行中 %d 行与台账不一致，台账未改。\n%d of the unchanged rows differ from the book, which is left as it is.\n", r.Differs, r.Differs)
	}
}

// organ imports departments, rooms, persons and seats. Its rejected rows are
// listed with their reasons; the sheet itself is what is mended and run again.
func (c *importCmd) organ(ctx context.Context, b *book, actor org.Actor, f *os.File, size int64, total *importResult, text *strings.Builder) error {
	run := importer.Organ
	if c.DryRun {
		run = importer.PreviewOrgan
	}
	rep, err := run(ctx, b.app, actor, filepath.Base(f.Name()), f, size)
	if err != nil {
		return err
	}
	total.add(rep)
	total.note(rep)
	total.tell(rep)
	describe(text, rep)
	return nil
}

func (c *importCmd) carryOut(ctx context.Context, a *app.App, actor org.Actor, src *importer.Source, opt importer.Options) (*importer.Report, error) {
	if c.DryRun {
		return importer.Preview(ctx, a, actor, src, opt)
	}
	return importer.Confirm(ctx, a, actor, src, opt, "")
}
