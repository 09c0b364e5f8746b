package main

import (
	"context"
	"crypto/tls"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"sealbook/internal/config"
	"sealbook/internal/errs"
	"sealbook/internal/ops"
	"sealbook/internal/tlskeys"
)

const (
	certificateLook = 5 * time.Second // how long a new certificate may wait to be served
	certificateDays = 30              // fewer than this are warned of
)

// speakTLS loads the pair the configuration names, nil without one. A pair that
// browsers would refuse refuses the start.
func speakTLS(cfg config.Config) (*tlskeys.Keeper, error) {
	if !cfg.TLS() {
		return nil, nil
	}
	pair := tlskeys.Pair{Cert: cfg.TLSCert, Key: cfg.TLSKey}
	if cfg.OwnPair() {
		if err := tlskeys.Shut(pair); err != nil {
			return nil, err
		}
	}
	return tlskeys.Keep(pair, time.Now)
}

func tlsConfig(k *tlskeys.Keeper, cfg config.Config) *tls.Config {
	if k == nil {
		return nil
	}
	return k.Config(cfg.TLSMin == "1.2")
}

// watchTLS exchanges the certificate when its files change or SIGHUP comes,
// tells the log how it stands, and gives the metric tls_days_left.
func watchTLS(ctx context.Context, work *sync.WaitGroup, k *tlskeys.Keeper, cfg config.Config, log *slog.Logger, m *ops.Metrics) {
	if k == nil {
		return
	}
	m.Gauge("tls_days_left", "Days until the TLS certificate expires.", k.Days)
	tellTLS(k, cfg, log, false, nil)
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	work.Go(func() {
		defer signal.Stop(hangup)
		k.Watch(ctx, certificateLook, hangup, func(changed bool, err error) { tellTLS(k, cfg, log, changed, err) })
	})
}

func tellTLS(k *tlskeys.Keeper, cfg config.Config, log *slog.Logger, changed bool, err error) {
	if err != nil {
		log.Error("the new TLS certificate is not served, the former one is", "code", errs.As(err).Code, ops.Cause(err))
	}
	info := k.Info()
	days := info.DaysLeft(time.Now())
	if changed {
		log.Info("new TLS certificate served", "fingerprint", info.Fingerprint, "days_left", days)
	}
	if days < certificateDays {
		log.Warn("the TLS certificate expires soon: put in another with sealbook tls make or sealbook tls take", "days_left", days)
	}
	if missing := tlskeys.Missing(k.Leaf(), cfg.Hosts()); len(missing) > 0 {
		log.Warn("the TLS certificate is not good for a host that is configured: browsers will refuse it there", "host", strings.Join(missing, ","))
	}
}
