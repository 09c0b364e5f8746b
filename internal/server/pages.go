package server

import (
	"github.com/labstack/echo/v4"

	"sealbook/internal/server/pages"
)

// mountPages registers the pages.
func (s *Server) mountPages() {
	s.pages = pages.New(pages.Deps{App: s.App, Auth: s.Auth, Organ: s.Config.Organ, Zone: s.Config.Location(), Data: s.Config.Data})
	s.pages.Register(s.echo)
}

// failPage answers an error of a page.
func (s *Server) failPage(c echo.Context, err error) error { return s.pages.Fail(c, err) }
