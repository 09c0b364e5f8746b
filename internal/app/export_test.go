package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/domain/org"
	"sealbook/internal/errs"
	"sealbook/internal/store"
	"sealbook/internal/storetest"
	"sealbook/internal/view"
)

// A file goes out marked, numbered and counted, and what is on record is the
// file: its digest, rows and level.
func TestExportIsMarkedAndOnRecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.inStore("UP-1", level.Confidential)
		o.inStore("UP-2", level.Secret)
		var numbers []int64
		for _, format := range []string{"csv", "xlsx"} {
			var out bytes.Buffer
			res, err := o.app.Export(o.ctx, o.actor("baomi"), view.AssetFilter{}, " 年度\n自查 ", format, "zh", &out)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(out.Bytes())
			if res.Rows != 2 || res.Level != level.Secret || res.Digest != hex.EncodeToString(sum[:]) || res.Bytes != int64(out.Len()) {
				t.Errorf("%s: %+v", format, res)
			}
			if format == "csv" && (!strings.Contains(out.String(), "【"+res.Marking+"】") || !strings.Contains(out.String(), "用途：年度 自查")) {
				t.Errorf("cover: %s", out.String())
			}
			numbers = append(numbers, res.Number)
		}
		if numbers[1] <= numbers[0] {
			t.Errorf("numbers %v do not run", numbers)
		}
	})
}

// Without a purpose, without a seat, or by an administrator nothing goes out,
// and the attempt is kept.
func TestExportRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.inStore("UP-1", level.Secret)
		for _, tc := range []struct{ login, purpose, rule string }{
			{"baomi", "", "exp.marked"},
			{"baomi", " \u200b\t", "exp.marked"},
			{"keeper1", "自查", "flow.seat"},
			{"witness", "自查", "flow.seat"},
			{"tech", "自查", "flow.seat"},
			{"secadmin", "自查", "adm.no-business"},
			{"auditor", "自查", "adm.no-business"},
		} {
			var out bytes.Buffer
			_, err := o.app.Export(o.ctx, o.actor(tc.login), view.AssetFilter{}, tc.purpose, "csv", "zh", &out)
			if e := errs.As(err); err == nil || e.Rule != tc.rule || len(e.Articles) == 0 || out.Len() != 0 {
				t.Errorf("%s %q: %v, %d bytes", tc.login, tc.purpose, err, out.Len())
			}
		}
		var out bytes.Buffer
		if _, err := o.app.Export(o.ctx, o.actor("baomi"), view.AssetFilter{}, "自查", "pdf", "zh", &out); !errs.IsKind(err, errs.Invalid) {
			t.Errorf("pdf: %v", err)
		}
	})
}

// Officers and heads carry away their departments only, whatever else they may
// look at.
func TestExportKeepsToTheSeatsScope(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		o.inStore("UP-1", level.Secret)
		o.do("secadmin", app.GrantSeat{Person: o.person["head2"], Grant: org.Grant{Seat: org.Witness}})
		for login, want := range map[string]int64{"baomi": 1, "officer": 1, "head1": 1, "head2": 0} {
			var out bytes.Buffer
			res, err := o.app.Export(o.ctx, o.actor(login), view.AssetFilter{}, "自查", "csv", "zh", &out)
			if err != nil || res.Rows != want || strings.Contains(out.String(), "UP-1") != (want == 1) {
				t.Errorf("%s: %+v %v\n%s", login, res, err, out.String())
			}
		}
	})
}

// A list longer than a batch is whole and in order, with the drives in their hosts.
func TestLongExport(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		var cmds []app.Command
		for i := range 1001 {
			r := asset.Registration{
				Code: fmt.Sprintf("PC-%04d", i), Class: asset.Computer, Kind: "desktop", Brand: "示范牌", Serial: fmt.Sprintf("H%d", i),
				Department: o.dept["办公厅"],
			}
			if i == 700 {
				r.Parts = []asset.PartSpec{{Class: asset.Drive, Kind: "ssd", Serial: "DRIVE-A", Code: "PC-0700-P1"}}
			}
			cmds = append(cmds, app.Register{Registration: r})
		}
		for i, r := range mustAll(t, o, cmds) {
			if r.Err != nil {
				t.Fatalf("%d: %v", i, r.Err)
			}
		}
		var out bytes.Buffer
		res, err := o.app.Export(o.ctx, o.actor("officer"), view.AssetFilter{Class: asset.Computer}, "自查", "csv", "zh", &out)
		if err != nil || res.Rows != 1001 {
			t.Fatalf("%+v %v", res, err)
		}
		lines := strings.Split(out.String(), "\r\n")
		if len(lines) != 1005 { // title, header, footer, and behind the last line end nothing
			t.Fatalf("%d lines", len(lines))
		}
		for i, line := range lines[2:1003] {
			if !strings.HasPrefix(line, fmt.Sprintf("%d,PC-%04d,", i+1, i)) || strings.Contains(line, "DRIVE-A") != (i == 700) {
				t.Fatalf("line %d: %s", i, line)
			}
		}
	})
}

func mustAll(t *testing.T, o *organ, cmds []app.Command) []app.Result {
	t.Helper()
	out, err := o.app.ExecuteAll(o.ctx, o.actor("officer"), cmds)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// full is a disk or a connection that takes nothing.
type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

// What could not be sent is an error to the caller and stays on record.
func TestExportThatCannotBeSentIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOrgan(t, s)
		if _, err := o.app.Export(o.ctx, o.actor("baomi"), view.AssetFilter{}, "自查", "csv", "zh", full{}); !errors.Is(err, errFull) {
			t.Errorf("got %v", err)
		}
	})
}
