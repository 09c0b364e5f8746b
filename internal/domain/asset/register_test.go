package asset_test

import (
	"slices"
	"strings"
	"testing"

	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/org"
)

func TestARegistrationOpensDraftsOfTheHostAndItsParts(t *testing.T) {
	s := newScene(t)
	r := draft("pc", asset.Computer, "d2", "d1")
	r.Room, r.Source = "office", "台账.xlsx#7"
	r.Claim = asset.Claim{Level: "secret", Keeper: "测试人", Status: "在用"}
	r.Details.Extra = map[string]string{"柜号": "3"}
	s.enter(r)
	r.Details.Extra["柜号"] = "changed by the caller"
	pc, d := s.assets["pc"], s.assets["d1"]
	if pc.Life != asset.Draft || pc.Book != asset.Classified || pc.Claim.Keeper != "测试人" || pc.Marking.Decided || pc.Details.Extra["柜号"] != "3" {
		t.Errorf("%+v", pc)
	}
	if !slices.Equal(pc.Parts, []string{"d1", "d2"}) || d.Host != "pc" || d.Custody.Room != "office" || d.Custody.Holder != asset.HolderHost {
		t.Errorf("%+v", d)
	}
	if s.log[0].e.Private["claim.keeper"] != "测试人" || strings.Contains(string(s.log[0].data), "测试人") {
		t.Error("a name is kept in the payload")
	}
	if err := s.consistent(pc); err != nil {
		t.Error(err)
	}
}

func TestWhoRegisters(t *testing.T) {
	s := newScene(t)
	s.change("sec1", func(p *org.Person) { p.Delegations = nil }) // offA in his own right only
	for who, rule := range map[string]string{"u1": "flow.seat", "sys": "adm.no-business", "": "flow.seat", "headB": "flow.seat", "offA": "", "sec1": ""} {
		if got := ruleOf(s.register(who, draft("x"+who, asset.Medium))); got != rule {
			t.Errorf("%q: %q, want %q", who, got, rule)
		}
	}
	r := draft("y", asset.Medium)
	r.Department = ""
	if err := s.register("offA", r); ruleOf(err) != "flow.seat" || !strings.Contains(err.Error(), "name the department") {
		t.Errorf("%v", err)
	}
	s.enter(r) // the secrecy office, while it is not known yet
}

// Who names a kind that does not exist is told those that do.
func TestAnUnknownKindIsAnsweredWithThoseThereAre(t *testing.T) {
	s := newScene(t)
	for _, c := range []struct {
		class     asset.Class
		kind      asset.Kind
		want, not string
	}{{asset.Medium, "pendrive", "USB stick (usb_stick), portable disk (portable_disk)", "desktop"}, {"phone", "smart", "computer (computer), office device (oa)", "usb_stick"}} {
		r := draft("x", asset.Medium)
		r.Class, r.Kind = c.class, c.kind
		err := s.register("sec1", r)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), c.not) {
			t.Errorf("%s/%s: %v", c.class, c.kind, err)
		}
	}
}

func TestWhatARegistrationMustBe(t *testing.T) {
	part := asset.PartSpec{ID: "d", Code: "BM-d", Class: asset.Drive, Kind: "ssd", Serial: "SN-d"}
	for name, c := range map[string]struct {
		field string
		f     func(*asset.Registration)
	}{
		"no code":           {"code", func(r *asset.Registration) { r.Code = " 　" }},
		"long code":         {"code", func(r *asset.Registration) { r.Code = strings.Repeat("x", 65) }},
		"kind of another":   {"kind", func(r *asset.Registration) { r.Kind = "hdd" }},
		"unknown class":     {"kind", func(r *asset.Registration) { r.Class = "phone" }},
		"unknown book":      {"book", func(r *asset.Registration) { r.Book = "secret" }},
		"unknown dept":      {"department", func(r *asset.Registration) { r.Department = "nowhere" }},
		"closed dept":       {"department", func(r *asset.Registration) { r.Department = "z" }},
		"unknown room":      {"room", func(r *asset.Registration) { r.Room = "nowhere" }},
		"closed room":       {"room", func(r *asset.Registration) { r.Room = "shut" }},
		"unknown network":   {"network", func(r *asset.Registration) { r.Network = "lan" }},
		"unknown wireless":  {"wireless", func(r *asset.Registration) { r.Wireless = "bluetooth" }},
		"control character": {"model", func(r *asset.Registration) { r.Model = "a\x07" }},
		"not UTF-8":         {"serial", func(r *asset.Registration) { r.Serial = "a\xff" }},
		"no date":           {"start_date", func(r *asset.Registration) { r.Details.StartDate = "31.1.2026" }},
		"no month":          {"purchase_date", func(r *asset.Registration) { r.Details.PurchaseDate = "2026-13" }},
		"no letters":        {"os_installed", func(r *asset.Registration) { r.Details.OSInstalled = "2026-0x" }},
		"own fields":        {"extra", func(r *asset.Registration) { r.Details.Extra = map[string]string{"": "x"} }},
		"claim":             {"claim.status", func(r *asset.Registration) { r.Claim.Status = strings.Repeat("x", 501) }},
		"parts of a stick": {"parts", func(r *asset.Registration) {
			r.Class, r.Kind, r.Parts = asset.Medium, "usb_stick", []asset.PartSpec{part}
		}},
		"65 parts": {"parts", func(r *asset.Registration) { r.Parts = make([]asset.PartSpec, 65) }},
		"a monitor inside": {"parts", func(r *asset.Registration) {
			r.Parts = []asset.PartSpec{{ID: "m", Code: "m", Class: asset.Plain, Kind: "monitor"}}
		}},
		"a drum in a PC": {"parts", func(r *asset.Registration) {
			r.Parts = []asset.PartSpec{{ID: "m", Code: "m", Class: asset.Drum, Kind: "drum"}}
		}},
		"part without code": {"parts", func(r *asset.Registration) { p := part; p.Code = ""; r.Parts = []asset.PartSpec{p} }},
		"part's text":       {"parts", func(r *asset.Registration) { p := part; p.Model = "\x00"; r.Parts = []asset.PartSpec{p} }},
	} {
		t.Run(name, func(t *testing.T) {
			wantField(t, c.field, newScene(t).register("sec1", changed(draft("x", asset.Computer), c.f)))
		})
	}
	for name, c := range map[string]struct {
		rule string
		f    func(*asset.Registration)
	}{
		"part without serial": {"reg.serial-required", func(r *asset.Registration) { p := part; p.Serial = ""; r.Parts = []asset.PartSpec{p} }},
		"two alike":           {"reg.serial-unique", func(r *asset.Registration) { p := part; p.Code = "BM-e"; r.Parts = []asset.PartSpec{part, p} }},
		"one code twice":      {"reg.code-never-reused", func(r *asset.Registration) { r.Parts = []asset.PartSpec{part}; r.Code = "bm-d" }},
		"on the internet":     {"net.isolation", func(r *asset.Registration) { r.Network = asset.NetworkInternet }},
	} {
		t.Run(name, func(t *testing.T) {
			if err := newScene(t).register("sec1", changed(draft("x", asset.Computer), c.f)); ruleOf(err) != c.rule {
				t.Errorf("%v, want %s", err, c.rule)
			}
		})
	}
	s := newScene(t)
	if err := s.register("sec1", changed(draft("x", asset.Computer), func(r *asset.Registration) {
		r.Book, r.Network = asset.Unclassified, asset.NetworkInternet
		r.Details.StartDate, r.Details.PurchaseDate, r.Details.OSInstalled = "2024-02-29", "2000-02", "2026-04-30"
	})); err != nil {
		t.Error(err)
	}
	wantField(t, "start_date", s.register("sec1", changed(draft("y", asset.Computer), func(r *asset.Registration) { r.Details.StartDate = "2023-02-29" })))
}

func TestCodesAndSerialsAreComparedAsAReaderReadsThem(t *testing.T) {
	for _, c := range []string{"bm-01", " BM - 01", "ＢＭ－０１", "bm-０1\t"} {
		if got := asset.CodeKey(c); got != "BM-01" {
			t.Errorf("%q: %q", c, got)
		}
	}
	if asset.SerialKey("样机", " ") != "" || asset.SerialKey("a", "1") == asset.SerialKey("b", "1") {
		t.Error("serial keys")
	}
}

func TestEveryKindHasANameAndARowInTheSanitizationTable(t *testing.T) {
	for _, c := range asset.Classes() {
		if !c.Known() || c.Text().EN == "" || len(asset.KindsOf(c)) == 0 {
			t.Errorf("%s", c)
		}
		for _, k := range asset.KindsOf(c) {
			if x := k.TextIn(c); x.ZH == "" || x.EN == "" || k.Media(c) == "" {
				t.Errorf("%s/%s", c, k)
			}
		}
	}
	if asset.Class("phone").Known() || asset.Kind("hdd").Media(asset.Computer) != "" {
		t.Error("unknown ones are known")
	}
}
