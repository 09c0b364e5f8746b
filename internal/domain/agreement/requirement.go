package agreement

import "sealbook/internal/errs"

// Requirement is one line of the checklist of an agreement: a secrecy requirement
// or measure, and where the paper has it (ORG 19: requirements and measures).
type Requirement struct {
	Key    string `json:"key"`
	Met    bool   `json:"met"`
	Clause string `json:"clause,omitempty"` // of the paper
}

var requirements = []struct {
	key  string
	must bool
	text errs.Text
}{
	{"secrecy-duty", true, errs.T("明确保密义务和责任人", "secrecy duty and who answers for it")},
	{"people-vetted", true, errs.T("人员经审查并签保密承诺，名单报本单位", "people vetted and bound, their list handed to us")},
	{"escort", true, errs.T("全程接受本单位人员监督", "watched by our own staff throughout")},
	{"no-storage-out", true, errs.T("不得带走、复制、留存存储部件和数据", "takes, copies and keeps no storage and no data")},
	{"no-remote", true, errs.T("不得远程维护", "no maintenance from afar")},
	{"no-subcontract", true, errs.T("不得转包、分包", "no subcontracting")},
	{"report", true, errs.T("发现泄密隐患立即报告", "reports a leak or its danger at once")},
	{"liability", true, errs.T("违约和泄密的法律责任", "liability for breach and leak")},
	{"return-material", false, errs.T("终止时交还、销毁全部资料", "gives back or destroys all material at the end")},
	{"audit-right", false, errs.T("接受本单位保密检查", "open to our inspection")},
}

// Requirements lists the keys of the checklist.
func Requirements() []string {
	out := make([]string, len(requirements))
	for i, r := range requirements {
		out[i] = r.key
	}
	return out
}

// RequirementText says what a key asks for; zero for an unknown one.
func RequirementText(key string) errs.Text {
	for _, r := range requirements {
		if r.key == key {
			return r.text
		}
	}
	return errs.Text{}
}

// Must reports whether nothing is signed without the requirement.
func Must(key string) bool {
	for _, r := range requirements {
		if r.key == key {
			return r.must
		}
	}
	return false
}

// unmet are the requirements that the paper has to have and does not.
func unmet(list []Requirement) []errs.Text {
	var out []errs.Text
	for _, r := range requirements {
		if !r.must {
			continue
		}
		met := false
		for _, x := range list {
			met = met || x.Key == r.key && x.Met
		}
		if !met {
			out = append(out, r.text)
		}
	}
	return out
}
