// Package attachment holds the files that belong to records: signed copies of
// agreements, licences, evidence. A file is known by the digest of its content and
// is never changed.
package attachment

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"sealbook/internal/domain/event"
	"sealbook/internal/errs"
)

// KindSubject names this package's subject in events.
const KindSubject = "attachment"

// MaxBytes is how large a file may be.
const MaxBytes = 20 << 20

// Added records that a file was taken in.
type Added struct {
	File   string `json:"file"`   // id
	Digest string `json:"digest"` // hex SHA-256
	Size   int64  `json:"size"`   // bytes
	Media  string `json:"media"`
}

// EventType names the payload in the ledger; the name never changes.
func (Added) EventType() string { return "attachment.added" }

// Payloads lists a zero value of every event of this package, for decoding.
func Payloads() []event.Payload { return []event.Payload{Added{}} }

// kinds are the files that are taken, by how they begin. None of them is ever
// shown in a page: they are handed out to be saved.
var kinds = []struct{ media, ending, begin string }{
	{"application/pdf", "pdf", "%PDF-"},
	{"image/png", "png", "\x89PNG\r\n\x1a\n"},
	{"image/jpeg", "jpg", "\xff\xd8\xff"},
	{"image/tiff", "tif", "II*\x00"},
	{"image/tiff", "tif", "MM\x00*"},
}

// Ending is the ending of a file of the media type, without the dot.
func Ending(media string) string {
	for _, k := range kinds {
		if k.media == media {
			return k.ending
		}
	}
	return "bin"
}

// Add decides a file that is taken in. Its kind is told from its content: what it
// is called counts for nothing.
func Add(id string, content []byte) (event.Event, error) {
	bad := func(zh, en string) error { return errs.InvalidField("file", zh, en) }
	switch {
	case len(content) == 0:
		return event.Event{}, bad("文件是空的。", "The file is empty.")
	case len(content) > MaxBytes:
		return event.Event{}, bad("文件超过20 MB。", "The file is larger than 20 MB.")
	}
	for _, k := range kinds {
		if bytes.HasPrefix(content, []byte(k.begin)) {
			sum := sha256.Sum256(content)
			x := Added{File: id, Digest: hex.EncodeToString(sum[:]), Size: int64(len(content)), Media: k.media}
			return event.Of(x, event.Subject{Kind: KindSubject, ID: id}), nil
		}
	}
	return event.Event{}, bad("请上传 PDF、PNG、JPEG 或 TIFF 文件。", "Upload a PDF, PNG, JPEG or TIFF file.")
}
