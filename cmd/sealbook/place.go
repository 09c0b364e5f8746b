package main

import (
	"errors"
	"io/fs"
	"os"

	"sealbook/internal/errs"
)

// place gives the finished file its name. A link never overwrites, so that a
// file made in the meantime stays; where the file system has no links, the look
// before the rename has to do.
func place(temporary, path string, overwrite bool) error {
	if !overwrite {
		err := os.Link(temporary, path)
		if err == nil {
			return nil
		}
		if errors.Is(err, fs.ErrExist) {
			return exists(path)
		}
		if err := absent(path); err != nil {
			return err
		}
	}
	if err := os.Rename(temporary, path); err != nil {
		return unwritable(path, err)
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
	return errs.New(errs.Invalid, "output.exists", "文件已存在："+path+"。请换一个文件名，或加 --force 覆盖。",
		"The file exists: "+path+". Choose another name, or overwrite it with --force.")
}

func unwritable(path string, cause error) error {
	return errs.New(errs.Invalid, "output.unwritable", "无法写入："+path+"，请检查路径与权限。",
		"Cannot write "+path+"; check path and rights.").WithCause(cause)
}
