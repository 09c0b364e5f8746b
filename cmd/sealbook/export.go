package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func init() {
	register("export", "导出设备台账（标明密级、编号并登记）。Export the asset list: marked, numbered, on record.", func() any { return &exportCmd{} })
}

type exportCmd struct {
	Acting     `embed:""`
	Format     string   `name:"format" required:"" enum:"csv,xlsx" help:"格式：csv、xlsx。Format."`
	Purpose    string   `name:"purpose" help:"导出用途，必填；无用途的导出被拒绝。What it is for; an export without a purpose is refused."`
	Output     string   `name:"output" short:"o" required:"" placeholder:"FILE" help:"输出文件。File to write."`
	Force      bool     `name:"force" help:"文件已存在时覆盖。Overwrite an existing file."`
	Text       string   `name:"text" help:"搜索文字：编号、序列号、型号、责任人、房间。Text in code, serial, model, keeper or room."`
	Class      string   `name:"class" help:"类别，如 computer、oa、medium、drive。Class."`
	Kind       string   `name:"kind" help:"类型，如 desktop、usb_stick。Kind."`
	Book       string   `name:"book" help:"台账：classified、unclassified。Book."`
	Life       []string `name:"life" sep:"," help:"状态，可重复，如 in_use。State; may be repeated."`
	Level      string   `name:"level" help:"密级：top_secret、secret、confidential、unclassified。Level."`
	Department string   `name:"department" placeholder:"NAME" help:"部门名称，含下级。Department by name, with those below it."`
	Hold       string   `name:"hold" help:"管控，如 frozen。Hold."`
	Unlabelled bool     `name:"unlabelled" help:"只列标签待更换的。Only those whose label is due."`
}

// exportResult is the line that --json prints.
type exportResult struct {
	Rows    int64  `json:"rows"`
	Number  int64  `json:"number"`
	Marking string `json:"marking"`
	File    string `json:"file"`
	Digest  string `json:"digest"` // SHA-256 of the file
}

// Run exports. The file is looked at before anything else: an export that could
// not be written would stand on record for nothing.
func (c *exportCmd) Run(env *Env) error {
	cfg, err := env.Config(nil)
	if err != nil {
		return err
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
	filter, err := c.filter(env, b, actor)
	if err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(c.Output), ".export-*")
	if err != nil {
		return unwritable(c.Output, err)
	}
	defer os.Remove(out.Name())
	res, err := b.app.Export(env.Context, actor, filter, c.Purpose, c.Format, cfg.Lang, out)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if err := place(out.Name(), c.Output, c.Force); err != nil {
		return err
	}
	return env.Print(exportResult{res.Rows, res.Number, res.Marking, c.Output, res.Digest},
		fmt.Sprintf("导出 %d 件，编号 %d，密级 %s：%s\n%d assets, export no. %d, marked %s: %s",
			res.Rows, res.Number, res.Marking, c.Output, res.Rows, res.Number, res.Marking, c.Output))
}
