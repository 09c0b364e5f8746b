package pages_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sealbook/internal/demo"
	"sealbook/internal/server/pages"
)

// client is a browser without script: it follows links, and sends the forms it
// finds on a page with their hidden fields.
type client struct {
	t    *testing.T
	http *http.Client
	base string

	unsigned bool // what has to be signed is not signed at once

	at     string // path and query of the page
	status int
	header http.Header
	body   string
	doc    *html.Node
}

func newClient(t *testing.T, s *site, login, lang string) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, http: &http.Client{Jar: jar}, base: s.url}
	c.get("/lang?to=" + lang + "&back=/signin")
	if login != "" {
		c.send("form", url.Values{"account": {login}, "password": {demo.Password}})
		if c.at != "/" {
			t.Fatalf("%s did not get in: %s", login, c.text("main"))
		}
	}
	return c
}

func (c *client) get(path string) *client {
	c.t.Helper()
	r, err := c.http.Get(c.base + path)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.take(r)
}

func (c *client) post(path string, form url.Values) *client {
	c.t.Helper()
	r, err := c.http.PostForm(c.base+path, form)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.take(r); c.unsigned || c.count("#sign_password") == 0 {
		return c
	}
	return c.signs()
}

// signs gives the password on the page that asks for a signature, and sends its
// form as it says.
func (c *client) signs() *client {
	c.t.Helper()
	action, values := c.form("main form")
	values.Set("sign_password", demo.Password)
	if pages.Attr(pages.One(c.doc, "main form"), "enctype") != "" {
		return c.parts(action, values, "", "", nil)
	}
	r, err := c.http.PostForm(c.base+action, values)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.take(r)
}

// attach sends a form that takes a file, with the file or without one.
func (c *client) attach(selector, field string, data []byte, fill url.Values) *client {
	c.t.Helper()
	action, values := c.form(selector)
	values.Del(field)
	for k, v := range fill {
		values[k] = v
	}
	if c.parts(action, values, field, "示例 签署件.pdf", data); c.unsigned || c.count("#sign_password") == 0 {
		return c
	}
	return c.signs()
}

// parts sends fields and a file as parts of one body.
func (c *client) parts(action string, values url.Values, field, name string, data []byte) *client {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, list := range values {
		for _, v := range list {
			if err := w.WriteField(k, v); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	if data != nil {
		f, err := w.CreateFormFile(field, name)
		if err == nil {
			_, err = f.Write(data)
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		c.t.Fatal(err)
	}
	r, err := c.http.Post(c.base+action, w.FormDataContentType(), &b)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.take(r)
}

func (c *client) take(r *http.Response) *client {
	c.t.Helper()
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	c.at, c.status, c.header, c.body = r.Request.URL.RequestURI(), r.StatusCode, r.Header, string(b)
	if c.doc, err = html.Parse(strings.NewReader(c.body)); err != nil {
		c.t.Fatal(err)
	}
	return c
}

// form reads the fields of the form the selector finds, as a browser would send
// them untouched.
func (c *client) form(selector string) (action string, values url.Values) {
	c.t.Helper()
	f := pages.One(c.doc, selector)
	if f == nil {
		c.t.Fatalf("no %s on %s: %s", selector, c.at, c.text("main"))
	}
	values = url.Values{}
	for _, n := range pages.All(f, "input") {
		switch kind := pages.Attr(n, "type"); {
		case (kind == "radio" || kind == "checkbox") && !checked(n):
		default:
			values.Add(pages.Attr(n, "name"), pages.Attr(n, "value"))
		}
	}
	for _, n := range pages.All(f, "textarea") {
		values.Set(pages.Attr(n, "name"), strings.TrimSpace(pages.Words(n)))
	}
	for _, n := range pages.All(f, "select") {
		value := ""
		for i, o := range pages.All(n, "option") {
			if i == 0 || chosen(o) {
				value = pages.Attr(o, "value")
			}
		}
		values.Add(pages.Attr(n, "name"), value)
	}
	return pages.Attr(f, "action"), values
}

func checked(n *html.Node) bool { return one(n, "checked") }
func chosen(n *html.Node) bool  { return one(n, "selected") }

func one(n *html.Node, attribute string) bool {
	for _, a := range n.Attr {
		if a.Key == attribute {
			return true
		}
	}
	return false
}

// send fills in a form and sends it.
func (c *client) send(selector string, fill url.Values) *client {
	c.t.Helper()
	action, values := c.form(selector)
	for k, v := range fill {
		values[k] = v
	}
	return c.post(action, values)
}

func (c *client) text(selector string) string { return pages.Words(pages.One(c.doc, selector)) }

func (c *client) count(selector string) int { return len(pages.All(c.doc, selector)) }

// expect fails unless the page has the status and the words.
func (c *client) expect(status int, words ...string) *client {
	c.t.Helper()
	if c.status != status {
		c.t.Fatalf("%s: status %d, want %d: %s", c.at, c.status, status, c.text("main"))
	}
	all := pages.Words(c.doc)
	for _, w := range words {
		if !strings.Contains(all, w) {
			c.t.Errorf("%s does not say %q: %s", c.at, w, c.text("main"))
		}
	}
	return c
}
