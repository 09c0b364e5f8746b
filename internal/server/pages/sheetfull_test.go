package pages_test

import (
	"context"
	"net/http"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/view"
)

// The fullest page to print weighs no more than any other; one label more and
// the page sends its reader to the PDF.
func TestFullestPrintPageIsLight(t *testing.T) {
	s := onSQLite(t)
	ids, err := s.store.AssetIDs(context.Background(), s.actor("baomi1"), view.AssetFilter{Labelable: true}, app.MaxInline+1)
	if err != nil || len(ids) != app.MaxInline+1 {
		t.Fatal(len(ids), err)
	}
	job := func(ids []string, key string) string {
		out, err := s.app.Execute(context.Background(), s.actor("baomi1"), app.Print{Assets: ids, Stock: "a4-38x21", Start: 1, Key: key}, "")
		if err != nil {
			t.Fatal(err)
		}
		return "/labels/jobs/" + out.ID
	}
	full, over := job(ids[:app.MaxInline], "full"), job(ids, "over")
	b := newBrowser(t, s.url)
	b.signIn("baomi1")
	b.open(full + "/print")
	bytes, shift, moved := b.weighs()
	t.Logf("%d labels: %d bytes", app.MaxInline, bytes)
	if bytes > 100<<10 || shift > 0.001 {
		t.Errorf("%d bytes for %d labels, shifted by %.4f %s", bytes, app.MaxInline, shift, moved)
	}
	b.calm()
	c := newClient(t, s, "baomi1", "en")
	c.get(over).expect(http.StatusOK, "too many for a page")
	if c.count(`a[href="`+over+`/print"]`) != 0 {
		t.Error("the page to print is offered all the same")
	}
	c.get(over+"/print").expect(http.StatusRequestEntityTooLarge, "download the PDF")
}
