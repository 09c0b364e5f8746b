package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
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
	Hold       string   `name:"hold" help:"停用原因，如 frozen。Hold."`
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
	defer os.Remove(out.Name()) //nolint:errcheck // gone already when all went well
	res, err := b.app.Export(env.Context, actor, filter, c.Purpose, c.Format, cfg.Lang, out)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if err := c.place(out.Name()); err != nil {
		return err
	}
	return env.Print(exportResult{res.Rows, res.Number, res.Marking, c.Output, res.Digest},
		fmt.Sprintf("导出 %d 件，编号 %d，密级 %s：%s\n%d assets, export no. %d, marked %s: %s",
			res.Rows, res.Number, res.Marking, c.Output, res.Rows, res.Number, res.Marking, c.Output))
}

// place gives the finished file its name. A link never overwrites, so that a
// file made in the meantime stays; where the file system has no links, the look
// before the rename has to do.
func (c *exportCmd) place(temporary string) error {
	if !c.Force {
		err := os.Link(temporary, c.Output)
		if err == nil {
			return nil
		}
		if errors.Is(err, fs.ErrExist) {
			return exists(c.Output)
		}
		if err := absent(c.Output); err != nil {
			return err
		}
	}
	if err := os.Rename(temporary, c.Output); err != nil {
		return unwritable(c.Output, err)
	}
	return nil
}

func absent(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return exists(path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return unwritable(path, err)
	}
	return nil
}

func exists(path string) error {
	return errs.New(errs.Invalid, "export.exists", "文件已存在："+path+"。请换一个文件名，或加 --force 覆盖。",
		"The file exists: "+path+". Choose another name, or overwrite it with --force.")
}

func unwritable(path string, cause error) error {
	return errs.New(errs.Invalid, "export.output", "无法写入："+path+"，请检查路径与权限。",
		"Cannot write "+path+"; check path and rights.").WithCause(cause)
}

// filter turns the flags into a filter. A word that is none of its set is told:
// it would match nothing and pass for an empty ledger.
func (c *exportCmd) filter(env *Env, b *book, actor org.Actor) (view.AssetFilter, error) {
	f := view.AssetFilter{
		Text: c.Text, Class: asset.Class(c.Class), Kind: asset.Kind(c.Kind), Book: asset.Book(c.Book),
		Hold: asset.HoldKind(c.Hold), Unlabelled: c.Unlabelled,
	}
	for _, l := range c.Life {
		if !slices.Contains(asset.Lives(), asset.Life(l)) {
			return f, unknownWord("life", l)
		}
		f.Life = append(f.Life, asset.Life(l))
	}
	if c.Level != "" {
		l, err := level.Parse(c.Level)
		if err != nil {
			return f, err
		}
		f.Level = &l
	}
	switch {
	case f.Class != "" && !f.Class.Known():
		return f, unknownWord("class", c.Class)
	case f.Kind != "" && !slices.ContainsFunc(asset.Classes(), func(k asset.Class) bool { return slices.Contains(asset.KindsOf(k), f.Kind) }):
		return f, unknownWord("kind", c.Kind)
	case f.Book != "" && f.Book != asset.Classified && f.Book != asset.Unclassified:
		return f, unknownWord("book", c.Book)
	case f.Hold != "" && f.Hold.Text().IsZero():
		return f, unknownWord("hold", c.Hold)
	case c.Department == "":
		return f, nil
	}
	id, err := departmentNamed(env, b, actor, c.Department)
	f.Department = id
	return f, err
}

func unknownWord(flag, word string) error {
	return errs.InvalidField(flag, "没有「"+word+"」，请查看 sealbook export --help。", "There is no \""+word+"\"; see sealbook export --help.")
}

// departmentNamed finds a department by its name, or by its path where several
// have the name.
func departmentNamed(env *Env, b *book, actor org.Actor, name string) (string, error) {
	all, err := b.store.Departments(env.Context, actor)
	if err != nil {
		return "", err
	}
	var found []string
	for _, d := range all {
		if d.Name == name || d.Path == name {
			found = append(found, d.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", errs.InvalidField("department", "没有部门「"+name+"」，或不在您的权限范围内。", "There is no department \""+name+"\", or it is outside your scope.")
	case 1:
		return found[0], nil
	default:
		return "", errs.InvalidField("department", "有多个部门叫「"+name+"」，请写上级/下级的全名。",
			"Several departments are called \""+name+"\"; write the whole path, upper/lower.")
	}
}
