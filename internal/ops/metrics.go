package ops

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Metrics counts requests by route template and writes the Prometheus text
// exposition format 0.0.4. Labels are method, route template and status: never
// a path with an id, never a name.
type Metrics struct {
	mu       sync.Mutex
	requests map[requestKey]*series
	gauges   []gauge
	start    time.Time
	info     [][2]string
}

type requestKey struct{ method, route, status string }

// series is one histogram; count is the counter as well.
type series struct {
	buckets []uint64 // not cumulative; one more than bounds, for +Inf
	sum     float64
	count   uint64
}

type gauge struct {
	name, help, kind string
	read             func() float64
}

// bounds are the histogram's upper limits in seconds: from a scan's answer to
// an import's.
var bounds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// maxSeries bounds the memory a caller can cost by inventing methods; routes
// come from the route table and are few.
const maxSeries = 4096

// NewMetrics starts the collectors. info are the labels of
// sealbook_build_info, for example {"version", "1.2.0"}.
func NewMetrics(start time.Time, info ...[2]string) *Metrics {
	m := &Metrics{requests: map[requestKey]*series{}, start: start, info: info}
	m.gauges = append(m.gauges, runtimeGauges()...)
	m.gauges = append(m.gauges, processGauges()...)
	return m
}

// Gauge adds a value that is read at each scrape, such as the depth of a queue.
// name is without the sealbook_ prefix. Call it before serving.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gauges = append(m.gauges, gauge{"sealbook_" + name, help, "gauge", read})
}

// Observe records one answered request. route is the template from the route
// table ("/api/v1/assets/{id}"), "" for a request that matched none.
func (m *Metrics) Observe(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "unmatched"
	}
	key := requestKey{knownMethod(method), route, strconv.Itoa(status)}
	seconds := took.Seconds()
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.requests[key]
	if s == nil {
		if len(m.requests) >= maxSeries {
			key = requestKey{"other", "other", "other"}
		}
		if s = m.requests[key]; s == nil {
			s = &series{buckets: make([]uint64, len(bounds)+1)}
			m.requests[key] = s
		}
	}
	s.buckets[sort.SearchFloat64s(bounds, seconds)]++
	s.sum += seconds
	s.count++
}

// knownMethod folds what a client invents into one label.
func knownMethod(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// ServeHTTP answers a scrape.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	// A scraper that hung up needs no answer.
	_ = m.Write(w)
}

// Write writes every metric in a fixed order.
func (m *Metrics) Write(w io.Writer) error {
	var b strings.Builder
	m.writeRequests(&b)
	m.mu.Lock()
	gauges := append([]gauge(nil), m.gauges...)
	m.mu.Unlock()
	// Read outside the lock: a gauge may itself take a while.
	for _, g := range gauges {
		head(&b, g.name, g.help, g.kind)
		fmt.Fprintf(&b, "%s %s\n", g.name, number(g.read()))
	}
	head(&b, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", "gauge")
	fmt.Fprintf(&b, "process_start_time_seconds %s\n", number(float64(m.start.UnixMilli())/1000))
	head(&b, "sealbook_build_info", "What is running.", "gauge")
	var labels []string
	for _, kv := range m.info {
		labels = append(labels, kv[0]+`="`+escape(kv[1])+`"`)
	}
	set := ""
	if len(labels) > 0 {
		set = "{" + strings.Join(labels, ",") + "}"
	}
	fmt.Fprintf(&b, "sealbook_build_info%s 1\n", set)
	_, err := io.WriteString(w, b.String())
	return err
}

func (m *Metrics) writeRequests(b *strings.Builder) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := make([]requestKey, 0, len(m.requests))
	for k := range m.requests {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, c := keys[i], keys[j]
		return a.route < c.route || a.route == c.route && (a.method < c.method || a.method == c.method && a.status < c.status)
	})
	head(b, "sealbook_http_requests_total", "Answered requests by route template.", "counter")
	for _, k := range keys {
		fmt.Fprintf(b, "sealbook_http_requests_total{%s} %d\n", k.labels(), m.requests[k].count)
	}
	head(b, "sealbook_http_request_duration_seconds", "Time to answer by route template.", "histogram")
	for _, k := range keys {
		s, total := m.requests[k], uint64(0)
		for i, n := range s.buckets {
			total += n
			limit := math.Inf(1)
			if i < len(bounds) {
				limit = bounds[i]
			}
			fmt.Fprintf(b, "sealbook_http_request_duration_seconds_bucket{%s,le=%q} %d\n", k.labels(), number(limit), total)
		}
		fmt.Fprintf(b, "sealbook_http_request_duration_seconds_sum{%s} %s\n", k.labels(), number(s.sum))
		fmt.Fprintf(b, "sealbook_http_request_duration_seconds_count{%s} %d\n", k.labels(), s.count)
	}
}

func (k requestKey) labels() string {
	return `method="` + escape(k.method) + `",route="` + escape(k.route) + `",status="` + escape(k.status) + `"`
}

func head(b *strings.Builder, name, help, kind string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// escape follows the format: backslash, quote and line feed in label values.
func escape(s string) string { return escaper.Replace(s) }

var escaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func number(f float64) string {
	if math.IsInf(f, 1) {
		return "+Inf"
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
