package asset

import "sealbook/internal/errs"

// The classes.
const (
	Computer Class = "computer" // holds drives
	OA       Class = "oa"       // office device: holds drives and drums
	Drive    Class = "drive"    // the real subject: in a host, in store or handed over
	Drum     Class = "drum"
	Medium   Class = "medium"
	NetDev   Class = "netdev"
	Token    Class = "token"
	SecProd  Class = "secprod"
	Plain    Class = "plain"
)

// Kind is what the thing is within its class: desktop, portable, usb_stick, …
type Kind string

type kindFacts struct {
	class Class
	kind  Kind
	media string // row name in the sanitization table
	text  errs.Text
}

var kinds = []kindFacts{
	{Computer, "desktop", "computer_chassis", errs.T("台式计算机", "desktop computer")},
	{Computer, "portable", "computer_chassis", errs.T("便携式计算机", "portable computer")},
	{Computer, "server", "computer_chassis", errs.T("服务器", "server")},
	{Computer, "intermediate", "computer_chassis", errs.T("中间机", "intermediate computer")},
	{OA, "printer", "mfp_no_disk", errs.T("打印机", "printer")},
	{OA, "copier", "mfp_no_disk", errs.T("复印机", "copier")},
	{OA, "scanner", "mfp_no_disk", errs.T("扫描仪", "scanner")},
	{OA, "fax", "mfp_no_disk", errs.T("传真机", "fax machine")},
	{OA, "mfp", "mfp_no_disk", errs.T("多功能一体机", "multifunction device")},
	{Drive, "hdd", "hdd", errs.T("机械硬盘", "hard disk")},
	{Drive, "ssd", "ssd_nvme", errs.T("固态硬盘", "solid-state drive")},
	{Drive, "sshd", "hybrid_sshd", errs.T("混合硬盘", "hybrid drive")},
	{Drive, "soldered", "emmc_soldered", errs.T("板载存储", "soldered storage")},
	{Drum, "drum", "drum_ribbon", errs.T("硒鼓", "drum")},
	{Medium, "usb_stick", "usb_flash_sd", errs.T("U盘", "USB stick")},
	{Medium, "portable_disk", "portable_hdd", errs.T("移动硬盘", "portable disk")},
	{Medium, "card", "usb_flash_sd", errs.T("存储卡", "memory card")},
	{Medium, "optical", "optical_wo", errs.T("光盘", "optical disc")},
	{Medium, "tape", "tape", errs.T("磁带", "tape")},
	{Medium, "floppy", "floppy", errs.T("软盘", "floppy disk")},
	{NetDev, "switch", "network_device", errs.T("交换机", "switch")},
	{NetDev, "router", "network_device", errs.T("路由器", "router")},
	{NetDev, "firewall", "network_device", errs.T("防火墙", "firewall")},
	{NetDev, "netdev", "network_device", errs.T("网络设备", "network device")},
	{Token, "usb_key", "usb_key_token", errs.T("USB Key", "USB key")},
	{SecProd, "secprod", "unreadable_or_failed_any", errs.T("安全保密产品", "security product")},
	{Plain, "monitor", "monitor", errs.T("显示器", "monitor")},
	{Plain, "keyboard", "keyboard_mouse", errs.T("键盘鼠标", "keyboard or mouse")},
	{Plain, "other", "unreadable_or_failed_any", errs.T("其他设备", "other device")},
}

// KindsOf lists the kinds of a class.
func KindsOf(c Class) []Kind {
	var out []Kind
	for _, k := range kinds {
		if k.class == c {
			out = append(out, k.kind)
		}
	}
	return out
}

// Text returns the class's name in both languages.
func (c Class) Text() errs.Text { return classTexts[c] }

// Known reports whether the class exists.
func (c Class) Known() bool { return !c.Text().IsZero() }

func (k Kind) facts(c Class) (kindFacts, bool) {
	for _, f := range kinds {
		if f.class == c && f.kind == k {
			return f, true
		}
	}
	return kindFacts{}, false
}

// TextIn returns the kind's name in both languages.
func (k Kind) TextIn(c Class) errs.Text {
	f, _ := k.facts(c)
	return f.text
}

// Media returns the name of the kind's rows in the sanitization table.
func (k Kind) Media(c Class) string {
	f, _ := k.facts(c)
	return f.media
}

// Hosts reports whether things of the class hold parts.
func (c Class) Hosts() bool { return c == Computer || c == OA }

// Part reports whether things of the class can be inside a host.
func (c Class) Part() bool { return c == Drive || c == Drum }

// Storage reports whether things of the class keep what was written to them.
func (c Class) Storage() bool { return c == Drive || c == Medium || c == Drum }

// NeedsSerial: a host or a drive is nobody without the maker's serial (ORG 9).
func (c Class) NeedsSerial() bool { return c.Hosts() || c == Drive }

// NeedsCheck: what runs is checked before it is issued (ORG 4(6)).
func (c Class) NeedsCheck() bool { return c == Computer || c == OA || c == NetDev }
