package sheet

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"sealbook/internal/errs"
)

// decoded is a text file with its encoding found.
type decoded struct {
	name string
	r    io.Reader // UTF-8
}

// decode finds the encoding: a byte order mark decides; else what is valid UTF-8
// is UTF-8; else it is read as GB18030 (which takes in GBK and GB2312).
func decode(r io.ReaderAt, size int64) (decoded, error) {
	head := make([]byte, min(size, 3))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), head); err != nil {
		return decoded{}, errs.Wrap(err, "import.read")
	}
	from := func(skip int64) io.Reader { return io.NewSectionReader(r, skip, size-skip) }
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return decoded{"utf-8-bom", from(3)}, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return decoded{"utf-16le", transform.NewReader(from(0), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())}, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return decoded{"utf-16be", transform.NewReader(from(0), unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())}, nil
	}
	valid, err := validUTF8(from(0))
	if err != nil {
		return decoded{}, err
	}
	if valid {
		return decoded{"utf-8", from(0)}, nil
	}
	return decoded{"gb18030", transform.NewReader(from(0), &gb18030{table: simplifiedchinese.GB18030.NewDecoder()})}, nil
}

func validUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		chunk := buf[:kept+n]
		for len(chunk) > 0 {
			c, w := utf8.DecodeRune(chunk)
			if c == utf8.RuneError && w == 1 {
				if err == nil && !utf8.FullRune(chunk) {
					break // the rest of the character comes with the next read
				}
				return false, nil
			}
			chunk = chunk[w:]
		}
		kept = copy(buf, chunk)
		if err == io.EOF {
			return kept == 0, nil
		}
		if err != nil {
			return false, errs.Wrap(err, "import.read")
		}
	}
}
