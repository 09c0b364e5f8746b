package pdf

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"strconv"
)

// perStream is how many small objects share one object stream.
const perStream = 200

var errTooLarge = errors.New("pdf: the file would pass 4 GiB; print it in parts")

// where is one entry of the cross-reference stream: kind 1 is a byte offset,
// kind 2 an object stream and the place in it. 8 bytes an object is all that
// stays in memory of a page once it is written.
type where struct {
	at    uint32
	index uint16
	kind  uint8
}

// objects writes numbered objects to w as they come: streams at once, small
// objects gathered in compressed object streams (PDF 1.5). The first error
// sticks and is reported by finish.
type objects struct {
	w       *bufio.Writer
	sum     hash.Hash // over all bytes written, for the file id
	pos     int64
	err     error
	xref    []where
	small   bytes.Buffer // bodies waiting for the next object stream
	smallNo []int        // their numbers
	smallAt []int        // their offsets
	packed  bytes.Buffer
	zip     *zlib.Writer
	line    []byte
}

func newObjects(w io.Writer) *objects {
	o := &objects{sum: sha256.New(), xref: make([]where, 1, 64)}
	o.w = bufio.NewWriterSize(io.MultiWriter(w, o.sum), 32<<10)
	o.zip, o.err = zlib.NewWriterLevel(&o.packed, zlib.DefaultCompression)
	// The comment of high bytes tells file transfer that this is binary.
	o.write([]byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"))
	return o
}

func (o *objects) write(b []byte) {
	if o.err != nil {
		return
	}
	n, err := o.w.Write(b)
	o.pos += int64(n)
	if err == nil && o.pos > math.MaxUint32 {
		err = errTooLarge
	}
	o.err = err
}

// reserve returns the number of an object to be written later.
func (o *objects) reserve() int {
	o.xref = append(o.xref, where{})
	return len(o.xref) - 1
}

// put writes object no, anything but a stream.
func (o *objects) put(no int, body []byte) {
	o.smallNo = append(o.smallNo, no)
	o.smallAt = append(o.smallAt, o.small.Len())
	o.small.Write(body)
	o.small.WriteByte('\n')
	if len(o.smallNo) == perStream {
		o.flushSmall()
	}
}

func (o *objects) flushSmall() {
	if len(o.smallNo) == 0 {
		return
	}
	no := o.reserve()
	var head []byte
	for i, n := range o.smallNo {
		head = fmt.Appendf(head, "%d %d ", n, o.smallAt[i])
		o.xref[n] = where{kind: 2, at: uint32(no), index: uint16(i)}
	}
	dict := fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(o.smallNo), len(head))
	o.stream(no, dict, head, o.small.Bytes())
	o.small.Reset()
	o.smallNo, o.smallAt = o.smallNo[:0], o.smallAt[:0]
}

// stream writes object no as a compressed stream of the joined parts; dict
// holds further entries of its dictionary.
func (o *objects) stream(no int, dict string, parts ...[]byte) {
	o.packed.Reset()
	o.zip.Reset(&o.packed)
	for _, p := range parts {
		if _, err := o.zip.Write(p); err != nil && o.err == nil {
			o.err = err
		}
	}
	if err := o.zip.Close(); err != nil && o.err == nil {
		o.err = err
	}
	o.xref[no] = where{kind: 1, at: uint32(o.pos)}
	b := strconv.AppendInt(o.line[:0], int64(no), 10)
	b = append(b, " 0 obj\n<<"...)
	b = append(b, dict...)
	b = append(b, "/Filter/FlateDecode/Length "...)
	b = strconv.AppendInt(b, int64(o.packed.Len()), 10)
	b = append(b, ">>stream\n"...)
	o.line = b
	o.write(b)
	o.write(o.packed.Bytes())
	o.write([]byte("\nendstream\nendobj\n"))
}

// finish writes what is pending, the cross-reference stream and the trailer.
func (o *objects) finish(catalog, info int) error {
	o.flushSmall()
	no := o.reserve()
	if err := o.w.Flush(); err != nil && o.err == nil {
		o.err = err
	}
	id := o.sum.Sum(nil)[:16]
	o.xref[no] = where{kind: 1, at: uint32(o.pos)}
	start := o.pos
	rows := make([]byte, 0, 7*len(o.xref))
	for i, e := range o.xref {
		if i == 0 {
			e.index = math.MaxUint16 // head of the list of free objects
		} else if e.kind == 0 && o.err == nil {
			o.err = fmt.Errorf("pdf: object %d was reserved and never written", i)
		}
		rows = append(rows, e.kind)
		rows = binary.BigEndian.AppendUint32(rows, e.at)
		rows = binary.BigEndian.AppendUint16(rows, e.index)
	}
	dict := fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]", len(o.xref), catalog, info, id, id)
	o.stream(no, dict, rows)
	o.write(fmt.Appendf(nil, "startxref\n%d\n%%%%EOF\n", start))
	if err := o.w.Flush(); err != nil && o.err == nil {
		o.err = err
	}
	return o.err
}
