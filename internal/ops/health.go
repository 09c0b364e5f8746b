package ops

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"sealbook/internal/errs"
)

// readyTimeout bounds one readiness question; a hung database must not hold
// the prober.
const readyTimeout = 3 * time.Second

// Handler answers on the second listener:
//
//	/healthz  200 as long as the process can answer at all
//	/readyz   200 when ready(ctx) is nil; 503 otherwise and from the moment stop ends
//	/metrics  Prometheus text format
//
// The bodies are one word and, for a failure, the error's code; never its text.
func Handler(stop context.Context, log *slog.Logger, m *Metrics, ready func(context.Context) error) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "ok")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if stop.Err() != nil {
			plain(w, http.StatusServiceUnavailable, "stopping")
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
		defer cancel()
		if err := ready(ctx); err != nil {
			log.Warn("not ready", "code", errs.As(err).Code, Cause(err))
			plain(w, http.StatusServiceUnavailable, "unavailable: "+errs.As(err).Code)
			return
		}
		plain(w, http.StatusOK, "ready")
	})
	mux.Handle("GET /metrics", m)
	return mux
}

func plain(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A prober that hung up needs no answer.
	_, _ = w.Write([]byte(text + "\n"))
}
