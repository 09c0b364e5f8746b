package ceiling

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"sealbook/internal/storetest"
)

// A ceiling that answered wrongly would be no measure.

func filled(t *testing.T, n int) (*pgxpool.Pool, []Asset, []string) {
	t.Helper()
	ctx := context.Background()
	db, err := Open(ctx, storetest.Postgres(t, storetest.Schema{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	if err := Create(ctx, db); err != nil {
		t.Fatal(err)
	}
	if err := Places(ctx, db, []Place{{"d1", "宣传部"}, {"d2", "组织部"}}, []Place{{"r1", "库房"}, {"r2", "保密室"}}); err != nil {
		t.Fatal(err)
	}
	list := make([]Asset, n)
	ids := make([]string, n)
	department, room := "d1", "r1"
	for i := range list {
		at := time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC)
		list[i] = Asset{
			ID: NewID(), Code: fmt.Sprintf("C%05d", i), Class: "medium", Serial: fmt.Sprintf("SN%05d", i), Life: "registered", DepartmentID: &department,
			Department: "宣传部", RoomID: &room, Room: "库房", Keeper: "甲子丑", Since: at, Changed: at, Version: 1,
		}
		ids[i] = list[i].ID
	}
	if err := Import(ctx, db, list); err != nil {
		t.Fatal(err)
	}
	tokens, err := Labels(ctx, db, ids)
	if err != nil {
		t.Fatal(err)
	}
	if err := Registered(ctx, db); err != nil {
		t.Fatal(err)
	}
	return db, list, tokens
}

func ask[T any](t *testing.T, db *pgxpool.Pool, method, path, body string, status int) T {
	t.Helper()
	w := httptest.NewRecorder()
	Handler(db).ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	var out T
	if w.Code != status {
		t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	if status < 400 {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestReads(t *testing.T) {
	db, list, tokens := filled(t, 1203) // more than two INSERTs
	if a := ask[Asset](t, db, "GET", "/scan/"+tokens[700], "", 200); a.Code != "C00700" || a.Labels[0].Token != tokens[700] {
		t.Errorf("scan: %+v", a)
	}
	ask[Asset](t, db, "GET", "/scan/NOSUCHTOKEN", "", 404)
	if a := ask[Asset](t, db, "GET", "/assets/"+list[1202].ID, "", 200); a.Code != "C01202" || len(a.Labels) != 1 || a.Department != "宣传部" {
		t.Errorf("record: %+v", a)
	}
	ask[Asset](t, db, "GET", "/assets/none", "", 404)
	seen, after := 0, ""
	for {
		p := ask[Page](t, db, "GET", "/assets?department=d1&life=registered&after="+after, "", 200)
		for _, a := range p.Rows {
			if a.Code != list[seen].Code {
				t.Fatalf("row %d is %s", seen, a.Code)
			}
			seen++
		}
		if after = p.Next; after == "" {
			break
		}
	}
	if seen != len(list) {
		t.Errorf("%d rows in all pages, want %d", seen, len(list))
	}
	if p := ask[Page](t, db, "GET", "/assets?department=d2&life=registered", "", 200); len(p.Rows) != 0 {
		t.Errorf("another department has %d rows", len(p.Rows))
	}
	if p := ask[Page](t, db, "GET", "/assets?sort=changed", "", 200); len(p.Rows) != 50 || p.Rows[0].Code != "C01202" {
		t.Errorf("newest: %d rows from %s", len(p.Rows), p.Rows[0].Code)
	}
	if p := ask[Page](t, db, "GET", "/assets?like="+url.QueryEscape("n00042"), "", 200); len(p.Rows) != 1 || p.Rows[0].Code != "C00042" {
		t.Errorf("like: %+v", p.Rows)
	}
}

func TestWritesAreOnRecordWithTheirEvent(t *testing.T) {
	db, list, _ := filled(t, 3)
	id := list[1].ID
	for n := range 2 {
		got := ask[struct{ Version int64 }](t, db, "POST", "/assets/"+id+"/move", `{"room":"r2"}`, 200)
		if got.Version != int64(n+2) {
			t.Errorf("version %d after move %d", got.Version, n+1)
		}
	}
	if a := ask[Asset](t, db, "GET", "/assets/"+id, "", 200); a.Room != "保密室" || a.Version != 3 {
		t.Errorf("after the moves: %+v", a)
	}
	ask[Asset](t, db, "POST", "/assets/none/move", `{"room":"r2"}`, 404)
	a := ask[Asset](t, db, "POST", "/assets", `{"class":"medium","kind":"usb_stick","serial":"NEW1","department_id":"d2","room_id":"r1"}`, 201)
	b := ask[Asset](t, db, "POST", "/assets", `{"class":"medium","kind":"usb_stick","serial":"NEW2","department_id":"d2","room_id":"r1"}`, 201)
	if a.Code == "" || a.Code == b.Code {
		t.Errorf("codes %q and %q", a.Code, b.Code)
	}
	for subject, want := range map[string]int{id: 3, a.ID: 1, list[0].ID: 1} {
		var n int
		if err := db.QueryRow(context.Background(), "SELECT count(*) FROM event WHERE asset_id = $1", subject).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != want {
			t.Errorf("%d events of %s, want %d", n, subject, want)
		}
	}
}
