package ops

import (
	"bufio"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var sampleLine = regexp.MustCompile(`^([a-z_]+)(\{[a-z_]+="(?:[^"\\]|\\.)*"(?:,[a-z_]+="(?:[^"\\]|\\.)*")*\})? (\S+)$`)

// scrape reads the exposition as a Prometheus server would, strictly: every
// family has HELP and TYPE before its samples, every value is a number.
func scrape(t *testing.T, m *Metrics) map[string]float64 {
	t.Helper()
	rec := httptest.NewRecorder()
	m.ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	if ct := rec.Header().Get("Content-Type"); !strings.HasPrefix(ct, "text/plain; version=0.0.4") {
		t.Fatalf("content type %q", ct)
	}
	typed, samples := map[string]string{}, map[string]float64{}
	for lines := bufio.NewScanner(rec.Body); lines.Scan(); {
		line := lines.Text()
		if f := strings.Fields(line); f[0] == "#" {
			if f[1] == "TYPE" {
				if typed[f[2]] != "" {
					t.Errorf("family %s twice", f[2])
				}
				typed[f[2]] = f[3]
			}
			continue
		}
		part := sampleLine.FindStringSubmatch(line)
		if part == nil {
			t.Fatalf("not a sample line: %s", line)
		}
		family := part[1]
		if typed[family] == "" {
			family = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(family, "_bucket"), "_sum"), "_count")
		}
		if typed[family] == "" {
			t.Errorf("no TYPE before %s", line)
		}
		v, err := strconv.ParseFloat(part[3], 64)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
		samples[part[1]+part[2]] = v
	}
	return samples
}

func TestRequestsAreCountedByTemplate(t *testing.T) {
	m := NewMetrics(time.Unix(1_700_000_000, 0), [2]string{"version", `1"0`})
	m.Observe("GET", "/assets/{id}", 200, 3*time.Millisecond)
	m.Observe("GET", "/assets/{id}", 200, 5*time.Millisecond)
	m.Observe("GET", "/assets/{id}", 404, time.Minute)
	m.Observe("BREW", "", 405, 0)
	m.Gauge("pending", "Rows waiting for a seal.", func() float64 { return 7 })
	got := scrape(t, m)
	ok := `method="GET",route="/assets/{id}",status="200"`
	for name, want := range map[string]float64{
		"sealbook_http_requests_total{" + ok + "}":                                                                2,
		`sealbook_http_requests_total{method="other",route="unmatched",status="405"}`:                             1,
		"sealbook_http_request_duration_seconds_bucket{" + ok + `,le="0.0025"}`:                                   0,
		"sealbook_http_request_duration_seconds_bucket{" + ok + `,le="0.005"}`:                                    2,
		"sealbook_http_request_duration_seconds_bucket{" + ok + `,le="+Inf"}`:                                     2,
		`sealbook_http_request_duration_seconds_bucket{method="GET",route="/assets/{id}",status="404",le="10"}`:   0,
		`sealbook_http_request_duration_seconds_bucket{method="GET",route="/assets/{id}",status="404",le="+Inf"}`: 1,
		"sealbook_http_request_duration_seconds_count{" + ok + "}":                                                2,
		"sealbook_http_request_duration_seconds_sum{" + ok + "}":                                                  .008,
		"sealbook_pending":                    7,
		`sealbook_build_info{version="1\"0"}`: 1,
		"sealbook_start_time_seconds":         1_700_000_000,
	} {
		if v, there := got[name]; !there || v != want {
			t.Errorf("%s = %v (there: %v), want %v", name, v, there, want)
		}
	}
	for _, name := range []string{"go_goroutines", "go_memstats_heap_alloc_bytes", "process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds"} {
		if !(got[name] > 0) {
			t.Errorf("%s = %v, want more than nothing", name, got[name])
		}
	}
}

func TestProcessFiguresArePlausible(t *testing.T) {
	m := NewMetrics(time.Now())
	before := scrape(t, m)["process_cpu_seconds_total"]
	got := scrape(t, m)
	// The kernel counts in steps of 10 ms, and others may have the processor.
	for end := time.Now().Add(10 * time.Second); got["process_cpu_seconds_total"] <= before && time.Now().Before(end); {
		_ = strings.Repeat("x", 100_000)
		got = scrape(t, m)
	}
	if got["process_cpu_seconds_total"] <= before {
		t.Errorf("cpu time stood still at %v", before)
	}
	if rss := got["process_resident_memory_bytes"]; rss < 1<<20 || rss > 4<<30 {
		t.Errorf("resident memory %v", rss)
	}
}

func TestSeriesAreBounded(t *testing.T) {
	m := NewMetrics(time.Now())
	for i := range maxSeries + 500 {
		m.Observe("GET", "/invented/"+strconv.Itoa(i), 200, 0)
	}
	got := scrape(t, m)
	n := 0
	for name := range got {
		if strings.HasPrefix(name, "sealbook_http_requests_total") {
			n++
		}
	}
	if n != maxSeries+1 {
		t.Errorf("%d series, want %d and one for the rest", n, maxSeries)
	}
	if got := got[`sealbook_http_requests_total{method="other",route="other",status="other"}`]; got != 500 {
		t.Errorf("overflow counted %v, want 500", got)
	}
}

func TestObserveFromManyClients(t *testing.T) {
	m := NewMetrics(time.Now())
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 500 {
				m.Observe("POST", "/x", 201, time.Millisecond)
			}
		}()
	}
	scrape(t, m)
	wg.Wait()
	if got := scrape(t, m)[`sealbook_http_requests_total{method="POST",route="/x",status="201"}`]; got != 4000 {
		t.Errorf("counted %v of 4000", got)
	}
}

func TestGaugeNameIsTakenOnce(t *testing.T) {
	m := NewMetrics(time.Now())
	m.Gauge("queue", "One.", func() float64 { return 1 })
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a name taken twice passed")
			}
		}()
		m.Gauge("queue", "Another of the same name.", func() float64 { return 2 })
	}()
	if got := scrape(t, m)["sealbook_queue"]; got != 1 {
		t.Errorf("sealbook_queue = %v", got)
	}
}

func TestRegistriesAreSeparate(t *testing.T) {
	one, other := NewMetrics(time.Now()), NewMetrics(time.Now())
	one.Observe("GET", "/x", 200, 0)
	if n, there := scrape(t, other)[`sealbook_http_requests_total{method="GET",route="/x",status="200"}`]; there {
		t.Errorf("the other registry counted %v", n)
	}
}
