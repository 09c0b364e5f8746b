package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/setting"
	"sealbook/internal/server/booklist"
	"sealbook/internal/view"
)

// settingsView is what the caller has set for his own account; what is not there
// has its usual value.
type settingsView struct {
	Lang    string       `json:"lang,omitempty" enum:"zh,en" doc:"页面语言，默认中文。Language of the pages, Chinese by default."`
	Columns []columnCode `json:"list_columns,omitempty" nullable:"false" maxItems:"20" doc:"设备列表的列，按序。Columns of the asset list, in order; the code is always among them."`
	End     string       `json:"scan_end,omitempty" enum:"Enter,Tab" doc:"扫码枪的结束键。Key that a scanner sends after a code."`
	Blank   *int         `json:"scan_blank,omitempty" minimum:"0" maximum:"3600" doc:"扫描台遮屏前的秒数，0 为不遮屏，默认 300。Seconds without a key after which the scan station is covered; 0 never, 300 by default."`
	Sound   string       `json:"scan_sound,omitempty" enum:"on,off" doc:"扫描提示音，默认 on。Sounds of the scan station."`
}

// columnCode is a column of the asset list.
type columnCode string

// Schema is the list of values in the document.
func (columnCode) Schema(huma.Registry) *huma.Schema {
	return enum("列。Column.", setting.AllColumns())
}

func settingsOf(v setting.Values) settingsView {
	out := settingsView{Lang: v[setting.Lang], End: v[setting.End], Sound: v[setting.Sound]}
	if v[setting.Columns] != "" {
		for _, c := range v.Columns() {
			out.Columns = append(out.Columns, columnCode(c))
		}
	}
	if n, err := strconv.Atoi(v[setting.Blank]); err == nil {
		out.Blank = &n
	}
	return out
}

// values are all the settings there are: what is not given is taken back.
func (v settingsView) values() setting.Values {
	columns := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		columns[i] = string(c)
	}
	out := setting.Values{setting.Lang: v.Lang, setting.Columns: strings.Join(columns, ","), setting.End: v.End, setting.Sound: v.Sound, setting.Blank: ""}
	if v.Blank != nil {
		out[setting.Blank] = strconv.Itoa(*v.Blank)
	}
	return out
}

// savedView is a kept view of the asset list.
type savedView struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Query     string `json:"query" doc:"列表页地址 /assets? 之后的参数。Parameters of the list page's address, what follows /assets?."`
	Sharing   string `json:"sharing" enum:"own,department,organ"`
	Owner     *ref   `json:"owner,omitempty"`
	Mine      bool   `json:"mine"`
	Count     *int   `json:"count,omitempty" doc:"本人所见的设备数，与列表页所示相同，最多数到 1000；没有时见 uncounted。Assets the caller sees in it, as on the list page, counted up to 1000; where there is none, uncounted says why."`
	More      bool   `json:"more,omitempty" doc:"多于 1000 件。There are more than 1000."`
	Uncounted string `json:"uncounted,omitempty" enum:"late,invalid" doc:"没有 count 的原因：late 为同一应答的各视图共用的 0.3 秒内未能数出，可稍后再取；invalid 为条件已无法识别，打开列表可见原因。Why there is no count: late, it was not found within the 0.3 s that the views of one answer share, ask again later; invalid, the query means nothing (any more), and opening the list says why."`
}

func savedOf(v view.Saved) savedView {
	return savedView{
		ID: v.ID, Name: v.Name, Query: v.Query, Sharing: string(v.Sharing), Mine: v.Mine,
		Owner: refOf(view.Ref{ID: v.Owner, Name: v.OwnerName}),
	}
}

// countViews adds to each view what it holds, or why that is not told.
func (s *server) countViews(ctx context.Context, list []savedView) error {
	queries := make([]string, len(list))
	for i := range list {
		queries[i] = list[i].Query
	}
	counts, err := s.counts.Saved(ctx, s.App.Store(), who(ctx), queries)
	for i, n := range counts {
		switch v := &list[i]; {
		case n.Known:
			v.Count, v.More = &n.N, n.More
		case n.Invalid:
			v.Uncounted = "invalid"
		default:
			v.Uncounted = "late"
		}
	}
	return err
}

type savedInput struct {
	Name    string `json:"name" minLength:"1" maxLength:"40" doc:"同名的本人视图会被替换。One's own view of the same name is replaced."`
	Query   string `json:"query,omitempty" maxLength:"2000"`
	Sharing string `json:"sharing" enum:"own,department,organ" doc:"department、organ 须有相应职责。Sharing takes a seat."`
}

// settings registers what people set for themselves: it is no record of an asset.
func (s *server) settings() {
	huma.Register(s.api, op("settings", http.MethodGet, "/settings", "本人设置", "one's own settings"),
		func(ctx context.Context, _ *struct{}) (*struct{ Body settingsView }, error) {
			v, err := s.App.Store().Settings(ctx, who(ctx).Account)
			if err != nil {
				return nil, err
			}
			return &struct{ Body settingsView }{settingsOf(v)}, nil
		})
	huma.Register(s.api, op("settings-set", http.MethodPut, "/settings", "修改本人设置：未给出的恢复默认", "set one's own settings: what is not given is taken back"),
		func(ctx context.Context, in *creating[settingsView]) (*outcomeAnswer, error) {
			return s.answer(ctx, app.SetSettings{Values: in.Body.values()}, in.Key)
		})
	huma.Register(s.api, op("views", http.MethodGet, "/views", "保存的视图：本人的与共享给本人的", "saved views: one's own and those shared with one"),
		func(ctx context.Context, _ *struct{}) (*rowsOf[savedView], error) {
			list, err := s.App.Store().SavedViews(ctx, who(ctx))
			if err != nil {
				return nil, err
			}
			out := rows(list, savedOf)
			return out, s.countViews(ctx, out.Body.Rows)
		})
	huma.Register(s.api, status(op("view-save", http.MethodPost, "/views", "保存视图", "save a view"), http.StatusCreated),
		func(ctx context.Context, in *creating[savedInput]) (*outcomeAnswer, error) {
			if err := booklist.Check(in.Body.Query); err != nil {
				return nil, err
			}
			return s.answer(ctx, app.SaveView{Name: in.Body.Name, Query: in.Body.Query, Sharing: setting.Sharing(in.Body.Sharing)}, in.Key)
		})
	huma.Register(s.api, op("view-drop", http.MethodDelete, "/views/{id}", "删除视图", "drop a view"),
		func(ctx context.Context, in *struct {
			Keyed
			ID string `path:"id" maxLength:"64"`
		}) (*outcomeAnswer, error) {
			return s.answer(ctx, app.DropView{ID: in.ID}, in.Key)
		})
}
