package store

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// auditLeaf is what an audit reads of a leaf.
type auditLeaf struct {
	For string         `json:"for"`
	D   map[string]any `json:"d"`
	Sig *struct {
		Method string `json:"m"`
		Digest string `json:"digest"`
		Desk   string `json:"desk"` // account of who was signed in there, where it was another
	} `json:"sig"`
	Subj []struct {
		ID   string `json:"id"`
		Kind string `json:"kind"`
	} `json:"subj"`
}

// tellAudited puts rows of the history into the words that who audits may read.
func (s *Store) tellAudited(ctx context.Context, actor org.Actor, rows []audited, v view.AuditView) ([]view.AuditEvent, error) {
	leaves := make([]auditLeaf, len(rows))
	n := auditNames{ids: map[view.AuditAs][]string{}}
	for i, r := range rows {
		d := json.NewDecoder(bytes.NewReader(r.leaf))
		d.UseNumber()
		if err := d.Decode(&leaves[i]); err != nil {
			return nil, errs.Wrap(err, "store.leaf")
		}
		if leaves[i].For == "" {
			leaves[i].For = earlierFor(r.kind, leaves[i].D)
		}
		n.ids[view.AsName] = append(n.ids[view.AsName], r.actor, leaves[i].For)
		if sig := leaves[i].Sig; sig != nil {
			n.ids[view.AsAccount] = append(n.ids[view.AsAccount], sig.Desk)
		}
		for _, t := range view.AuditKindOf(r.kind).Tells {
			n.ids[t.As] = append(n.ids[t.As], wordsIn(valueAt(leaves[i].D, t.Path))...)
		}
	}
	if err := s.auditNamed(ctx, actor, &n); err != nil {
		return nil, err
	}
	out := make([]view.AuditEvent, len(rows))
	for i, r := range rows {
		e := view.AuditEvent{Event: r.id, At: r.at.time(), Type: r.kind, Kind: view.AuditKindOf(r.kind)}
		e.By = view.Ref{ID: r.actor, Name: n.names[r.actor].person}
		if by := leaves[i].For; by != "" {
			e.For = view.Ref{ID: by, Name: n.names[by].person}
		}
		for _, t := range e.Kind.Tells {
			if t.As == view.AsAdmin && v != view.AdministratorsActs {
				continue
			}
			if value := n.say(t.As, valueAt(leaves[i].D, t.Path)); !value.IsZero() {
				e.Details = append(e.Details, view.AuditDetail{Name: t.Name, Value: value})
			}
		}
		e.Details = append(e.Details, leaves[i].signed(&n)...)
		e.Assets = auditAssets(leaves[i])
		out[i] = e
	}
	return out, nil
}

// earlierFor is on whose behalf a request was opened or signed, as such an event
// said it itself before every leaf did (ADR 22).
func earlierFor(kind string, d map[string]any) string {
	path := map[string]string{"request.opened": "request.for", "request.signed": "for"}[kind]
	if path == "" {
		return ""
	}
	by, _ := valueAt(d, path).(string)
	return by
}

// signed tells how an event was signed, and over what: the beginning of the digest
// that its signer was shown.
func (l auditLeaf) signed(n *auditNames) []view.AuditDetail {
	if l.Sig == nil {
		return nil
	}
	digest := l.Sig.Digest[:min(len(l.Sig.Digest), 16)]
	out := []view.AuditDetail{
		{Name: errs.T("签署方式", "signed with"), Value: view.AuditWord(l.Sig.Method)},
		{Name: errs.T("内容摘要", "digest"), Value: errs.T(digest, digest)},
	}
	if desk := n.word(view.AsAccount, l.Sig.Desk); !desk.IsZero() {
		out = append(out, view.AuditDetail{Name: errs.T("当面签署，经办账号", "signed at the desk of"), Value: desk})
	}
	return out
}

// auditAssets are the ids of the assets that an event touches or speaks of. What
// a refusal was asked about may be anything that was typed: only an id is told.
func auditAssets(l auditLeaf) []string {
	var out []string
	for _, ref := range l.Subj {
		if ref.Kind == asset.KindSubject {
			out = append(out, ref.ID)
		}
	}
	if id, ok := l.D["asset"].(string); ok && len(out) == 0 && opaque(id) {
		out = append(out, id)
	}
	return out
}

// opaque reports whether an id tells nothing but itself.
func opaque(id string) bool { return len(id) == idLength && idShaped(id) }

// valueAt finds the value in a payload: "grant.seat".
func valueAt(d map[string]any, path string) any {
	head, rest, deeper := strings.Cut(path, ".")
	v := d[head]
	if !deeper {
		return v
	}
	m, _ := v.(map[string]any)
	return valueAt(m, rest)
}

// wordsIn are the texts of a value that is one, or a list of them.
func wordsIn(v any) (out []string) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, x := range list {
		if s, ok := x.(string); ok && s != "" {
			out = append(out, s)
		}
	}
	return out
}

// auditNames is what the ids in a page of the history stand for.
type auditNames struct {
	ids    map[view.AuditAs][]string
	names  map[string]named
	logins map[string]string
	seats  map[string]errs.Text // of grants and delegations
}

func (s *Store) auditNamed(ctx context.Context, actor org.Actor, n *auditNames) (err error) {
	if n.names, err = s.namesOf(ctx, actor, n.ids[view.AsName]); err != nil {
		return err
	}
	n.logins, n.seats = map[string]string{}, map[string]errs.Text{}
	if ids := n.ids[view.AsAccount]; len(ids) > 0 {
		if err := s.reads().scan(ctx, func(r scanner) error {
			var id, login string
			err := r.Scan(&id, &login)
			n.logins[id] = login
			return err
		}, "SELECT id, login FROM account WHERE id IN ?", evened(ids)); err != nil {
			return err
		}
	}
	for _, t := range []struct {
		as    view.AuditAs
		table string
	}{{view.AsGrant, "seat"}, {view.AsHanded, "delegation"}} {
		ids := n.ids[t.as]
		if len(ids) == 0 {
			continue
		}
		if err := s.reads().scan(ctx, func(r scanner) error {
			var id string
			var seat org.Seat
			var department text
			err := r.Scan(&id, &seat, &department)
			words := seat.Text()
			if department != "" {
				words = errs.T(words.ZH+"（"+string(department)+"）", words.EN+" ("+string(department)+")")
			}
			n.seats[id] = words
			return err
		}, "SELECT t.id, t.seat, d.name FROM "+t.table+" t LEFT JOIN department d ON d.id = t.department_id WHERE t.id IN ?", evened(ids)); err != nil {
			return err
		}
	}
	return nil
}

// say puts a value into words; nothing is said of what is not there.
func (n *auditNames) say(as view.AuditAs, v any) errs.Text {
	switch v := v.(type) {
	case json.Number:
		return errs.T(v.String(), v.String())
	case bool:
		if !v {
			return errs.Text{}
		}
		return view.AuditWord("true")
	case []any:
		var zh, en []string
		for _, x := range v {
			switch x := x.(type) {
			case string:
				w := n.word(as, x)
				zh, en = append(zh, w.ZH), append(en, w.EN)
			case map[string]any:
				z, _ := x["zh"].(string)
				e, _ := x["en"].(string)
				zh, en = append(zh, z), append(en, e)
			}
		}
		return errs.T(strings.Join(zh, "；"), strings.Join(en, "; "))
	case string:
		return n.word(as, v)
	}
	return errs.Text{}
}

func (n *auditNames) word(as view.AuditAs, v string) errs.Text {
	if v == "" {
		return errs.Text{}
	}
	same := func(s string) errs.Text {
		if s == "" {
			s = v
		}
		return errs.T(s, s)
	}
	switch as {
	case view.AsWord:
		return view.AuditWord(v)
	case view.AsPolicyWord:
		return view.PolicyWord(v)
	case view.AsStanding:
		return view.StandingWord(v)
	case view.AsName:
		return same(n.names[v].name)
	case view.AsAccount:
		return same(n.logins[v])
	case view.AsSeat:
		if t := org.Seat(v).Text(); !t.IsZero() {
			return t
		}
	case view.AsLevel:
		if l, err := level.Parse(v); err == nil {
			return l.Text()
		}
	case view.AsVerb:
		return view.CommandText(v)
	case view.AsPermission:
		if t := org.Permission(v).Text(); !t.IsZero() {
			return t
		}
	case view.AsTime:
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			return same(at.In(organZone).Format("2006-01-02 15:04"))
		}
	case view.AsGrant, view.AsHanded:
		if t, ok := n.seats[v]; ok {
			return t
		}
	}
	return same("")
}
