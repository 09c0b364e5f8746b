package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
	"sealbook/internal/errs"
	"sealbook/internal/view"
)

// Filter narrows a list of assets: query parameters, or the filter of a bulk
// command and of a print job.
type Filter struct {
	Text       string     `query:"q" json:"q,omitempty" maxLength:"200" doc:"编号、序列号、型号、责任人、房间中的任意片段：两个汉字或三个字母起。Any part of code, serial, model, keeper or room: from 2 Chinese characters or 3 letters."`
	Class      classCode  `query:"class" json:"class,omitempty"`
	Kind       string     `query:"kind" json:"kind,omitempty" maxLength:"40"`
	Book       bookCode   `query:"book" json:"book,omitempty"`
	Life       []lifeCode `query:"life" json:"life,omitempty" nullable:"false" maxItems:"30"`
	Level      levelCode  `query:"level" json:"level,omitempty"`
	Undecided  bool       `query:"undecided" json:"undecided,omitempty" doc:"尚未定密。No level is decided yet."`
	Department string     `query:"department" json:"department,omitempty" maxLength:"64" doc:"含下级部门。With everything below it."`
	Room       string     `query:"room" json:"room,omitempty" maxLength:"64"`
	Keeper     string     `query:"keeper" json:"keeper,omitempty" maxLength:"64"`
	Hold       holdCode   `query:"hold" json:"hold,omitempty"`
	Unlabelled bool       `query:"unlabelled" json:"unlabelled,omitempty" doc:"已定密而未贴现行标签。Marked, and no current label applied."`
	Unprinted  bool       `query:"unprinted" json:"unprinted,omitempty" doc:"已定密而未打印现行标签。Marked, and no current label printed."`
	Waits      bool       `query:"waits" json:"waits,omitempty" doc:"待本人签署。Waits for the caller's signature."`
	Host       string     `query:"host" json:"host,omitempty" maxLength:"64"`

	Alive          bool   `query:"alive" json:"alive,omitempty" doc:"在册：未销毁、未核销等。Neither destroyed nor otherwise at its end."`
	DepartmentOnly string `query:"department_only" json:"department_only,omitempty" maxLength:"64" doc:"不含下级部门；none 为未定部门。Without what is below it; none: no department."`
	Due            string `query:"due" json:"due,omitempty" maxLength:"30" pattern:"^(request|check|clear)([.]overdue|[.][0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"到期事项：request 待签申请、check 技术检测、clear 介质清理；可接 .overdue（已过期）或 .日期（该日所在周，本周只含尚未到期的）；不接则含已过期的和八周之内的。What is due: alone (overdue or within eight weeks), with .overdue, or with a day for its week, of the present week what is still ahead."`
	Bought         string `query:"bought" json:"bought,omitempty" maxLength:"4" doc:"购置年份；none 为没有购置日期。Year of purchase; none: not on record."`
	Entered        string `query:"entered" json:"entered,omitempty" maxLength:"7" doc:"登记的年份或月份：2026、2026-11。Year or month of registration."`
	Gone           string `query:"gone" json:"gone,omitempty" maxLength:"7" doc:"减少（作废、销毁、移出、核销）的年份或月份。Year or month in which it came to its end."`
}

func (f Filter) view() view.AssetFilter {
	out := view.AssetFilter{
		Text: f.Text, Class: asset.Class(f.Class), Kind: asset.Kind(f.Kind), Book: asset.Book(f.Book), Department: f.Department,
		Room: f.Room, Keeper: f.Keeper, Hold: asset.HoldKind(f.Hold), Unlabelled: f.Unlabelled, Unprinted: f.Unprinted,
		WaitsFor: f.Waits, Host: f.Host, Undecided: f.Undecided,
		Alive: f.Alive, DepartmentOnly: f.DepartmentOnly, Due: f.Due, Bought: f.Bought, Entered: f.Entered, Gone: f.Gone,
	}
	for _, l := range f.Life {
		out.Life = append(out.Life, asset.Life(l))
	}
	if f.Level != "" {
		if l, err := level.Parse(string(f.Level)); err == nil { // the document allows no other
			out.Level = &l
		}
	}
	return out
}

type listInput struct {
	Filter
	Sort   string `query:"sort" enum:"code,num,changed,level,department,life,keeper" default:"code"`
	Desc   bool   `query:"desc"`
	Cursor string `query:"cursor" maxLength:"500" doc:"上一页的 next 或 prev。next or prev of another page."`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type listAnswer struct {
	Body assetPage
}

type assetPage struct {
	Rows []AssetRow `json:"rows" nullable:"false"`
	Next string     `json:"next,omitempty" doc:"下一页的游标，末页没有。Cursor of the next page, none at the end."`
	Prev string     `json:"prev,omitempty"`
}

type recordInput struct {
	IDOf
	IfNoneMatch string `header:"If-None-Match" maxLength:"200"`
}

type recordAnswer struct {
	Status int
	ETag   string `header:"ETag"`
	Body   *record
}

type historyInput struct {
	IDOf
	Cursor string `query:"cursor" maxLength:"500"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

// IDOf is the id in a path.
type IDOf struct {
	ID string `path:"id" maxLength:"64"`
}

// assets registers the list, one record, its history, and registration.
func (s *server) assets() {
	huma.Register(s.api, op("assets", http.MethodGet, "/assets", "设备列表", "list of assets"), s.listAssets)
	one := op("asset", http.MethodGet, "/assets/{id}", "设备记录", "one record, with what may be done with it now")
	one.Responses = map[string]*huma.Response{"304": {Description: "Not Modified"}}
	huma.Register(s.api, one, s.getAsset)
	huma.Register(s.api, op("asset-history", http.MethodGet, "/assets/{id}/history", "设备历史", "history of one asset"), s.history)
	huma.Register(s.api, status(op("asset-register", http.MethodPost, "/assets", "登记", "register, with parts"), http.StatusCreated), s.register)
}

func (s *server) listAssets(ctx context.Context, in *listInput) (*listAnswer, error) {
	f := in.view()
	f.Sort, f.Desc, f.Cursor, f.Limit = in.Sort, in.Desc, in.Cursor, in.Limit
	page, err := s.App.Store().Assets(ctx, who(ctx), f)
	if err != nil {
		return nil, err
	}
	return &listAnswer{Body: assetPage{Rows: assetsOf(page.Rows), Next: page.Next, Prev: page.Prev}}, nil
}

// getAsset answers with the record. The ETag holds the version, for If-Match,
// and a digest of the answer: what may be done changes with the clock and with
// who asks, while the version stands still.
func (s *server) getAsset(ctx context.Context, in *recordInput) (*recordAnswer, error) {
	r, actions, err := s.App.Record(ctx, who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.App.Store().CountFetches(ctx, r.Labels); err != nil {
		return nil, err
	}
	body := recordOf(r, actions, lang(ctx))
	b, err := body.prepared()
	if err != nil {
		return nil, errs.Wrap(err, "api.record")
	}
	sum := sha256.Sum256(b)
	tag := strings.TrimSuffix(versionTag(r.Version), `"`) + "-" + hex.EncodeToString(sum[:6]) + `"`
	if matches(in.IfNoneMatch, tag) {
		return &recordAnswer{Status: http.StatusNotModified, ETag: tag}, nil
	}
	return &recordAnswer{Status: http.StatusOK, ETag: tag, Body: &body}, nil
}

// matches compares weakly, as If-None-Match asks for (RFC 9110 §13.1.2).
func matches(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

type historyPage struct {
	Entries []entry `json:"entries" nullable:"false"`
	Next    string  `json:"next,omitempty"`
}

type entry struct {
	Event    int64             `json:"event" doc:"在历史中的编号。Id in the history."`
	At       string            `json:"at" format:"date-time"`
	By       *ref              `json:"by,omitempty"`
	For      *ref              `json:"for,omitempty" doc:"受谁委托；没有则为本人职责。Who delegated the seat it was done under; without one, his own."`
	Type     string            `json:"type"`
	Verb     string            `json:"verb,omitempty"`
	Text     string            `json:"text,omitempty"`
	Data     json.RawMessage   `json:"data,omitempty" doc:"原样记录的内容。The payload as recorded."`
	Names    map[string]string `json:"names,omitempty" doc:"data 中各标识现在的名称。What the ids in data are called now."`
	Reason   string            `json:"reason,omitempty"`
	Rule     string            `json:"rule,omitempty"`
	Articles []string          `json:"articles,omitempty"`
	Seq      int64             `json:"seq,omitempty" doc:"本设备的第几条记录；被拒绝的操作没有。Place among this asset's events; none for a refusal."`
}

func (s *server) history(ctx context.Context, in *historyInput) (*struct{ Body historyPage }, error) {
	list, next, err := s.App.Store().History(ctx, who(ctx), in.ID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &struct{ Body historyPage }{historyPage{Entries: make([]entry, 0, len(list)), Next: next}}
	for _, e := range list {
		out.Body.Entries = append(out.Body.Entries, entry{
			Event: e.Event, At: e.At.Format("2006-01-02T15:04:05.999999Z07:00"), By: refOf(e.By), For: refOf(e.For), Type: e.Type, Verb: string(e.Verb),
			Text: e.Verb.Text().In(lang(ctx)), Data: e.Data, Names: e.Names, Reason: e.Reason, Rule: e.Rule, Articles: e.Articles, Seq: e.Seq,
		})
	}
	return out, nil
}

type registration struct {
	Code       string            `json:"code,omitempty" maxLength:"64" doc:"保密编号；空则自动编号。Empty: the next number is drawn."`
	Class      classCode         `json:"class"`
	Kind       kindCode          `json:"kind"`
	Serial     string            `json:"serial,omitempty" maxLength:"128"`
	Brand      string            `json:"brand,omitempty" maxLength:"100"`
	Model      string            `json:"model,omitempty" maxLength:"200"`
	Book       bookCode          `json:"book,omitempty"`
	Department string            `json:"department,omitempty" maxLength:"64"`
	Room       string            `json:"room,omitempty" maxLength:"64"`
	Network    networkCode       `json:"network,omitempty"`
	Wireless   wirelessCode      `json:"wireless,omitempty"`
	Details    asset.Details     `json:"details,omitempty"`
	Parts      []registeringPart `json:"parts,omitempty" nullable:"false" maxItems:"64"`
}

type registeringPart struct {
	Code   string    `json:"code,omitempty" maxLength:"64"`
	Class  classCode `json:"class"`
	Kind   kindCode  `json:"kind"`
	Serial string    `json:"serial,omitempty" maxLength:"128"`
	Brand  string    `json:"brand,omitempty" maxLength:"100"`
	Model  string    `json:"model,omitempty" maxLength:"200"`
}

type registerInput struct {
	Keyed
	Body registration
}

func (s *server) register(ctx context.Context, in *registerInput) (*outcomeAnswer, error) {
	b := in.Body
	r := asset.Registration{
		Code: b.Code, Class: asset.Class(b.Class), Kind: asset.Kind(b.Kind), Serial: b.Serial, Brand: b.Brand, Model: b.Model,
		Book: asset.Book(b.Book), Department: b.Department, Room: b.Room, Network: asset.Network(b.Network),
		Wireless: asset.Wireless(b.Wireless), Details: b.Details,
	}
	for _, p := range b.Parts {
		r.Parts = append(r.Parts, asset.PartSpec{
			Code: p.Code, Class: asset.Class(p.Class), Kind: asset.Kind(p.Kind), Serial: p.Serial, Brand: p.Brand, Model: p.Model,
		})
	}
	out, err := s.execute(ctx, app.Register{Registration: r}, in.Key)
	if err != nil {
		return nil, err
	}
	return answer(out), nil
}
