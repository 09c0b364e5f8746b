package server_test

import (
	"bytes"
	"crypto/rand"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/org"
	"sealbook/internal/label"
	"sealbook/internal/server"
)

// swap is an id that is there and out of reach, and one of the same form that is
// nobody's.
type swap struct{ theirs, unknown string }

// another is a label's token that is written as it has to be and on no label.
func (h *house) another(token string) swap {
	h.t.Helper()
	unknown, err := label.NewToken(rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	return swap{token, unknown}
}

// unlike makes an id of the same form and length that does not exist.
func unlike(id string) swap {
	n := min(10, len(id))
	return swap{id, id[:len(id)-n] + strings.Repeat("0", n)}
}

// everybodys are the ids of what the whole organ may read (who works in which
// department and room, who holds and lends which seat), and accounts and requests
// of two the administrators' own, and vendors, agreements and papers those seats'
// that read them: whoever may read them is told a known one from
// an unknown one, and that is right (TestWhoReadsTheOrganIsToldWhoIsInIt). They
// are held to T2 where the route, or the reading, is closed to who asks.
var everybodys = []string{"persons", "departments", "rooms", "accounts", "grant", "delegation", "dual", "vendors", "agreements", "licence", "technician", "papers", "digest"}

// noID are the parameters of a path that name a word of the program.
var noID = []string{":name", ":topic", ":key", ":verb", ":what"}

// told says whether the asker may be told that there is one of a kind of
// everybodys: he reads them all, and the route is open to him. A command's door
// is, to all who have signed in: what is refused there is kept as evidence.
// Through a token one acts, and in a deed names whom and where it is about.
func (a asker) told(kind string, r server.Route) bool {
	switch {
	case slices.Contains(everybodys, kind) && a.api:
		return r.Permission == org.AssetAct || r.Permission == org.LabelPrint
	case !slices.Contains(everybodys, kind) || !r.Command && !a.may(r.Permission):
		return false
	case kind == "accounts" || kind == "dual":
		return a.may(org.AccountRead)
	case slices.Contains([]string{"vendors", "agreements", "licence", "technician", "papers", "digest"}, kind):
		return a.may(org.VendorRead)
	}
	return a.may(org.OrganRead)
}

// kindsOf are the kinds of the ids in a route's path, by the position of each.
func kindsOf(path string) map[int]string {
	out, parts := map[int]string{}, strings.Split(path, "/")
	for i, p := range parts {
		switch {
		case !strings.HasPrefix(p, ":") || slices.Contains(noID, p):
		case p == ":id" || p == ":job":
			out[i] = parts[i-1]
		default:
			out[i] = p[1:]
		}
	}
	return out
}

// filled puts the id asked about at the position, and others' everywhere else.
func filled(path string, at int, id string, of map[string]swap) string {
	parts := strings.Split(path, "/")
	for i, kind := range kindsOf(path) {
		parts[i] = of[kind].theirs
		if i == at {
			parts[i] = id
		}
	}
	return strings.NewReplacer(":verb", "freeze", ":what", "assets", ":key", "handover.accept-days", ":topic", "start", ":name", "none").Replace(strings.Join(parts, "/"))
}

// masked is an answer but for the two that were asked for, the ids in them (a page
// makes other fields of those, and lists what was tried before), and what is new in
// each.
func masked(b []byte, s swap) []byte {
	b = exportNumber.ReplaceAll(b, nil)
	for _, asked := range []string{s.theirs, s.unknown} {
		b = bytes.ReplaceAll(without(b, asked), []byte(url.QueryEscape(asked)), nil)
		for _, id := range strings.FieldsFunc(asked, func(r rune) bool { return strings.ContainsRune(". =", r) }) {
			if len(id) >= 7 {
				b = bytes.ReplaceAll(b, []byte(id), nil)
			}
		}
	}
	return b
}

// same reports whether two answers are one and the same.
func same(s swap, theirs, unknown answer) bool {
	return theirs.status == unknown.status && bytes.Equal(masked(theirs.body, s), masked(unknown.body, s))
}

// uncoded is a code of the same length that is on nothing.
func uncoded(code string) swap { return swap{code, "ZZ" + code[2:]} }

// alike reports what tells another's from nobody's.
func alike(t *testing.T, what string, s swap, theirs, unknown answer) {
	t.Helper()
	if !same(s, theirs, unknown) {
		x, y := masked(theirs.body, s), masked(unknown.body, s)
		at := 0
		for at < min(len(x), len(y)) && x[at] == y[at] {
			at++
		}
		t.Errorf("%s: another's %d …%.300s\nnobody's %d …%.300s", what, theirs.status, x[max(0, at-60):], unknown.status, y[max(0, at-60):])
	}
	if m, n := len(exportNumber.ReplaceAll(theirs.body, nil)), len(exportNumber.ReplaceAll(unknown.body, nil)); m != n {
		t.Errorf("%s: another's is %d bytes long, nobody's %d", what, m, n)
	}
	a, b := settled(theirs.header, s), settled(unknown.header, s)
	if !maps.Equal(a, b) {
		t.Errorf("%s: headers of another's %v, of nobody's %v", what, a, b)
	}
}

// settled are the headers that do not differ between two answers to the same; how
// long they are is compared with the bodies.
func settled(h http.Header, asked swap) map[string]string {
	out := map[string]string{}
	for name, values := range h {
		if name != "Date" && name != "X-Request-Id" && name != "X-Export-Number" && name != "Content-Disposition" && name != "Content-Length" {
			out[name] = nonces.ReplaceAllString(string(masked([]byte(strings.Join(values, "\n")), asked)), "")
		}
	}
	return out
}

// exportNumber counts on with each file that leaves the program.
var exportNumber = regexp.MustCompile(`导出编号：\d+|\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?`)

var nonces = regexp.MustCompile(`'nonce-[^']*'|sealbook=[^;]*`)
