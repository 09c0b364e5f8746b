package api

import (
	"cmp"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sealbook/internal/errs"
	"sealbook/internal/server/problem"
	"sealbook/internal/server/reqctx"
)

// huma keeps its error constructor in package variables; ours takes their
// place once, before any operation is registered.
func init() {
	huma.ValidateStrictCasing = true // or encoding/json would take leveL for level
	huma.NewError = func(status int, msg string, list ...error) huma.StatusError {
		return problem.Of(inputError(status, msg, list), status, "zh", "")
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, msg string, list ...error) huma.StatusError {
		v := reqctx.From(c.Context())
		err := inputError(status, msg, list)
		v.Err = err
		p := problem.Of(err, ownStatus(status), v.Lang, v.RequestID)
		if problem.As(err).Code == "asset.stale" && c.Header("If-Match") != "" {
			p.Status, p.Title = http.StatusPreconditionFailed, http.StatusText(http.StatusPreconditionFailed)
		}
		header := http.Header{}
		problem.Headers(header, p.Status, err)
		for k := range header {
			c.SetHeader(k, header.Get(k))
		}
		return p
	}
}

// ownStatus keeps what huma says of a request it could not read; the status of
// all else follows from the error.
func ownStatus(status int) int {
	switch status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusRequestTimeout:
		return status
	}
	return 0
}

// inputError brings what huma found into our error. A handler's own error comes
// here as the only one of list and passes as it is.
func inputError(status int, msg string, list []error) error {
	if len(list) == 1 {
		var mine *errs.Error
		var large *http.MaxBytesError
		if errors.As(list[0], &mine) || errors.As(list[0], &large) || status >= http.StatusInternalServerError {
			return list[0]
		}
	}
	switch {
	case status == http.StatusRequestEntityTooLarge:
		return problem.TooLarge(bodyLimit)
	case status >= http.StatusInternalServerError:
		return errs.Wrap(errors.New(msg), "api")
	case status == http.StatusUnsupportedMediaType:
		return errs.New(errs.Invalid, "request.media_type", "请求内容须为 application/json。", "The request has to be application/json.")
	case len(list) == 0:
		return errs.New(errs.Invalid, "request.body_required", "缺少请求内容。", "The request has no body.")
	}
	e := errs.New(errs.Invalid, "input.invalid", "填写内容有误，请按提示修改后重新提交。", "Some input is wrong; mend it as told and send again.")
	for i, item := range list {
		if i == maxFieldErrors {
			break
		}
		var d huma.ErrorDetailer
		if !errors.As(item, &d) {
			e = e.WithField("body", "内容无法解析。", "It cannot be read.")
			continue
		}
		detail := d.ErrorDetail()
		zh, en := explain(detail.Message)
		e = e.WithField(location(detail.Location), zh, en)
	}
	// huma goes through maps: the same request must get the same answer.
	slices.SortFunc(e.Fields, func(a, b errs.Field) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Text.EN, b.Text.EN))
	})
	return e
}

const maxFieldErrors = 50

// location is the name of the input without huma's «body.» in front. It may
// hold a name the client made up: it is cut and cleaned.
func location(l string) string {
	for _, prefix := range []string{"body.", "query.", "path.", "header."} {
		l = strings.TrimPrefix(l, prefix)
	}
	l = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, l)
	if len(l) > 80 {
		l = strings.ToValidUTF8(l[:80], "") + "…"
	}
	if l == "" {
		l = "body"
	}
	return l
}

// messages are the words huma uses for what the document asks, with ours. What
// matches none is told in general words: a parser's message may repeat the value.
var messages = []struct {
	re     *regexp.Regexp
	zh, en string
}{
	{regexp.MustCompile(`^unexpected property$`), "没有这个输入项。", "There is no such input."},
	{regexp.MustCompile(`^unknown query parameter$`), "没有这个查询参数。", "There is no such query parameter."},
	{regexp.MustCompile(`^expected required property (\w+) to be present$`), "缺少必填项 $1。", "The required input $1 is missing."},
	{regexp.MustCompile(`^required \w+ parameter is missing$`), "缺少必填项。", "This required input is missing."},
	{regexp.MustCompile(`^expected value to be one of "(.*)"$`), "只能是以下之一：$1。", "It has to be one of: $1."},
	{regexp.MustCompile(`^expected length >= (\d+)$`), "至少 $1 个字符。", "At least $1 characters."},
	{regexp.MustCompile(`^expected length <= (\d+)$`), "至多 $1 个字符。", "At most $1 characters."},
	{regexp.MustCompile(`^expected array length >= (\d+)$`), "至少 $1 项。", "At least $1 items."},
	{regexp.MustCompile(`^expected array length <= (\d+)$`), "至多 $1 项。", "At most $1 items."},
	{regexp.MustCompile(`^expected number >= ([-\d.e+]+)$`), "不得小于 $1。", "At least $1."},
	{regexp.MustCompile(`^expected number <= ([-\d.e+]+)$`), "不得大于 $1。", "At most $1."},
	{regexp.MustCompile(`^expected (?:integer|number)$|^invalid integer$`), "须为数字。", "It has to be a number."},
	{regexp.MustCompile(`^expected boolean$|^invalid boolean$`), "须为 true 或 false。", "It has to be true or false."},
	{regexp.MustCompile(`^expected string$`), "须为文字。", "It has to be a text."},
	{regexp.MustCompile(`^expected object$`), "须为对象。", "It has to be an object."},
	{regexp.MustCompile(`^expected array$`), "须为列表。", "It has to be a list."},
	{regexp.MustCompile(`^expected array items to be unique$`), "列表中有重复项。", "The list holds an item twice."},
	{regexp.MustCompile(`^expected string to be RFC 3339 date$`), "日期应写作 2026-01-31。", "A date is written 2026-01-31."},
}

func explain(message string) (zh, en string) {
	for _, m := range messages {
		if m.re.MatchString(message) {
			return m.re.ReplaceAllString(message, m.zh), m.re.ReplaceAllString(message, m.en)
		}
	}
	return "内容不符合要求。", "The value is not of the form asked for."
}
