package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"

	"sealbook/internal/domain/attachment"
	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
)

// FileOf finds the file of the digest (hex SHA-256).
func (x *Tx) FileOf(digest string) (id string, found bool, err error) {
	found, err = x.first([]any{&id}, "SELECT id FROM attachment WHERE digest = ?", digest)
	return id, found, err
}

// AddFile appends the event of a file that is taken in, and keeps the row that it
// states and the content beside it.
func (x *Tx) AddFile(by string, e event.Event, content []byte) error {
	values, ok := statedFile(e)
	if !ok {
		return errs.Wrap(errors.New("store: "+e.Data.EventType()+" is no file"), "store.attachment")
	}
	digest := values[0]
	if _, err := x.do("INSERT INTO attachment_content (digest, content) VALUES (?, ?)", digest, content); err != nil {
		return err
	}
	return x.record1(actorOr(by), e, "attachment", "digest, size, media", values...)
}

func statedFile(e event.Event) ([]any, bool) {
	d, ok := e.Data.(attachment.Added)
	return []any{d.Digest, d.Size, d.Media}, ok
}

// File is a stored file.
type File struct {
	Digest, Media string
	Content       []byte
}

// file reads the file of the digest and holds its content against it. Who may see
// it is decided by the record that it belongs to.
func (s *Store) file(ctx context.Context, digest string) (File, error) {
	f := File{Digest: digest}
	found, err := s.reads().one(ctx, []any{&f.Media, &f.Content},
		"SELECT a.media, c.content FROM attachment a JOIN attachment_content c ON c.digest = a.digest WHERE a.digest = ?", digest)
	switch {
	case err != nil:
		return f, err
	case !found:
		return f, errs.New(errs.NotFound, "attachment.not_found", "没有找到该附件，或不在您的权限范围内。", "No such file, or it is outside your scope.")
	}
	if sum := sha256.Sum256(f.Content); hex.EncodeToString(sum[:]) != digest {
		return f, errs.Wrap(errors.New("store: the content of a file is not what its digest says"), "store.attachment")
	}
	return f, nil
}

// PaperOf gives the file of a vendor's licence or of an agreement or amendment, to
// who may read them.
func (s *Store) PaperOf(ctx context.Context, actor org.Actor, digest string) (File, error) {
	if err := readsVendors(actor); err != nil {
		return File{}, err
	}
	return s.file(ctx, digest)
}

// refoldFiles holds the content of every file against its digest.
func refoldFiles(x *Tx) ([]Mismatch, error) {
	var out []Mismatch
	seen := map[string]bool{}
	err := x.each(func(r *sql.Rows) error {
		var digest string
		var content []byte
		if err := r.Scan(&digest, &content); err != nil {
			return err
		}
		seen[digest] = true
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != digest {
			out = append(out, Mismatch{Table: "attachment_content", ID: digest, Column: "content", Expected: digest, Found: hex.EncodeToString(sum[:])})
		}
		return nil
	}, "SELECT digest, content FROM attachment_content ORDER BY digest")
	if err != nil {
		return nil, err
	}
	err = x.each(func(r *sql.Rows) error {
		var digest string
		var event int64
		err := r.Scan(&digest, &event)
		if err == nil && !seen[digest] {
			out = append(out, Mismatch{Table: "attachment_content", ID: digest, Expected: digest, LastEvent: event})
		}
		delete(seen, digest)
		return err
	}, "SELECT digest, event_id FROM attachment ORDER BY digest")
	for digest := range seen {
		out = append(out, Mismatch{Table: "attachment_content", ID: digest, Found: digest})
	}
	return out, err
}
