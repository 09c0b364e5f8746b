package pages

import (
	"net/url"

	"github.com/labstack/echo/v4"
)

// turned makes the addresses of the pages beside this one: of its parameters they
// keep the ones named.
func turned(c echo.Context, path string, keep ...string) paging {
	out := paging{path: path, keep: url.Values{}}
	for _, k := range keep {
		if v := c.QueryParam(k); v != "" {
			out.keep.Set(k, v)
		}
	}
	return out
}

// paging makes addresses that differ in their cursor only.
type paging struct {
	path string
	keep url.Values
}

// address is the page's own, without a cursor but the one that was kept.
func (a paging) address() string {
	if len(a.keep) == 0 {
		return a.path
	}
	return a.path + "?" + a.keep.Encode()
}

func (a paging) at(cursor string) string {
	if cursor == "" {
		return ""
	}
	a.keep.Set("cursor", cursor)
	return a.address()
}

func (a paging) pager(prev, next string, rows int) pager {
	return pager{Prev: a.at(prev), Next: a.at(next), Rows: rows}
}
