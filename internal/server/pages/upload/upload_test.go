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
	list, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A draft comes back to its owner and to no other; on disk it is noise under a
// name that says nothing. Its head can be read alone.
func TestDraftBelongsToItsOwner(t *testing.T) {
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
		t.Errorf("another person finds it: %v, %v", found, err)
	}
	head, found, err := f.Peek("token one")
	if err != nil || !found || head.File != d.File || string(head.Meta) != string(d.Meta) || head.Data != nil {
		t.Errorf("%+v, %v, %v", head, found, err)
	}
	if left := time.Until(head.Until); left <= Keep-time.Hour || left > Keep {
		t.Errorf("kept for another %v", left)
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
func TestOneDraftAPerson(t *testing.T) {
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
	theirs, err := os.ReadFile(f.path(nameOf(f.key, "other")))
	if err != nil {
		t.Fatal(err)
	}
	mine, err := os.ReadFile(f.path(nameOf(f.key, "token")))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(mine)
	flipped[len(flipped)-1] ^= 1
	for i, b := range [][]byte{theirs, flipped, mine[:40], mine[:10], nil} {
		if err := os.WriteFile(f.path(nameOf(f.key, "token")), b, 0o600); err != nil {
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
	for _, p := range []string{f.path(nameOf(f.key, "old")), half, other} {
		if err := os.Chtimes(p, past, past); err != nil {
			t.Fatal(err)
		}
	}
	Open(dir)
	if list := files(t, dir); len(list) != 1 {
		t.Errorf("left: %v", list)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("what is not ours went: %v", err)
	}
	if _, found, _ := f.Load("young"); !found {
		t.Error("the young one went too")
	}
}

// The folder is bounded, and one step of a person goes at a time.
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
		t.Error("one person holds up another")
	}
	release()
	if _, again := f.Hold("token"); !again {
		t.Error("not released")
	}
}

// Two processes draw the key of a folder at once and have the same; without it
// there is nothing to find.
func TestFolderHasOneKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "uploads")
	keys := make(chan string, 8)
	if _, found, err := Open(dir).Load("token"); found || err != nil {
		t.Fatal(found, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for range cap(keys) {
		go func() {
			key, err := Open(dir).master(true)
			if err != nil {
				t.Error(err)
			}
			keys <- string(key)
		}()
	}
	first := <-keys
	for range cap(keys) - 1 {
		if k := <-keys; k != first || len(k) != keyBytes {
			t.Error("two keys")
		}
	}
	if list := files(t, dir); len(list) != 0 {
		t.Errorf("left: %v", list)
	}
	if err := os.WriteFile(filepath.Join(dir, keyFile), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Open(dir).Save("token", draft("x")); !errs.IsKind(err, errs.Unavailable) {
		t.Errorf("a broken key: %v", err)
	}
}
