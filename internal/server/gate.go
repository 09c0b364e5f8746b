package server

import (
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sealbook/internal/errs"
	"sealbook/internal/server/reqctx"
)

// What an upload takes of the machine is bounded by how many there are at once:
// each may hold its whole file in memory, and what becomes of its rows keeps a
// processor busy for as long as it takes.
const (
	uploadsAtOnce = 8 // files being received or worked on: 8 × 32 MiB
	uploadsEach   = 2 // of one account
	importsAtOnce = 2 // ledgers being read, previewed or registered

	importAgain = 5 * time.Second // after which it is worth trying again
)

// gate counts the requests inside and lets no more than so many in.
type gate struct {
	all, each int

	mu     sync.Mutex
	inside int
	by     map[string]int // account → requests inside
}

func newGate(all, each int) *gate { return &gate{all: all, each: each, by: map[string]int{}} }

// enter reports whether there is room; who was let in calls leave, once.
func (g *gate) enter(account string) (leave func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside >= g.all || g.by[account] >= g.each {
		return nil, false
	}
	g.inside++
	g.by[account]++
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.inside--
		if g.by[account]--; g.by[account] == 0 {
			delete(g.by, account)
		}
	}, true
}

// through is the middleware of a gate for the routes that it is for.
func (s *Server) through(g *gate, is func(Route) bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if row, ok := s.routes.find(c); !ok || !is(row) {
				return next(c)
			}
			leave, ok := g.enter(reqctx.Of(c).Actor.Account)
			if !ok {
				return errs.New(errs.TooMany, "import.busy",
					"正在处理其他文件的导入，同时进行的数量已满。您的文件没有被处理，请几秒后重试。",
					"Other files are being imported and no more are taken at the same time. Yours was not looked at; try again in a few seconds.").WithAfter(importAgain)
			}
			kept := false
			reqctx.Of(c).Keep = func() func() {
				kept = true
				return leave
			}
			defer func() {
				if !kept {
					leave()
				}
			}()
			return next(c)
		}
	}
}
