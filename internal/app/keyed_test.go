package app_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// marked registers and classifies a medium that has no label yet.
func (o *organ) marked(code string) string {
	o.t.Helper()
	r, l := usb(code), level.Secret
	r.Department = o.dept["办公厅"]
	id := o.do("officer", app.Register{Registration: r}).ID
	o.act("officer", id, asset.VerbClassify, asset.Args{Level: &l, Basis: "示例"})
	o.act("head1", id, asset.VerbApprove, asset.Args{})
	o.act("group", id, asset.VerbApprove, asset.Args{})
	return id
}

var errNone = errors.New("nothing to print")

// due prints all that was not printed yet, under the key.
func (o *organ) due(stock, key string) (app.Outcome, error) {
	actor := o.actor("baomi")
	return o.app.ExecuteChosen(o.ctx, actor, "print", stock, key, func() (app.Command, error) {
		ids, err := o.store.AssetIDs(o.ctx, actor, view.AssetFilter{Unprinted: true}, 100)
		if err == nil && len(ids) == 0 {
			err = errNone
		}
		return app.Print{Assets: ids, Stock: stock, Start: 1, Key: key}, err
	})
}

// However many send the same request at once, and whatever is left to choose
// when each is looked at: there is one outcome.
func TestOneKeyIsOneChoice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.marked("UP-40")
		o.marked("UP-41")
		var wg sync.WaitGroup
		outs, bad := make([]app.Outcome, 6), make([]error, 6)
		for i := range outs {
			wg.Go(func() { outs[i], bad[i] = o.due("a4-70x37", "same") })
		}
		wg.Wait()
		fresh := 0
		for i, out := range outs {
			if bad[i] != nil || out.ID != outs[0].ID || out.Labels != 2 {
				t.Errorf("%+v, %v", out, bad[i])
			}
			if !out.Again {
				fresh++
			}
		}
		if fresh != 1 {
			t.Errorf("%d were done", fresh)
		}
		o.marked("UP-42")
		if out, err := o.due("a4-70x37", "same"); err != nil || !out.Again || out.ID != outs[0].ID || out.Labels != 2 {
			t.Errorf("with another to print: %+v, %v", out, err)
		}
		if _, err := o.due("a4-38x21", "same"); errs.As(err).Code != "idempotency.mismatch" {
			t.Errorf("another request under the key: %v", err)
		}
		if out, err := o.due("a4-70x37", "other"); err != nil || out.Again || out.Labels != 1 {
			t.Errorf("under another key: %+v, %v", out, err)
		}
		// What came to nothing leaves the key free.
		if _, err := o.due("a4-70x37", "free"); !errors.Is(err, errNone) {
			t.Errorf("nothing to print: %v", err)
		}
		o.marked("UP-43")
		if out, err := o.due("a4-70x37", "free"); err != nil || out.Again || out.Labels != 1 {
			t.Errorf("the free key: %+v, %v", out, err)
		}
	})
}

// A list chosen once stays chosen; without a key it is chosen anew.
func TestAListIsChosenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		now := []string{"a", "b"}
		choose := func(asked any, key string) ([]string, error) {
			return o.app.ChooseOnce(o.ctx, o.actor("baomi"), "bulk", asked, key, func() ([]string, error) { return now, nil })
		}
		for i, c := range []struct {
			asked, key string
			want       []string
		}{{"x", "k", now}, {"x", "k", []string{"a", "b"}}, {"x", "", []string{"c"}}, {"x", "k2", []string{"c"}}, {"x", "k", []string{"a", "b"}}} {
			got, err := choose(c.asked, c.key)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%d: %v, %v", i, got, err)
			}
			if i == 1 {
				now = []string{"c"}
			}
		}
		if _, err := choose("y", "k"); errs.As(err).Code != "idempotency.mismatch" {
			t.Errorf("another request under the key: %v", err)
		}
	})
}
