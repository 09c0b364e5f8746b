package pages_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/importer"
	"sealbook/internal/view"
)

// imported registers the rows of a file as the secrecy office.
func (s *site) imported(name string, data []byte) {
	s.t.Helper()
	ctx, actor := context.Background(), s.actor("baomi1")
	o, err := importer.ForOrgan(ctx, s.app, actor)
	if err != nil {
		s.t.Fatal(err)
	}
	src, err := importer.Read(name, bytes.NewReader(data), int64(len(data)), o)
	if err != nil {
		s.t.Fatal(err)
	}
	rep, err := importer.Confirm(ctx, s.app, actor, src, o, "")
	if err != nil || rep.Registered == 0 {
		s.t.Fatalf("%+v: %v", rep, err)
	}
}

// A history says of an imported asset from which file, sheet and row it came,
// and of a refusal what the rule asks and what was missing, not its id alone.
func TestHistorySaysWhereARecordCameFromAndWhatARuleAsks(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		const head = "保密编号,介质类型,序列号,使用部门\n"
		s.imported("介质台账.csv", []byte(head+"HX-1,U盘,HXAA1111,办公厅\nHX-2,U盘,HXAA2222,办公厅\n"))
		f := excelize.NewFile()
		if _, err := f.NewSheet("第二季度"); err != nil {
			t.Fatal(err)
		}
		for at, cells := range map[string][]string{"A1": strings.Split(strings.TrimSpace(head), ","), "A4": {"HX-3", "U盘", "HXAA3333", "办公厅"}} {
			if err := f.SetSheetRow("第二季度", at, &cells); err != nil {
				t.Fatal(err)
			}
		}
		book, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		s.imported("补登.xlsx", book.Bytes())
		zh, en := newClient(t, s, "baomi1", "zh"), newClient(t, s, "baomi1", "en")
		for code, words := range map[string][2]string{
			"HX-1": {"介质台账.csv，第 2 行", "介质台账.csv, row 2"}, "HX-2": {"介质台账.csv，第 3 行", "介质台账.csv, row 3"},
			"HX-3": {"补登.xlsx，第 2 张表第 4 行", "补登.xlsx, sheet 2, row 4"},
		} {
			at := "/assets/" + s.record("baomi1", code).ID + "?tab=history"
			zh.get(at).expect(http.StatusOK, "来源", words[0])
			en.get(at).expect(http.StatusOK, words[1])
		}

		x := s.find("keeper1", view.AssetFilter{Life: []asset.Life{asset.InUse}}, free)
		_, err = s.app.Execute(context.Background(), s.actor("keeper1"), app.Act{Command: asset.Command{
			Asset: x.ID, Verb: asset.VerbFreeze, Args: asset.Args{Reason: "示例", Reference: "示例〔2026〕1号"},
		}}, "")
		if err == nil {
			t.Fatal("a keeper may freeze")
		}
		rule, _ := rulebook.Get("flow.seat")
		at := "/assets/" + x.ID + "?tab=history&what=" + url.QueryEscape("refused")
		zh.get(at).expect(http.StatusOK, "flow.seat", rule.Text.ZH, "保密办")
		en.get(at).expect(http.StatusOK, rule.Text.EN[1:], "ecrecy office")
	})
}
