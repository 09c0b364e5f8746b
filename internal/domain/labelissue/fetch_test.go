package labelissue_test

import (
	"encoding/json"
	"testing"

	"sealbook/internal/domain/labelissue"
)

// A file that was handed out is a subject of its own: neither job nor label
// changes by it.
func TestAFetchIsAnEventOfItsOwn(t *testing.T) {
	f := labelissue.Fetched{Fetch: "f1", Job: "j1", Format: "pdf", Stock: "a4-70x37", Labels: 24}
	e := labelissue.HandOut(f)
	if e.Data.EventType() != "label.fetched" || len(e.Subjects) != 1 || e.Subjects[0].Kind != labelissue.KindFetch || e.Subjects[0].ID != "f1" {
		t.Errorf("%+v", e)
	}
	b, err := json.Marshal(e.Data)
	if want := `{"fetch":"f1","job":"j1","format":"pdf","stock":"a4-70x37","labels":24}`; err != nil || string(b) != want {
		t.Errorf("%s, %v", b, err)
	}
}
