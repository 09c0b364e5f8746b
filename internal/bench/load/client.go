// Package load sends requests as fast as they are answered and counts what that
// cost. The client is light on purpose: it shares the machine with what it
// measures.
package load

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Request is one call. Body "" is none.
type Request struct {
	Method string
	Path   string // with the query, escaped
	Body   string // JSON, or the form of a page
	Page   bool   // as a browser asks: with the cookies, not with the token
}

// timeout of one answer; longer is a fault of what is measured.
const timeout = 60 * time.Second

// idle is how long a connection is trusted to be open without use; servers cut
// idle ones after a while.
const idle = 30 * time.Second

// Client keeps one connection to one server.
type Client struct {
	addr  string
	token string // bearer, "" for none
	kept  string // cookies the server has set, as they are sent back
	conn  net.Conn
	read  *bufio.Reader
	last  time.Time // of an answer
	out   []byte
	body  []byte
}

// NewClient makes a client of the server at host:port; token "" sends no
// Authorization.
func NewClient(addr, token string) *Client { return &Client{addr: addr, token: token} }

// SetToken changes the bearer token.
func (c *Client) SetToken(token string) { c.token = token }

// Twin is another client with the same token and the same cookies.
func (c *Client) Twin() *Client {
	twin := NewClient(c.addr, c.token)
	twin.kept = c.kept
	return twin
}

// Close ends the connection.
func (c *Client) Close() {
	if c.conn != nil {
		_ = c.conn.Close() // nothing is under way
		c.conn = nil
	}
}

// Do sends a request and returns the body, which is valid until the next call.
// An answer other than 2xx is an error that quotes it.
func (c *Client) Do(r Request) ([]byte, error) {
	if time.Since(c.last) > idle {
		c.Close()
	}
	if c.conn == nil {
		conn, err := net.DialTimeout("tcp", c.addr, timeout)
		if err != nil {
			return nil, err
		}
		c.conn, c.read = conn, bufio.NewReaderSize(conn, 32<<10)
	}
	body, err := c.exchange(r)
	var refused *Refused
	if err != nil && !errors.As(err, &refused) {
		c.Close()
	}
	c.last = time.Now()
	return body, err
}

// Refused is an answer other than 2xx.
type Refused struct {
	Request Request
	Status  int
	Body    string
}

func (r *Refused) Error() string {
	return fmt.Sprintf("%s %s: %d: %.500s", r.Request.Method, r.Request.Path, r.Status, r.Body)
}

func (c *Client) exchange(r Request) ([]byte, error) {
	b := append(c.out[:0], r.Method...)
	b = append(b, ' ')
	b = append(b, r.Path...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, c.addr...)
	switch {
	case r.Page && c.kept != "":
		b = append(b, "\r\nCookie: "...)
		b = append(b, c.kept...)
	case !r.Page && c.token != "":
		b = append(b, "\r\nAuthorization: Bearer "...)
		b = append(b, c.token...)
	}
	if r.Body != "" {
		kind := "application/json"
		if r.Page {
			kind = "application/x-www-form-urlencoded"
		}
		b = append(b, "\r\nContent-Type: "...)
		b = append(b, kind...)
		b = append(b, "\r\nContent-Length: "...)
		b = strconv.AppendInt(b, int64(len(r.Body)), 10)
	}
	b = append(b, "\r\n\r\n"...)
	b = append(b, r.Body...)
	c.out = b
	if err := c.conn.SetDeadline(time.Now().Add(timeout)); err != nil {
		return nil, err
	}
	if _, err := c.conn.Write(b); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(c.read, nil) //nolint:bodyclose // read to its end below, on a connection of our own
	if err != nil {
		return nil, err
	}
	if c.body, err = readAll(resp.Body, c.body[:0]); err != nil {
		return nil, err
	}
	if resp.Close {
		c.Close()
	}
	c.keep(resp)
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return c.body, &Refused{Request: r, Status: resp.StatusCode, Body: string(c.body)}
	}
	return c.body, nil
}

// keep takes the cookies of an answer in place of those before.
func (c *Client) keep(resp *http.Response) {
	for i, k := range resp.Cookies() {
		if i == 0 {
			c.kept = ""
		} else {
			c.kept += "; "
		}
		c.kept += k.Name + "=" + k.Value
	}
}

func readAll(r io.Reader, into []byte) ([]byte, error) {
	for {
		if len(into) == cap(into) {
			into = append(into, 0)[:len(into)]
		}
		n, err := r.Read(into[len(into):cap(into)])
		into = into[:len(into)+n]
		if errors.Is(err, io.EOF) {
			return into, nil
		}
		if err != nil {
			return into, err
		}
	}
}
