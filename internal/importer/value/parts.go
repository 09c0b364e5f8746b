package value

import "strings"

// Optical reads the optical drive of a computer: none, read or burn; ok is false
// for words it does not know.
func Optical(cell string) (string, bool) {
	s := strings.ToLower(Code(cell))
	switch {
	case s == "", s == "/", s == "-":
		return "", true
	case s == "无" || s == "没有" || s == "none" || s == "no" || strings.Contains(s, "拆除") || strings.Contains(s, "无光驱"):
		return "none", true
	case strings.Contains(s, "不可刻录") || strings.Contains(s, "不能刻录") || strings.Contains(s, "禁止刻录"):
		return "read", true
	case strings.Contains(s, "刻录") || strings.Contains(s, "可写") || strings.Contains(s, "burn") || strings.Contains(s, "rw"):
		return "burn", true
	case strings.Contains(s, "只读") || strings.Contains(s, "read") || strings.Contains(s, "rom") || s == "有":
		return "read", true
	}
	return "", false
}

// Network reads what a device is connected to: none, classified, internal or
// internet (domain.md §2, ORG 15).
func Network(cell string) (string, bool) {
	s := strings.ToLower(Code(cell))
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(s, w) {
				return true
			}
		}
		return false
	}
	switch {
	case s == "", s == "/", s == "-":
		return "", true
	case has("互联网", "外网", "internet"):
		if has("不", "未", "禁", "no") {
			return "none", true
		}
		return "internet", true
	case has("单机", "未联", "不联", "未接", "不接", "未连", "无") || s == "none" || s == "standalone" || s == "否":
		return "none", true
	case has("非涉密", "非密", "政务", "内网", "办公网", "internal", "unclassified", "non-classified"):
		return "internal", true
	case has("涉密", "classified", "密网"):
		return "classified", true
	}
	return "", false
}

// Wireless reads what became of the wireless parts: absent, removed or present.
func Wireless(cell string) (string, bool) {
	s := strings.ToLower(Code(cell))
	switch {
	case s == "", s == "/", s == "-":
		return "", true
	case strings.Contains(s, "未拆") || strings.Contains(s, "没拆"):
		return "present", true
	case strings.Contains(s, "拆除") || strings.Contains(s, "已拆") || s == "removed":
		return "removed", true
	case s == "无" || s == "没有" || s == "否" || s == "none" || s == "no" || s == "absent" || strings.HasPrefix(s, "无无线"):
		return "absent", true
	case s == "有" || s == "是" || s == "yes" || s == "present" || strings.HasPrefix(s, "有"):
		return "present", true
	}
	return "", false
}

// BrandModel splits a cell that holds both: 爱国者 加密U盘 L8302 → 爱国者, 加密U盘 L8302.
// One word alone is the model.
func BrandModel(cell string) (brand, model string) {
	s := OneLine(cell)
	if i := strings.IndexAny(s, " /／"); i > 0 {
		return s[:i], strings.TrimLeft(s[i:], " /／")
	}
	return "", s
}
