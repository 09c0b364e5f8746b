package storetest

// Server is a private Postgres server that keeps what it commits, for
// measurements: fsync and synchronous_commit are on as in an installation. It
// is reached by a socket in a folder of its own, and stopped when the process
// ends in whatever way.
type Server struct{ cluster *cluster }

// durable are the settings that differ from Postgres' defaults. A checkpoint
// that the WAL's size forces in the middle of a round would be charged to
// whoever's turn it is.
var durable = []string{
	"fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=100", "shared_buffers=256MB", "max_wal_size=8GB",
	"checkpoint_timeout=30min",
}

// Durable starts a server; Stop ends it and removes its data.
func Durable() (*Server, error) {
	c, err := start(durable)
	if err != nil {
		return nil, err
	}
	return &Server{cluster: c}, nil
}

// Settings lists what Durable sets, as name=value.
func (s *Server) Settings() []string { return append([]string(nil), durable...) }

// URL is the address of a database of the server. The user may create databases.
func (s *Server) URL(database string) string { return s.cluster.url(database) }

// Create makes an empty database; its name is one of ours, not a user's.
func (s *Server) Create(database string) error {
	return newHost(s.cluster.url).exec("CREATE DATABASE " + database + " TEMPLATE template0")
}

// Stop ends the server and waits until it and its data are gone.
func (s *Server) Stop() error {
	s.cluster.stop()
	return <-s.cluster.gone
}
