package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/app"
	"sealbook/internal/label"
	"sealbook/internal/view"
	"sealbook/labels"
)

type printInput struct {
	Keyed
	Body struct {
		Choice
		Stock string `json:"stock" minLength:"1" maxLength:"40" doc:"标签纸。Label stock: a4-70x37, a4-38x21, roll-50x30, roll-60x40."`
		Start int    `json:"start,omitempty" minimum:"1" maximum:"200" doc:"第一张用纸的起始位置，从 1 起。First free place on a used sheet, from 1."`
		Key   string `json:"key,omitempty" maxLength:"200" doc:"打印任务键，默认取 Idempotency-Key；同键不重复打印。Key of the job, by default the Idempotency-Key: the same key prints nothing new on record."`
	}
}

// JobView is one print job.
type JobView struct {
	ID     string    `json:"id"`
	Stock  string    `json:"stock"`
	Start  int       `json:"start"`
	Labels int       `json:"labels"`
	Copies int       `json:"copies" doc:"其中重印。Of them copies."`
	By     *ref      `json:"by,omitempty"`
	At     time.Time `json:"at"`

	Fetched int `json:"fetched" doc:"该任务的文件被取出的次数；第二次起即为补打。How often the job's file was fetched: from the second time on its labels are copies."`
}

func jobOf(j view.PrintJob) JobView {
	return JobView{ID: j.ID, Stock: j.Stock, Start: j.Start, Labels: j.Labels, Copies: j.Copies, By: refOf(j.By), At: j.At, Fetched: j.Fetched}
}

type jobAnswer struct {
	Body struct {
		JobView
		Items []labelView `json:"items" nullable:"false"`
	}
}

// labels registers print jobs, sheets, single labels and voiding.
func (s *server) labels() {
	huma.Register(s.api, op("stocks", http.MethodGet, "/labels/stocks", "标签纸", "label stocks"),
		func(context.Context, *struct{}) (*rowsOf[stockView], error) {
			return rows(labels.Stocks(), stockOf), nil
		})
	huma.Register(s.api, status(op("labels-print", http.MethodPost, "/labels", "打印标签", "print labels: one job"), http.StatusCreated), s.printLabels)
	huma.Register(s.api, op("label-jobs", http.MethodGet, "/labels/jobs", "打印任务", "print jobs"),
		func(ctx context.Context, in *struct {
			Cursor string `query:"cursor" maxLength:"500"`
			Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
		}) (*pageOf[JobView], error) {
			list, next, err := s.App.Store().PrintJobs(ctx, who(ctx), in.Cursor, in.Limit)
			if err != nil {
				return nil, err
			}
			return page(list, next, jobOf), nil
		})
	huma.Register(s.api, op("label-job", http.MethodGet, "/labels/jobs/{id}", "打印任务明细", "one print job with its labels"), s.job)
	huma.Register(s.api, handedOut(file(op("label-sheet", http.MethodGet, "/labels/jobs/{id}/sheet.pdf", "标签页（PDF）", "the job as PDF"), "application/pdf")), s.sheet)
	for _, form := range []string{"svg", "png", "zpl"} {
		o := handedOut(file(op("label-"+form, http.MethodGet, "/labels/{token}/label."+form, "单个标签："+form, "one label as "+form), forms[form]))
		huma.Register(s.api, o, func(ctx context.Context, in *pictureInput) (*fileAnswer, error) {
			return s.picture(ctx, form, in)
		})
	}
	huma.Register(s.api, op("label-void", http.MethodPost, "/labels/{token}/void", "作废标签", "take a label out of force"),
		func(ctx context.Context, in *struct {
			Keyed
			Token string `path:"token" maxLength:"64"`
			Body  struct {
				Reason string `json:"reason" minLength:"1" maxLength:"500"`
			}
		}) (*outcomeAnswer, error) {
			return s.answer(ctx, app.VoidLabel{Token: in.Token, Reason: in.Body.Reason}, in.Key)
		})
}

// file says in the document that the answer is no JSON.
func file(o huma.Operation, types ...string) huma.Operation {
	content := map[string]*huma.MediaType{}
	for _, t := range types {
		content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: content}}
	return o
}

// handedOut says in the document that fetching the file is on record.
func handedOut(o huma.Operation) huma.Operation {
	o.Description = "每次取出都登记为输出（何人、何时、何种格式），计入标签的打印次数；仅限资产管理员与保密办，且标签须为现行标签，否则 409 flow.label-copy。\n\n" +
		"Each fetch is on record (who, when, format) and counts as putting the label on paper. For asset officers and the secrecy office, " +
		"and of current labels only; else 409 flow.label-copy."
	return o
}

type stockView struct {
	Name    string `json:"name"`
	Text    text   `json:"text"`
	Kind    string `json:"kind" enum:"sheet,roll"`
	PerPage int    `json:"per_page"`
}

func stockOf(s label.Stock) stockView {
	return stockView{Name: s.Name, Text: text{ZH: s.ZH, EN: s.EN}, Kind: string(s.Kind), PerPage: s.PerPage()}
}

func (s *server) printLabels(ctx context.Context, in *printInput) (*outcomeAnswer, error) {
	b := in.Body
	key := b.Key
	if key == "" {
		key = in.Key
	}
	b.Key, b.Start = "", max(b.Start, 1) // the key is no part of what is asked for
	out, err := s.App.ExecuteChosen(ctx, who(ctx), "print", b, key, func() (app.Command, error) {
		ids, err := s.chosen(ctx, b.Choice, app.MaxPrint)
		return app.Print{Assets: ids, Stock: b.Stock, Start: b.Start, Key: key}, err
	})
	if err != nil {
		return nil, err
	}
	return answer(out), nil
}

func (s *server) job(ctx context.Context, in *struct{ IDOf }) (*jobAnswer, error) {
	j, err := s.App.Store().PrintJob(ctx, who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	items, err := s.App.Store().PrintJobItems(ctx, who(ctx), j.ID)
	if err != nil {
		return nil, err
	}
	out := &jobAnswer{}
	out.Body.JobView = jobOf(j)
	out.Body.Items = make([]labelView, 0, len(items))
	for _, l := range items {
		out.Body.Items = append(out.Body.Items, labelOf(l))
	}
	return out, nil
}
