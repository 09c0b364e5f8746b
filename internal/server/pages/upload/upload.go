// Package upload keeps one uploaded file a session between the steps of a page.
// A file lies encrypted in a folder of its own, under a name and a key that are
// both made from the session's token: the server keeps neither, so that nobody
// without the browser's cookie can find it or read it, and a file left behind
// is noise. It is gone after its last step, with the session, or after a day.
package upload

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sealbook/internal/errs"
)

// Limits of the folder. One session has one file.
const (
	Keep     = 24 * time.Hour
	maxFiles = 200
	maxBytes = 1 << 30
	suffix   = ".upload"
)

// Draft is what is kept: the file, and what the page wants to know of it again.
type Draft struct {
	ID   string // drawn by New, names this upload in forms
	File string // name, as shown
	Meta json.RawMessage
	Data []byte `json:"-"`
}

// Folder holds the drafts. It is safe for concurrent use.
type Folder struct {
	dir string

	mu   sync.Mutex
	held map[string]bool
}

// Open names the folder; it is made when the first draft comes. What is too old
// in it goes now.
func Open(dir string) *Folder {
	f := &Folder{dir: dir, held: map[string]bool{}}
	f.sweep(time.Now())
	return f
}

// NewID draws an id for a draft.
func NewID() string { return rand.Text() }

// Hold makes the session's steps wait for nobody: it is false while another
// step of the same session is at work in this process. release ends it.
func (f *Folder) Hold(token string) (release func(), ok bool) {
	name := nameOf(token)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.held[name] {
		return nil, false
	}
	f.held[name] = true
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.held, name)
	}, true
}

// Save keeps the draft in place of the session's former one, whole or not at
// all: a crash leaves the former one, or a half file under a name nobody asks for.
func (f *Folder) Save(token string, d Draft) error {
	if f.dir == "" || token == "" {
		return unavailable(errors.New("upload: no folder or no session"))
	}
	f.sweep(time.Now())
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return unavailable(err)
	}
	name := nameOf(token)
	if err := f.room(name, int64(len(d.Data))); err != nil {
		return err
	}
	sealed, err := seal(token, name, d)
	if err != nil {
		return unavailable(err)
	}
	tmp, err := os.CreateTemp(f.dir, "half-*"+suffix)
	if err != nil {
		return unavailable(err)
	}
	_, err = tmp.Write(sealed)
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), f.path(name))
	}
	if err != nil {
		return unavailable(errors.Join(err, os.Remove(tmp.Name())))
	}
	time.AfterFunc(Keep+time.Minute, func() { f.sweep(time.Now()) })
	return nil
}

// Load returns the session's draft; found is false when there is none. A file
// that does not open with the session's key is none.
func (f *Folder) Load(token string) (d Draft, found bool, err error) {
	if f.dir == "" || token == "" {
		return Draft{}, false, nil
	}
	f.sweep(time.Now())
	name := nameOf(token)
	b, err := os.ReadFile(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return Draft{}, false, nil
	}
	if err != nil {
		return Draft{}, false, unavailable(err)
	}
	if d, err = open(token, name, b); err != nil {
		return Draft{}, false, nil
	}
	return d, true, nil
}

// Drop removes the session's draft, if there is one.
func (f *Folder) Drop(token string) error {
	if f.dir == "" || token == "" {
		return nil
	}
	if err := os.Remove(f.path(nameOf(token))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unavailable(err)
	}
	return nil
}

func (f *Folder) path(name string) string { return filepath.Join(f.dir, name+suffix) }

// room refuses a draft that the folder has no place for.
func (f *Folder) room(name string, size int64) error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return unavailable(err)
	}
	files, total := 0, size
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.Name() != name+suffix {
			files, total = files+1, total+info.Size()
		}
	}
	if files >= maxFiles || total > maxBytes {
		return errs.New(errs.Unavailable, "upload.full",
			"正在处理的上传过多，请稍后再试，或改用命令行导入。", "Too many uploads are under way; try later, or import from the command line.")
	}
	return nil
}

// sweep removes what is older than Keep. What cannot be removed now is tried
// again at the next call.
func (f *Folder) sweep(now time.Time) {
	if f.dir == "" {
		return
	}
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return // not there yet
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && strings.HasSuffix(e.Name(), suffix) && now.Sub(info.ModTime()) > Keep {
			_ = os.Remove(filepath.Join(f.dir, e.Name()))
		}
	}
}

func nameOf(token string) string {
	sum := sha256.Sum256([]byte("sealbook upload name\n" + token))
	return hex.EncodeToString(sum[:20])
}

const saltBytes = 32

// cipherFor makes the cipher of one file; the salt is new for each, so that a
// key seals one file only.
func cipherFor(token string, salt []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(token), salt, "sealbook upload", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal gives salt and the sealed text: length of the head, head, data.
func seal(token, name string, d Draft) ([]byte, error) {
	head, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails
	aead, err := cipherFor(token, salt)
	if err != nil {
		return nil, err
	}
	text := make([]byte, 0, 4+len(head)+len(d.Data))
	text = binary.BigEndian.AppendUint32(text, uint32(len(head))) //nolint:gosec // far below 4 GiB
	text = append(append(text, head...), d.Data...)
	return aead.Seal(salt, make([]byte, aead.NonceSize()), text, []byte(name)), nil
}

func open(token, name string, b []byte) (Draft, error) {
	broken := errors.New("upload: not sealed by this session")
	if len(b) < saltBytes {
		return Draft{}, broken
	}
	aead, err := cipherFor(token, b[:saltBytes])
	if err != nil {
		return Draft{}, err
	}
	text, err := aead.Open(nil, make([]byte, aead.NonceSize()), b[saltBytes:], []byte(name))
	if err != nil || len(text) < 4 {
		return Draft{}, broken
	}
	n := binary.BigEndian.Uint32(text)
	if int64(n) > int64(len(text)-4) {
		return Draft{}, broken
	}
	var d Draft
	if err := json.Unmarshal(text[4:4+n], &d); err != nil {
		return Draft{}, err
	}
	d.Data = text[4+n:]
	return d, nil
}

func unavailable(cause error) *errs.Error {
	return errs.New(errs.Unavailable, "upload.folder", "无法暂存上传的文件，请联系系统管理员检查数据目录。",
		"The upload cannot be kept; ask the system administrator to look at the data folder.").WithCause(cause)
}
