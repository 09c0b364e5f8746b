package value

import (
	"regexp"
	"strconv"
	"strings"

	"sealbook/internal/errs"
)

// The codes of the levels, as the domain writes them (LAW 14).
const (
	TopSecret    = "top_secret"
	Secret       = "secret"
	Confidential = "confidential"
	Unclassified = "unclassified"
)

var levelWords = map[string]string{
	"绝密": TopSecret, "机密": Secret, "秘密": Confidential,
	"非密": Unclassified, "非涉密": Unclassified, "不涉密": Unclassified, "内部": Unclassified, "公开": Unclassified,
	"普通": Unclassified, "无": Unclassified, "无密级": Unclassified, "工作秘密": Unclassified, "内部资料": Unclassified,
	"top secret": TopSecret, "top_secret": TopSecret, "secret": Secret, "confidential": Confidential,
	"unclassified": Unclassified, "public": Unclassified, "internal": Unclassified, "none": Unclassified,
}

var (
	// 机密 · 机密级 · 机密★20年 · 机密级 ☆ 20 年 · 机密*20 · 机密(20年)
	marked = regexp.MustCompile(`^(.+?)(?:级)?(?: ?[★☆*※✭⭐] ?|\(| )(.*?)\)?$`)
	span   = regexp.MustCompile(`^(\d{1,3}) ?(年|个月|月|years?|y)?$`)
)

// Level reads a level with its term: 机密, 机密级, 机密★20年, 机密☆20年, Top Secret.
// It gives the level's code ("" for the empty cell) and the term in whole years
// (0 when none is written).
func Level(cell string) (code string, years int, fault errs.Text) {
	s := strings.ToLower(strings.Join(strings.Fields(Code(cell)), " "))
	if Nothing(s) && s != "none" {
		return "", 0, errs.Text{}
	}
	if code, ok := levelWord(s); ok {
		return code, 0, errs.Text{}
	}
	m := marked.FindStringSubmatch(s)
	if m == nil {
		return "", 0, unknownLevel(cell)
	}
	code, ok := levelWord(m[1])
	if !ok {
		return "", 0, unknownLevel(cell)
	}
	years, fault = Term(m[2])
	if !fault.IsZero() {
		return "", 0, fault
	}
	if code == Unclassified && years > 0 {
		return "", 0, errs.T("密级「"+clip(cell)+"」：非密没有保密期限。", "the level \""+clip(cell)+"\": what is unclassified has no term.")
	}
	return code, years, errs.Text{}
}

// Restricted reports whether the cell keeps something inside by a word that is no
// level of state secrets (内部): Level reads it as unclassified, and whoever
// imports has to know.
func Restricted(cell string) bool {
	s := strings.ToLower(strings.Join(strings.Fields(Code(cell)), ""))
	for _, word := range []string{"内部", "internal", "工作秘密"} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

func levelWord(s string) (string, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), "　", "")
	if !strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") {
		s = strings.ReplaceAll(s, " ", "")
	}
	if code, ok := levelWords[s]; ok {
		return code, true
	}
	code, ok := levelWords[strings.TrimSuffix(s, "级")]
	return code, ok
}

func unknownLevel(cell string) errs.Text {
	return errs.T("密级「"+clip(cell)+"」无法识别，请写绝密、机密、秘密或非密，如 机密★20年。",
		"the level \""+clip(cell)+"\" is not understood; write 绝密, 机密, 秘密 or 非密, as 机密★20年.")
}

// Term reads a term of secrecy in years: 20年, 20, ★20年, 12个月. 长期 and the
// empty cell give 0: no term is written.
func Term(cell string) (int, errs.Text) {
	s := strings.ToLower(strings.Trim(strings.Join(strings.Fields(Code(cell)), " "), "★☆* "))
	if Nothing(s) || s == "长期" || s == "无" {
		return 0, errs.Text{}
	}
	m := span.FindStringSubmatch(s)
	if m == nil {
		return 0, errs.T("保密期限「"+clip(cell)+"」无法识别，请写年数，如 20年。", "the term \""+clip(cell)+"\" is not understood; write years, as 20年.")
	}
	n, _ := strconv.Atoi(m[1])
	if strings.HasSuffix(m[2], "月") {
		if n%12 != 0 {
			return 0, errs.T("保密期限「"+clip(cell)+"」不是整年，台账按年记载，请改写年数。",
				"the term \""+clip(cell)+"\" is not whole years; the ledger keeps years.")
		}
		n /= 12
	}
	return n, errs.Text{}
}
