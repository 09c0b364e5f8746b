package store

import (
	"bytes"
	"context"
	"slices"

	"sealbook/internal/domain/org"
	"sealbook/internal/view"
)

// nameAll puts to each entry what the ids in it are called now: who did it, and
// every person, department and room its payload speaks of, and those assets that
// the actor may see. An id that nothing goes by any more stays bare.
func (s *Store) nameAll(ctx context.Context, actor org.Actor, list []view.Entry) error {
	inside := make([][]string, len(list))
	var all []string
	for i, e := range list {
		inside[i] = idsIn(e.Data)
		all = append(append(all, inside[i]...), e.By.ID, e.For.ID)
	}
	names, err := s.namesOf(ctx, actor, all)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].By.Name, list[i].For.Name = names[list[i].By.ID].person, names[list[i].For.ID].person
		list[i].Names = map[string]string{}
		for _, id := range inside[i] {
			if n, ok := names[id]; ok {
				list[i].Names[id] = n.name
			}
		}
	}
	return nil
}

// named is what an id stands for; person is "" unless that is a person.
type named struct{ name, person string }

// namesOf asks for all of them at once: of what kind each is, is not known, and
// a question for each kind costs more than the looks by key.
func (s *Store) namesOf(ctx context.Context, actor org.Actor, ids []string) (map[string]named, error) {
	names := map[string]named{}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	if len(ids) == 0 {
		return names, nil
	}
	slices.Sort(ids)
	ids = evened(slices.Compact(ids))
	w := where{}
	w.and("a.id IN ?", ids)
	w.scope(actor)
	err := s.reads().scan(ctx, func(r scanner) error {
		var kind int
		var id, name string
		err := r.Scan(&kind, &id, &name)
		n := named{name: name}
		if kind == 1 {
			n.person = name
		}
		names[id] = n
		return err
	}, "SELECT 1 AS kind, id, name FROM person WHERE id IN ? UNION ALL SELECT 2, id, name FROM department WHERE id IN ?"+
		" UNION ALL SELECT 2, id, name FROM room WHERE id IN ? UNION ALL SELECT 3, a.id, a.code FROM asset a"+w.sql(),
		append([]any{ids, ids, ids}, w.args...)...)
	return names, err
}

// evened repeats the last id until their number is a power of two: the databases
// keep what they made of a statement by its text, which then has few shapes.
func evened(ids []string) []string {
	for n := len(ids); n&(n-1) != 0; n++ {
		ids = append(ids, ids[len(ids)-1])
	}
	return ids
}

// idLength is how long an id is.
const idLength = 20

// idsIn lists the texts in a payload, which is JSON, that may be ids.
func idsIn(data []byte) []string {
	var out []string
	for {
		i := bytes.IndexByte(data, '"')
		if i < 0 {
			return out
		}
		data = data[i+1:]
		if len(data) > idLength && data[idLength] == '"' && idShaped(string(data[:idLength])) {
			out = append(out, string(data[:idLength]))
		}
	}
}
