package value

import (
	"strings"

	"sealbook/internal/errs"
)

// Kind is a class with a kind in it, by the codes of domain.md §2.
type Kind struct{ Class, Kind string }

// kindWords: the words of ledgers for kinds; a longer word beats a shorter one
// inside it (移动硬盘 is no 硬盘).
var kindWords = map[string]Kind{}

func init() {
	add := func(class, kind string, words ...string) {
		for _, w := range words {
			kindWords[w] = Kind{class, kind}
		}
	}
	add("computer", "desktop", "台式", "台式机", "台式计算机", "台式电脑", "桌面", "工作站", "pc", "desktop", "desktops", "workstation", "计算机", "电脑", "computer", "desktop computer")
	add("computer", "portable", "便携", "便携式", "便携机", "便携式计算机", "笔记本", "笔记本电脑", "手提电脑", "laptop", "laptops", "notebook", "portable", "portable computer")
	add("computer", "server", "服务器", "server", "servers")
	add("computer", "intermediate", "中间机", "中间转换机", "中转机", "intermediate", "intermediate computer")
	add("oa", "printer", "打印机", "激光打印机", "针式打印机", "printer", "printers")
	add("oa", "copier", "复印机", "速印机", "copier")
	add("oa", "scanner", "扫描仪", "高拍仪", "scanner")
	add("oa", "fax", "传真机", "传真", "fax", "fax machine")
	add("oa", "mfp", "一体机", "多功能一体机", "打印一体机", "复合机", "数码复合机", "mfp", "multifunction", "multifunction device")
	add("medium", "usb_stick", "u盘", "优盘", "闪存盘", "闪盘", "加密u盘", "usb盘", "usb", "usb stick", "flash drive")
	add("medium", "portable_disk", "移动硬盘", "移动固态硬盘", "移动磁盘", "portable disk", "external drive")
	add("medium", "card", "存储卡", "sd卡", "tf卡", "cf卡", "内存卡", "memory card", "sd card")
	add("medium", "optical", "光盘", "刻录光盘", "光碟", "cd", "dvd", "optical disc", "disc")
	add("medium", "tape", "磁带", "tape")
	add("medium", "floppy", "软盘", "floppy", "floppy disk")
	add("drive", "hdd", "硬盘", "机械硬盘", "hdd", "hard disk", "hard drive")
	add("drive", "ssd", "固态硬盘", "ssd", "solid-state drive")
	add("drive", "sshd", "混合硬盘", "hybrid drive")
	add("drive", "soldered", "板载存储", "soldered storage")
	add("drum", "drum", "硒鼓", "drum")
	add("netdev", "switch", "交换机", "switch", "switches")
	add("netdev", "router", "路由器", "router")
	add("netdev", "firewall", "防火墙", "firewall")
	add("netdev", "netdev", "网络设备", "网闸", "光端机", "network device")
	add("token", "usb_key", "key", "usbkey", "usb key", "ukey", "密钥", "身份钥匙", "电子钥匙", "令牌", "token")
	add("secprod", "secprod", "安全保密产品", "安全产品", "密码机", "加密机", "视频干扰器", "干扰器", "红黑电源", "安全隔离与信息单向导入", "单导", "security product")
	add("plain", "monitor", "显示器", "显示屏", "monitor", "monitors", "display", "displays")
	add("plain", "keyboard", "键盘", "鼠标", "键鼠", "键盘鼠标", "keyboard", "keyboards", "mouse", "keyboard or mouse")
	add("plain", "other", "其他", "其它", "其他设备", "other", "other device")
}

// classWords tell the class from the title of a sheet, most specific first.
var classWords = []struct{ word, class string }{
	{"存储介质", "medium"}, {"移动介质", "medium"}, {"介质", "medium"}, {"光盘", "medium"}, {"u盘", "medium"},
	{"办公自动化", "oa"}, {"办公设备", "oa"}, {"打印", "oa"}, {"复印", "oa"},
	{"网络设备", "netdev"}, {"安全保密产品", "secprod"}, {"安全产品", "secprod"},
	{"硬盘", "drive"}, {"密钥", "token"}, {"usbkey", "token"},
	{"计算机", "computer"}, {"电脑", "computer"}, {"computer", "computer"}, {"media", "medium"}, {"medium", "medium"},
}

// usualKind is the kind of a thing of a class whose sheet has no kind column,
// where one can be told; "" elsewhere.
var usualKind = map[string]string{"computer": "desktop", "drive": "hdd", "secprod": "secprod", "token": "usb_key", "netdev": "netdev"}

// usualTexts are the usual kinds in words, for messages.
var usualTexts = map[string]errs.Text{
	"computer": errs.T("台式计算机", "desktop computer"), "drive": errs.T("机械硬盘", "hard disk"), "secprod": errs.T("安全保密产品", "security product"),
	"token": errs.T("USB Key", "USB key"), "netdev": errs.T("网络设备", "network device"),
}

// Text is the usual kind of a class in words.
func (k Kind) Text() errs.Text { return usualTexts[k.Class] }

// ClassOfTitle reads the class from the title of a sheet: 涉密计算机台账 → computer.
func ClassOfTitle(title string) string {
	t := strings.ToLower(OneLine(title))
	for _, w := range classWords {
		if strings.Contains(t, w.word) {
			return w.class
		}
	}
	return ""
}

// UsualKind gives the kind assumed for a class whose sheet has no kind column.
func UsualKind(class string) (Kind, bool) {
	k, ok := usualKind[class]
	return Kind{class, k}, ok
}

// KindOf reads a kind word. The whole cell counts first; else the longest known
// Chinese word in it (涉密台式机, 惠普激光打印机).
func KindOf(cell string) (Kind, bool) {
	s := strings.ToLower(OneLine(Code(cell)))
	if k, ok := kindWords[s]; ok {
		return k, true
	}
	if k, ok := kindWords[strings.ReplaceAll(s, " ", "")]; ok {
		return k, true
	}
	best := ""
	for w := range kindWords {
		if w[0] >= 0x80 || strings.HasPrefix(w, "u盘") || strings.HasSuffix(w, "卡") {
			if strings.Contains(s, w) && (len(w) > len(best) || len(w) == len(best) && w < best) {
				best = w
			}
		}
	}
	k, ok := kindWords[best]
	return k, ok && best != "其他" && best != "其它"
}

// UnknownKind says which kinds are known.
func UnknownKind(cell string) errs.Text {
	return errs.T("类型「"+clip(cell)+"」无法识别。可用：台式机、便携机、服务器、中间机；打印机、复印机、扫描仪、传真机、一体机；"+
		"U盘、移动硬盘、存储卡、光盘、磁带、软盘；硬盘、固态硬盘；交换机、路由器、防火墙；USB Key；安全保密产品；显示器、键盘、其他。",
		"the kind \""+clip(cell)+"\" is not known. Known: desktop, laptop, server, intermediate; printer, copier, scanner, fax, mfp; "+
			"USB stick, portable disk, memory card, disc, tape, floppy; hard disk, SSD; switch, router, firewall; USB key; "+
			"security product; monitor, keyboard, other.")
}
