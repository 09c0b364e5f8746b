package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

type exportInput struct {
	Filter
	Sort    string `query:"sort" enum:"code,num,changed,level,department,life,keeper" default:"code"`
	Desc    bool   `query:"desc"`
	Format  string `query:"format" enum:"csv,xlsx" default:"csv"`
	Purpose string `query:"purpose" maxLength:"1000" doc:"导出用途，必填。Why; without it the export is refused (exp.marked)."`
}

var exportTypes = map[string]string{
	"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// exports registers the export of the list, which is marked, numbered and on
// record before its first byte goes out.
func (s *server) exports() {
	o := file(op("assets-export", http.MethodGet, "/assets/export", "导出设备列表（标明密级、编号并登记）", "export the list: marked, numbered, on record"),
		"text/csv", exportTypes["xlsx"])
	huma.Register(s.api, o, func(ctx context.Context, in *exportInput) (*huma.StreamResponse, error) {
		f := in.Filter.view()
		f.Sort, f.Desc = in.Sort, in.Desc
		x, err := s.App.PrepareExport(ctx, who(ctx), f, in.Purpose, in.Format, lang(ctx))
		if err != nil {
			return nil, err
		}
		return handOut(ctx, x, in.Format, "sealbook-"+x.Level.String(), "器簿 "+x.Marking+" 导出"), nil
	})
}
