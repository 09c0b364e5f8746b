// Package deploy holds the tests of Dockerfile and docker-compose.yml: they are
// read here as data, since the machines that run the suite have no engine.
package deploy

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"sealbook/internal/config"
)

const root = "../.."

// compose is the part of the format the file uses; the decoder refuses any key
// that is not here, so a misspelt one fails.
type compose struct {
	Services map[string]service               `yaml:"services"`
	Networks map[string]network               `yaml:"networks"`
	Volumes  map[string]struct{}              `yaml:"volumes"`
	Secrets  map[string]struct{ File string } `yaml:"secrets"`
}

type network struct{ Internal bool }

type service struct {
	Image       string
	Build       string
	EnvFile     []string `yaml:"env_file"`
	Environment map[string]string
	Ports       []string
	Secrets     []string
	Volumes     []string
	Networks    []string
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	ReadOnly    bool                                  `yaml:"read_only"`
	Tmpfs       []string
	CapDrop     []string `yaml:"cap_drop"`
	SecurityOpt []string `yaml:"security_opt"`
	StopGrace   string   `yaml:"stop_grace_period"`
	Restart     string
	Healthcheck *struct {
		Test              []string
		Interval, Timeout string
		Retries           int
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func load(t *testing.T) compose {
	t.Helper()
	var c compose
	dec := yaml.NewDecoder(bytes.NewReader(read(t, "docker-compose.yml")))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestComposeHangsTogether(t *testing.T) {
	c := load(t)
	if len(c.Services) != 2 {
		t.Errorf("%d services, want application and database", len(c.Services))
	}
	for name, s := range c.Services {
		for _, secret := range s.Secrets {
			if c.Secrets[secret].File == "" {
				t.Errorf("%s: secret %s is not defined", name, secret)
			}
		}
		for _, n := range s.Networks {
			if _, ok := c.Networks[n]; !ok {
				t.Errorf("%s: network %s is not defined", name, n)
			}
		}
		for _, v := range s.Volumes {
			source, _, _ := strings.Cut(v, ":")
			if _, ok := c.Volumes[source]; !ok {
				t.Errorf("%s: volume %s is not defined", name, source)
			}
		}
		for on, d := range s.DependsOn {
			if d.Condition == "service_healthy" && c.Services[on].Healthcheck == nil {
				t.Errorf("%s waits for the health of %s, which has no health check", name, on)
			}
		}
	}
	// The root is read-only, and uploads and exports need temporary files.
	if app := c.Services["sealbook"]; !app.ReadOnly || !slices.ContainsFunc(app.Tmpfs, func(m string) bool { return strings.HasPrefix(m, "/tmp:") }) {
		t.Errorf("no place for temporary files: %+v", app)
	}
	db := c.Services["postgres"]
	if db.Image != "postgres:15" || len(db.Ports) != 0 || !slices.Equal(db.Networks, []string{"inside"}) || !c.Networks["inside"].Internal {
		t.Errorf("the database is reachable from outside: %+v", db)
	}
	if c.Services["sealbook"].DependsOn["postgres"].Condition != "service_healthy" {
		t.Error("the application does not wait for the database")
	}
}

func TestComposeBakesNoPasswordIn(t *testing.T) {
	password := regexp.MustCompile(`(?i)pass|secret|token|key`)
	for name, s := range load(t).Services {
		for key, value := range s.Environment {
			if password.MatchString(key) && !strings.HasPrefix(value, "/run/secrets/") {
				t.Errorf("%s: %s is given in the file", name, key)
			}
			if strings.Contains(value, "://") {
				t.Errorf("%s: %s holds an address with room for a password: put it in the env file", name, key)
			}
		}
	}
	ignored := string(read(t, ".gitignore"))
	for _, name := range []string{"/secrets/", "/sealbook.env"} {
		if !strings.Contains(ignored, name+"\n") {
			t.Errorf("%s is not in .gitignore", name)
		}
	}
}

// TestComposeSettingsAreAccepted starts the configuration as the container
// would, with files standing in for the secrets.
func TestComposeSettingsAreAccepted(t *testing.T) {
	s := load(t).Services["sealbook"]
	file := filepath.Join(t.TempDir(), "pem")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	sv := config.DefaultServing()
	for key, value := range s.Environment {
		switch key {
		case "SEALBOOK_LISTEN":
			sv.Listen = value
		case "SEALBOOK_OPS_LISTEN":
			sv.OpsListen = value
		case "SEALBOOK_TLS_CERT":
			sv.TLSCert = file
		case "SEALBOOK_TLS_KEY":
			sv.TLSKey = file
		default:
			t.Errorf("the test does not know %s", key)
		}
	}
	st := config.Storage{Database: "postgres://sealbook:pw@postgres:5432/sealbook?sslmode=disable"}
	cfg, err := config.Build(st, config.DefaultLogging(), sv)
	if err != nil || !cfg.TLS() {
		t.Errorf("the settings of the file are refused: %v", err)
	}
	_, port, _ := strings.Cut(sv.Listen, ":")
	if !slices.Contains(s.Ports, port+":"+port) {
		t.Errorf("listens on %s, publishes %v", port, s.Ports)
	}
}
