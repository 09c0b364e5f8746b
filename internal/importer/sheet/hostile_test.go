package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// zipOf packs parts in order.
func zipOf(t testing.TB, parts ...[2]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, p := range parts {
		w, err := zw.Create(p[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

const (
	rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	book = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>`
)

// workbookOf makes a minimal workbook of one sheet from raw parts.
func workbookOf(t testing.TB, sheetData, sharedStrings string) []byte {
	return zipOf(t, [2]string{"xl/workbook.xml", book}, [2]string{"xl/_rels/workbook.xml.rels", rels},
		[2]string{"xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + sharedStrings + "</sst>"},
		[2]string{"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + sheetData + "</sheetData></worksheet>"})
}

// overlapping makes an archive whose entries all point at one packed kernel.
func overlapping(t *testing.T) []byte {
	var kernel bytes.Buffer
	fw, _ := flate.NewWriter(&kernel, 9)
	plain := bytes.Repeat([]byte("a"), 1<<20)
	_, _ = fw.Write(plain)
	_ = fw.Close()
	sum := crc32.ChecksumIEEE(plain)
	var out, dir bytes.Buffer
	header := func(w *bytes.Buffer, sig string, name string, central bool) {
		w.WriteString(sig)
		fields := []uint16{20, 0, 8, 0, 0}
		if central {
			fields = append([]uint16{20}, fields...)
		}
		_ = binary.Write(w, binary.LittleEndian, fields)
		_ = binary.Write(w, binary.LittleEndian, []uint32{sum, uint32(kernel.Len()), uint32(len(plain))})
		_ = binary.Write(w, binary.LittleEndian, []uint16{uint16(len(name)), 0})
		if central {
			_ = binary.Write(w, binary.LittleEndian, []uint16{0, 0, 0, 0, 0, 0, 0})
		}
		w.WriteString(name)
	}
	header(&out, "PK\x03\x04", "xl/workbook.xml", false)
	out.Write(kernel.Bytes())
	const n = 200
	for i := range n {
		name := "xl/workbook.xml"
		if i > 0 {
			name = fmt.Sprintf("xl/part%09d", i)
		}
		header(&dir, "PK\x01\x02", name, true)
	}
	at := out.Len()
	out.Write(dir.Bytes())
	out.WriteString("PK\x05\x06\x00\x00\x00\x00")
	_ = binary.Write(&out, binary.LittleEndian, []uint16{n, n})
	_ = binary.Write(&out, binary.LittleEndian, []uint32{uint32(dir.Len()), uint32(at)})
	out.Write([]byte{0, 0})
	return out.Bytes()
}

// nested packs an archive into an archive, depth times; the shape of «42.zip»
// and, for a reader that follows, of an archive that holds itself.
func nested(t *testing.T, depth int) []byte {
	data := zipOf(t, [2]string{"bomb", strings.Repeat("0", 10<<20)})
	for range depth {
		data = zipOf(t, [2]string{"a.xlsx", string(data)}, [2]string{"b.xlsx", string(data)})
	}
	return data
}

func wide(t *testing.T, n int) []byte {
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for i := range n {
		if _, err := zw.Create(fmt.Sprintf("xl/%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	_ = zw.Close()
	return buf.Bytes()
}

// halfPacked gives text that packs about tenfold, to stay below the ratio check.
func halfPacked(unit string, n int) string {
	var b strings.Builder
	seed := uint32(1)
	for b.Len() < n {
		seed = seed*1664525 + 1013904223
		fmt.Fprintf(&b, unit, seed>>20)
	}
	return b.String()
}

// hostileFiles gives, for each, the code of the refusal and how to make it.
func hostileFiles(t *testing.T) map[string]struct {
	code string
	make func() []byte
} {
	type file = struct {
		code string
		make func() []byte
	}
	old := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	encrypted, err := excelize.Encrypt(build(t, func(*excelize.File) {}), &excelize.Options{Password: "x"})
	if err != nil {
		t.Fatal(err)
	}
	small := func(part, content string) []byte {
		return zipOf(t, [2]string{"xl/workbook.xml", book}, [2]string{part, content})
	}
	return map[string]file{
		"deep.xlsx":      {"import.not_a_table", func() []byte { return nested(t, 3) }},
		"big-sheet.xlsx": {"import.unpacks_too_large", func() []byte { return workbookOf(t, strings.Repeat("<row/>", 20<<20), "") }},
		"huge.xlsx":      {"import.unpacks_too_large", func() []byte { return small("xl/worksheets/sheet1.xml", strings.Repeat(" ", 257<<20)) }},
		"wide.xlsx":      {"import.unpacks_too_large", func() []byte { return wide(t, 30_000) }},
		"many.xlsx":      {"import.unpacks_too_large", func() []byte { return wide(t, 3_000) }},
		"overlap.xlsx":   {"import.unpacks_too_large", func() []byte { return overlapping(t) }},
		"twice.xlsx": {"import.unpacks_too_large", func() []byte {
			return zipOf(t, [2]string{"xl/workbook.xml", book}, [2]string{"XL\\workbook.xml", book})
		}},
		"nest-xml.xlsx":     {"import.unpacks_too_large", func() []byte { return workbookOf(t, strings.Repeat("<a>", 1<<20), "") }},
		"nest-text.xlsx":    {"import.unpacks_too_large", func() []byte { return workbookOf(t, "", strings.Repeat("<si>", 1<<20)) }},
		"texts.xlsx":        {"import.unpacks_too_large", func() []byte { return workbookOf(t, "", halfPacked("<si><t>%x</t></si>", 30<<20)) }},
		"row-far.xlsx":      {"import.too_many_rows", func() []byte { return workbookOf(t, `<row r="1048577"><c r="A1048577"><v>1</v></c></row>`, "") }},
		"row-late.xlsx":     {"import.too_many_rows", func() []byte { return workbookOf(t, `<row r="1048576"><c r="A1048576"><v>1</v></c></row>`, "") }},
		"col-far.xlsx":      {"import.too_many_columns", func() []byte { return workbookOf(t, `<row r="1"><c r="XFD1"><v>1</v></c></row>`, "") }},
		"col-beyond.xlsx":   {"import.too_many_columns", func() []byte { return workbookOf(t, `<row r="1"><c r="ZZZZ1"><v>1</v></c></row>`, "") }},
		"rows-implied.xlsx": {"import.too_many_rows", func() []byte { return workbookOf(t, halfPacked(`<row x="%d"/>`, 19<<20), "") }},
		"cells-blank.xlsx":  {"import.too_many_columns", func() []byte { return workbookOf(t, `<row>`+halfPacked(`<c s="%d"/>`, 9<<20)+`</row>`, "") }},
		"cols-1m.xlsx": {"import.too_many_columns", func() []byte {
			return workbookOf(t, `<row r="1">`+halfPacked(`<c><v>%d</v></c>`, 19<<20)+`</row>`, "")
		}},
		"cell-10mb.xlsx": {"import.cell_too_long", func() []byte {
			return workbookOf(t, `<row r="1"><c r="A1" t="inlineStr"><is><t>`+halfPacked("%d", 10<<20)+`</t></is></c></row>`, "")
		}},
		"text-10mb.xlsx": {"import.cell_too_long", func() []byte {
			return workbookOf(t, `<row r="7"><c r="C7" t="s"><v>0</v></c></row>`, "<si><t>"+halfPacked("%d", 10<<20)+"</t></si>")
		}},
		"cdata.xlsx": {"import.cell_too_long", func() []byte {
			return workbookOf(t, `<row r="1"><c r="A1" t="str"><v><![CDATA[`+halfPacked("<%d>", 10<<20)+`]]></v></c></row>`, "")
		}},
		"attr.xlsx":      {"import.cell_too_long", func() []byte { return workbookOf(t, `<row r="1" x="`+halfPacked("%d", 10<<20)+`"/>`, "") }},
		"backwards.xlsx": {"import.damaged", func() []byte { return workbookOf(t, `<row r="2"/><row r="1"/>`, "") }},
		"swapped.xlsx": {"import.damaged", func() []byte {
			return workbookOf(t, `<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, "")
		}},
		"cut-xml.xlsx":    {"import.damaged", func() []byte { return workbookOf(t, `<row r="1"><c r="A1"><v>1</v></c>`, "") }},
		"no-eocd.xlsx":    {"import.damaged", func() []byte { return []byte("PK\x03\x04" + strings.Repeat("x", 5000)) }},
		"no-sheet.xlsx":   {"import.no_sheet", func() []byte { return small("xl/styles.xml", "<a/>") }},
		"plain.xlsx":      {"import.not_a_table", func() []byte { return zipOf(t, [2]string{"readme.txt", "hello"}) }},
		"text.xlsx":       {"import.not_xlsx", func() []byte { return []byte("abc") }},
		"word.xlsx":       {"import.not_xlsx", func() []byte { return zipOf(t, [2]string{"word/document.xml", "<a/>"}) }},
		"binary.xlsx":     {"import.not_xlsx", func() []byte { return zipOf(t, [2]string{"xl/workbook.bin", "a"}) }},
		"old.xls":         {"import.old_xls", func() []byte { return []byte(old) }},
		"encrypted.xlsx":  {"import.encrypted", func() []byte { return encrypted }},
		"page.xls":        {"import.web_page", func() []byte { return []byte("\xef\xbb\xbf <HTML><table><tr><td>1</td></tr></table></HTML>") }},
		"paper.csv":       {"import.not_a_table", func() []byte { return []byte("%PDF-1.7\n") }},
		"program.csv":     {"import.not_a_table", func() []byte { return []byte("\x7fELF\x02\x01\x01\x00") }},
		"zeros.csv":       {"import.not_text", func() []byte { return make([]byte, 1<<20) }},
		"cell-10mb.csv":   {"import.cell_too_long", func() []byte { return []byte("a,b\n" + strings.Repeat("x", 10<<20)) }},
		"cols-1m.csv":     {"import.too_many_columns", func() []byte { return []byte(strings.Repeat("1,", 1_000_000)) }},
		"quote-100mb.csv": {"import.cell_too_long", func() []byte { return []byte("a\n\"" + strings.Repeat("x\n", 50<<20)) }},
		"rows-2m.csv":     {"import.too_many_rows", func() []byte { return []byte(strings.Repeat("1,2\n", 2_000_000)) }},
		"blank.csv":       {"import.empty", func() []byte { return []byte(strings.Repeat("\n", 1<<20)) }},
		"too-long.csv":    {"import.file_too_large", func() []byte { return []byte(strings.Repeat("123,456\n", 17<<20)) }},
		"cells-empty.csv": {"import.too_many_rows", func() []byte { return []byte(strings.Repeat(strings.Repeat(",", 20)+"1\n", 1_000_001)) }},
		"one-byte-P.xlsx": {"import.damaged", func() []byte { return []byte("PK\x03\x04") }},
		"gzip.xlsx":       {"import.not_a_table", func() []byte { return []byte("\x1f\x8b\x08\x00") }},
		"no-encoding.csv": {"import.encoding", func() []byte { return []byte("\xff\xff\xff\xff,\xff\n") }},
		"directory.xlsx": {"import.unpacks_too_large", func() []byte {
			return append([]byte("PK\x03\x04"+strings.Repeat("PK\x01\x02"+strings.Repeat("\x00", 42), 100_000)), lyingEnd()...)
		}},
		"empty-parts.xlsx": {"import.damaged", func() []byte { return zipOf(t, [2]string{"xl/workbook.xml", ""}, [2]string{"_rels/.rels", "<a"}) }},
	}
}

// lyingEnd is an end record that claims one entry while 100,000 follow its offset.
func lyingEnd() []byte {
	b := []byte("PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00")
	b = binary.LittleEndian.AppendUint32(b, 46)
	b = binary.LittleEndian.AppendUint32(b, 4)
	return append(b, 0, 0)
}

// readByItself has a process of its own read the file, and gives what it says and
// the processor time it took: the machine may be busy with something else.
func readByItself(path string) ([]byte, time.Duration, error) {
	cmd := exec.Command(os.Args[0], "read", path)
	out, err := cmd.Output()
	return out, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), err
}

// Every hostile file is refused by a process of its own within 2 seconds and
// 150 MB of resident memory, in both languages and by the file's name.
func TestHostileFilesAreRefusedInTimeAndMemory(t *testing.T) {
	dir := t.TempDir()
	var worstTime time.Duration
	var worstMemory int64
	for name, f := range hostileFiles(t) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, f.make(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, took, err := readByItself(path)
		for range 4 { // two cores that share their caches with others count more time than the reading takes
			if err == nil && took > 2*time.Second {
				out, took, err = readByItself(path)
			}
		}
		_ = os.Remove(path)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
			continue
		}
		fields := strings.Split(strings.TrimSpace(string(out)), "\t")
		if len(fields) != 5 || fields[1] != f.code {
			t.Errorf("%s: got %q, want %s", name, out, f.code)
			continue
		}
		if fields[0] != "too_large" && fields[0] != "invalid" {
			t.Errorf("%s: kind %s", name, fields[0])
		}
		if !strings.Contains(fields[2], name) || !strings.Contains(fields[3], name) {
			t.Errorf("%s: the error does not name the file: %q", name, fields)
		}
		rss, err := strconv.ParseInt(fields[4], 10, 64) // kilobytes
		if err != nil {
			t.Fatal(err)
		}
		worstTime, worstMemory = max(worstTime, took), max(worstMemory, rss)
		t.Logf("%-16s %-26s %5d ms %4d MB", name, f.code, took.Milliseconds(), rss>>10)
		if took > 2*time.Second || rss > 150<<10 {
			t.Errorf("%s: took %v and %d MB", name, took, rss>>10)
		}
	}
	t.Logf("worst: %v, %d MB", worstTime, worstMemory>>10)
}
