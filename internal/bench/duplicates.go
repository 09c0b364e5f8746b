package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
)

// duplicates lets eight clients register so many assets at once and counts the
// codes that came twice, in the answers and on record.
func duplicates(ctx context.Context, ours *side, w where, c call, total int) (figure, error) {
	codes := make([][]string, clients)
	faults := make([]error, clients)
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			r := rand.New(rand.NewPCG(7, rand.Uint64())) //nolint:gosec // no secret
			for range total / clients {
				body, err := ours.Clients[i].Do(c.ours(i, r))
				var a struct{ Code string }
				if err == nil {
					err = json.Unmarshal(body, &a)
				}
				if err != nil {
					faults[i] = err
					return
				}
				codes[i] = append(codes[i], a.Code)
			}
		})
	}
	all.Wait()
	seen, twice, made := map[string]bool{}, 0, 0
	for i, list := range codes {
		if faults[i] != nil {
			return figure{}, faults[i]
		}
		for _, code := range list {
			if made++; seen[code] {
				twice++
			}
			seen[code] = true
		}
	}
	db, err := w.open()
	if err != nil {
		return figure{}, err
	}
	defer db.Close()
	for _, q := range []string{
		"SELECT count(*) - count(DISTINCT code_key) FROM asset", "SELECT count(*) - count(DISTINCT token) FROM label",
	} {
		var n int
		if err := db.QueryRowContext(ctx, q).Scan(&n); err != nil {
			return figure{}, err
		}
		twice += n
	}
	return figure{Row: "A7", What: fmt.Sprintf("codes and tokens twice after %d registrations by %d clients", made, clients),
		Ours: fmt.Sprint(twice), Target: "0", Met: judge(twice == 0)}, nil
}
