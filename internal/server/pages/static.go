package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"

	"github.com/labstack/echo/v4"

	"sealbook/docs"
	"sealbook/web"
)

// file is one static file. Its address carries a piece of its hash, so that a
// browser may keep it for good and still sees a new release at once.
type file struct {
	body        []byte
	contentType string
	version     string
}

func loadStatic() map[string]file {
	out := map[string]file{}
	entries, err := fs.ReadDir(web.FS, "static")
	if err != nil {
		panic("pages: " + err.Error())
	}
	for _, e := range entries {
		b, err := web.FS.ReadFile("static/" + e.Name())
		if err != nil {
			panic("pages: " + err.Error())
		}
		out[e.Name()] = asFile(e.Name(), b)
	}
	for _, name := range pictures() {
		b, err := docs.FS.ReadFile("screens/" + name)
		if err != nil {
			panic("pages: " + err.Error())
		}
		out[name] = asFile(name, b)
	}
	for name, b := range stockStyles() {
		out[name] = asFile(name, b)
	}
	return out
}

// pictures are the names of the guide's pictures.
func pictures() []string {
	entries, err := fs.ReadDir(docs.FS, "screens")
	if err != nil {
		panic("pages: " + err.Error())
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func asFile(name string, b []byte) file {
	sum := sha256.Sum256(b)
	return file{body: b, contentType: contentType(name), version: hex.EncodeToString(sum[:5])}
}

// contentType does not ask the machine it runs on: its table differs.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".png":
		return "image/png"
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(path.Ext(name))
	}
}

// address is the URL of a static file.
func (p *Pages) address(name string) string {
	return "/static/" + name + "?v=" + p.static[name].version
}

func (p *Pages) file(c echo.Context) error {
	f, ok := p.static[c.Param("name")]
	if !ok {
		return echo.ErrNotFound
	}
	if c.QueryParam("v") == f.version {
		c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	return c.Blob(http.StatusOK, f.contentType, f.body)
}
