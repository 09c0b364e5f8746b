package asset

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sealbook/internal/domain/event"
	"sealbook/internal/domain/org"
	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

// CodeKey is the form under which codes are unique for ever: two codes that a
// reader takes for the same are the same.
func CodeKey(code string) string {
	return strings.ToUpper(strings.Join(strings.Fields(norm.NFKC.String(code)), ""))
}

// SerialKey is the form under which maker and serial are unique among the
// living; "" where there is no serial.
func SerialKey(brand, serial string) string {
	s := CodeKey(serial)
	if s == "" {
		return ""
	}
	return CodeKey(brand) + "|" + s
}

// maxParts is how many parts one host holds. What happens to a host happens to
// all of them in one event, which has to fit into one leaf of the history.
const maxParts = 64

// Register decides a new record: the asset and the parts inside it, as drafts.
// Facts need Actor, Now, Codes and Serials of the keys in Keys(r), and the
// department and room named.
func Register(f Facts, r Registration) ([]event.Event, error) {
	if f.Actor.Admin() {
		return nil, rulebook.Refuse("adm.no-business")
	}
	if err := registers(f, r); err != nil {
		return nil, err
	}
	if err := r.check(f); err != nil {
		return nil, err
	}
	if err := unique(f, r); err != nil {
		return nil, err
	}
	if r.Book == "" {
		r.Book = Classified
	}
	var parts []string
	for _, p := range r.Parts {
		parts = append(parts, p.ID)
	}
	slices.Sort(parts)
	host := AssetRegistered{
		Asset: r.ID, Code: r.Code, Class: r.Class, Kind: r.Kind, Serial: r.Serial, Brand: r.Brand, Model: r.Model,
		Book: r.Book, Department: r.Department, Room: r.Room, Network: r.Network, Wireless: r.Wireless,
		Details: r.Details, Claim: r.Claim, Source: r.Source, Sheet: r.Sheet, Row: r.Row, Parts: parts,
	}
	out := []event.Event{registered(f, host, r.Claim.Keeper)}
	for _, p := range r.Parts {
		out = append(out, registered(f, AssetRegistered{
			Asset: p.ID, Code: p.Code, Class: p.Class, Kind: p.Kind, Serial: p.Serial, Brand: p.Brand, Model: p.Model,
			Book: r.Book, Department: r.Department, Room: r.Room, Host: r.ID,
		}, ""))
	}
	return out, nil
}

func registered(f Facts, d AssetRegistered, keeper string) event.Event {
	e := event.Of(d, event.Subject{Kind: KindSubject, ID: d.Asset})
	e.At, e.By, e.For = f.Now, f.Actor.Person, f.Actor.ActsFor(d.Department, office...)
	if keeper != "" {
		e.Private = map[string]string{"claim.keeper": keeper}
	}
	return e
}

func registers(f Facts, r Registration) error {
	if f.Actor.HoldsFor(org.SecrecyOffice, r.Department) {
		return nil
	}
	if r.Department != "" && f.Actor.HoldsFor(org.AssetOfficer, r.Department) {
		return nil
	}
	need := org.OneOf(office...)
	d, known := f.Departments[r.Department]
	switch officer := f.Actor.Holds(org.AssetOfficer); {
	case officer && r.Department == "":
		return rulebook.Refuse("flow.seat", errs.T("请填写部门：资产管理员只能为本部门登记", "name the department: an asset officer registers for his own"))
	case officer && known:
		return rulebook.Refuse("flow.seat", need, errs.T(
			"部门「"+d.Name+"」不在您的职责范围内，请由该部门的资产管理员或保密办登记",
			"the department \""+d.Name+"\" is outside your scope: its asset officer or the secrecy office registers for it"))
	}
	return rulebook.Refuse("flow.seat", need)
}

// Keys lists the code keys and serial keys a registration claims.
func Keys(r Registration) (codes, serials []string) {
	add := func(code, brand, serial string) {
		codes = append(codes, CodeKey(code))
		if k := SerialKey(brand, serial); k != "" {
			serials = append(serials, k)
		}
	}
	add(r.Code, r.Brand, r.Serial)
	for _, p := range r.Parts {
		add(p.Code, p.Brand, p.Serial)
	}
	return codes, serials
}

func unique(f Facts, r Registration) error {
	codes, serials := Keys(r)
	if dup := firstTwice(codes); dup != "" {
		return rulebook.Refuse("reg.code-never-reused", errs.T("编号重复："+dup, "code twice: "+dup))
	}
	if dup := firstTwice(serials); dup != "" {
		return rulebook.Refuse("reg.serial-unique", errs.T("序列号重复："+dup, "serial twice: "+dup))
	}
	for _, k := range codes {
		if f.Codes[k] {
			return rulebook.Refuse("reg.code-never-reused", errs.T("编号："+k, "code: "+k))
		}
	}
	for _, k := range serials {
		if other, taken := f.Serials[k]; taken {
			return sameSerial(other)
		}
	}
	return nil
}

// unknownKind lists what could have been meant, by name and code: the kinds of
// the class, or the classes where that is the unknown one.
func unknownKind(c Class, k Kind) errs.Text {
	var zh, en []string
	name := func(t errs.Text, code string) {
		zh, en = append(zh, t.ZH+"（"+code+"）"), append(en, t.EN+" ("+code+")")
	}
	if !c.Known() {
		for _, x := range Classes() {
			name(x.Text(), string(x))
		}
		return errs.T("类别不明："+string(c)+"。可用类别："+strings.Join(zh, "、")+"。", "unknown class: "+string(c)+"; the classes are "+strings.Join(en, ", ")+".")
	}
	for _, x := range KindsOf(c) {
		name(x.TextIn(c), string(x))
	}
	return errs.T(c.Text().ZH+"没有这种类型："+string(k)+"。可用类型："+strings.Join(zh, "、")+"。",
		"no such kind of "+c.Text().EN+": "+string(k)+"; the kinds are "+strings.Join(en, ", ")+".")
}

// sameSerial names the asset that has the serial, unless it is outside the
// actor's scope: then code is "".
func sameSerial(code string) error {
	if code == "" {
		return rulebook.Refuse("reg.serial-unique")
	}
	return rulebook.Refuse("reg.serial-unique", errs.T("与 "+code+" 相同", "the same as "+code))
}

func firstTwice(keys []string) string {
	seen := map[string]bool{}
	for _, k := range keys {
		if seen[k] {
			return k
		}
		seen[k] = true
	}
	return ""
}

func (r Registration) check(f Facts) error {
	var bad *errs.Error
	put := func(name string, m errs.Text) {
		if !m.IsZero() {
			bad = blame(bad, name, m)
		}
	}
	if CodeKey(r.Code) == "" {
		put("code", errs.T("请填写保密编号。", "Give the asset code."))
	}
	put("code", textProblem("code", r.Code, 64))
	if !slices.Contains(KindsOf(r.Class), r.Kind) {
		put("kind", unknownKind(r.Class, r.Kind))
	}
	if r.Book != "" && r.Book != Classified && r.Book != Unclassified {
		put("book", errs.T("台账应为 classified 或 unclassified。", "The book is classified or unclassified."))
	}
	if d, ok := f.Departments[r.Department]; r.Department != "" && (!ok || d.Closed) {
		put("department", errs.T("部门不存在或已停用。", "No such department, or it is closed."))
	}
	if x, ok := f.Rooms[r.Room]; r.Room != "" && (!ok || x.Closed) {
		put("room", errs.T("房间不存在或已停用。", "No such room, or it is closed."))
	} else if !sameHouse(f.Departments, x.Department, r.Department) {
		put("room", errs.T("房间「"+x.Name+"」不属于所填部门，请改选房间或部门。", "The room \""+x.Name+"\" is not of the department: choose another room or department."))
	}
	if r.Network != "" && !slices.Contains(networks, r.Network) {
		put("network", errs.T("网络属性应为 none、classified、internal 或 internet。", "The network is none, classified, internal or internet."))
	}
	if r.Wireless != WirelessUnknown && !slices.Contains(wirelessFound, r.Wireless) {
		put("wireless", errs.T("无线部件应为 absent、removed 或 present。", "Wireless parts are absent, removed or present."))
	}
	put("extra", extraProblem(r.Details.Extra))
	for _, t := range r.texts() {
		put(t.name, textProblem(t.name, *t.value, t.limit))
	}
	if len(r.Parts) > 0 && !r.Class.Hosts() {
		put("parts", errs.T("只有计算机和办公设备可以装有部件。", "Only computers and office devices hold parts."))
	}
	if len(r.Parts) > maxParts {
		put("parts", errs.T("部件超过"+itoa(maxParts)+"个。", "More than "+itoa(maxParts)+" parts."))
	}
	if bad != nil {
		return bad
	}
	return r.rules()
}

// rules are the rules of the book that a registration can break.
func (r Registration) rules() error {
	if r.Class.NeedsSerial() && CodeKey(r.Serial) == "" {
		return rulebook.Refuse("reg.serial-required")
	}
	for _, p := range r.Parts {
		if !p.Class.Part() || !slices.Contains(KindsOf(p.Class), p.Kind) {
			return errs.InvalidField("parts", "部件须为硬盘或硒鼓。", "A part is a drive or a drum.")
		}
		if p.Class == Drum && r.Class != OA {
			return errs.InvalidField("parts", "硒鼓只能装在办公设备内。", "A drum belongs into an office device.")
		}
		if CodeKey(p.Code) == "" {
			return errs.InvalidField("parts", "请填写部件的保密编号。", "Give the code of the part.")
		}
		if p.Class.NeedsSerial() && CodeKey(p.Serial) == "" {
			return rulebook.Refuse("reg.serial-required", errs.T("部件 "+p.Code, "part "+p.Code))
		}
		if m := textProblem("parts", p.Code+p.Serial+p.Brand+p.Model, 500); !m.IsZero() {
			return errs.InvalidField("parts", m.ZH, m.EN)
		}
	}
	return isolated(r.Book != Unclassified, r.Network)
}

func (r *Registration) texts() []correctable {
	t := &r.Details
	c := Correction{
		Serial: &r.Serial, Brand: &r.Brand, Model: &r.Model, Name: &t.Name, FixedAssetNo: &t.FixedAssetNo, Use: &t.Use,
		OS: &t.OS, OSInstalled: &t.OSInstalled, MAC: &t.MAC, Optical: &t.Optical, Capacity: &t.Capacity,
		Supplier: &t.Supplier, PurchaseDate: &t.PurchaseDate, StartDate: &t.StartDate, Notes: &t.Notes,
	}
	claim := &r.Claim
	return append(c.texts(),
		correctable{"source", &r.Source, 200}, correctable{"claim.scope", &claim.Scope, 500},
		correctable{"claim.level", &claim.Level, 100}, correctable{"claim.department", &claim.Department, 200},
		correctable{"claim.room", &claim.Room, 200}, correctable{"claim.status", &claim.Status, 500},
		correctable{"claim.host", &claim.Host, 200}, correctable{"claim.keeper", &claim.Keeper, 200})
}

// freeText may have several lines.
var freeText = map[string]bool{"notes": true, "reason": true, "fault": true, "note": true}

var dateFields = map[string]bool{"os_installed": true, "purchase_date": true, "start_date": true}

// textProblem says what is wrong with a text: too long, control characters, or
// not a date where one is due. limit is in runes.
func textProblem(name, v string, limit int) errs.Text {
	if v == "" {
		return errs.Text{}
	}
	if !utf8.ValidString(v) {
		return errs.T("含有无法识别的字符。", "It holds characters that cannot be read.")
	}
	if utf8.RuneCountInString(v) > limit {
		return errs.T("不得超过"+itoa(limit)+"个字。", "At most "+itoa(limit)+" characters.")
	}
	for _, c := range v {
		if unicode.IsControl(c) && !(freeText[name] && (c == '\n' || c == '\r' || c == '\t')) {
			return errs.T("含有控制字符。", "It holds control characters.")
		}
	}
	if dateFields[name] && !isDate(v) {
		return errs.T("日期应为 2026-01-31 或 2026-01。", "A date is written 2026-01-31 or 2026-01.")
	}
	return errs.Text{}
}

func isDate(v string) bool {
	if len(v) == 7 {
		v += "-01"
	}
	if len(v) != 10 || v[4] != '-' || v[7] != '-' {
		return false
	}
	n := func(s string) int {
		x := 0
		for _, c := range s {
			if c < '0' || c > '9' {
				return -1
			}
			x = x*10 + int(c-'0')
		}
		return x
	}
	y, m, day := n(v[:4]), n(v[5:7]), n(v[8:])
	if y < 1900 || m < 1 || m > 12 || day < 1 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	last := days[m-1]
	if m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
		last = 29
	}
	return day <= last
}
