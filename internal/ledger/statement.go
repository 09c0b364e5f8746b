package ledger

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Statement is what a person signs: who signs, when it was put before him, and
// the root over everything he signs with it. Its digest is what a security key
// signs, and what a page holds while he reads.
type Statement struct {
	Account string    // id of the signing account
	Person  string    // id
	At      time.Time // when it was put before him; whole seconds
	Count   int64     // number of items, at least 1
	Root    [32]byte  // of the RFC 6962 tree over the items, in order
}

// Digest is the SHA-256 of the statement's canonical form.
func (s Statement) Digest() ([32]byte, error) {
	b, err := Canonical(map[string]any{
		"account": s.Account, "at": s.At.UTC().Format(time.RFC3339), "count": s.Count, "person": s.Person,
		"root": fmt.Sprintf("%x", s.Root), "sealbook": "sign-off", "v": 1,
	})
	if err != nil {
		return [32]byte{}, err
	}
	return sha256.Sum256(b), nil
}

// Item is what the event itself contributes to a statement: its type and
// content, on whose behalf, the commitments to persons' names in it, and every object it touches
// with the place in the object's history, whose hash stands for all that went
// before. Ids that are drawn while it is written, the time and the leaf's salt are
// not in it: nobody can be shown them. The salts of the names are not drawn where
// an event is signed (NextSalt), so that its commitments are known beforehand.
func (l Leaf) Item() ([]byte, error) { return l.item(true) }

// item with names is Item; without them it is what was signed before 2026-12: see
// Signature.Names.
func (l Leaf) item(names bool) ([]byte, error) {
	refs := make([]any, 0, len(l.Subjects))
	for _, r := range sorted(l.Subjects) {
		refs = append(refs, map[string]any{"id": r.ID, "kind": r.Kind, "prev": fmt.Sprintf("%x", r.Prev), "seq": r.Seq})
	}
	members := map[string]any{"d": withoutIDs(l.Data), "log": l.Log, "subj": refs, "t": l.Type, "v": l.Version}
	if l.For != "" {
		members["for"] = l.For
	}
	if names && len(l.PII) > 0 {
		pii := make(map[string]any, len(l.PII))
		for name, c := range l.PII {
			pii[name] = fmt.Sprintf("%x", c)
		}
		members["pii"] = pii
	}
	b, f := appendValue(make([]byte, 0, 512), members, 0)
	if f != nil {
		return nil, f.err()
	}
	return b, nil
}

// withoutIDs leaves out every member "id": by the house's habit the id that the
// event itself gives to what it makes.
func withoutIDs(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, x := range v {
			if key != "id" {
				out[key] = withoutIDs(x)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = withoutIDs(x)
		}
		return out
	default:
		return v
	}
}

// Tree gives the root over the items and each one's way to it.
func Tree(items [][]byte) (root [32]byte, ways [][][32]byte, err error) {
	var hashes []tlog.Hash
	read := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, n := range at {
			out[i] = hashes[n]
		}
		return out, nil
	})
	for i, item := range items {
		more, err := tlog.StoredHashes(int64(i), item, read)
		if err != nil {
			return root, nil, err
		}
		hashes = append(hashes, more...)
	}
	n := int64(len(items))
	all, err := tlog.TreeHash(n, read)
	if err != nil {
		return root, nil, err
	}
	for i := range items {
		way, err := tlog.ProveRecord(n, int64(i), read)
		if err != nil {
			return root, nil, err
		}
		list := make([][32]byte, len(way))
		for k, h := range way {
			list[k] = h
		}
		ways = append(ways, list)
	}
	return [32]byte(all), ways, nil
}

// Under reports whether the item is the one at the index of count under the root.
func Under(item []byte, index, count int64, root [32]byte, way [][32]byte) bool {
	proof := make(tlog.RecordProof, len(way))
	for i, h := range way {
		proof[i] = h
	}
	return index >= 0 && index < count && tlog.CheckRecord(proof, count, tlog.Hash(root), index, tlog.RecordHash(item)) == nil
}

// errSig is a signature whose members do not fit together.
var errSig = errors.New("ledger: the signature does not fit the event")
