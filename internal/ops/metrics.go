package ops

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts requests by route template and answers scrapes. Labels are
// method, route template and status: never a path with an id, never a name.
// No type of the client library shows outside.
type Metrics struct {
	registry *prometheus.Registry // its own: the library's global one is anybody's
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	scrape   http.Handler

	mu     sync.Mutex
	series map[requestKey]bool // label sets in use
}

type requestKey struct{ method, route, status string }

// bounds are the histogram's upper limits in seconds: from a scan's answer to
// an import's.
var bounds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// maxSeries bounds the memory a caller can cost by inventing methods; routes
// come from the route table and are few.
const maxSeries = 4096

// NewMetrics starts the collectors. start is when counting began, info are the
// labels of sealbook_build_info, for example {"version", "1.2.0"}.
func NewMetrics(start time.Time, info ...[2]string) *Metrics {
	labels := prometheus.Labels{}
	for _, kv := range info {
		labels[kv[0]] = kv[1]
	}
	names := []string{"method", "route", "status"}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		series:   map[requestKey]bool{},
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sealbook_http_requests_total", Help: "Answered requests by route template.",
		}, names),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sealbook_http_request_duration_seconds", Help: "Time to answer by route template.", Buckets: bounds,
		}, names),
	}
	began, build := float64(start.UnixMilli())/1000, 1.0
	m.registry.MustRegister(m.requests, m.duration,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		constant("sealbook_start_time_seconds", "When counting began, in seconds since the Unix epoch.", nil, began),
		constant("sealbook_build_info", "What is running.", labels, build))
	// One collector that fails must not hide the others: what can be read is
	// sent, and the failure is counted among the metrics.
	m.scrape = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, ErrorHandling: promhttp.ContinueOnError})
	return m
}

func constant(name, help string, labels prometheus.Labels, value float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels},
		func() float64 { return value })
}

// Gauge adds a value that is read at each scrape, such as the depth of a queue.
// name is without the sealbook_ prefix. It panics on a name that is taken: a
// mistake of the program.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sealbook_" + name, Help: help}, read))
}

// Observe records one answered request. route is the template from the route
// table ("/api/v1/assets/{id}"), "" for a request that matched none.
func (m *Metrics) Observe(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "unmatched"
	}
	key := m.bounded(requestKey{knownMethod(method), route, strconv.Itoa(status)})
	m.requests.WithLabelValues(key.method, key.route, key.status).Inc()
	m.duration.WithLabelValues(key.method, key.route, key.status).Observe(took.Seconds())
}

// bounded gives the key back, or one for all the rest when there are too many.
func (m *Metrics) bounded(key requestKey) requestKey {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.series[key] {
		if len(m.series) >= maxSeries {
			return requestKey{"other", "other", "other"}
		}
		m.series[key] = true
	}
	return key
}

// knownMethod folds what a client invents into one label.
func knownMethod(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// ServeHTTP answers a scrape in the format the scraper asks for, by default the
// text exposition format 0.0.4.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	m.scrape.ServeHTTP(w, r)
}
