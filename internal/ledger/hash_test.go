package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

func TestHashesAreThoseOfTheTransparencyLog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(rapid.Byte(), 0, 4000).Draw(t, "a")
		b := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "b")
		ha, hb := Hash(a), Hash(b)
		if ha != tlog.RecordHash(a) {
			t.Fatalf("leaf hash of %x differs from tlog", a)
		}
		if Node(ha, hb) != tlog.NodeHash(ha, hb) {
			t.Fatalf("node hash of %x %x differs from tlog", ha, hb)
		}
	})
}

func TestHashOfTheEmptyLeaf(t *testing.T) {
	// The value every RFC 6962 implementation has for a leaf of no bytes.
	h := Hash(nil)
	if got := hex.EncodeToString(h[:]); got != "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" {
		t.Error(got)
	}
}

func TestCommitmentHidesBehindItsSalt(t *testing.T) {
	salt := [16]byte{1, 2, 3}
	want := sha256.Sum256(append(append([]byte{2}, salt[:]...), "林知远"...))
	if got := Commit(salt, "林知远"); got != want {
		t.Errorf("got %x, want %x", got, want)
	}
	if Commit([16]byte{1, 2, 4}, "林知远") == want || Commit(salt, "林知遠") == want {
		t.Error("another salt or name has the same commitment")
	}
	leaf := append(salt[:], "林知远"...)
	if Hash(leaf) == want {
		t.Error("a leaf can stand for a commitment")
	}
}
