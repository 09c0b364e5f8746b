package asset

import (
	"slices"

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
	return nil
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
