package ops

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"sealbook/internal/errs"
)

type record struct{ Code, Keeper string }

func TestLogWithholdsWhatIsNotListed(t *testing.T) {
	var out bytes.Buffer
	log := Logger(&out, slog.LevelInfo)
	log.With("keeper", "甲某某").WithGroup("request").Info("moved",
		"serial", "SN-88001", "asset", record{"BM-001", "甲某某"}, "code", record{"BM-001", "甲某某"},
		"route", "/assets/{id}", "status", 200, slog.Group("form", "title", "绝密事项"))
	line := out.String()
	for _, leak := range []string{"甲某某", "SN-88001", "BM-001", "绝密事项"} {
		if strings.Contains(line, leak) {
			t.Errorf("log shows %q: %s", leak, line)
		}
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("not one JSON line: %v\n%s", err, line)
	}
	request := got["request"].(map[string]any)
	if got["msg"] != "moved" || request["route"] != "/assets/{id}" || request["status"] != 200.0 || request["serial"] != withheld {
		t.Errorf("got %v", got)
	}
}

func TestLevelCuts(t *testing.T) {
	var out bytes.Buffer
	Logger(&out, slog.LevelWarn).Info("quiet")
	if out.Len() != 0 {
		t.Errorf("logged %s", out.String())
	}
}

type stateError struct{}

func (stateError) Error() string {
	return `duplicate key (serial)=(SN-88001) value "甲某某" at postgres://app:s3cret@db/book password=s3cret 丙`
}
func (stateError) SQLState() string { return "23505" }

func TestCauseKeepsTheKindAndCutsTheValues(t *testing.T) {
	var out bytes.Buffer
	err := errs.Wrap(fmt.Errorf("save asset BM-001: %w", stateError{}), "store.save")
	Logger(&out, slog.LevelInfo).Error("command failed", "code", "store.save", Cause(err))
	line := out.String()
	for _, leak := range []string{"SN-88001", "甲", "s3cret", "BM-001", "丙"} {
		if strings.Contains(line, leak) {
			t.Errorf("log shows %q: %s", leak, line)
		}
	}
	for _, keep := range []string{"23505", "duplicate key", "ops.stateError", "errs.Error"} {
		if !strings.Contains(line, keep) {
			t.Errorf("log lost %q: %s", keep, line)
		}
	}
	if a := Cause(errors.Join(fmt.Errorf("asset BM-001: %w", errors.New("first")), errors.New("second"))).String(); !strings.Contains(a, "first; second") || strings.Contains(a, "BM-001") {
		t.Errorf("joined errors: %s", a)
	}
	if a := Cause(errors.New("plain")); !strings.Contains(a.String(), "plain") {
		t.Errorf("got %s", a)
	}
}
