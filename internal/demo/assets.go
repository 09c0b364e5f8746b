package demo

import (
	"fmt"

	"sealbook/internal/app"
	"sealbook/internal/domain/asset"
	"sealbook/internal/domain/level"
)

// thing is one asset on its way through the story.
type thing struct {
	id, code   string
	department string
	class      asset.Class
	level      level.Level
	keeper     string // login, who has it or is to have it
	parts      []string
}

// end is where the story leaves a thing.
type end int

const (
	inUse end = iota
	inStore
	labelPrinted // registered, the label printed but not read back
	classified   // registered, no label yet
	proposed     // draft, the classification waits for the head
	headSigned   // draft, it waits for the leading group
	draft
)

type batch struct {
	class    asset.Class
	kind     asset.Kind
	prefix   string
	brands   [][2]string
	count    int
	drives   int // most drives inside
	notEnded map[int]end
}

var batches = []batch{
	{asset.Computer, "desktop", "SF-PC", [][2]string{{"示范牌", "D100"}, {"样例牌", "T20"}}, 46, 2, map[int]end{3: inStore, 9: inStore, 17: classified, 23: proposed, 24: headSigned, 31: draft, 40: labelPrinted}},
	{asset.Computer, "portable", "SF-NB", [][2]string{{"示范牌", "N14"}}, 16, 1, map[int]end{4: inStore, 11: proposed}},
	{asset.Computer, "server", "SF-FW", [][2]string{{"样例牌", "S2U"}}, 3, 4, nil},
	{asset.Computer, "intermediate", "SF-ZJ", [][2]string{{"样例牌", "Z1"}}, 2, 1, nil},
	{asset.OA, "printer", "SF-DY", [][2]string{{"虚构牌", "P33"}}, 9, 0, map[int]end{5: inStore}},
	{asset.OA, "mfp", "SF-FY", [][2]string{{"虚构牌", "M77"}}, 4, 1, nil},
	{asset.Medium, "usb_stick", "SF-UP", [][2]string{{"虚构牌", "U32"}, {"样例牌", "K64"}}, 30, 0, map[int]end{2: inStore, 12: labelPrinted, 13: classified, 14: draft, 25: proposed, 28: inStore}},
	{asset.Medium, "portable_disk", "SF-YD", [][2]string{{"样例牌", "H1T"}}, 12, 0, map[int]end{7: inStore}},
	{asset.Medium, "optical", "SF-GP", [][2]string{{"虚构牌", "R47"}}, 14, 0, map[int]end{1: inStore, 8: draft}},
	{asset.Token, "usb_key", "SF-KEY", [][2]string{{"样例牌", "K1"}}, 10, 0, map[int]end{6: inStore}},
	{asset.NetDev, "switch", "SF-WL", [][2]string{{"虚构牌", "SW24"}}, 5, 0, map[int]end{2: inStore}},
	{asset.SecProd, "secprod", "SF-AQ", [][2]string{{"虚构牌", "A1"}}, 3, 0, nil},
	{asset.Plain, "monitor", "SF-XS", [][2]string{{"示范牌", "24V"}}, 6, 0, map[int]end{3: inStore}},
}

var officers = map[string]string{
	"办公厅": "officer1", "宣传部": "officer1", "组织部": "officer1", "社会服务部": "officer2",
	"参政议政部": "officer2", "研究室": "officer2", "机关党委": "officer2", "财务处": "officer2",
}

func headOf(department string) string {
	for _, d := range departments {
		if d.name == department {
			return "head." + d.key
		}
	}
	return ""
}

// assets tells of every batch from the delivery to the end the plan gives it.
func (t *teller) assets() {
	t.days(3)
	var used []thing
	for _, b := range batches {
		var things []thing
		for i := 1; i <= b.count && t.err == nil; i++ {
			things = append(things, t.register(b, i))
		}
		t.days(2)
		t.classify(b, things)
		t.days(2)
		t.label(b, things)
		t.days(1)
		for i, x := range things {
			if b.notEnded[i+1] == inUse {
				t.issue(x)
				used = append(used, x)
			}
		}
		t.days(4)
	}
	t.story(used)
}

func (t *teller) register(b batch, i int) thing {
	d := departments[(i*5+len(b.prefix)+t.seq["department"])%len(departments)]
	t.seq["department"]++
	x := thing{class: b.class, department: d.name, code: fmt.Sprintf("%s-%04d", b.prefix, i)}
	candidates := t.keepers[d.name]
	x.keeper = candidates[t.rng.IntN(len(candidates))]
	x.level = t.levelFor(x.keeper)
	brand := b.brands[i%len(b.brands)]
	start := t.clock.Now().AddDate(0, -t.rng.IntN(60), -t.rng.IntN(28)).Format("2006-01-02")
	r := asset.Registration{
		Code: x.code, Class: b.class, Kind: b.kind, Brand: brand[0], Model: brand[1],
		Serial: t.serial(b.prefix[3:]), Department: t.departments[d.name], Room: t.store[d.name],
		Details: asset.Details{
			FixedAssetNo: fmt.Sprintf("20%02d%06d", 18+t.rng.IntN(8), t.rng.IntN(999999)), PurchaseDate: start, StartDate: start,
			Supplier: "示例供应商（虚构）",
		},
	}
	if b.class == asset.Computer {
		r.Network = asset.NetworkNone
		r.Details.OS, r.Details.OSInstalled, r.Details.Optical = "示例操作系统 V10", start, "read"
		r.Details.MAC = fmt.Sprintf("02-00-5E-%02X-%02X-%02X", t.rng.IntN(256), t.rng.IntN(256), i%256)
	}
	if b.drives > 0 {
		for n := 0; n < 1+t.rng.IntN(b.drives); n++ {
			r.Parts = append(r.Parts, asset.PartSpec{
				Class: asset.Drive, Kind: []asset.Kind{"hdd", "ssd"}[t.rng.IntN(2)], Brand: "样例牌", Model: "DS1T", Serial: t.serial("DR"),
			})
		}
	}
	x.id = t.do(officers[d.name], app.Register{Registration: r}).ID
	if len(r.Parts) > 0 && t.err == nil {
		rec, err := t.app.Store().Asset(t.ctx, t.actor("baomi1"), x.id)
		if err != nil {
			t.err = err
		}
		x.parts = rec.State.Parts
	}
	return x
}

// levelFor keeps the level within what the keeper is cleared for.
func (t *teller) levelFor(login string) level.Level {
	limit := top
	for _, m := range members {
		if m.login == login {
			limit = m.clearance
		}
	}
	l := []level.Level{level.Confidential, level.Secret, level.Secret, level.Confidential, level.TopSecret}[t.rng.IntN(5)]
	return min(l, limit)
}

const serialLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

func (t *teller) serial(prefix string) string {
	b := make([]byte, 10)
	for i := range b {
		b[i] = serialLetters[t.rng.IntN(len(serialLetters))]
	}
	return prefix + string(b)
}

func (t *teller) classify(b batch, things []thing) {
	for i, x := range things {
		e := b.notEnded[i+1]
		if e == draft {
			continue
		}
		l := x.level
		t.act(officers[x.department], x.id, asset.VerbClassify, asset.Args{Level: &l, Basis: "定密事项一览表（示例）第" + fmt.Sprint(1+i%9) + "项", Scope: x.department})
		if e == proposed {
			continue
		}
		t.act(headOf(x.department), x.id, asset.VerbApprove, asset.Args{})
		if e == headSigned {
			continue
		}
		t.act("group1", x.id, asset.VerbApprove, asset.Args{})
	}
}

// label prints one job a batch and reads the labels back, but for those the
// plan leaves waiting.
func (t *teller) label(b batch, things []thing) {
	var ids []string
	var back []thing
	for i, x := range things {
		switch b.notEnded[i+1] {
		case draft, proposed, headSigned, classified:
		case labelPrinted:
			ids = append(ids, x.id)
		default:
			ids = append(ids, x.id)
			back = append(back, x)
		}
	}
	if t.err != nil {
		return
	}
	t.do("baomi2", app.Print{Assets: ids, Stock: "a4-70x37", Start: 1, Key: "demo-" + b.prefix})
	t.days(1)
	for _, x := range back {
		t.readBack(x)
	}
}

func (t *teller) readBack(x thing) {
	if t.err != nil {
		return
	}
	rec, err := t.app.Store().Asset(t.ctx, t.actor("baomi2"), x.id)
	if err != nil {
		t.err = err
		return
	}
	for _, l := range rec.Labels {
		if l.Number == rec.State.LabelIssued {
			t.act("baomi2", x.id, asset.VerbLabel, asset.Args{Token: l.Token})
		}
	}
}

// issue checks, issues, approves and accepts.
func (t *teller) issue(x thing) {
	if x.class.NeedsCheck() {
		network := asset.NetworkNone
		if x.class == asset.NetDev {
			network = asset.NetworkClassified
		}
		t.act("tech", x.id, asset.VerbCheck, asset.Args{Wireless: asset.WirelessAbsent, Network: network})
	}
	t.act(office(x.keeper), x.id, asset.VerbIssue, asset.Args{Person: t.persons[x.keeper], Room: t.roomFor(x), Use: "日常办公"})
	t.approveAsHead(x.keeper, x)
	t.act(x.keeper, x.id, asset.VerbAccept, asset.Args{})
}

// approveAsHead signs as the department's head, or as the leader where the
// receiver heads the department himself.
func (t *teller) approveAsHead(receiver string, x thing) {
	head := headOf(x.department)
	if receiver == head {
		head = "leader"
	}
	t.act(head, x.id, asset.VerbApprove, asset.Args{})
}

func (t *teller) roomFor(x thing) string {
	rooms := t.rooms[x.department]
	if x.level == top {
		return rooms[0]
	}
	return rooms[t.rng.IntN(len(rooms))]
}

// office gives a colleague of the secrecy office who is not the one concerned.
func office(concerned string) string {
	if concerned == "baomi2" {
		return "baomi1"
	}
	return "baomi2"
}
