package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"

	"sealbook/internal/errs"
)

// workbook is what the parts beside the sheets say.
type workbook struct {
	sheets   []sheetPart
	styles   *zip.File // nil when the file has none
	strings  *zip.File // the shared string table; nil when the file has none
	date1904 bool
	isDate   []bool // by cell style
}

type sheetPart struct {
	name   string
	hidden bool
	part   *zip.File
}

type relation struct{ id, kind, target string }

// openWorkbook finds the parts a reader needs by the relations between them,
// each checked to be whole, well-formed and within the limits.
func openWorkbook(p Place, zr *zip.Reader, lim Limits) (*workbook, error) {
	parts := map[string]*zip.File{}
	for _, f := range zr.File {
		parts[partName(f.Name)] = f
	}
	main := "xl/workbook.xml"
	if root, ok := parts["_rels/.rels"]; ok {
		rels, err := relations(root, "")
		if err != nil {
			return nil, damaged(p, err)
		}
		for _, r := range rels {
			if r.kind == "officeDocument" {
				main = r.target
			}
		}
	}
	if parts[main] == nil || !strings.HasSuffix(main, ".xml") || strings.HasPrefix(main, "word/") || strings.HasPrefix(main, "ppt/") {
		return nil, otherArchive(p, parts)
	}
	wb := &workbook{}
	if err := wb.find(p, parts, main, lim); err != nil {
		return nil, err
	}
	if wb.styles != nil {
		var err error
		if wb.isDate, err = dateStyles(wb.styles); err != nil {
			return nil, damaged(p, err)
		}
	}
	return wb, nil
}

func (wb *workbook) find(p Place, parts map[string]*zip.File, main string, lim Limits) error {
	var rels []relation
	if f := parts[path.Dir(main)+"/_rels/"+path.Base(main)+".rels"]; f != nil {
		var err error
		if rels, err = relations(f, path.Dir(main)); err != nil {
			return damaged(p, err)
		}
	}
	byID := map[string]relation{}
	for _, r := range rels {
		byID[r.id] = r
		switch r.kind {
		case "styles":
			wb.styles = parts[r.target]
		case "sharedStrings":
			wb.strings = parts[r.target]
		}
	}
	err := each(parts[main], func(s xml.StartElement) {
		switch s.Name.Local {
		case "workbookPr":
			v := attr(s, "date1904")
			wb.date1904 = v == "1" || v == "true"
		case "sheet":
			r := byID[attr(s, "id")]
			if f := parts[r.target]; f != nil && r.kind == "worksheet" {
				wb.sheets = append(wb.sheets, sheetPart{attr(s, "name"), attr(s, "state") != "" && attr(s, "state") != "visible", f})
			}
		}
	})
	if err != nil {
		return damaged(p, err)
	}
	if len(wb.sheets) == 0 {
		return p.Error(errs.Invalid, "import.no_sheet", "文件里没有工作表。", "the file holds no worksheet.")
	}
	if len(wb.sheets) > lim.Sheets {
		n := strconv.Itoa(lim.Sheets)
		return p.Error(errs.TooLarge, "import.too_many_sheets",
			"超过 "+n+" 个工作表。", "over "+n+" worksheets.")
	}
	return nil
}

// relations reads a .rels part; targets are made into part names. The attribute
// «id» of a sheet is matched by its local name: strict and transitional files
// differ only in the name space.
func relations(f *zip.File, dir string) ([]relation, error) {
	var out []relation
	err := each(f, func(s xml.StartElement) {
		if s.Name.Local != "Relationship" || attr(s, "TargetMode") == "External" {
			return
		}
		kind := attr(s, "Type")
		target := strings.ReplaceAll(attr(s, "Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		out = append(out, relation{attr(s, "Id"), kind[strings.LastIndex(kind, "/")+1:], partName(path.Clean(target))})
	})
	return out, err
}

func otherArchive(p Place, parts map[string]*zip.File) *errs.Error {
	saveAs := func(zh, en string) *errs.Error {
		return p.Error(errs.Invalid, "import.not_xlsx",
			"这是"+zh+"，请在 Excel 或 WPS 中另存为 .xlsx 再导入。",
			"this is "+en+"; save it as .xlsx in Excel or WPS and import again.")
	}
	switch {
	case parts["xl/workbook.bin"] != nil:
		return saveAs("二进制工作簿 .xlsb", "a binary workbook (.xlsb)")
	case parts["content.xml"] != nil:
		return saveAs("OpenDocument 文件", "an OpenDocument file")
	case parts["word/document.xml"] != nil:
		return saveAs(" Word 文档", "a Word document")
	}
	return notATable(p, "普通压缩包", "plain archive")
}

// pack writes a new package that holds only the parts named here under fixed
// names, still packed as they were. The reading library unpacks everything it
// is given and follows relations of its own; this way it sees nothing that was
// not checked.
func (wb *workbook) pack() ([]byte, error) {
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	var book, rels, types strings.Builder
	for i, s := range wb.sheets {
		n := strconv.Itoa(i + 1)
		if err := copyPart(zw, s.part, "xl/worksheets/sheet"+n+".xml"); err != nil {
			return nil, err
		}
		book.WriteString(`<sheet name="S` + n + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
		rels.WriteString(`<Relationship Id="rId` + n + `" Type="` + relTypes + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
		types.WriteString(`<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="` + mainType + `.worksheet+xml"/>`)
	}
	for _, extra := range []struct {
		part         *zip.File
		name, suffix string
	}{{wb.styles, "styles", "styles"}, {wb.strings, "sharedStrings", "sharedStrings"}} {
		if extra.part == nil {
			continue
		}
		if err := copyPart(zw, extra.part, "xl/"+extra.name+".xml"); err != nil {
			return nil, err
		}
		rels.WriteString(`<Relationship Id="x` + extra.name + `" Type="` + relTypes + `/` + extra.name + `" Target="` + extra.name + `.xml"/>`)
		types.WriteString(`<Override PartName="/xl/` + extra.name + `.xml" ContentType="` + mainType + `.` + extra.suffix + `+xml"/>`)
	}
	epoch := ""
	if wb.date1904 {
		epoch = `<workbookPr date1904="1"/>`
	}
	texts := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + mainType + `.sheet.main+xml"/>` + types.String() + `</Types>`,
		"_rels/.rels": `<Relationships xmlns="` + relSpace + `"><Relationship Id="rId1" Type="` + relTypes +
			`/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="` + relSpace + `">` + rels.String() + `</Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + relTypes + `">` +
			epoch + `<sheets>` + book.String() + `</sheets></workbook>`,
	}
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"} {
		w, err := zw.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(w, texts[name]); err != nil {
			return nil, err
		}
	}
	err := zw.Close()
	return buf.Bytes(), err
}

const (
	relSpace = "http://schemas.openxmlformats.org/package/2006/relationships"
	relTypes = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	mainType = "application/vnd.openxmlformats-officedocument.spreadsheetml"
)

func copyPart(zw *zip.Writer, f *zip.File, name string) error {
	raw, err := f.OpenRaw()
	if err != nil {
		return err
	}
	h := f.FileHeader
	h.Name, h.Extra = name, nil
	w, err := zw.CreateRaw(&h)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, raw)
	return err
}
