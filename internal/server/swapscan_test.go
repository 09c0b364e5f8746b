package server_test

import (
	"fmt"
	"net/http"
	"testing"

	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// T2, the second look: a scan or a deed on another's and on nobody's is answered
// alike, and so is what the lists of findings and refusals say of it afterwards to
// who did it, and to a secrecy office that it is out of reach for. The one of the
// whole organ is told them apart.
func TestWhatWasTriedTellsNoMoreAfterwards(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		looks := 0
		for _, a := range h.askers() {
			if a.login == "" || a.api {
				continue
			}
			for _, kind := range []string{"assets", "text", "token"} {
				looks += h.looksAgain(a, "scan of "+kind, a.of[kind], func(id string) { h.call(a.login, "GET", "/api/v1/scan/"+id, nil) })
			}
			looks += h.looksAgain(a, "an administrator's freeze", a.of["assets"], func(id string) {
				h.call("sysadmin", "POST", "/api/v1/assets/"+id+"/freeze", object{"reference": "令1", "reason": "示例"}).is(http.StatusForbidden)
			})
		}
		for _, kind := range []string{store.FindingUnknown, store.FindingBeyond} {
			list, _, err := s.FindingsBy(h.ctx, h.actor("office"), view.AuditFilter{Kind: kind}, "", 200)
			if err != nil || len(list) < 20 || kind == store.FindingBeyond && list[0].Asset.ID == "" {
				t.Errorf("the secrecy office of the organ is told of %d %s: %v", len(list), kind, err)
			}
		}
		t.Logf("%d lists compared, leaks 0", looks)
	})
}

// looksAgain compares what the lists gain by the one and by the other. The auditor
// is told everything: it is him that they are kept for.
func (h *house) looksAgain(a asker, what string, s swap, try func(id string)) (n int) {
	h.t.Helper()
	if a.login == "auditor" {
		return 0
	}
	before := h.told(a)
	try(s.unknown)
	between := h.told(a)
	try(s.theirs)
	after := h.told(a)
	for list := range after {
		n++
		if x, y := len(between[list])-len(before[list]), len(after[list])-len(between[list]); x != y {
			h.t.Errorf("%s, %s: %s has %d lines more for nobody's, %d for another's", a.login, what, list, x, y)
		} else if x > 0 && fmt.Sprint(between[list][:x]) != fmt.Sprint(after[list][:y]) {
			h.t.Errorf("%s, %s: %s says %v of nobody's, %v of another's", a.login, what, list, between[list][:x], after[list][:y])
		}
	}
	return n
}

// told are the lines of the lists, but for what was typed and when.
func (h *house) told(a asker) map[string][]string {
	h.t.Helper()
	out, actor := map[string][]string{"refusals": {}}, h.actor(a.login)
	for _, kind := range []string{"", store.FindingUnknown, store.FindingBeyond} {
		list, _, err := h.store.FindingsBy(h.ctx, actor, view.AuditFilter{Kind: kind}, "", 200)
		if err != nil {
			h.t.Fatal(err)
		}
		name := "findings " + kind
		out[name] = []string{}
		for _, f := range list {
			out[name] = append(out[name], fmt.Sprintf("%s by %s, asset %q, label %q, %d characters", f.Kind, f.By.ID, f.Asset.Name, f.Label, len(f.Note)))
		}
		n, err := h.store.CountFindings(h.ctx, actor, view.AuditFilter{Kind: kind}, 200)
		if err != nil || n != len(list) {
			h.t.Errorf("%s: %d are listed and %d counted: %v", name, len(list), n, err)
		}
	}
	list, _, err := h.store.RefusalsBy(h.ctx, actor, view.AuditFilter{}, "", 200)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, r := range list {
		out["refusals"] = append(out["refusals"], fmt.Sprintf("%s %s by %s", r.Verb, r.Rule, r.By.ID))
	}
	return out
}
