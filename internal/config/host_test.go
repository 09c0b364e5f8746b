package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestHostsSayWhereBrowsersComeFrom(t *testing.T) {
	for _, tc := range []struct {
		args, hosts, party, origins string
	}{
		{"", "[localhost]", "localhost", "[http://localhost:8080]"},
		{"--listen=127.0.0.1:80", "[localhost]", "localhost", "[http://localhost]"},
		{"--host=Book.Example.,10.0.0.5,[::1]", "[book.example 10.0.0.5 ::1]", "book.example",
			"[http://book.example:8080 http://10.0.0.5:8080 http://[::1]:8080]"},
		{"--host=10.0.0.5 --host=b.example --host=b.example", "[10.0.0.5 b.example]", "b.example", "[http://10.0.0.5:8080 http://b.example:8080]"},
		{"--host=10.0.0.5", "[10.0.0.5]", "", "[http://10.0.0.5:8080]"},
		{"--proxy-tls --trusted-proxies=10.0.0.9 --host=b.example,b.example:8443", "[b.example]", "b.example", "[https://b.example https://b.example:8443]"},
	} {
		c, err := parse(t, strings.Fields(tc.args), nil)
		if err != nil {
			t.Fatalf("%s: %v", tc.args, err)
		}
		if got := fmt.Sprint(c.Hosts()); got != tc.hosts {
			t.Errorf("%s: hosts %s", tc.args, got)
		}
		if got := c.RelyingParty(); got != tc.party {
			t.Errorf("%s: relying party %q", tc.args, got)
		}
		if got := fmt.Sprint(c.Origins()); got != tc.origins {
			t.Errorf("%s: origins %s", tc.args, got)
		}
	}
	c, err := parse(t, nil, []string{"SEALBOOK_HOST=a.example,b.example"})
	if err != nil || !slices.Equal(c.Hosts(), []string{"a.example", "b.example"}) {
		t.Errorf("by variable: %v %v", c.Hosts(), err)
	}
}

func TestWrongHostsAreRefused(t *testing.T) {
	for _, wrong := range []string{"https://b.example", "b.example/x", "器簿.example", "b..example", "-b.example", "b.example:0", "b.example:x",
		"0.0.0.0", "1.2.3.4.5", "fe80::1%eth0", "b example", "[b.example", strings.Repeat("a", 64), strings.Repeat("abc.", 70)} {
		if c, err := parse(t, []string{"--host=" + wrong}, nil); err == nil {
			t.Errorf("%q taken: %v", wrong, c.Hosts())
		} else if !strings.Contains(err.Error(), "SEALBOOK_HOST") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
