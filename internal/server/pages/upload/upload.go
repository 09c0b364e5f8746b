// Package upload keeps one uploaded file a person between the steps of a page,
// so that an import can be left and taken up again, from any session of his.
// A file lies encrypted in a folder of its own, under a name and a key that are
// both made from the account and from a key of the folder: a file alone tells
// nothing, neither what it holds nor whose it is. It is gone after its last step
// or after a day.
package upload

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sealbook/internal/errs"
)

// Limits of the folder. One person has one file.
const (
	Keep     = 24 * time.Hour
	maxFiles = 200
	maxBytes = 1 << 30
	suffix   = ".upload"
	keyFile  = "key"
	keyBytes = 32
)

// Draft is what is kept: the file, and what the page wants to know of it again.
type Draft struct {
	ID    string // drawn by New, names this upload in forms
	File  string // name, as shown
	Meta  json.RawMessage
	Data  []byte    `json:"-"`
	Until time.Time `json:"-"` // when it is gone
}

// Folder holds the drafts. It is safe for concurrent use.
type Folder struct {
	dir string

	mu   sync.Mutex
	held map[string]bool
	key  []byte
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

// Hold makes the owner's steps wait for nobody: it is false while another step
// of his is at work in this process. release ends it.
func (f *Folder) Hold(owner string) (release func(), ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.held[owner] {
		return nil, false
	}
	f.held[owner] = true
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.held, owner)
	}, true
}

// Save keeps the draft in place of the owner's former one, whole or not at all:
// a crash leaves the former one, or a half file under a name nobody asks for.
func (f *Folder) Save(owner string, d Draft) error {
	if f.dir == "" || owner == "" {
		return unavailable(errors.New("upload: no folder or no owner"))
	}
	f.sweep(time.Now())
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return unavailable(err)
	}
	key, err := f.master(true)
	if err != nil {
		return unavailable(err)
	}
	name := nameOf(key, owner)
	if err := f.room(name, int64(len(d.Data))); err != nil {
		return err
	}
	sealed, err := seal(key, owner, name, d)
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

// Load returns the owner's draft; found is false when there is none. A file that
// does not open with his key is none.
func (f *Folder) Load(owner string) (d Draft, found bool, err error) { return f.load(owner, true) }

// Peek is Load without the data: it reads the head of the file only.
func (f *Folder) Peek(owner string) (d Draft, found bool, err error) { return f.load(owner, false) }

func (f *Folder) load(owner string, whole bool) (d Draft, found bool, err error) {
	if f.dir == "" || owner == "" {
		return Draft{}, false, nil
	}
	f.sweep(time.Now())
	key, err := f.master(false)
	if err != nil {
		return Draft{}, false, unavailable(err)
	}
	if key == nil {
		return Draft{}, false, nil
	}
	name := nameOf(key, owner)
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return Draft{}, false, nil
	}
	if err != nil {
		return Draft{}, false, unavailable(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return Draft{}, false, unavailable(err)
	}
	if d, err = open(key, owner, name, file, whole); err != nil {
		return Draft{}, false, nil
	}
	d.Until = info.ModTime().Add(Keep)
	return d, true, nil
}

// Drop removes the owner's draft, if there is one.
func (f *Folder) Drop(owner string) error {
	if f.dir == "" || owner == "" {
		return nil
	}
	key, err := f.master(false)
	if err != nil {
		return unavailable(err)
	}
	if key == nil {
		return nil
	}
	if err := os.Remove(f.path(nameOf(key, owner))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unavailable(err)
	}
	return nil
}

// master is the key of the folder, nil while there is none. It is drawn with the
// first draft; two processes that draw it at once agree on the one that came
// first.
func (f *Folder) master(draw bool) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.key != nil {
		return f.key, nil
	}
	key, err := os.ReadFile(filepath.Join(f.dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) && !draw {
		return nil, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		key, err = f.drawn()
	}
	if err == nil && len(key) != keyBytes {
		err = errors.New("upload: the key of the folder is broken; remove it, and the uploads with it")
	}
	if err != nil {
		return nil, err
	}
	f.key = key
	return key, nil
}

func (f *Folder) drawn() ([]byte, error) {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails
	tmp, err := os.CreateTemp(f.dir, "half-*"+suffix)
	if err != nil {
		return nil, err
	}
	_, err = tmp.Write(key)
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Link(tmp.Name(), filepath.Join(f.dir, keyFile)) // fails where there is one
	}
	err = errors.Join(ignore(err, fs.ErrExist), os.Remove(tmp.Name()))
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(f.dir, keyFile))
}

func ignore(err, this error) error {
	if errors.Is(err, this) {
		return nil
	}
	return err
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
		if info, err := e.Info(); err == nil && e.Name() != name+suffix && strings.HasSuffix(e.Name(), suffix) {
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

func nameOf(key []byte, owner string) string {
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, "sealbook upload name\n"+owner) // never fails
	return hex.EncodeToString(mac.Sum(nil)[:20])
}

const saltBytes = 32

// cipherFor makes the cipher of one file; the salt is new for each, so that a
// key seals one file only: its head under the first nonce, its data under the
// second.
func cipherFor(key []byte, owner string, salt []byte) (cipher.AEAD, error) {
	own, err := hkdf.Key(sha256.New, key, salt, "sealbook upload\n"+owner, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal gives the salt, the length of the sealed head, the head, the data.
func seal(key []byte, owner, name string, d Draft) ([]byte, error) {
	head, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	out := make([]byte, saltBytes, saltBytes+4+len(head)+len(d.Data)+64)
	_, _ = rand.Read(out) // never fails
	aead, err := cipherFor(key, owner, out)
	if err != nil {
		return nil, err
	}
	first, second := make([]byte, aead.NonceSize()), make([]byte, aead.NonceSize())
	second[0] = 1
	out = binary.BigEndian.AppendUint32(out, uint32(len(head)+aead.Overhead())) //nolint:gosec // far below 4 GiB
	out = aead.Seal(out, first, head, []byte(name))
	return aead.Seal(out, second, d.Data, []byte(name)), nil
}

// maxHead is the largest head, in bytes: choices of columns and a list of rows.
const maxHead = 16 << 20

func open(key []byte, owner, name string, r io.Reader, whole bool) (Draft, error) {
	start := make([]byte, saltBytes+4)
	if _, err := io.ReadFull(r, start); err != nil {
		return Draft{}, err
	}
	aead, err := cipherFor(key, owner, start[:saltBytes])
	if err != nil {
		return Draft{}, err
	}
	n := binary.BigEndian.Uint32(start[saltBytes:])
	if n > maxHead {
		return Draft{}, errors.New("upload: not sealed here")
	}
	head := make([]byte, n)
	if _, err := io.ReadFull(r, head); err != nil {
		return Draft{}, err
	}
	nonce := make([]byte, aead.NonceSize())
	if head, err = aead.Open(head[:0], nonce, head, []byte(name)); err != nil {
		return Draft{}, err
	}
	var d Draft
	if err := json.Unmarshal(head, &d); err != nil || !whole {
		return d, err
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return Draft{}, err
	}
	nonce[0] = 1
	d.Data, err = aead.Open(data[:0], nonce, data, []byte(name))
	return d, err
}

func unavailable(cause error) *errs.Error {
	return errs.New(errs.Unavailable, "upload.folder", "无法暂存上传的文件，请联系系统管理员检查数据目录。",
		"The upload cannot be kept; ask the system administrator to look at the data folder.").WithCause(cause)
}
