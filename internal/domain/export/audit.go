package export

import (
	"unicode/utf8"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// KindAudit names an export of the history in events.
const KindAudit = "auditexport"

// AuditMade records that a view of the history was exported, before its bytes go
// out.
type AuditMade struct {
	Export  string            `json:"export"`
	Number  int64             `json:"number"`
	View    string            `json:"view"` // users, administrators
	Purpose string            `json:"purpose"`
	Format  Format            `json:"format"`
	Rows    int64             `json:"rows"`
	Digest  string            `json:"digest"`           // SHA-256 of the file, hex
	Filter  map[string]string `json:"filter,omitempty"` // what narrowed the view
}

// EventType names the payload in the ledger; the name never changes.
func (AuditMade) EventType() string { return "audit.exported" }

// StateAudit makes the event.
func StateAudit(m AuditMade) event.Event {
	return event.Of(m, event.Subject{Kind: KindAudit, ID: m.Export})
}

// DecideAudit says whether the actor may carry a view of the history away, and
// tidies the request: the auditor both, the security administrator what users
// did (REG 34); whoever may not read it may not export it either.
func DecideAudit(actor org.Actor, administrators bool, r Request) (Request, error) {
	seats := []org.Seat{org.Auditor}
	if !administrators {
		seats = append(seats, org.SecurityAdmin)
	}
	may := false
	for _, s := range seats {
		may = may || actor.Holds(s)
	}
	if !may {
		return r, rulebook.Refuse("flow.seat", org.OneOf(seats...))
	}
	if r.Purpose = oneLine(r.Purpose); r.Purpose == "" {
		return r, rulebook.Refuse("exp.marked", errs.T("用途：请写明导出作何用", "purpose: say what the export is for"))
	}
	return tidied(r)
}

// tidied checks what a request of any list says about itself.
func tidied(r Request) (Request, error) {
	if utf8.RuneCountInString(r.Purpose) > MaxPurpose {
		return r, errs.InvalidField("purpose", "用途请不超过200字。", "Give the purpose in at most 200 characters.")
	}
	if r.Format != CSV && r.Format != XLSX {
		return r, errs.InvalidField("format", "格式应为 csv 或 xlsx。", "The format is csv or xlsx.")
	}
	if r.Lang != "en" {
		r.Lang = "zh"
	}
	return r, nil
}
