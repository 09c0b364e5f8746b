package store

import (
	"errors"
	"io"
	"net"
	"strings"
)

// isNetwork reports whether err came from the wire below the database protocol.
func isNetwork(err error) bool {
	var op net.Error
	if errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) {
		return true
	}
	return strings.Contains(err.Error(), "conn closed") // pgx has no exported error for it
}
