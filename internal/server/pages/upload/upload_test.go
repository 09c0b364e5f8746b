package upload

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sealbook/internal/errs"
)

func draft(text string) Draft {
	return Draft{ID: NewID(), File: "台账.csv", Meta: json.RawMessage(`{"step":1}`), Data: []byte(text)}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A draft comes back to its session and to no other; on disk it is noise under
// a name that says nothing.
func TestDraftBelongsToItsSession(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "uploads")
	f := Open(dir)
	d := draft("保密编号,责任人\nJM-1,示例甲\n")
	if err := f.Save("token one", d); err != nil {
		t.Fatal(err)
	}
	got, found, err := Open(dir).Load("token one") // another process, or after a restart
	if err != nil || !found || got.ID != d.ID || got.File != d.File || string(got.Data) != string(d.Data) || string(got.Meta) != string(d.Meta) {
		t.Fatalf("%+v, %v, %v", got, found, err)
	}
	if _, found, err := f.Load("token two"); found || err != nil {
		t.Errorf("another session finds it: %v, %v", found, err)
	}
	list := files(t, dir)
	if len(list) != 1 {
		t.Fatalf("%v", list)
	}
	b, err := os.ReadFile(list[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"JM-1", "示例甲", "台账", "step"} {
		if bytes.Contains(b, []byte(word)) || bytes.Contains([]byte(list[0]), []byte(word)) {
			t.Errorf("%q lies on disk", word)
		}
	}
	info, err := os.Stat(list[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A new upload takes the place of the old one; what was changed or put there by
// another is no draft; a dropped one is gone.
func TestOneDraftASession(t *testing.T) {
	dir := t.TempDir()
	f := Open(dir)
	for _, text := range []string{"one", "two"} {
		if err := f.Save("token", draft(text)); err != nil {
			t.Fatal(err)
		}
	}
	if d, _, _ := f.Load("token"); string(d.Data) != "two" || len(files(t, dir)) != 1 {
		t.Errorf("%q in %v", d.Data, files(t, dir))
	}
	if err := f.Save("other", draft("theirs")); err != nil {
		t.Fatal(err)
	}
	theirs, err := os.ReadFile(f.path(nameOf("other")))
	if err != nil {
		t.Fatal(err)
	}
	mine, err := os.ReadFile(f.path(nameOf("token")))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(mine)
	flipped[len(flipped)-1] ^= 1
	for i, b := range [][]byte{theirs, flipped, mine[:40], mine[:10], nil} {
		if err := os.WriteFile(f.path(nameOf("token")), b, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, found, err := f.Load("token"); found || err != nil {
			t.Errorf("%d: taken for a draft (%v)", i, err)
		}
	}
	if err := f.Drop("other"); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := f.Load("other"); found {
		t.Error("dropped and still there")
	}
	if err := f.Drop("other"); err != nil {
		t.Errorf("dropped twice: %v", err)
	}
}

func TestOldDraftsGo(t *testing.T) {
	dir := t.TempDir()
	f := Open(dir)
	for _, token := range []string{"old", "young"} {
		if err := f.Save(token, draft(token)); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-Keep - time.Minute)
	half := filepath.Join(dir, "half-1"+suffix)
	if err := os.WriteFile(half, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "README")
	if err := os.WriteFile(other, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{f.path(nameOf("old")), half, other} {
		if err := os.Chtimes(p, past, past); err != nil {
			t.Fatal(err)
		}
	}
	Open(dir)
	if list := files(t, dir); len(list) != 2 {
		t.Errorf("left: %v", list)
	}
	if _, found, _ := f.Load("young"); !found {
		t.Error("the young one went too")
	}
}

// The folder is bounded, and one step of a session goes at a time.
func TestFolderIsBounded(t *testing.T) {
	dir := t.TempDir()
	f := Open(dir)
	for range maxFiles {
		if _, err := os.CreateTemp(dir, "*"+suffix); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save("token", draft("x")); !errs.IsKind(err, errs.Unavailable) {
		t.Errorf("%v", err)
	}
	if err := Open("").Save("token", draft("x")); !errs.IsKind(err, errs.Unavailable) {
		t.Errorf("no folder: %v", err)
	}
	release, ok := f.Hold("token")
	if _, twice := f.Hold("token"); !ok || twice {
		t.Error("held twice")
	}
	if _, other := f.Hold("other"); !other {
		t.Error("one session holds up another")
	}
	release()
	if _, again := f.Hold("token"); !again {
		t.Error("not released")
	}
}
