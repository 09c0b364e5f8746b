package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/errs"
	"sealbook/internal/importer"
	"sealbook/internal/importer/organ"
	"sealbook/internal/importer/sheet"
)

// maxUpload is the largest body of an upload, as the middleware holds it.
const maxUpload = 32 << 20

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// maxMappings bounds the mapping a client sends, in characters.
const maxMappings = 1 << 20

// importForm is the upload: the file and what is chosen about it.
type importForm struct {
	File     huma.FormFile `form:"file" required:"true" doc:"台账文件（.xlsx 或 .csv）。The ledger: .xlsx or .csv."`
	Mappings string        `form:"mappings" required:"false" maxLength:"1048576" doc:"各工作表的列对应关系（JSON，以工作表名为键，csv 为空字符串）：{\"Sheet1\":{\"columns\":[{\"index\":0,\"field\":\"code\"}]},\"Sheet2\":{\"skip\":true}}；字段见预览的 fields，\"\" 为附加字段，\"-\" 为忽略。What each column holds, by name of the sheet (\"\" for csv)."`
	Classify bool          `form:"classify" required:"false" doc:"按台账所载密级提请定密，须经签署。Also ask for the classification the ledger claims; it takes the signatures."`
}

type importInput struct {
	Keyed
	RawBody huma.MultipartFormFiles[importForm]
}

type rejectsInput struct {
	Keyed
	RawBody huma.MultipartFormFiles[rejectsBody]
}

// rejectsBody repeats importForm: the reader of forms does not look into
// embedded structs.
type rejectsBody struct {
	File     huma.FormFile `form:"file" required:"true" doc:"台账文件（.xlsx 或 .csv）。The ledger: .xlsx or .csv."`
	Mappings string        `form:"mappings" required:"false" maxLength:"1048576" doc:"同导入。As for the import."`
	Classify bool          `form:"classify" required:"false" doc:"同导入。As for the import."`
	Format   string        `form:"format" required:"false" enum:"csv,xlsx" doc:"默认 csv；几个工作表都有被拒行时为 xlsx。Default csv, or xlsx when several sheets have rejected rows."`
}

type organForm struct {
	File   huma.FormFile `form:"file" required:"true" doc:"组织机构表：部门、房间、人员与职责。Sheet of departments, rooms, persons and seats."`
	DryRun bool          `form:"dry_run" required:"false" doc:"true：只预览，不写入。true: say what each row would become and write nothing."`
}

type organInput struct {
	Keyed
	RawBody huma.MultipartFormFiles[organForm]
}

// imports registers the import of ledgers and of the organ. It keeps nothing
// between requests: the client sends the file again to confirm what it previewed.
func (s *server) imports() {
	huma.Register(s.api, upload(op("import-preview", http.MethodPost, "/imports/preview", "预览导入：每行将成为什么、为何被拒；不写入", "preview: what each row becomes or why it is rejected; nothing is written")),
		func(ctx context.Context, in *importInput) (*importAnswer, error) {
			f := in.RawBody.Data()
			src, o, err := s.open(ctx, f.File, f.Mappings, f.Classify)
			if err != nil {
				return nil, err
			}
			if src.Usable() != nil { // the answer shows the columns, to be mapped
				return importAnswerOf(src, &importer.Report{File: src.File, Digest: src.Digest, DryRun: true})
			}
			rep, err := importer.Preview(ctx, s.App, who(ctx), src, o)
			if err != nil {
				return nil, err
			}
			return importAnswerOf(src, rep)
		})
	huma.Register(s.api, upload(op("import", http.MethodPost, "/imports", "导入：一次登记所有合格的行", "import: registers every good row in one transaction")),
		func(ctx context.Context, in *importInput) (*importAnswer, error) {
			f := in.RawBody.Data()
			src, o, err := s.open(ctx, f.File, f.Mappings, f.Classify)
			if err != nil {
				return nil, err
			}
			rep, err := importer.Confirm(ctx, s.App, who(ctx), src, o, in.Key)
			if err != nil {
				return nil, err
			}
			return importAnswerOf(src, rep)
		})
	rejects := file(upload(op("import-rejects", http.MethodPost, "/imports/rejects", "被拒行文件：原行加原因，改正后可再导入；不写入",
		"the rejected rows with their reasons, to be mended and imported again; nothing is written")), "text/csv", xlsxType)
	huma.Register(s.api, rejects, s.rejects)
	huma.Register(s.api, upload(op("import-organ", http.MethodPost, "/imports/organ", "导入组织机构：部门、房间、人员、职责；每行一项操作", "import the organ: departments, rooms, persons, seats; each row a command")),
		func(ctx context.Context, in *organInput) (*organAnswer, error) {
			form := in.RawBody.Data()
			run, f := importer.Organ, form.File
			if form.DryRun {
				run = importer.PreviewOrgan
			}
			rep, err := run(ctx, s.App, who(ctx), importer.FileName(f.Filename), f, f.Size)
			if err != nil {
				return nil, err
			}
			return &organAnswer{Body: importOrganOf(rep)}, nil
		})
	huma.Register(s.api, file(op("import-organ-template", http.MethodGet, "/imports/organ/template.xlsx", "组织机构表样例", "template of the organ's sheets"), xlsxType),
		func(ctx context.Context, _ *struct{}) (*fileAnswer, error) {
			var b bytes.Buffer
			if err := organ.Template(&b, lang(ctx)); err != nil {
				return nil, err
			}
			return &fileAnswer{ContentType: xlsxType, Disposition: `attachment; filename="organ.xlsx"`, Body: b.Bytes()}, nil
		})
}

// upload lets an operation take a file.
func upload(o huma.Operation) huma.Operation {
	o.MaxBodyBytes = maxUpload + 1
	return o
}

// open reads the uploaded file with what is chosen about it.
func (s *server) open(ctx context.Context, f huma.FormFile, mappings string, classify bool) (*importer.Source, importer.Options, error) {
	if err := s.App.MayImport(ctx, who(ctx)); err != nil {
		return nil, importer.Options{}, err
	}
	o, err := importer.ForOrgan(ctx, s.App, who(ctx))
	if err != nil {
		return nil, o, err
	}
	o.NoPropose = !classify
	if o.Mappings, err = mappingsOf(mappings); err != nil {
		return nil, o, err
	}
	src, err := importer.Open(importer.FileName(f.Filename), f, f.Size, sheet.Limits{FileBytes: maxUpload})
	if err != nil {
		return nil, o, err
	}
	return src, o, src.Understand(o)
}

func mappingsOf(text string) (map[string]importer.Choice, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if len(text) > maxMappings {
		return nil, errs.InvalidField("mappings", "列的对应关系过长。", "The mappings are too long.")
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	var out map[string]importer.Choice
	if err := dec.Decode(&out); err != nil || dec.More() {
		return nil, errs.InvalidField("mappings", "应为 JSON 对象：工作表名 → {\"skip\":true} 或 {\"columns\":[{\"index\":0,\"field\":\"code\"}]}。",
			"It has to be a JSON object: name of the sheet → {\"skip\":true} or {\"columns\":[{\"index\":0,\"field\":\"code\"}]}.")
	}
	return out, nil
}

// rejects answers with the rows that an import would reject now. What it would
// register is not touched; what was registered counts as unchanged, so that the
// file is the same before and after the import.
func (s *server) rejects(ctx context.Context, in *rejectsInput) (*fileAnswer, error) {
	f := in.RawBody.Data()
	src, o, err := s.open(ctx, f.File, f.Mappings, f.Classify)
	if err != nil {
		return nil, err
	}
	rep, err := importer.Preview(ctx, s.App, who(ctx), src, o)
	if err != nil {
		return nil, err
	}
	format := f.Format
	if format == "" {
		format = src.RejectsFormat(rep)
	}
	var b bytes.Buffer
	if err := src.WriteRejects(&b, rep, format); err != nil {
		return nil, err
	}
	return &fileAnswer{
		ContentType: exportTypes[format], Body: b.Bytes(),
		Disposition: `attachment; filename="rejected.` + format + `"; filename*=UTF-8''` + url.PathEscape(importer.RejectsName(src.File, format)),
	}, nil
}
