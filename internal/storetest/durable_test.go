package storetest

import (
	"os"
	"strings"
	"testing"
)

// What is measured must be what an installation has: a server that forgets
// would make every write look cheap.
func TestDurableServerKeepsWhatItCommits(t *testing.T) {
	s, err := Durable()
	if err != nil {
		t.Fatal(err)
	}
	conn := connect(t, s.URL("postgres"))
	for _, set := range s.Settings() {
		name, want, _ := strings.Cut(set, "=")
		if got := scalar[string](t, conn, "SHOW "+name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if got := scalar[string](t, conn, "SHOW listen_addresses"); got != "" {
		t.Errorf("listens on %s; the socket is the only way in", got)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.cluster.dir); !os.IsNotExist(err) {
		t.Errorf("%s is left behind: %v", s.cluster.dir, err)
	}
}
