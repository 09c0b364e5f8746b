package value_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sealbook/internal/importer/value"
)

func TestTextAndCodeAreTidied(t *testing.T) {
	for in, want := range map[string]string{
		"７１Ｕ１４Ｙ６８": "71U14Y68", "\ufeffJM\u200b-1\u00a0": "JM-1", "　a　": "a", "说明（甲），乙": "说明（甲），乙", "a\r\nb": "a\nb", "䶮㛃堃喆𬀩": "䶮㛃堃喆𬀩",
	} {
		if got := value.Text(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := value.Serial(" ｔｄｙ－ 2 "); got != "TDY-2" {
		t.Errorf("serial %q", got)
	}
}

func TestSeveralSerialsInOneCell(t *testing.T) {
	want := []string{"A1", "B2", "C3"}
	for _, cell := range []string{"A1、B2、C3", "A1/B2/C3", "A1；B2;C3", "a1，b2,c3", "A1\nB2\r\nC3", "A1 B2　C3", "Ａ１、B2、无、C3、A1"} {
		if diff := cmp.Diff(want, value.Serials(cell)); diff != "" {
			t.Errorf("%q: %s", cell, diff)
		}
	}
	if got := value.Serials("/"); got != nil {
		t.Errorf("got %q", got)
	}
}

func TestMAC(t *testing.T) {
	for cell, want := range map[string]string{
		"BC-80-19-73-ED-98": "BC-80-19-73-ED-98", "bc:80:19:73:ed:98": "BC-80-19-73-ED-98", "bc80.1973.ed98": "BC-80-19-73-ED-98",
		"BC801973ED98": "BC-80-19-73-ED-98", "ＢＣ－80－19－73－ED－98": "BC-80-19-73-ED-98", "无": "", "": "",
		"BC-80-19-73-ED-98/00-01-02-03-04-05": "BC-80-19-73-ED-98、00-01-02-03-04-05",
	} {
		if got, fault := value.MAC(cell); got != want || !fault.IsZero() {
			t.Errorf("%q: %q %v", cell, got, fault)
		}
	}
	for _, cell := range []string{"BC-80-19-73-ED", "GG-80-19-73-ED-98", "00-00-00-00-00-00", "ff:ff:ff:ff:ff:ff", "有"} {
		if got, fault := value.MAC(cell); fault.IsZero() {
			t.Errorf("%q was read as %q", cell, got)
		}
	}
}

func TestKinds(t *testing.T) {
	for cell, want := range map[string]value.Kind{
		"台式": {"computer", "desktop"}, "涉密台式机": {"computer", "desktop"}, "笔记本": {"computer", "portable"}, "便携": {"computer", "portable"},
		"服务器": {"computer", "server"}, "中间机": {"computer", "intermediate"}, "惠普激光打印机": {"oa", "printer"}, "多功能一体机": {"oa", "mfp"},
		"U盘": {"medium", "usb_stick"}, "Ｕ盘": {"medium", "usb_stick"}, "加密U盘": {"medium", "usb_stick"}, "移动硬盘": {"medium", "portable_disk"},
		"硬盘": {"drive", "hdd"}, "固态硬盘": {"drive", "ssd"}, "移动固态硬盘": {"medium", "portable_disk"}, "光盘": {"medium", "optical"}, "SD卡": {"medium", "card"},
		"交换机": {"netdev", "switch"}, "USB Key": {"token", "usb_key"}, "显示器": {"plain", "monitor"}, "其他": {"plain", "other"}, "Laptop": {"computer", "portable"},
	} {
		if got, ok := value.KindOf(cell); got != want || !ok {
			t.Errorf("%q: %v %v, want %v", cell, got, ok, want)
		}
	}
	for _, cell := range []string{"挖掘机", "CPU", "", "Electrical"} {
		if got, ok := value.KindOf(cell); ok {
			t.Errorf("%q was read as %v", cell, got)
		}
	}
	for title, want := range map[string]string{"机关涉密计算机（含便携式）登记台账": "computer", "涉密存储介质台账": "medium", "办公自动化设备台账": "oa", "清单": ""} {
		if got := value.ClassOfTitle(title); got != want {
			t.Errorf("%q: %q", title, got)
		}
	}
}

func TestKeeperAndDepartmentInOneCell(t *testing.T) {
	known := map[string]bool{"宣传部": true, "信息": true}
	for cell, want := range map[string][2]string{
		"周雨桐/宣传部": {"周雨桐", "宣传部"}, "宣传部-周雨桐": {"周雨桐", "宣传部"}, "周雨桐（宣传部）": {"周雨桐", "宣传部"}, "宣传部 周雨桐": {"周雨桐", "宣传部"},
		"䶮堃/办公厅": {"䶮堃", "办公厅"}, "机关党委／㛃建国": {"㛃建国", "机关党委"}, "信息、王会": {"王会", "信息"}, "周喆(组织部)": {"周喆", "组织部"}, "王小会/组织部": {"王小会", "组织部"},
	} {
		keeper, dept, ok := value.KeeperDepartment(cell, known)
		if [2]string{keeper, dept} != want || !ok {
			t.Errorf("%q: %q %q %v", cell, keeper, dept, ok)
		}
	}
	for _, cell := range []string{"周雨桐", "周雨桐/李建国", "a/b/c", ""} {
		if keeper, dept, ok := value.KeeperDepartment(cell, known); ok {
			t.Errorf("%q was split into %q %q", cell, keeper, dept)
		}
	}
}

func TestPartsWords(t *testing.T) {
	check := func(name string, read func(string) (string, bool), words map[string]string) {
		for cell, want := range words {
			if got, ok := read(cell); got != want || !ok {
				t.Errorf("%s %q: %q %v", name, cell, got, ok)
			}
		}
		if _, ok := read("三号"); ok {
			t.Errorf("%s: an unknown word was read", name)
		}
	}
	check("optical", value.Optical, map[string]string{"只读": "read", "刻录": "burn", "无": "none", "DVD-RW": "burn", "只读（不可刻录）": "read", "": ""})
	check("network", value.Network, map[string]string{"单机": "none", "未联网": "none", "不接入互联网": "none", "互联网": "internet", "涉密网": "classified", "非涉密内网": "internal", "unclassified": "internal"})
	check("wireless", value.Wireless, map[string]string{"无": "absent", "已拆除": "removed", "未拆除": "present", "有": "present"})
	if b, m := value.BrandModel("爱国者 加密U盘 L8302"); b != "爱国者" || m != "加密U盘 L8302" {
		t.Errorf("%q %q", b, m)
	}
	if b, m := value.BrandModel("U208"); b != "" || m != "U208" {
		t.Errorf("%q %q", b, m)
	}
}

var (
	macForm    = regexp.MustCompile(`^([0-9A-F]{2}(-[0-9A-F]{2}){5}(、[0-9A-F]{2}(-[0-9A-F]{2}){5})*)?$`)
	closedSets = map[string]bool{
		"": true, "none": true, "read": true, "burn": true, "classified": true, "internal": true, "internet": true,
		"absent": true, "removed": true, "present": true,
	}
)

// FuzzWords: whatever a cell holds, its readers answer in their closed forms or
// with a fault in both languages, and what one has tidied it leaves as it is.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"D9-96-A3-47-AA-54、00:11:22:33:44:55", "周喆/宣传部", "S1、S2；S3", "只读", "涉密网", "已拆除", "惠普激光打印机", "20年", "１２"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		if mac, fault := value.MAC(cell); !macForm.MatchString(mac) || (fault.ZH == "") != (fault.EN == "") || mac != "" && fault.ZH != "" {
			t.Fatalf("MAC %q: %q %v", cell, mac, fault)
		}
		for _, s := range value.Serials(cell) {
			if s == "" || strings.ContainsAny(s, " \t\n") || value.Serial(s) != s {
				t.Fatalf("serial %q of %q", s, cell)
			}
		}
		for name, read := range map[string]func(string) (string, bool){"optical": value.Optical, "network": value.Network, "wireless": value.Wireless} {
			if v, ok := read(cell); !closedSets[v] || !ok && v != "" {
				t.Fatalf("%s %q: %q %v", name, cell, v, ok)
			}
		}
		if years, fault := value.Term(cell); years < 0 || (fault.ZH == "") != (fault.EN == "") {
			t.Fatalf("term %q: %d %v", cell, years, fault)
		}
		if k, ok := value.KindOf(cell); ok && (k.Class == "" || k.Kind == "") {
			t.Fatalf("kind %q: %+v", cell, k)
		}
		keeper, department, ok := value.KeeperDepartment(cell, map[string]bool{"宣传部": true})
		if ok && (keeper == "" || department == "") {
			t.Fatalf("keeper %q: %q %q", cell, keeper, department)
		}
		value.BrandModel(cell)
	})
}
