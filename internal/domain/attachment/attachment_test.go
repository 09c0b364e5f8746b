package attachment_test

import (
	"testing"

	"sealbook/internal/domain/attachment"
)

func TestFilesAreKnownByTheirContent(t *testing.T) {
	for content, media := range map[string]string{
		"%PDF-1.7 x": "application/pdf", "\x89PNG\r\n\x1a\nx": "image/png", "\xff\xd8\xff\xe0": "image/jpeg", "II*\x00x": "image/tiff",
	} {
		e, err := attachment.Add("f", []byte(content))
		if x, ok := e.Data.(attachment.Added); err != nil || !ok || x.Media != media || len(x.Digest) != 64 || x.Size != int64(len(content)) {
			t.Errorf("%q: %+v %v", content, e.Data, err)
		}
	}
	for _, content := range []string{"", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "<html>", "PK\x03\x04", "MZ", "x%PDF-1.7"} {
		if _, err := attachment.Add("f", []byte(content)); err == nil {
			t.Errorf("%q is taken", content)
		}
	}
	if _, err := attachment.Add("f", append([]byte("%PDF-"), make([]byte, attachment.MaxBytes)...)); err == nil {
		t.Error("too large a file is taken")
	}
}
