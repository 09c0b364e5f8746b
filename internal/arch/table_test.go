package arch

// pure marks the packages that decide: no database, network, files, logging,
// clock or chance. What they need is passed in.
var pure = []string{"internal/domain", "internal/ledger"}

// allowed is the table of docs/architecture.md: which packages of ours a
// package may import. The longest key that is the package or a parent of it
// counts; a value allows the package and everything below. A package without a
// row fails.
var allowed = map[string][]string{
	"internal/errs":    {},
	"internal/version": {},

	"internal/domain/event":    {"internal/errs"},
	"internal/domain/level":    {"internal/errs"},
	"internal/domain/rulebook": {"internal/errs", "internal/domain/event", "internal/domain/level"},
	"internal/domain/policy":   {"internal/errs", "internal/domain/event", "internal/domain/level", "internal/domain/rulebook"},
	"internal/domain/org":      {"internal/errs", "internal/domain/event", "internal/domain/level", "internal/domain/rulebook", "internal/domain/policy"},
	"internal/domain/account":  {"internal/errs", "internal/domain/event", "internal/domain/level", "internal/domain/rulebook", "internal/domain/policy", "internal/domain/org"},
	"internal/domain/asset":    {"internal/errs", "internal/domain/event", "internal/domain/level", "internal/domain/rulebook", "internal/domain/policy", "internal/domain/org"},
	// A repair is held against the vendor's agreement of that day.
	"internal/domain/repair": {"internal/errs", "internal/domain/event", "internal/domain/level", "internal/domain/rulebook", "internal/domain/policy", "internal/domain/org", "internal/domain/asset", "internal/domain/agreement"},
	// The cases beside assets: agreement, repair, sanitization, disposal, …
	"internal/domain": {"internal/errs", "internal/domain/event", "internal/domain/level", "internal/domain/rulebook", "internal/domain/policy", "internal/domain/org", "internal/domain/asset"},
	"internal/ledger": {"internal/errs", "internal/domain/event"},

	"internal/view":      {"internal/errs", "internal/domain"},
	"internal/tlskeys":   {"internal/errs"},
	"internal/config":    {"internal/errs", "internal/tlskeys"},
	"internal/ops":       {"internal/errs", "internal/version"},
	"internal/store":     {"internal/errs", "internal/domain", "internal/ledger", "internal/view", "internal/config", "migrations"},
	"internal/storetest": {"internal/errs", "internal/config", "internal/domain", "internal/store", "migrations"},
	"internal/app": {"internal/errs", "internal/domain", "internal/ledger", "internal/view", "internal/store", "internal/document", "internal/label",
		"internal/export"},
	"internal/importer": {"internal/errs", "internal/domain", "internal/view", "internal/store", "internal/app"},
	// The parts of the importer that read files know nothing of the book, so
	// that an export can be held to what an import understands.
	"internal/importer/value":  {"internal/errs"},
	"internal/importer/sheet":  {"internal/errs"},
	"internal/importer/table":  {"internal/errs", "internal/importer/sheet", "internal/importer/value"},
	"internal/importer/record": {"internal/errs", "internal/importer/sheet", "internal/importer/table", "internal/importer/value"},
	"internal/importer/reject": {"internal/errs", "internal/importer/sheet", "internal/importer/table"},
	"internal/export":          {"internal/errs", "internal/domain", "internal/view", "internal/importer/table", "internal/importer/record"},
	"internal/auth":            {"internal/errs", "internal/domain", "internal/store", "internal/ledger"},
	"internal/pdf":             {"internal/errs", "labels"},
	"internal/label":           {"internal/errs", "internal/view", "internal/pdf", "internal/domain/level", "labels"},
	"internal/labeltest":       {"labels"},
	"internal/document":        {"internal/errs", "internal/view", "internal/pdf", "internal/domain/level", "internal/label", "labels"},
	"internal/server": {"internal/errs", "internal/domain", "internal/view", "internal/store", "internal/app", "internal/importer", "internal/auth",
		"internal/label", "internal/document", "internal/config", "internal/ops", "internal/version", "web", "labels", "docs"},
	"internal/demo":    {"internal/errs", "internal/domain", "internal/store", "internal/app", "internal/auth"},
	"internal/bench":   {"internal", "labels", "migrations"},
	"internal/arch":    {},
	"internal/notices": {},
	"internal/deploy":  {"internal/config"},

	"docs":         {},
	"labels":       {"internal/errs"},
	"migrations":   {},
	"web":          {"internal/errs"},
	"cmd/sealbook": {"internal", "labels", "migrations", "web"},
}

// never holds what the table alone cannot say: neighbours below one row.
var never = [][2]string{
	{"internal/server/api", "internal/server/pages"},
	{"internal/server/pages", "internal/server/api"},
}

// foreign says where a module from outside may be imported; a module that is
// not here is free, except in the pure packages.
var foreign = map[string][]string{
	"gorm.io":                            {"internal/store"},
	"modernc.org/sqlite":                 {"internal/store"},
	"github.com/pressly/goose":           {"internal/store", "migrations"},
	"github.com/jackc/pgx":               {"internal/store", "internal/storetest", "internal/bench"},
	"github.com/labstack/echo":           {"internal/server"},
	"github.com/danielgtaylor/huma":      {"internal/server"},
	"github.com/alecthomas/kong":         {"cmd", "internal/config"},
	"github.com/xuri/excelize":           {"internal/importer", "internal/export", "internal/document", "internal/server/import_test.go", "internal/server/pages/history_test.go"},
	"github.com/skip2/go-qrcode":         {"internal/label", "internal/bench"},
	"github.com/prometheus":              {"internal/ops"},
	"golang.org/x/mod":                   {"internal/ledger", "internal/notices"},
	"github.com/transparency-dev":        {"internal/ledger"},
	"github.com/makiuchi-d/gozxing":      {"internal/labeltest"},
	"github.com/pdfcpu/pdfcpu":           {"internal/pdf", "internal/label", "internal/document"},
	"github.com/mattn/go-sqlite3":        {},
	"github.com/chromedp":                {"internal/server", "cmd"},
	"github.com/go-json-experiment":      {},
	"github.com/transparency-dev/merkle": {"internal/ledger"},
}

// impure are standard packages the pure ones must not import.
var impure = []string{"database", "net", "os", "log", "syscall", "unsafe", "math/rand", "crypto/rand", "io/ioutil", "runtime", "testing", "time/tzdata", "expvar", "plugin"}

// pureForeign are the modules the pure packages may use all the same.
var pureForeign = []string{"golang.org/x/mod/sumdb", "golang.org/x/text/unicode/norm"}

// clocks are functions of package time that read the clock or wait.
var clocks = map[string]bool{"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true, "AfterFunc": true, "Tick": true, "NewTimer": true, "NewTicker": true}

// environment are functions of package os that read the environment, with the
// packages that may call them. main.go passes os.Environ in; storetest is told
// of a server by a variable.
var environment = map[string][]string{
	"Getenv": {"internal/config"}, "LookupEnv": {"internal/config"}, "ExpandEnv": {"internal/config"},
	"Environ": {"internal/config", "internal/storetest", "cmd/sealbook/main.go"},
}

// topLevel are the only entries of the repository's root.
var topLevel = map[string]bool{
	".ci": true, ".git": true, ".gitignore": true, ".golangci.yml": true, ".dockerignore": true,
	"Dockerfile": true, "docker-compose.yml": true, "LICENSE": true, "NOTICE": true, "THIRD_PARTY_NOTICES.md": true,
	"Makefile": true, "README.md": true, "go.mod": true, "go.sum": true,
	"cmd": true, "docs": true, "internal": true, "labels": true, "migrations": true, "web": true,
	// Not in version control (.gitignore).
	"bin": true, "data": true, ".cache": true, "secrets": true, "sealbook.env": true,
}

// Sizes of style: lines a file and a function may have.
const (
	maxFile     = 700
	p95File     = 400
	medianFile  = 120
	p95Function = 70
)
