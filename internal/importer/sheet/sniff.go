package sheet

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"

	"sealbook/internal/errs"
)

type fileKind int

const (
	textFile fileKind = iota
	zipFile
)

// signature is how a file that is no table begins.
type signature struct {
	magic  string
	zh, en string
}

var otherFiles = []signature{
	{"%PDF", "PDF", "PDF"},
	{"\x89PNG", "图片", "picture"},
	{"\xff\xd8\xff", "图片", "picture"},
	{"GIF8", "图片", "picture"},
	{"\x7fELF", "程序", "program"},
	{"MZ\x90\x00", "程序", "program"},
	{"\x1f\x8b", "gzip 压缩包", "gzip archive"},
	{"7z\xbc\xaf\x27\x1c", "7z 压缩包", "7z archive"},
	{"Rar!", "RAR 压缩包", "RAR archive"},
	{"SQLite format 3", "数据库", "database"},
	{"{\\rtf", "RTF 文档", "RTF document"},
}

// sniff tells a zip from text by the first bytes, and refuses what is neither.
func sniff(p Place, r io.ReaderAt, size int64) (fileKind, error) {
	head := make([]byte, min(size, 1024))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), head); err != nil {
		return 0, errs.Wrap(err, "import.read")
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		return zipFile, nil
	}
	if bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return 0, compound(p, r, size)
	}
	for _, s := range otherFiles {
		if bytes.HasPrefix(head, []byte(s.magic)) {
			return 0, notATable(p, s.zh, s.en)
		}
	}
	// Many office systems hand out web pages or XML under the name .xls.
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	for _, tag := range []string{"<html", "<!doctype", "<table", "<?xml", "<meta", "<head", "mime-version"} {
		if bytes.HasPrefix(start, []byte(tag)) {
			return 0, p.Error(errs.Invalid, "import.web_page",
				"内容是网页或 XML，不是表格。请用 Excel 或 WPS 打开后另存为 .xlsx。",
				"this is a web page or XML, not a table. Open it in Excel or WPS and save it as .xlsx.")
		}
	}
	// A list as text under the name .xls is common and is read; nothing writes one
	// under .xlsx, so that file is not what its name says.
	if strings.EqualFold(filepath.Ext(p.File), ".xlsx") {
		return 0, p.Error(errs.Invalid, "import.not_xlsx",
			"文件名是 .xlsx，内容却不是 Excel 工作簿。请在 Excel 或 WPS 中另存为 .xlsx；如内容是 CSV 文本，请改名为 .csv 再导入。",
			"its name ends in .xlsx, but this is no Excel workbook. Save it as .xlsx in Excel or WPS; a CSV text is to be named .csv.")
	}
	return textFile, nil
}

func notATable(p Place, zh, en string) *errs.Error {
	return p.Error(errs.Invalid, "import.not_a_table",
		"这是"+zh+"，不是表格。请导入 .xlsx 或 .csv 文件。",
		"this is a "+en+", not a table. Import an .xlsx or .csv file.")
}

// compound tells an encrypted .xlsx from an old .xls: both are OLE compound
// files. Stream names stand in the directory in UTF-16, padded to 64 bytes.
func compound(p Place, r io.ReaderAt, size int64) *errs.Error {
	name := func(s string) []byte {
		var b []byte
		for _, c := range []byte(s) {
			b = append(b, c, 0)
		}
		return append(b, 0, 0)
	}
	encrypted := name("EncryptedPackage")
	buf := make([]byte, 1<<16)
	in := io.NewSectionReader(r, 0, size)
	kept := 0
	for {
		n, err := in.Read(buf[kept:])
		if bytes.Contains(buf[:kept+n], encrypted) {
			return p.Error(errs.Invalid, "import.encrypted",
				"文件设有打开密码。请去掉密码后另存为 .xlsx 再导入。",
				"the file is protected by a password. Remove it, save as .xlsx and import again.")
		}
		if err != nil {
			break
		}
		// Keep the tail: the name may lie across two reads.
		keep := min(kept+n, len(encrypted))
		copy(buf, buf[kept+n-keep:kept+n])
		kept = keep
	}
	return p.Error(errs.Invalid, "import.old_xls",
		"这是旧版 .xls（或其他 Office 97 文件）。请在 Excel 或 WPS 中另存为 .xlsx 再导入。",
		"this is an old .xls (or another Office 97 file). Save it as .xlsx in Excel or WPS and import again.")
}
