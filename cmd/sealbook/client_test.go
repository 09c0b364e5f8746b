package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"

	"sealbook/internal/demo"
)

// client speaks to a running process through the API, as one account.
type client struct {
	t          testing.TB
	url, token string
}

// session is what sign-in answers.
type session struct {
	Token string `json:"token"`
	Seats []struct {
		Seat string `json:"seat"`
	} `json:"seats"`
}

// signIn opens a session and fails the test if it is refused.
func signIn(t testing.TB, url, account, password string) (*client, session) {
	t.Helper()
	c := &client{t: t, url: url}
	var s session
	if status := c.post("/api/v1/session", map[string]string{"account": account, "password": password}, &s); status != http.StatusCreated {
		t.Fatalf("%s cannot sign in: %d", account, status)
	}
	c.token = s.Token
	return c, s
}

func (c *client) get(path string, into any) int { return c.send(http.MethodGet, path, nil, into) }

func (c *client) post(path string, body, into any) int {
	b, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.send(http.MethodPost, path, b, into)
}

// send gives the status; a success is decoded into into, if that is not nil.
func (c *client) send(method, path string, body []byte, into any) int {
	c.t.Helper()
	req, err := http.NewRequest(method, c.url+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if into != nil && res.StatusCode < 300 {
		if err := json.Unmarshal(text, into); err != nil {
			c.t.Fatalf("%s %s: %v\n%.200s", method, path, err, text)
		}
	}
	return res.StatusCode
}

// row is one asset of the list.
type row struct {
	ID, Code, Name, Serial, Level, Mark, Life string
	Term                                      int
	Keeper, Host, Department, Room            struct{ Name string }
}

// assets lists everything the account may see, in the order of the codes.
func (c *client) assets() []row { return c.list("") }

// list is assets with a filter, as it stands in the address.
func (c *client) list(filter string) []row {
	c.t.Helper()
	var all []row
	for cursor := ""; ; {
		var page struct {
			Rows []row
			Next string
		}
		if status := c.get("/api/v1/assets?limit=500&"+filter+"&cursor="+url.QueryEscape(cursor), &page); status != http.StatusOK {
			c.t.Fatalf("list of assets: %d", status)
		}
		all = append(all, page.Rows...)
		if cursor = page.Next; cursor == "" {
			return all
		}
	}
}

// office signs in as the demo's secrecy office.
func office(t testing.TB, url string) *client {
	t.Helper()
	c, _ := signIn(t, url, "baomi1", demo.Password)
	return c
}
