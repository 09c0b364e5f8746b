package server_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
)

const oneRow = "保密编号,介质类型,序列号,密级,使用部门\nUP-1,U盘,AAAA1111,机密,办公厅\n"

// While two imports are at work a third is told to come back, in the form and
// language of every answer, and its file is not looked at; after them it passes.
func TestNoMoreThanTwoImportsAtOnce(t *testing.T) {
	s := storetest.SQLite(t, store.Options{})
	h := newHouse(t, s)
	withLedgerDepartments(h)
	h.send("office", "/preview", "x.csv", []byte(oneRow)).is(http.StatusOK)
	h.token("officer")
	// Whoever holds the writer keeps the confirmations waiting.
	holding, let := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		err := s.Write(h.ctx, func(x *store.Tx) error {
			id := x.NewID()
			close(holding)
			<-let
			return x.Append("office", "", event.Of(org.RoomSet{Room: id, Name: "占用室"}, event.Subject{Kind: org.KindRoom, ID: id}))
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-holding
	released := sync.OnceFunc(func() { close(let) })
	defer released()
	for _, file := range []string{oneRow, strings.ReplaceAll(oneRow, "1", "2")} {
		all.Go(func() {
			a := h.send("office", "", "x.csv", []byte(file))
			for a.status == http.StatusTooManyRequests { // the asking below was faster
				a = h.send("office", "", "x.csv", []byte(file))
			}
			a.is(http.StatusOK)
		})
	}
	var full answer
	for deadline := time.Now().Add(8 * time.Second); ; {
		full = h.send("officer", "/preview", "x.csv", []byte(oneRow))
		if full.status == http.StatusTooManyRequests || time.Now().After(deadline) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	full.is(http.StatusTooManyRequests)
	if full.header.Get("Retry-After") != "5" || full.header.Get("Content-Type") != "application/problem+json" ||
		full.text("code") != "import.busy" || !strings.Contains(full.text("detail"), "几秒后重试") {
		t.Errorf("%v %s", full.header, full.body)
	}
	body, kind := form(t, "x.csv", []byte(oneRow))
	if en := h.call("officer", "POST", "/api/v1/imports/preview", body, "Content-Type", kind, "Accept-Language", "en"); !strings.Contains(en.text("detail"), "try again in a few seconds") {
		t.Errorf("%s", en.body)
	}
	released()
	all.Wait()
	h.send("office", "/preview", "x.csv", []byte(oneRow)).is(http.StatusOK).totals(1, 0, 1, 0)
}

// A preview is decided while somebody else writes.
func TestPreviewWaitsForNoWriter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		withLedgerDepartments(h)
		h.token("office")
		began := time.Now()
		err := s.Write(h.ctx, func(x *store.Tx) error {
			id := x.NewID()
			if err := x.Append("office", "", event.Of(org.RoomSet{Room: id, Name: "占用室"}, event.Subject{Kind: org.KindRoom, ID: id})); err != nil {
				return err
			}
			h.send("office", "/preview", "x.csv", []byte(oneRow), "classify", "true").is(http.StatusOK).totals(1, 1, 0, 0)
			return nil
		})
		if err != nil || time.Since(began) > 8*time.Second {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
	})
}

// neverSent begins to send a file and stops in the middle of it until over.
func neverSent(url, token, kind, beginning string, over <-chan struct{}) {
	r, w := io.Pipe()
	q, err := http.NewRequest("POST", url, r)
	if err != nil {
		return
	}
	q.Header.Set("Content-Type", kind)
	q.Header.Set("Authorization", "Bearer "+token)
	go func() {
		_, _ = io.WriteString(w, beginning)
		<-over
		_ = w.CloseWithError(io.ErrUnexpectedEOF)
	}()
	if a, err := http.DefaultClient.Do(q); err == nil {
		_ = a.Body.Close()
	}
}

// One account does not fill the machine with files it never finishes sending.
func TestUploadsOfOneAccountAreFew(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t, store.Options{}))
	// More than the client keeps back before it sends anything.
	body, kind := form(t, "x.csv", bytes.Repeat([]byte(oneRow), 1000))
	over := make(chan struct{})
	var all sync.WaitGroup
	t.Cleanup(func() {
		close(over)
		all.Wait()
	})
	token := h.token("office")
	for range 2 {
		all.Go(func() { neverSent(h.url+"/api/v1/imports/preview", token, kind, body[:len(body)/2], over) })
	}
	// The question below takes a place too while it is answered, and who is
	// refused is told only when his whole file has come: let both in first.
	time.Sleep(time.Second)
	for deadline := time.Now().Add(8 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		a := h.send("office", "/preview", "x.csv", []byte(oneRow))
		if a.status == http.StatusTooManyRequests {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("a third file is taken: %d", a.status)
		}
	}
	h.send("officer", "/preview", "x.csv", []byte(oneRow)).is(http.StatusOK)
}
