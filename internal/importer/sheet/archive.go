package sheet

import (
	"archive/zip"
	"encoding/binary"
	"io"
	"slices"
	"strconv"
	"strings"

	"sealbook/internal/errs"
)

// directoryBytes bounds the zip's central directory. It is checked before the
// directory is read, because reading takes memory for every entry it claims.
const directoryBytes = 1 << 20

func damaged(p Place, cause error) *errs.Error {
	return p.Error(errs.Invalid, "import.damaged",
		"文件已损坏或不完整。请在 Excel 或 WPS 中打开检查，另存为 .xlsx 再导入。",
		"the file is damaged or cut off. Open it in Excel or WPS, save it as .xlsx and import again.").WithCause(cause)
}

func bomb(p Place, zh, en string) *errs.Error {
	return p.Error(errs.TooLarge, "import.unpacks_too_large",
		"压缩包"+zh+"，已拒绝。", "the archive "+en+"; refused.")
}

// openArchive reads the zip's directory and refuses bombs by what it says, before
// one byte is unpacked: too many parts, too large in sum, packed too tightly,
// the same bytes used by several parts, two parts of one name.
func openArchive(p Place, r io.ReaderAt, size int64, lim Limits) (*zip.Reader, error) {
	if err := checkDirectory(p, r, size); err != nil {
		return nil, err
	}
	zr, err := zip.NewReader(r, size)
	if err != nil {
		return nil, damaged(p, err)
	}
	if len(zr.File) > lim.Parts {
		n := strconv.Itoa(lim.Parts)
		return nil, bomb(p, "内超过 "+n+" 个文件", "holds over "+n+" files")
	}
	var sum uint64
	names := map[string]bool{}
	for _, f := range zr.File {
		name := partName(f.Name)
		if names[name] {
			return nil, bomb(p, "内有重名文件 "+name, "holds two files named "+name)
		}
		names[name] = true
		sum += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(lim.UnpackedBytes) || sum > uint64(lim.UnpackedBytes) {
			return nil, bomb(p, "解开后超过 "+mega(lim.UnpackedBytes), "unpacks to over "+mega(lim.UnpackedBytes))
		}
		if f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/uint64(lim.Ratio) > f.CompressedSize64 {
			return nil, bomb(p, "压缩率异常（"+name+"）", "is packed too tightly ("+name+")")
		}
		if f.Flags&1 != 0 {
			return nil, p.Error(errs.Invalid, "import.encrypted",
				"压缩包设有密码。请去掉密码再导入。", "the archive is protected by a password; remove it and import again.")
		}
	}
	return zr, checkOverlap(p, zr)
}

// partName is the one spelling of a part's name: Excel does not tell case or
// slashes apart.
func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "/"))
}

// checkDirectory finds the end record and bounds the central directory by its
// place, not by the number of entries it claims, which can lie.
func checkDirectory(p Place, r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 22+0xffff))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return damaged(p, err)
	}
	for i := len(tail) - 22; i >= 0; i-- {
		if string(tail[i:i+4]) != "PK\x05\x06" {
			continue
		}
		dirSize := int64(binary.LittleEndian.Uint32(tail[i+12:]))
		offset := int64(binary.LittleEndian.Uint32(tail[i+16:]))
		if offset == 0xffffffff || dirSize == 0xffffffff {
			return p.Error(errs.Invalid, "import.zip64",
				"压缩包采用 zip64 目录，无法识别。请在 Excel 或 WPS 中另存为 .xlsx。",
				"the archive has a zip64 directory. Save it as .xlsx in Excel or WPS.")
		}
		if dirSize > directoryBytes || size-offset > directoryBytes+int64(len(tail)) {
			return bomb(p, "的目录过大", "has an oversized directory")
		}
		return nil
	}
	return damaged(p, io.ErrUnexpectedEOF)
}

// checkOverlap refuses parts that share packed bytes: the trick that makes one
// kernel of data count thousands of times.
func checkOverlap(p Place, zr *zip.Reader) error {
	type span struct{ from, to int64 }
	spans := make([]span, 0, len(zr.File))
	for _, f := range zr.File {
		from, err := f.DataOffset()
		if err != nil {
			return damaged(p, err)
		}
		spans = append(spans, span{from, from + int64(f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(a, b span) int {
		if a.from != b.from {
			return int(min(max(a.from-b.from, -1), 1))
		}
		return int(min(max(a.to-b.to, -1), 1))
	})
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return bomb(p, "内的文件互相重叠", "holds files that overlap")
		}
	}
	return nil
}
