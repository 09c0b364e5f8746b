# Sealbook. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT   ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X sealbook/internal/version.Version=$(VERSION) -X sealbook/internal/version.Commit=$(COMMIT)
GOBUILD  := CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "$(LDFLAGS)"
ARCHES   := amd64 arm64 loong64
TOOLS    := $(CURDIR)/.cache/bin
LINT     := v2.15.0
LISTEN   ?= localhost:8080
DATA     ?= data/demo
FUZZTIME ?= 30s
BENCHTIME ?= 1s

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.PHONY: run
run: build ## build and run the demo organ on http://localhost:8080 (LISTEN=, DATA=)
	bin/sealbook demo --listen $(LISTEN) --data $(DATA)

.PHONY: build
build: ## static binary for this machine: bin/sealbook
	$(GOBUILD) -o bin/sealbook ./cmd/sealbook

.PHONY: build-all
build-all: ## static binaries for amd64, arm64 and loong64
	@for arch in $(ARCHES); do \
		echo "bin/sealbook-linux-$$arch"; \
		GOOS=linux GOARCH=$$arch $(GOBUILD) -o bin/sealbook-linux-$$arch ./cmd/sealbook; \
	done

.PHONY: test
test: ## everything a change has to pass before review; installs what is missing
	.ci/setup
	@unformatted=$$(git ls-files -co --exclude-standard -- '*.go' | xargs -r gofmt -l); \
	if [ -n "$$unformatted" ]; then echo "not formatted (run gofmt -w):"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	# One package more at a time than there are processors: many wait for a database.
	go test -p $$(($$(nproc) + 1)) -timeout 20m ./...

# Left out: the tests that drive a browser, and two that hold figures of memory
# and time, which the detector multiplies.
BROWSER  = {{$$b := false}}{{range .TestImports}}{{if eq . "github.com/chromedp/chromedp"}}{{$$b = true}}{{end}}{{end}}{{range .XTestImports}}{{if eq . "github.com/chromedp/chromedp"}}{{$$b = true}}{{end}}{{end}}{{if not $$b}}{{.ImportPath}}{{end}}

# What the race run leaves out beside the browser: two tests that hold figures of time
# and memory, and the tables of every route, which ask one thing after the other.
ALONE = TestMemoryStaysFlat|TestHostileFilesAreRefusedInTimeAndMemory|TestEvery(Route|Page)InThreeScopes|TestEveryForgedRequestIsRefused|TestTheSameRequestFromThePageItselfPassesTheGate|TestNoGetChangesAnything|TestNobodyBecomesASuperuser|TestEveryIDIn(APath|ABodyOrQuery|AForm)Swapped|TestWhatWasTriedTellsNoMoreAfterwards|TestNoCanaryReachesAnAdministrator

.PHONY: race
race: ## the race detector on every package but those that drive a browser
	.ci/setup race
	CGO_ENABLED=1 go test -race -short -timeout 20m -skip '^($(ALONE))$$' $$(go list -f '$(BROWSER)' ./...)

# SEED=N repeats what a failure has printed.
.PHONY: race-signoffs
race-signoffs: ## 10,000 races for one signature on both databases (ROUNDS=, SEED=)
	go test ./internal/app -run '^TestSignRace$$' -count 1 -timeout 30m -v -args -rounds=$(or $(ROUNDS),10000) $(if $(SEED),-seed=$(SEED))

.PHONY: guess
guess: ## 10,000 passwords guessed at 100 accounts with forged headers, on both databases
	go test ./internal/auth -run '^TestGuessing$$' -count 1 -timeout 10m -v -args -guesses=10000 -guessed=100

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME each
	.ci/fuzz $(FUZZTIME)

# The whole takes about 20 minutes; BENCHTIME=1x proves within 3 that it runs.
# SIZES=1000,10000 and ROUNDS=9 change what is measured, WRITE=docs/benchmarks.md
# keeps the result.
.PHONY: bench
bench: ## ratios beside a hand-written ceiling (SIZES=, ROUNDS=, WRITE=); BENCHTIME=1x: smoke run
	go test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) -timeout 20m ./internal/label ./internal/ledger ./internal/importer/record
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "$(LDFLAGS)" -o .cache/bin/bench ./internal/bench
	.cache/bin/bench $(if $(filter 1x,$(BENCHTIME)),-smoke) $(if $(SIZES),-sizes $(SIZES)) $(if $(ROUNDS),-rounds $(ROUNDS)) $(if $(WRITE),-write $(WRITE))

.PHONY: lint
lint: $(TOOLS)/golangci-lint-$(LINT) ## golangci-lint with .golangci.yml
	$< run ./...

$(TOOLS)/golangci-lint-$(LINT):
	mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT)
	mv $(TOOLS)/golangci-lint $@

.PHONY: screens
screens: ## pictures of every page in both languages at 1366 and 1920 px: docs/screens/NAME-LANG-WIDTH.png
	.ci/setup
	rm -rf .cache/screens
	go test ./internal/server/pages -run '^TestEveryPageIsCalm$$' -count 1 -timeout 20m -args -screens $(CURDIR)/.cache/screens
	rm -f docs/screens/*.png
	mv .cache/screens/*.png docs/screens/

.PHONY: generate
generate: notices ## everything generated that is kept in the repository
	go generate ./...

.PHONY: notices
notices: ## THIRD_PARTY_NOTICES.md from the modules in the binary
	go run ./internal/notices -write
