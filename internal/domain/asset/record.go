package asset

import (
	"encoding/json"
	"slices"
	"strconv"

	"sealbook/internal/domain/rulebook"
	"sealbook/internal/errs"
)

func indexOf(sorted []string, id string) (int, bool) { return slices.BinarySearch(sorted, id) }

// checkCorrect: a correction mends a description, never an axis, and never makes
// a record that could not have been registered.
func checkCorrect(d *deciding) error {
	c := d.c.Args.Correct
	if c.empty() {
		return errs.InvalidField("correct", "没有要更正的内容。", "There is nothing to correct.")
	}
	if c.Serial != nil && CodeKey(*c.Serial) == "" && d.s.Class.NeedsSerial() {
		return rulebook.Refuse("reg.serial-required")
	}
	if c.Kind != nil && !slices.Contains(KindsOf(d.s.Class), *c.Kind) {
		return errs.InvalidField("kind", "该类别没有这种类型。", "The class has no such kind.")
	}
	if c.Serial != nil || c.Brand != nil {
		after := d.s.clone()
		after.correct(*c)
		key := SerialKey(after.Brand, after.Serial)
		if other, taken := d.f.Serials[key]; taken && key != "" && key != SerialKey(d.s.Brand, d.s.Serial) {
			return sameSerial(other)
		}
	}
	if bad := c.check(); bad != nil {
		return bad
	}
	return d.correctionFits(*c)
}

// maxCorrection is how many bytes a correction may come to on record, its old
// and new texts and its reason together: an entry of the ledger has 16 KiB at
// most, and the rest of it (who, when, the chain) stays well below one.
const maxCorrection = 15 << 10

// correctionFits refuses at once what could be asked for but never be written
// down when it is signed: the entry then holds the old texts as well.
func (d *deciding) correctionFits(c Correction) error {
	old, reason := d.s.before(c), d.c.Args.Reason
	done := recorded(Corrected{Asset: d.s.ID, New: c, Old: old, Reason: reason})
	asked := recorded(Args{Correct: &c, Reason: reason}) + recorded(reason)
	size := max(done, asked)
	if size <= maxCorrection {
		return nil
	}
	longest, most := "reason", recorded(reason)
	before := old.texts()
	for i, t := range c.texts() {
		if n := recorded(t.value) + recorded(before[i].value); t.value != nil && n > most {
			longest, most = t.name, n
		}
	}
	for k, v := range c.Extra {
		if n := recorded(v) + recorded(old.Extra[k]); n > most || (n == most && k < longest) {
			longest, most = k, n
		}
	}
	is, limit := strconv.Itoa(size), strconv.Itoa(maxCorrection)
	return errs.InvalidField("correct",
		"更正前后的内容与原因合计 "+is+" 字节，超过 "+limit+" 字节的上限；请分次更正。最长的一项："+longest+"（"+strconv.Itoa(most)+" 字节）。",
		"Old and new texts and the reason come to "+is+" bytes; the limit is "+limit+". Correct in several steps. The longest: "+longest+" ("+strconv.Itoa(most)+" bytes).")
}

// recorded is how many bytes the value takes on record, or a few more.
func recorded(v any) int {
	b, err := json.Marshal(v)
	if err != nil { // texts only: it cannot be
		return maxCorrection + 1
	}
	return len(b)
}

func effectCorrect(d *deciding) []payload {
	c := *d.c.Args.Correct
	return one(Corrected{Asset: d.s.ID, New: c, Old: d.s.before(c), Reason: d.c.Args.Reason}, d.s.ID)
}

func (c *Correction) empty() bool {
	for _, p := range c.texts() {
		if p.value != nil {
			return false
		}
	}
	return c.Kind == nil && len(c.Extra) == 0
}

// shared are the fields of a correction that many assets may have alike: what
// tells one from another (serial, number of fixed asset, address in a network),
// what it is called, and what depends on its class is corrected one by one.
var shared = []string{
	"brand", "model", "use", "capacity", "os", "os_installed", "supplier", "purchase_date", "start_date", "notes",
}

// Shared lists, by their JSON names, the fields that one correction may set to
// one value for many assets.
func Shared() []string { return slices.Clone(shared) }

type correctable struct {
	name  string
	value *string
	limit int // runes
}

func (c *Correction) texts() []correctable {
	return []correctable{
		{"serial", c.Serial, 128}, {"brand", c.Brand, 100}, {"model", c.Model, 200}, {"name", c.Name, 200},
		{"fixed_asset_no", c.FixedAssetNo, 100}, {"use", c.Use, 500}, {"os", c.OS, 200},
		{"os_installed", c.OSInstalled, 10}, {"mac", c.MAC, 200}, {"optical", c.Optical, 20},
		{"capacity", c.Capacity, 50}, {"supplier", c.Supplier, 200}, {"purchase_date", c.PurchaseDate, 10},
		{"start_date", c.StartDate, 10}, {"notes", c.Notes, 2000},
	}
}

func (c *Correction) check() error {
	var bad *errs.Error
	for _, t := range c.texts() {
		if t.value == nil {
			continue
		}
		if m := textProblem(t.name, *t.value, t.limit); !m.IsZero() {
			bad = blame(bad, t.name, m)
		}
	}
	if m := extraProblem(c.Extra); !m.IsZero() {
		bad = blame(bad, "extra", m)
	}
	if bad == nil {
		return nil
	}
	return bad
}

func blame(bad *errs.Error, name string, m errs.Text) *errs.Error {
	if bad == nil {
		return errs.InvalidField(name, m.ZH, m.EN)
	}
	return bad.WithField(name, m.ZH, m.EN)
}

// before gives the values that c will replace.
func (s State) before(c Correction) Correction {
	var old Correction
	keep := func(to **string, changed *string, was string) {
		if changed != nil {
			w := was
			*to = &w
		}
	}
	keep(&old.Serial, c.Serial, s.Serial)
	keep(&old.Brand, c.Brand, s.Brand)
	keep(&old.Model, c.Model, s.Model)
	if c.Kind != nil {
		k := s.Kind
		old.Kind = &k
	}
	t := s.Details
	keep(&old.Name, c.Name, t.Name)
	keep(&old.FixedAssetNo, c.FixedAssetNo, t.FixedAssetNo)
	keep(&old.Use, c.Use, t.Use)
	keep(&old.OS, c.OS, t.OS)
	keep(&old.OSInstalled, c.OSInstalled, t.OSInstalled)
	keep(&old.MAC, c.MAC, t.MAC)
	keep(&old.Optical, c.Optical, t.Optical)
	keep(&old.Capacity, c.Capacity, t.Capacity)
	keep(&old.Supplier, c.Supplier, t.Supplier)
	keep(&old.PurchaseDate, c.PurchaseDate, t.PurchaseDate)
	keep(&old.StartDate, c.StartDate, t.StartDate)
	keep(&old.Notes, c.Notes, t.Notes)
	for k := range c.Extra {
		if old.Extra == nil {
			old.Extra = map[string]string{}
		}
		old.Extra[k] = t.Extra[k]
	}
	return old
}

var (
	wirelessFound = []Wireless{WirelessAbsent, WirelessRemoved, WirelessPresent}
	networks      = []Network{NetworkNone, NetworkClassified, NetworkInternal, NetworkInternet}
)

func checkTech(d *deciding) error {
	a := d.c.Args
	if !slices.Contains(wirelessFound, a.Wireless) {
		return errs.InvalidField("wireless", "无线部件应为 absent、removed 或 present。", "Wireless parts are absent, removed or present.")
	}
	if !slices.Contains(networks, a.Network) {
		return errs.InvalidField("network", "网络属性应为 none、classified、internal 或 internet。", "The network is none, classified, internal or internet.")
	}
	return isolated(d.s.Marking.Level.Classified() || d.s.Book == Classified, a.Network)
}

func checkFreeze(d *deciding) error {
	if d.s.frozen() >= 0 {
		return rulebook.Refuse("flow.state", errs.T("已处于冻结状态", "already frozen"))
	}
	return nil
}

func checkUnfreeze(d *deciding) error {
	if d.s.frozen() < 0 {
		return rulebook.Refuse("flow.state", errs.T("未处于冻结状态", "not frozen"))
	}
	return nil
}

func (s State) frozen() int {
	return slices.IndexFunc(s.Holds, func(h Hold) bool { return h.Kind == HoldFrozen })
}

func frozenRef(s State) string {
	if i := s.frozen(); i >= 0 {
		return s.Holds[i].Ref
	}
	return ""
}
